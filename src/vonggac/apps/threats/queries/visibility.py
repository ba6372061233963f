"""Who may know what of this room. Hit addresses say which machine can be reached and steered by whom: need-to-know inside the office too.

The coordinating office, who checks and the provincial response team know all; a body's officers and responders know theirs; a provider
knows the systems of its contracts in force; a leader reads cases without their addresses (design, section 5).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, is_in_the_response_team, leads_the_coordination, roles_of
from vonggac.apps.organisations.queries import subtree_ids
from vonggac.apps.registry import queries as registry
from vonggac.apps.threats.models import Case, Hit, ListRemark, ProviderInquiry, ThreatList


def _reads(user: Any) -> bool:
    return bool(roles_of(user) & ACTS["threats.read"])


def knows_all(user: Any) -> bool:
    """Say whether the person may know every address: who coordinates, who checks, the provincial response team."""
    if not _reads(user):
        return False
    return bool(roles_of(user) & {Role.COORDINATOR, Role.AUDITOR}) or is_in_the_response_team(user)


def sees_all(user: Any) -> bool:
    """Say whether the person reads every case, with or without its addresses."""
    return knows_all(user) or (_reads(user) and leads_the_coordination(user))


def _of_bodies(user: Any, *roles: Role) -> Q:
    """Cases of the bodies under the person's posts of these roles, and of the systems that they own or operate."""
    bodies = subtree_ids(one.post.organisation_id for one in holdings_now(user) if one.post.role in roles)
    return Q(organisation_id__in=bodies) | Q(system__owner_id__in=bodies) | Q(system__operator_id__in=bodies)


def _served(user: Any) -> Q:
    """Cases of the systems that a contract in force today names for the person's provider, and those it has to clean itself."""
    own = subtree_ids(one.post.organisation_id for one in holdings_now(user) if one.post.role == Role.PROVIDER)
    return Q(system__in=registry.served_by(user)) | Q(organisation_id__in=own)


def cases_visible_to(user: Any) -> QuerySet[Case]:
    """Return the cases that the person may read."""
    if not _reads(user):
        return Case.objects.none()
    if sees_all(user):
        return Case.objects.all()
    return Case.objects.filter(_of_bodies(user, Role.OFFICER, Role.RESPONDER, Role.LEADER) | _served(user))


def cases_known_to(user: Any) -> QuerySet[Case]:
    """Return the cases whose addresses the person needs to know; a leader's post gives none."""
    if not _reads(user):
        return Case.objects.none()
    if knows_all(user):
        return Case.objects.all()
    return Case.objects.filter(_of_bodies(user, Role.OFFICER, Role.RESPONDER) | _served(user))


def hits_visible_to(user: Any) -> QuerySet[Hit]:
    """Return the rows whose addresses the person needs to know; rows outside of every case are for who knows all.

    A list that is still being matched has none yet: what was written of it may be taken back.
    """
    rows = Hit.objects.exclude(list__state=ThreatList.State.MATCHING).select_related("reason", "list")
    return rows if knows_all(user) else rows.filter(reason__case__in=cases_known_to(user))


def lists_visible_to(user: Any) -> QuerySet[ThreatList]:
    """Return the lists: what came by letter is the coordinating office's and its leaders'."""
    return ThreatList.objects.select_related("source", "file") if sees_all(user) else ThreatList.objects.none()


def remarks_visible_to(user: Any) -> QuerySet[ListRemark]:
    """Return what was wrong in lists; it quotes their cells."""
    return ListRemark.objects.exclude(list__state=ThreatList.State.MATCHING) if knows_all(user) else ListRemark.objects.none()


def inquiries_visible_to(user: Any) -> QuerySet[ProviderInquiry]:
    """Return the questions to providers; drafts are the office's own."""
    rows = ProviderInquiry.objects.select_related("provider", "list__source", "draft", "signed", "drafted_by")
    return rows if knows_all(user) else rows.none()
