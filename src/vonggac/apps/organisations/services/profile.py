"""Bringing the province profile into the directory: a folder of dated facts becomes rows, again and again without harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation, Succession
from vonggac.apps.organisations.services.tree import rebuild_ancestry
from vonggac.law.model import OrganisationFact, ProvinceProfile

Key = tuple[str, date | None]
LOADED = ("name", "short_name", "addressee_name", "kind", "province_code", "valid_to", "precision", "domain", "source", "note")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a loading made or corrected; all zero the second time."""

    added: int
    corrected: int
    successions: int


@transaction.atomic
def load_profile(profile: ProvinceProfile, *, by: Any, at: datetime) -> Loaded:
    """Add the profile's bodies and successions that are not there yet; correct those that nobody here has changed.

    What a person changed, or a reorganisation ended, is never overwritten. Set-based: a handful of queries for 455 bodies.
    """
    known: dict[Key, Organisation] = {(row.code, row.valid_from): row for row in Organisation.objects.all()}
    added = _add(profile, known)
    corrected = _correct(profile, known)
    _hang(profile, known)
    successions = _succeed(profile, known)
    loaded = Loaded(len(added), len(corrected), successions)
    if any((loaded.added, loaded.corrected, loaded.successions)):
        rebuild_ancestry(on=localdate(at))
        record(
            "organisations.profile.loaded",
            by=by,
            at=at,
            count=loaded.added + loaded.corrected,
            touched=[row.pk for row in (*added, *corrected)],
            profile=profile.key,
            successions=successions,
        )
    return loaded


def _values(fact: OrganisationFact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "short_name": fact.short_name,
        "addressee_name": "" if fact.addressee_name == fact.name else fact.addressee_name,
        "kind": fact.kind.value,
        "province_code": fact.province,
        "valid_to": fact.valid_to,
        "precision": fact.precision.value,
        "domain": fact.domain,
        "source": fact.source,
        "note": fact.note,
    }


def _add(profile: ProvinceProfile, known: dict[Key, Organisation]) -> list[Organisation]:
    """Write the new bodies, those above before those below: so each row is written once, with its place in the tree."""
    added: list[Organisation] = []
    waiting = [(fact, profile.parent_of(fact)) for fact in profile.organisations if fact.key not in known]
    while waiting:
        ready = [(fact, above) for fact, above in waiting if above is None or above.key in known]
        rows = [_row(fact, None if above is None else known.get(above.key)) for fact, above in ready or waiting]
        Organisation.objects.bulk_create(rows, batch_size=200)
        known.update({(row.code, row.valid_from): row for row in rows})
        added += rows
        waiting = [(fact, above) for fact, above in waiting if fact.key not in known]
    return added


def _row(fact: OrganisationFact, parent: Organisation | None) -> Organisation:
    row = Organisation(code=fact.code, valid_from=fact.valid_from, parent=parent, from_profile=True, **_values(fact))
    row.fill_search()
    return row


def _correct(profile: ProvinceProfile, known: dict[Key, Organisation]) -> list[Organisation]:
    rows = []
    for fact in profile.organisations:
        row, values = known[fact.key], _values(fact)
        if row.from_profile and any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.fill_search()
            rows.append(row)
    Organisation.objects.bulk_update(rows, [*LOADED, "folded", "sort_key"], batch_size=100)
    return rows


def _hang(profile: ProvinceProfile, known: dict[Key, Organisation]) -> None:
    """Put each body that stands elsewhere under the one that stood above it in its period."""
    rows = []
    for fact in profile.organisations:
        above, row = profile.parent_of(fact), known[fact.key]
        if above is not None and row.from_profile and row.parent_id != known[above.key].pk:
            row.parent = known[above.key]
            rows.append(row)
    Organisation.objects.bulk_update(rows, ["parent"], batch_size=200)


def _succeed(profile: ProvinceProfile, known: dict[Key, Organisation]) -> int:
    standing = set(Succession.objects.values_list("before_id", "after_id", "function"))
    rows = []
    for fact in profile.organisations:
        for heir in fact.successors:
            after = profile.organisation(heir.to, heir.on)
            if after is None:
                continue
            pair = (known[fact.key].pk, known[after.key].pk, heir.function)
            if pair not in standing:
                standing.add(pair)
                rows.append(Succession(before_id=pair[0], after_id=pair[1], function=heir.function, on=heir.on, source=heir.source))
    Succession.objects.bulk_create(rows, batch_size=500)
    return len(rows)
