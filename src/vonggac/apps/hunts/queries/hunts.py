"""Hunts: the list, how far one is, what it found by rule or machine, which machines it saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from vonggac.apps.hunts.models import Finding, Hunt
from vonggac.apps.hunts.queries.findings import MOST_SHOWN_OF_A_HUNT, for_list, in_order
from vonggac.apps.hunts.queries.visibility import findings_visible_to, hunts_visible_to
from vonggac.apps.jobs.queries import Progress, progress_of
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE

A_PAGE = 30
Verdict, State = Finding.Verdict, Hunt.State


@dataclass(frozen=True, slots=True, kw_only=True)
class HuntFilters:
    """What the reader of the list asked to see."""

    state: str = ""
    body: int | None = None
    campaign: int | None = None
    """0: only those of no campaign."""


def for_list_of(user: Any, asked: HuntFilters) -> QuerySet[Hunt]:
    """Return the hunts of the list: what runs or waits first, then what has findings to verify, then the newest."""
    hunts = hunts_visible_to(user)
    if asked.state in State.values:
        hunts = hunts.filter(state=asked.state)
    if asked.body is not None:
        hunts = hunts.filter(organisation_id=asked.body)
    if asked.campaign is not None:
        hunts = hunts.filter(campaign_id=asked.campaign or None)
    return in_list_order(with_counts(hunts, user)).select_related("organisation", "campaign", "asked_by").defer("coverage", "hosts")


def with_counts(hunts: QuerySet[Hunt], user: Any) -> QuerySet[Hunt]:
    """Say of each how many findings that the person may read wait, are true, and wait on systems of level 3 and above."""
    seen, waiting = findings_visible_to(user), Q(verdict=Verdict.WAITING)
    high = waiting & Q(level__gte=FIRST_IN_EVERY_QUEUE)
    return hunts.annotate(waiting=_number(seen, waiting), true=_number(seen, Q(verdict=Verdict.TRUE)), high=_number(seen, high))


def _number(seen: QuerySet[Finding], which: Q) -> Any:
    rows = seen.filter(which, hunt=OuterRef("pk")).order_by().values("hunt").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(rows[:1], output_field=IntegerField()), 0)


def in_list_order(hunts: QuerySet[Hunt]) -> QuerySet[Hunt]:
    """Order hunts that carry their counts."""
    place = Case(
        When(state=State.RUNNING, then=Value(0)),
        When(state=State.WAITING, then=Value(1)),
        When(waiting__gt=0, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return hunts.annotate(place=place).order_by("place", "-asked_at", "-id")


def progress_for(hunt: Hunt) -> Progress | None:
    """Return how far its job is; None when it is over or nobody has put it into the queue."""
    return None if hunt.is_over else progress_of(hunt.job_key)


def hunt_for_page(user: Any) -> QuerySet[Hunt]:
    """Return what the person may read, with what the page shows."""
    joined = ("organisation", "campaign", "asked_by")
    return hunts_visible_to(user).select_related(*joined).prefetch_related("files", "packs")


@dataclass(slots=True)
class Group:
    """Findings of one rule, or of one machine."""

    key: str
    title: str
    first: Finding
    rows: list[Finding] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def waiting(self) -> int:
        return sum(row.verdict == Verdict.WAITING for row in self.rows)


def by_rule(rows: Iterable[Finding]) -> list[Group]:
    """Group findings by rule, in the order of the first of each."""
    return _grouped(rows, lambda row: f"{row.what}:{row.rule_id}", lambda row: row.title)


def by_host(rows: Iterable[Finding]) -> list[Group]:
    """Group findings by machine, in the order of the first of each."""
    return _grouped(rows, lambda row: row.host, lambda row: row.host)


def _grouped(rows: Iterable[Finding], key: Callable[[Finding], str], title: Callable[[Finding], str]) -> list[Group]:
    groups: dict[str, Group] = {}
    for row in rows:
        groups.setdefault(key(row), Group(key(row), title(row), row)).rows.append(row)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class Found:
    """What a hunt found: the first ones in the order of the queue, and how many there are of each verdict."""

    rows: Sequence[Finding]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)


def found_in(hunt: Hunt, seen: QuerySet[Finding]) -> Found:
    """Return what a hunt found, of the findings that a person may read; two questions."""
    mine = seen.filter(hunt=hunt)
    counts = dict(mine.order_by().values_list("verdict").annotate(number=Count("pk")))
    return Found(list(for_list(in_order(mine))[:MOST_SHOWN_OF_A_HUNT]), counts)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine whose events were read."""

    host: str
    events: int
    first: str
    last: str
    findings: int
    written: tuple[str, ...] = ()
    """How logs write its name, where not just so."""
    perhaps: tuple[str, ...] = ()
    """The machines that a short name may be of, where it cannot be told which."""


def machines_of(hunt: Hunt, seen: QuerySet[Finding]) -> list[Machine]:
    """Return the machines whose events were read, those without a finding last; a machine without a name is told by an empty one."""
    counted = Counter(seen.filter(hunt=hunt).values_list("host", flat=True))
    told = [_machine(one, counted) for one in hunt.hosts]
    return sorted(told, key=lambda one: (-one.findings, one.host))


def _machine(one: dict[str, Any], counted: Counter[str]) -> Machine:
    first, last, written, perhaps = one.get("first") or "", one.get("last") or "", one.get("written", ()), one.get("perhaps", ())
    name, events = str(one.get("host") or ""), int(one.get("events") or 0)
    return Machine(name, events, first, last, _of(counted, one), tuple(written), tuple(perhaps))


def _of(counted: Counter[str], one: dict[str, Any]) -> int:
    return counted.get(str(one.get("host") or "").lower(), 0)
