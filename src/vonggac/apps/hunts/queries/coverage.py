"""How far a campaign came at each body: handed over, run, machines seen of those registered, what could not be seen, what was found.

How far a body is follows from its hunts, never from a hand; nothing found says nothing without what could be seen at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Count

from vonggac.apps.hunts.models import Campaign, CampaignBody, Finding, Hunt
from vonggac.apps.hunts.queries.whom import answered_by
from vonggac.sources.hunting.machines import Machines


class Stage(StrEnum):
    """How far one body is; in the order in which somebody has to look at it."""

    FAILED = "failed"
    SILENT = "silent"
    RUNNING = "running"
    PARTLY = "partly"
    UNCOUNTED = "uncounted"
    WHOLE = "whole"
    TOLD = "told"
    EXCUSED = "excused"


OWES_NOTHING = (Stage.TOLD, Stage.EXCUSED)
"""Stages of bodies that handed nothing over and need not: excused with a reason, or only told of the campaign."""
SEEN = (Stage.PARTLY, Stage.UNCOUNTED, Stage.WHOLE)
"""Stages in which at least one hunt of the body is done."""


@dataclass(slots=True)
class BodyCoverage:
    """One body of a campaign, as its hunts say."""

    row: CampaignBody
    hunts: int = 0
    of_units: int = 0
    """Hunts that a unit below handed in for it."""
    done: int = 0
    running: int = 0
    failed: int = 0
    events: int = 0
    names: set[str] = field(default_factory=set)
    """Machines as hunts name them."""
    hosts: frozenset[str] = frozenset()
    """The machines behind these names: one written in two ways, in one log or in two, is one."""
    perhaps: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(short name, the machines that it may be of), where it cannot be told which; it counts as one of its own."""
    verdicts: dict[str, int] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """Return how many machines' events were read."""
        return len(self.hosts)

    @property
    def machines(self) -> int:
        """Return how many the register named when the campaign was given out."""
        return self.row.machines

    @property
    def unseen(self) -> int:
        """Return how many of the register's machines nobody saw; 0 where more were seen than the register names."""
        return max(self.machines - self.seen, 0)

    @property
    def waiting(self) -> int:
        """Return how many findings nobody has verified."""
        return self.verdicts.get(Finding.Verdict.WAITING, 0)

    @property
    def true(self) -> int:
        """Return how many findings were verified as true."""
        return self.verdicts.get(Finding.Verdict.TRUE, 0)

    @property
    def set_aside(self) -> int:
        """Return how many findings were false or known to be good."""
        return self.verdicts.get(Finding.Verdict.FALSE, 0) + self.verdicts.get(Finding.Verdict.GOOD, 0)

    @property
    def stage(self) -> Stage:
        """Return how far the body is, by its hunts."""
        if self.done:
            return self._of_machines()
        if self.row.excused_because:
            return Stage.EXCUSED
        if self.running:
            return Stage.RUNNING
        if self.failed:
            return Stage.FAILED
        return Stage.SILENT if self.row.task_id else Stage.TOLD

    def _of_machines(self) -> Stage:
        if not self.machines:
            return Stage.UNCOUNTED
        return Stage.WHOLE if self.seen >= self.machines else Stage.PARTLY


@dataclass(frozen=True, slots=True)
class CampaignCoverage:
    """A campaign over the bodies that the person sees."""

    bodies: Sequence[BodyCoverage]

    def at(self, *stages: Stage) -> list[BodyCoverage]:
        """Return the bodies at these stages."""
        return [one for one in self.bodies if one.stage in stages]

    @property
    def expected(self) -> int:
        """Return how many bodies something is expected of: without those that owe nothing and handed nothing over."""
        return len(self.bodies) - len(self.at(*OWES_NOTHING))

    @property
    def excused(self) -> list[BodyCoverage]:
        """Return every excused body, one that handed something over all the same included."""
        return [one for one in self.bodies if one.row.excused_because]

    @property
    def handed(self) -> int:
        """Return how many bodies handed something over."""
        return sum(1 for one in self.bodies if one.hunts)

    @property
    def read(self) -> int:
        """Return at how many bodies at least one hunt is done."""
        return len(self.at(*SEEN))

    @property
    def machines(self) -> int:
        """Return the machines of the register at bodies of which something is expected."""
        return sum(one.machines for one in self.bodies if one.stage not in OWES_NOTHING)

    @property
    def seen(self) -> int:
        """Return the machines whose events were read."""
        return sum(one.seen for one in self.bodies)

    @property
    def seen_of_register(self) -> int:
        """Return the machines seen, at each body no more than the register names: a surplus here fills no gap there."""
        return sum(min(one.seen, one.machines) for one in self.bodies if one.stage not in OWES_NOTHING)

    @property
    def beyond_register(self) -> int:
        """Return the machines seen that the register has no place for."""
        return sum(max(one.seen - one.machines, 0) for one in self.bodies)

    def total(self, name: str) -> int:
        """Return the sum of a figure over the bodies."""
        return sum(getattr(one, name) for one in self.bodies)


