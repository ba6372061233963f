"""What would go out if the work were given out now: the same plan is shown on the confirm page and carried out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Max

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Addressee, AddresseeLine, Directive, Obligation
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Relation


class Share(NamedTuple):
    """One body's share of one obligation; a letter to every commune makes hundreds."""

    organisation_id: int
    addressed_to_id: int
    relation: str
    due_on: date | None
    due_origin: str
    due_quote: str
    line_id: int


@dataclass(frozen=True, slots=True)
class Giving:
    """One leaf obligation and the bodies it goes to."""

    obligation: Obligation
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class GivingPlan:
    """Everything that would leave, and the bodies that only get to know."""

    givings: tuple[Giving, ...]
    informed: tuple[int, ...]

    @cached_property
    def levels(self) -> dict[int, int]:
        """Organisation id → highest level of the systems it owns; asked when the work is given out, no page shows it."""
        tasked = {share.organisation_id for giving in self.givings for share in giving.shares}
        rows = InformationSystem.objects.filter(owner_id__in=tasked, level__isnull=False)
        return dict(rows.values("owner_id").annotate(highest=Max("level")).values_list("owner_id", "highest"))

    @cached_property
    def tasks(self) -> int:
        """How many tasks it makes."""
        return sum(1 for giving in self.givings for share in giving.shares if share.relation != Relation.INFORM)

    @cached_property
    def organisations(self) -> frozenset[int]:
        """Bodies that get at least one task."""
        return frozenset(share.organisation_id for giving in self.givings for share in giving.shares if share.relation != Relation.INFORM)

    def digest(self) -> str:
        """Return what stands for the whole plan: a confirm page gives it back, and a plan that changed meanwhile is not carried out."""
        lines = [
            f"{g.obligation.pk}|{g.obligation.title}|{s.organisation_id}|{s.relation}|{s.due_on}|{s.due_origin}"
            for g in self.givings
            for s in g.shares
        ]
        return hashlib.sha256("\n".join([*lines, *map(str, self.informed)]).encode()).hexdigest()


def plan_giving(directive: Directive) -> GivingPlan:
    """Return who would get what. A fixed number of queries, whatever the number of bodies.

    Each leaf goes to its own addressees only. Bodies that a line meant and that one heir stands for today get one task, not one each.
    """
    bodies = _bodies_by_line(directive)
    lines = {line.pk: line for line in directive.lines.all()}
    everyone = [line.pk for line in lines.values() if line.where == AddresseeLine.Where.TO]
    givings = []
    for obligation in queries.leaves_of(directive):
        chosen = everyone if obligation.for_everyone else [line.pk for line in obligation.lines.all()]
        givings.append(Giving(obligation, tuple(_shares(chosen, lines, bodies, obligation))))
    tasked = {share.organisation_id for giving in givings for share in giving.shares}
    copies = [line.pk for line in lines.values() if line.where == AddresseeLine.Where.COPY or line.relation == Relation.INFORM]
    informed = {body.today_id for key in copies for body in bodies.get(key, ()) if body.today_id} - tasked
    return GivingPlan(tuple(givings), tuple(sorted(one for one in informed if one)))


def _bodies_by_line(directive: Directive) -> dict[int, list[Addressee]]:
    found: dict[int, list[Addressee]] = {}
    rows = Addressee.objects.filter(line__directive=directive).exclude(line__settled=AddresseeLine.Settled.SKIPPED)
    for body in rows.order_by("line__position", "named__sort_key", "id"):
        found.setdefault(body.line_id, []).append(body)
    return found


def _shares(
    chosen: Iterable[int],
    lines: Mapping[int, AddresseeLine],
    bodies: Mapping[int, Sequence[Addressee]],
    obligation: Obligation,
) -> Iterable[Share]:
    """Yield each body once, with the deadline of the line that brought it where that line has its own."""
    own = {one.line_id: one for one in obligation.class_deadlines.all()}
    taken: set[int] = set()
    for key in chosen:
        for body in bodies.get(key, ()):
            if body.today_id is None or body.today_id in taken or lines[key].relation == Relation.INFORM:
                continue
            taken.add(body.today_id)
            due = own.get(key, obligation)
            yield Share(body.today_id, body.named_id, lines[key].relation, due.due_on, due.due_origin, due.due_quote, key)
