"""Whose hand each step of a dossier is: the preparer's, the appraiser's, the owner's; the table of authority says which body.

A body that has people here acts by those people: somebody with a post at that very body and the act `compliance.appraise`. What a body
without people here answered comes back on paper, and who keeps the owner's records (`compliance.record`) enters it with that paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.accounts.acts import ACTS
from vonggac.apps.accounts.models import Holding
from vonggac.apps.accounts.queries import holdings_now, roles_of
from vonggac.apps.compliance import rulebook
from vonggac.apps.compliance.models import Dossier
from vonggac.apps.compliance.queries.visibility import systems_prepared_by, systems_visible_to
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry import queries as registry
from vonggac.apps.registry.models import InformationSystem
from vonggac.law.levels.procedure import Role

APPRAISES = ACTS["compliance.appraise"]


@dataclass(frozen=True, slots=True)
class Body:
    """Who acts in a role: a body of the directory, or only a name."""

    role: Role
    name: str
    organisation: Organisation | None = None

    @property
    def is_here(self) -> bool:
        """Say whether the body has somebody here who may appraise; then nobody else answers for it."""
        return self.organisation is not None and has_hand(self.organisation)


def operator_of(system: InformationSystem, day: date) -> Organisation:
    """Return who operates: by the hosting contract, else as the register says, else the owner (Decree 331/2026, Art 5)."""
    found = registry.operation_of(system, day)
    if found is not None:
        return Organisation.objects.get(pk=found.today.body)
    return system.operator or system.owner


def body_in(dossier: Dossier, role: Role, day: date) -> Body:
    """Return who fills a role for a dossier."""
    system = dossier.system
    if role is Role.OPERATOR:
        body: Organisation | None = dossier.preparer
    elif role is Role.OWNER:
        body = system.owner
    elif role is Role.SPECIALISED_UNIT:
        return _specialised(dossier, role)
    else:
        body = None
    return Body(role, body.addressed_as() if body else rulebook.role_name(role), body)


def _specialised(dossier: Dossier, role: Role) -> Body:
    """The unit that the owner assigned for this dossier, a council by its name, else the owner's specialised unit of the register."""
    if dossier.appraiser is not None:
        return Body(role, dossier.appraiser.addressed_as(), dossier.appraiser)
    if dossier.appraiser_name:
        return Body(role, dossier.appraiser_name)
    unit = dossier.system.specialised_unit
    return Body(role, unit.addressed_as() if unit else rulebook.role_name(role), unit)


def appraiser_of(dossier: Dossier, day: date) -> Body:
    """Return who appraises."""
    return body_in(dossier, rulebook.authority_on(dossier, day).appraises, day)


def approver_of(dossier: Dossier, day: date) -> Body:
    """Return who approves the level."""
    return body_in(dossier, rulebook.authority_on(dossier, day).approves, day)


def opinion_giver_of(dossier: Dossier, day: date) -> Body | None:
    """Return who gives the expert opinion; None where the law asks for none."""
    role = rulebook.authority_on(dossier, day).opinion
    return body_in(dossier, role, day) if role else None


# --- people -------------------------------------------------------------------------------------------------------------------------


def has_hand(body: Organisation) -> bool:
    """Say whether somebody here can appraise for that body."""
    held = Holding.objects.filter(ended_at=None, post__closed_on=None, post__organisation=body, post__role__in=APPRAISES)
    return held.filter(user__is_active=True).exists()


def is_hand_of(user: Any, body: Organisation) -> bool:
    """Say whether the person holds a post at that very body whose role may appraise."""
    held = holdings_now(user) if roles_of(user) else []
    return any(one.post.organisation_id == body.pk and one.post.role in APPRAISES for one in held)


def prepares(user: Any, dossier: Dossier) -> bool:
    """Say whether the person prepares the dossier."""
    return systems_prepared_by(user).filter(pk=dossier.system_id).exists()


def keeps_records(user: Any, dossier: Dossier) -> bool:
    """Say whether the person enters what the owner and bodies outside decided."""
    return bool(roles_of(user)) and user.may("compliance.record", dossier.system.owner_id)


def answers_for(user: Any, body: Body, dossier: Dossier) -> bool:
    """Say whether the person may enter the answer of a body: its own people if it has any here, else who keeps the owner's records."""
    if body.organisation is not None and body.is_here:
        return is_hand_of(user, body.organisation) and systems_visible_to(user).filter(pk=dossier.system_id).exists()
    return keeps_records(user, dossier)


def who_answers(body: Body) -> str:
    """Return in words who enters the answer of a body."""
    return body.name if body.is_here else _("người ghi hồ sơ của chủ quản, theo văn bản của %(body)s") % {"body": body.name}