def coverage_of(campaign: Campaign, rows: Iterable[CampaignBody]) -> CampaignCoverage:
    """Return how far these bodies of a campaign are. A fixed number of queries, whatever the number of bodies."""
    bodies = {row.organisation_id: BodyCoverage(row) for row in rows}
    hunts = list(Hunt.objects.filter(campaign=campaign).values_list("pk", "organisation_id", "state", "events", "hosts"))
    found = _verdicts(campaign)
    answers = answered_by(campaign.pk, {body for _pk, body, *_rest in hunts})
    for pk, organisation, state, events, hosts in hunts:
        if (one := bodies.get(answers.get(organisation, 0))) is not None:
            one.of_units += organisation != one.row.organisation_id
            _count(one, state, events, hosts, found.get(pk, {}))
    for one in bodies.values():
        _settle(one)
    return CampaignCoverage(tuple(bodies.values()))


def _verdicts(campaign: Campaign) -> Mapping[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Finding.objects.filter(hunt__campaign=campaign).order_by().values_list("hunt_id", "verdict").annotate(n=Count("pk"))
    for hunt, verdict, number in rows:
        found[hunt][verdict] = number
    return found


def _count(one: BodyCoverage, state: str, events: int, hosts: Sequence[Mapping[str, Any]], found: Mapping[str, int]) -> None:
    one.hunts += 1
    one.done += state == Hunt.State.DONE
    one.running += state in {Hunt.State.WAITING, Hunt.State.RUNNING}
    one.failed += state in {Hunt.State.FAILED, Hunt.State.CANCELLED}
    if state == Hunt.State.DONE:
        one.events += events
        one.names.update(name for host in hosts if (name := str(host.get("host") or "")))
    for verdict, number in found.items():
        one.verdicts[verdict] = one.verdicts.get(verdict, 0) + number


def _settle(one: BodyCoverage) -> None:
    """Count each machine once, however its logs name it."""
    machines = Machines(one.names)
    one.hosts = frozenset(map(machines.of, one.names))
    one.perhaps = tuple((name, may) for name in sorted(one.hosts) if (may := machines.perhaps(name)))


ORDER = tuple(Stage)


def needs_first(one: BodyCoverage) -> tuple[bool, int, int, str]:
    """Order bodies as somebody has to look at them: findings that wait first, then by stage, then by name."""
    return not one.waiting, -one.waiting, ORDER.index(one.stage), one.row.organisation.sort_key


# --- what could not be seen -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Blind:
    """Rules that could not find anything at a body, whatever happened there."""

    loaded: int = 0
    """Rules that ran, in the hunt that had the most."""
    idle: tuple[tuple[str, str], ...] = ()
    """(rule, title) for which no hunt of the body had an event of the kind they look at."""
    fields: tuple[tuple[str, int], ...] = ()
    """(field, rules that ask it) that no event of any hunt had, the most asked first."""
    not_loaded: int = 0


def blind_of(hunts: Iterable[Mapping[str, Any]]) -> Blind:
    """Return what no hunt of a body could see: a rule is blind there only when it was blind in every hunt that ran."""
    reports = [one for one in hunts if one]
    if not reports:
        return Blind()
    titles = {one["rule_id"]: one["title"] for report in reports for one in report.get("idle", ())}
    idle = set.intersection(*({one["rule_id"] for one in report.get("idle", ())} for report in reports))
    fields = set.intersection(*(set(report.get("unseen_fields", ())) for report in reports))
    asked = {name: max(len(report["unseen_fields"][name]) for report in reports) for name in fields}
    return Blind(
        max(int(report.get("loaded", 0)) for report in reports),
        tuple(sorted(((rule, titles[rule]) for rule in idle), key=lambda one: one[1])),
        tuple(sorted(asked.items(), key=lambda one: (-one[1], one[0]))),
        max(len(report.get("not_loaded", ())) for report in reports),
    )


def blind_at(campaign: Campaign, rows: Iterable[CampaignBody]) -> dict[int, Blind]:
    """Return body (of the campaign) → what could not be seen there; asked for the bodies of one page, because the reports are long."""
    bodies = {row.organisation_id: row.pk for row in rows}
    done = Hunt.objects.filter(campaign=campaign, state=Hunt.State.DONE).order_by("pk")
    answers = answered_by(campaign.pk, done.order_by().values_list("organisation_id", flat=True).distinct())
    reports: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    mine = [unit for unit, body in answers.items() if body in bodies]
    wanted = done.filter(organisation_id__in=mine).values_list("organisation_id", "coverage")
    for organisation, report in wanted.iterator(chunk_size=20):
        reports[bodies[answers[organisation]]].append(report)
    return {pk: blind_of(found) for pk, found in reports.items()}
