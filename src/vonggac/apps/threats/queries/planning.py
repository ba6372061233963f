"""What would be opened from a matched list: the very plan that a person sees and that is then carried out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db.models import Count, Max, Min, Q
from django.utils.timezone import localdate

from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.threats.models import Case, Hit, Listing, MatchReason, ThreatList
from vonggac.law.cleanups import clean_up_rules

Key = tuple[int | None, int | None]
"""(system, body): the body only where no system is known."""
What = Listing.What


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One system or body of the plan: what was seen of it, and what happens."""

    organisation_id: int
    system_id: int | None
    what: str
    case_id: int | None
    was: str
    rows: int
    addresses: int
    first_seen: datetime | None
    last_seen: datetime | None
    families: tuple[str, ...]
    level: int
    malware_class: str
    risk: int
    due_on: date | None
    needs_machine: bool
    reopens: bool = False
    """Its case is closed and opens again."""
    is_kept: bool = False
    """Its case was opened, or opened again, by the list that this one corrects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What one provider will be asked."""

    provider_id: int
    rows: int
    addresses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A case that only the corrected list had opened, or opened again."""

    case_id: int
    to: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that happens when it is carried out."""

    list_id: int
    subjects: tuple[Subject, ...]
    asking: tuple[Asking, ...]
    waiting_rows: int
    waiting_addresses: int
    taken_back: tuple[TakenBack, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over every line of it; who agrees, agrees to just these."""
        return sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()

    def doing(self, what: str) -> list[Subject]:
        """Return the subjects with which the same happens, but for those whose case the corrected list left as it is."""
        return [one for one in self.subjects if one.what == what and not one.is_kept]

    @property
    def kept(self) -> list[Subject]:
        """Return the subjects whose case stays as the corrected list had left it."""
        return [one for one in self.subjects if one.is_kept]

    @property
    def bodies(self) -> set[int]:
        """Return the bodies that get a new or reopened case."""
        return {one.organisation_id for one in (*self.doing(What.OPENED), *self.doing(What.RETURNED))}

    @property
    def asked_addresses(self) -> int:
        return sum(one.addresses for one in self.asking)


def plan_of(row: ThreatList, at: datetime) -> Plan:
    """Return what would happen now; the number of questions to the database does not grow with the list."""
    today = localdate(at)
    hits = Hit.objects.filter(list=row)
    standing = _standing(row)
    subjects = _subjects(row, hits.filter(reason__way=MatchReason.Way.CASE), standing, today)
    waiting = hits.filter(reason__way=MatchReason.Way.WAIT).aggregate(rows=Count("id"), addresses=Count("address", distinct=True))
    kept = {one.case_id for one in subjects}
    return Plan(
        row.pk,
        tuple(subjects),
        _asking(row),
        waiting["rows"],
        waiting["addresses"],
        tuple(_taken_back([one for one in standing.values() if one.case_id not in kept], row)),
    )


def _asking(row: ThreatList) -> tuple[Asking, ...]:
    asked = Hit.objects.filter(list=row, reason__way=MatchReason.Way.INQUIRY).order_by("reason__asked").values("reason__asked")
    told = asked.annotate(rows=Count("id"), addresses=Count("address", distinct=True))
    return tuple(Asking(provider_id=one["reason__asked"], rows=one["rows"], addresses=one["addresses"]) for one in told)


# --- the subjects -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """The sums of one subject in one list."""

    organisation_id: int
    system_id: int | None
    rows: int
    addresses: int
    first: datetime | None
    last: datetime | None
    last_minute: datetime | None
    last_day: datetime | None
    undated: int
    families: tuple[str, ...]
    needs_machine: bool

    @property
    def key(self) -> Key:
        return (self.system_id, None) if self.system_id else (None, self.organisation_id)

    def after(self, closed_at: datetime, list_day: date) -> bool:
        """Say whether it was seen after a case was closed; a day counts from the next one on, no time at all as the day of the list."""
        closed_on = localdate(closed_at)
        minute = self.last_minute is not None and self.last_minute > closed_at
        day = self.last_day is not None and localdate(self.last_day) > closed_on
        return minute or day or (self.undated > 0 and list_day > closed_on)


_TIMES = {
    "first": Min("seen_at"),
    "first_told": Min("first_seen_at"),
    "last": Max("seen_at"),
    "last_minute": Max("seen_at", filter=Q(exact=Hit.Exact.MINUTE)),
    "last_day": Max("seen_at", filter=Q(exact=Hit.Exact.DAY)),
    "undated": Count("id", filter=Q(exact=Hit.Exact.NOT_SAID)),
    "vague": Count("id", filter=Q(reason__verdict="question")),
}


def seen_in(hits: Sequence[Hit] | object) -> list[Seen]:
    """Return the sums of every subject among these rows: one question for sums, one for families."""
    by = ("reason__system", "reason__organisation")
    summed = hits.order_by(*by).values(*by).annotate(rows=Count("id"), addresses=Count("address", distinct=True), **_TIMES)  # type: ignore[attr-defined]
    families: dict[Key, list[str]] = defaultdict(list)
    for system, body, family in hits.order_by(*by, "family").values_list(*by, "family").distinct():  # type: ignore[attr-defined]
        families[(system, body)].append(family)
    return [_seen(one, families) for one in summed]


def _seen(one: Mapping[str, object], families: Mapping[Key, list[str]]) -> Seen:
    system, body = one["reason__system"], one["reason__organisation"]
    first = min((moment for moment in (one["first"], one["first_told"]) if moment is not None), default=None)  # type: ignore[type-var]
    named = tuple(name for name in families[(system, body)] if name)  # type: ignore[index]
    plain = {name: one[name] for name in ("rows", "addresses", "last", "last_minute", "last_day", "undated")}
    return Seen(organisation_id=body, system_id=system, first=first, families=named, needs_machine=bool(one["vague"]), **plain)  # type: ignore[arg-type]


def _subjects(row: ThreatList, hits: object, standing: Mapping[int, Listing], today: date) -> list[Subject]:
    seen = seen_in(hits)  # type: ignore[arg-type]
    cases = latest_cases(one.key for one in seen)
    levels = dict(InformationSystem.objects.filter(pk__in=[one.system_id for one in seen if one.system_id]).values_list("pk", "level"))
    return [_subject(one, cases.get(one.key), standing, levels.get(one.system_id) or 0, row, today) for one in seen]


def _subject(one: Seen, case: Case | None, standing: Mapping[int, Listing], level: int, row: ThreatList, today: date) -> Subject:
    what, was = _what(one, case, standing, row)
    reopens = what == What.RETURNED and case is not None and not case.is_open
    is_kept = case is not None and case.is_open and what in {What.OPENED, What.RETURNED}
    return replace(subject_of(one, case, what, level, today), was=was, needs_machine=one.needs_machine, reopens=reopens, is_kept=is_kept)


def subject_of(one: Seen, case: Case | None, what: str, level: int, today: date) -> Subject:
    """Return what a plan says of one body or system: its worst class by the rules in force on a day, and until when it is to be cleaned."""
    rules = clean_up_rules()
    worst = rules.worst(one.families or ("",), today)
    days = rules.days_for(level, worst.risk, today)
    return Subject(
        organisation_id=one.organisation_id,
        system_id=one.system_id,
        what=what,
        case_id=case.pk if case is not None else None,
        was=case.state if case is not None else "",
        rows=one.rows,
        addresses=one.addresses,
        first_seen=one.first,
        last_seen=one.last,
        families=one.families,
        level=level,
        malware_class=worst.key,
        risk=worst.risk,
        due_on=today + timedelta(days=days) if days else None,
        needs_machine=False,
        reopens=what == What.RETURNED,
    )


def _what(one: Seen, case: Case | None, standing: Mapping[int, Listing], row: ThreatList) -> tuple[str, str]:
    """Say what happens with a subject, and in which state its case was before this list or the one that it corrects."""
    if case is None:
        return What.OPENED, ""
    before = standing.get(case.pk)
    if case.is_open and before is not None and before.what != What.EARLIER:
        return before.what, before.was
    if case.is_open:
        return What.JOINED, case.state
    closed_at = case.closed_at
    return (What.RETURNED if closed_at is not None and one.after(closed_at, row.list_day) else What.EARLIER), case.state


def latest_cases(keys: object) -> dict[Key, Case]:
    """Return each subject's open case, else the one that was closed last; a withdrawn one never was about its machines."""
    wanted = list(keys)  # type: ignore[call-overload]
    systems, bodies = [key[0] for key in wanted if key[0]], [key[1] for key in wanted if key[1]]
    rows = Case.objects.filter(Q(system_id__in=systems) | Q(system=None, organisation_id__in=bodies)).exclude(state=Case.State.WITHDRAWN)
    found: dict[Key, Case] = {}
    for case in rows.order_by("opened_at", "id"):
        key: Key = (case.system_id, None) if case.system_id else (None, case.organisation_id)
        if key not in found or not found[key].is_open:
            found[key] = case
    return found


# --- what a correction takes back ---------------------------------------------------------------------------------------------------


def _standing(row: ThreatList) -> dict[int, Listing]:
    """Return case → what the corrected list did with it."""
    if row.replaces_id is None:
        return {}
    return {one.case_id: one for one in Listing.objects.filter(list_id=row.replaces_id).select_related("case").order_by("case_id")}


def _taken_back(gone: Sequence[Listing], row: ThreatList) -> list[TakenBack]:
    if not gone:
        return []
    others = Listing.objects.filter(case_id__in=[one.case_id for one in gone], list__state=ThreatList.State.APPLIED)
    elsewhere = set(
        others.exclude(list_id=row.replaces_id).filter(list__applied_at__gte=_applied_at(row)).values_list("case_id", flat=True)
    )
    found = []
    for one in gone:
        if not one.case.is_open or one.case_id in elsewhere or one.what not in {What.OPENED, What.RETURNED}:
            continue
        found.append(TakenBack(case_id=one.case_id, to=Case.State.WITHDRAWN if one.what == What.OPENED else one.was))
    return found


def _applied_at(row: ThreatList) -> datetime:
    replaced = ThreatList.objects.get(pk=row.replaces_id)
    return replaced.applied_at or replaced.declared_at
