"""What texts about the province name: brought in once, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.registry.models import Domain, InformationSystem, MailDomain
from vonggac.apps.registry.numbering import number_systems
from vonggac.law.model import ProvinceProfile, SystemFact


@transaction.atomic
def load_systems(profile: ProvinceProfile, *, by: Any, at: datetime) -> int:
    """Add the systems that texts about the province name and that are not there yet; never changes one. Returns how many it added.

    A system is known again by the name the text gave it, also after a person here renamed it. One whose owner no text names is the
    provincial People's Committee's until a person says otherwise.
    """
    known = set(InformationSystem.objects.exclude(from_profile="").values_list("from_profile", flat=True))
    facts = [fact for fact in profile.systems if fact.name not in known]
    bodies = {row.code: row for row in valid_on(localdate(at))} if facts else {}
    rows = [row for fact in facts if (row := _system_of(fact, bodies, profile.committee)) is not None]
    if not rows:
        return 0
    number_systems(rows)
    for row in rows:
        row.fill_search()
    InformationSystem.objects.bulk_create(rows)
    _add_domains(profile.systems, rows)
    record("registry.profile.loaded", by=by, at=at, count=len(rows), touched=[row.pk for row in rows], profile=profile.key)
    return len(rows)


def _system_of(fact: SystemFact, bodies: Mapping[str, Organisation], committee: str) -> InformationSystem | None:
    owner = bodies.get(fact.owner or committee) or bodies.get(committee)
    if owner is None:
        return None
    return InformationSystem(
        name=fact.name, from_profile=fact.name, owner=owner, provider=bodies.get(fact.provider or ""), level=fact.level, note=fact.note
    )


def _add_domains(facts: Iterable[SystemFact], rows: Iterable[InformationSystem]) -> None:
    """Add the names that the texts give; the mail system's is a domain of mailboxes."""
    domain_of = {fact.name: fact.domain for fact in facts if fact.domain}
    held: dict[type[Domain] | type[MailDomain], dict[tuple[str, int], Any]] = {Domain: {}, MailDomain: {}}
    for row in rows:
        name = domain_of.get(row.from_profile)
        if name:
            model: type[Domain] | type[MailDomain] = MailDomain if "thu dien tu" in row.folded else Domain
            held[model].setdefault((name, row.owner_id), model(name=name, organisation_id=row.owner_id, system=row))
    for model, made in held.items():
        standing = set(model.objects.filter(name__in=[name for name, _owner in made]).values_list("name", "organisation_id"))
        model.objects.bulk_create([row for key, row in made.items() if key not in standing])
