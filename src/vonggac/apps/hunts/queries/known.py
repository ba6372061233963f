"""What is known to be good: which says so of a finding, what a new one would set aside, and the list with its counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, roles_of
from vonggac.apps.hunts.event_fields import all_have
from vonggac.apps.hunts.models import Finding, FindingEvent, KnownGood
from vonggac.apps.hunts.queries.visibility import sees_all, works_all
from vonggac.apps.organisations.models import Ancestry
from vonggac.apps.organisations.queries import subtree_ids

SOON = timedelta(days=14)
IN_FORCE, ENDS_SOON, EXPIRED, ENDED = "in-force", "soon", "expired", "ended"
CHUNK = 100
"""Findings whose events are looked at together."""


def may_speak_for_all(user: Any) -> bool:
    """Say whether the person may hold something to be good at every body."""
    return Role.COORDINATOR in roles_of(user)


def known_visible_to(user: Any) -> QuerySet[KnownGood]:
    """Return what is known to be good of the bodies that the person reads, also by the word of one above them, and of every body."""
    rows = KnownGood.objects.select_related("organisation", "made_by", "ended_by")
    if not roles_of(user) & ACTS["hunts.read"]:
        return rows.none()
    if sees_all(user):
        return rows
    mine = _bodies(user, "hunts.read")
    return rows.filter(Q(organisation=None) | Q(organisation_id__in=mine) | Q(with_units=True, organisation_id__in=_above(mine)))


def known_editable_by(user: Any) -> QuerySet[KnownGood]:
    """Return what the person may end or extend: of bodies that they triage for; of every body who coordinates."""
    rows = known_visible_to(user)
    if not user.may("hunts.triage"):
        return rows.none()
    if may_speak_for_all(user):
        return rows
    rows = rows.exclude(organisation=None)
    return rows if works_all(user, "hunts.triage") else rows.filter(organisation_id__in=_bodies(user, "hunts.triage"))


def may_speak_for_units(user: Any, organisation_id: int) -> bool:
    """Say whether the person may hold something to be good at a body and at every body below it."""
    if works_all(user, "hunts.triage"):
        return True
    return set(subtree_ids([organisation_id])) <= set(_bodies(user, "hunts.triage"))


def has_units(organisation_id: int) -> bool:
    """Say whether there is a body below this one."""
    return Ancestry.objects.filter(above_id=organisation_id, depth__gt=0).exists()


def _above(bodies: Iterable[int]) -> QuerySet[Ancestry, Any]:
    """Return the bodies at and above these."""
    return Ancestry.objects.filter(below_id__in=list(bodies)).order_by().values("above_id")


def _bodies(user: Any, act: str) -> list[int]:
    return list(subtree_ids(one.post.organisation_id for one in holdings_now(user) if one.post.role in ACTS[act]))


# --- what it sets aside ---------------------------------------------------------------------------------------------------------------


def in_force(organisation_id: int, at: datetime) -> list[KnownGood]:
    """Return what holds for a body at a moment: its own before what one above it said for its units too, that before what is of all."""
    standing = KnownGood.objects.filter(starts_at__lte=at, expires_at__gt=at, ended_at=None)
    above = Q(with_units=True, organisation_id__in=_above([organisation_id]))
    rows = standing.filter(Q(organisation=None) | Q(organisation_id=organisation_id) | above).order_by("id")
    return sorted(rows, key=lambda one: (one.organisation_id is None, one.organisation_id != organisation_id, one.host == "", one.pk))


def good_for(goods: Iterable[KnownGood], rule_id: str, host: str, events: Sequence[Mapping[str, Any]]) -> KnownGood | None:
    """Return the first that says of a rule's finding on a host, with these events' fields, that it is legitimate."""
    return next((one for one in goods if one.rule_id == rule_id and _fits(one, host, events)), None)


def _fits(one: KnownGood, host: str, events: Sequence[Mapping[str, Any]]) -> bool:
    if one.host and one.host != host.lower():
        return False
    return not one.field or all_have(events, one.field, one.value)


def waiting_like(known: KnownGood, findings: QuerySet[Finding]) -> Iterator[Finding]:
    """Give those of these findings that wait for a person and that it speaks of."""
    rows = findings.filter(rule_id=known.rule_id, verdict=Finding.Verdict.WAITING).order_by("pk")
    if known.organisation_id is not None:
        bodies = subtree_ids([known.organisation_id]) if known.with_units else [known.organisation_id]
        rows = rows.filter(organisation_id__in=bodies)
    if known.host:
        rows = rows.filter(host=known.host)
    if not known.field:
        yield from rows
        return
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), CHUNK):
        yield from _of_these(known, rows, numbers[start : start + CHUNK])


def _of_these(known: KnownGood, rows: QuerySet[Finding], numbers: Sequence[int]) -> list[Finding]:
    events: dict[int, list[dict[str, Any]]] = {}
    for finding, fields in FindingEvent.objects.filter(finding_id__in=numbers).values_list("finding_id", "fields"):
        events.setdefault(finding, []).append(fields)
    return [row for row in rows.filter(pk__in=numbers) if all_have(events.get(row.pk, []), known.field, known.value)]


# --- the list -------------------------------------------------------------------------------------------------------------------------


def in_order(rows: QuerySet[KnownGood], at: datetime) -> QuerySet[KnownGood]:
    """What holds first, what ends soonest foremost; then what is over. Each with the findings that it sets aside now."""
    over = Case(When(Q(ended_at__isnull=False) | Q(expires_at__lte=at), then=Value(1)), default=Value(0), output_field=IntegerField())
    return with_hidden_now(rows).annotate(over=over).order_by("over", "expires_at", "id")


def with_hidden_now(rows: QuerySet[KnownGood]) -> QuerySet[KnownGood]:
    """Say of each how many findings it sets aside now."""
    return rows.annotate(hidden_now=Count("findings", filter=Q(findings__verdict=Finding.Verdict.GOOD)))


def standing_of(row: KnownGood, at: datetime) -> str:
    """Return how it stands."""
    if row.ended_at is not None:
        return ENDED
    if row.expires_at <= at:
        return EXPIRED
    return ENDS_SOON if row.expires_at <= at + SOON else IN_FORCE
