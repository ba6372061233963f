"""The board of one group of assignments: assignments across, organisations down, sums computed by the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Min, Q, Sum

from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import TERRITORIAL
from vonggac.apps.work.lateness import LateRule, kinds_never_late
from vonggac.apps.work.models import (
    OPEN_STATES,
    Assignment,
    FigureField,
    FigureValue,
    Task,
    TaskQuerySet,
    late_but_for_its_body_q,
)
from vonggac.apps.work.queries.visibility import visible_to
from vonggac.kernel.vietnamese import fold

PAGE = 50
"""Organisations on one page of the board."""
PROVINCIAL, LOCAL, PROVIDERS = 0, 1, 2
"""The groups of a board, in its order."""
ANSWERED_STATES = ("sent", "done")
"""States in which an answer stands, accepted or not yet."""
GROUP_OF_KIND = dict.fromkeys(("district", *TERRITORIAL), LOCAL) | {"provider": PROVIDERS}
"""Kind → group; every other kind is a provincial one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilters:
    """What the reader of a board asked to see."""

    state: str = ""
    late_only: bool = False
    kind: str = ""
    words: str = ""
    assignment_id: int | None = None
    first_hand: bool = False
    """Only whom the paper itself addresses, not the units to which a body gave its share on."""


class Standing(NamedTuple):
    """How far one task is. A board reads hundreds a page: a plain row costs a tenth of a whole `Task`."""

    pk: int
    assignment_id: int
    organisation_id: int
    addressed_to_id: int
    system_id: int | None
    relation: str
    state: str
    due_on: date | None
    due_origin: str
    not_applicable: bool
    closed_unanswered: bool

    def standing(self) -> tuple[object, ...]:
        """Return what a cell says of it besides its number: relation, state, deadline and marks."""
        return self[5:]

    def is_answered(self) -> bool:
        """Say whether its figures count; the same rule as `answered_q`."""
        return self.state in ANSWERED_STATES and not self.not_applicable and not self.closed_unanswered

    def days_late(self, rule: LateRule, kind: str) -> int:
        """Return for how many days it is overdue, 0 when it is not; `Task.is_late` for a body of this kind, the law asked once."""
        past = (rule.day - self.due_on).days if self.due_on and self.state in OPEN_STATES else 0
        return past if past > 0 and rule.counts(self.due_origin, self.relation, kind) else 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One organisation with its tasks, in the order of the board's assignments (more than one in a cell after a merger)."""

    organisation: Organisation
    cells: tuple[tuple[Standing, ...], ...]
    group: int = PROVINCIAL
    figures: Mapping[int, Decimal] = field(default_factory=dict)
    """Figure field id → what it answered."""


@dataclass(frozen=True, slots=True)
class Span:
    """The deadlines of one assignment's tasks: the earliest, the latest, and how many of them the text names."""

    first: date | None
    last: date | None
    by_text: int
    tasks: int


@dataclass(frozen=True, slots=True)
class StateCounts:
    """How far one assignment is; `late` lies inside the open states, the marks inside `done`."""

    new: int = 0
    doing: int = 0
    sent: int = 0
    back: int = 0
    done: int = 0
    late: int = 0
    not_applicable: int = 0
    closed_unanswered: int = 0

    @property
    def total(self) -> int:
        return self.new + self.doing + self.sent + self.back + self.done

    @property
    def open(self) -> int:
        return self.new + self.doing + self.back


@dataclass(frozen=True, slots=True)
class FigureSum:
    """One figure summed over everyone who answered; what was sent and is not accepted yet is told apart."""

    field: FigureField
    accepted: Decimal
    sent: Decimal
    answers: int
    missing: int

    @property
    def total(self) -> Decimal:
        return self.accepted + self.sent


@dataclass
class Board:
    """One page of the matrix, with the sums of the whole group."""

    assignments: list[Assignment]
    rows: list[BoardRow]
    counts: dict[int, StateCounts]
    figures: list[FigureSum]
    page: int
    pages: int
    organisations: int
    """How many organisations the filters left."""
    totals: StateCounts = field(default_factory=StateCounts)
    groups: dict[int, int] = field(default_factory=dict)
    """Group → how many organisations the filters left in it."""
    dues: dict[int, Span] = field(default_factory=dict)
    late_bodies: int = 0
    """How many bodies have overdue tasks, the units below included to which one gave its share on."""


def board(user: Any, group: str, *, today: date, filters: BoardFilters | None = None, page: int = 1) -> Board:
    """Return one page of the board; the number of queries depends neither on tasks nor on organisations."""
    asked = filters or BoardFilters()
    assignments = list(Assignment.objects.filter(group=group))
    shown = [a for a in assignments if asked.assignment_id in (None, a.pk)]
    seen = every = visible_to(user).filter(assignment_id__in=[a.pk for a in shown])
    seen = seen.filter(relayed_from=None) if asked.first_hand else seen
    bodies = _bodies(_narrowed(seen, asked, today), asked)
    pages = max(1, -(-len(bodies) // PAGE))
    page = min(max(1, page), pages)
    tally = tallied(seen, today)
    counts = {pk: one.counts for pk, one in tally.items()}
    shown = [a for a in shown if a.pk in tally]  # what is asked only of others is no column of this reader
    return Board(
        assignments=shown,
        rows=_rows(dict(bodies[(page - 1) * PAGE : page * PAGE]), shown, seen),
        counts=counts,
        figures=_summed(seen, {pk: one.counts.total - one.elsewhere for pk, one in tally.items()}),
        page=page,
        pages=pages,
        organisations=len(bodies),
        totals=_added(counts.values()),
        groups=Counter(group for _body, group in bodies),
        dues={pk: one.span for pk, one in tally.items()},
        late_bodies=late_among(every, today),
    )


def _narrowed(tasks: TaskQuerySet, asked: BoardFilters, today: date) -> TaskQuerySet:
    if asked.state in Task.State.values:
        tasks = tasks.filter(state=asked.state)
    return tasks.late_on(today) if asked.late_only else tasks


def _bodies(tasks: TaskQuerySet, asked: BoardFilters) -> list[tuple[int, int]]:
    """Return every body that the filters left, with its group, in the board's order: numbers only, for a page names fifty of them."""
    bodies = Organisation.objects.filter(id__in=tasks.order_by().values("organisation_id"))
    if asked.kind:
        bodies = bodies.filter(kind=asked.kind)
    if asked.words.strip():
        bodies = bodies.filter(folded__contains=fold(asked.words))
    named = bodies.order_by("sort_key", "id").values_list("id", "kind")
    return sorted(((pk, GROUP_OF_KIND.get(kind, PROVINCIAL)) for pk, kind in named), key=itemgetter(1))


def _rows(groups: Mapping[int, int], assignments: Sequence[Assignment], seen: TaskQuerySet) -> list[BoardRow]:
    """Return the rows of these bodies, given body → group in the board's order; tasks and figures come in one reading, side by side."""
    cells: dict[tuple[int, int], list[Standing]] = defaultdict(list)
    figures: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    here, width, last = seen.filter(organisation_id__in=list(groups)).order_by("period", "id"), len(Standing._fields), 0
    for row in here.values_list(*Standing._fields, "figures__field_id", "figures__value"):
        task, field_id, value = Standing._make(row[:width]), row[width], row[width + 1]
        if task.pk != last:  # a task stands once for each of its figures
            cells[task.organisation_id, task.assignment_id].append(task)
            last = task.pk
        if field_id is not None and task.is_answered():
            figures[task.organisation_id][field_id] += value
    bodies = Organisation.objects.only("name", "addressee_name", "kind", "valid_to").in_bulk(list(groups))
    return [
        BoardRow(bodies[pk], tuple(tuple(cells[pk, a.pk]) for a in assignments), group, figures.get(pk, {})) for pk, group in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one reading of an assignment's tasks says of it."""

    counts: StateCounts
    span: Span
    elsewhere: int
    """Tasks that will never hold a figure of their own: answered through an operator, or not applicable."""


def tallied(tasks: TaskQuerySet, today: date) -> dict[int, Tally]:
    """Return assignment id → its tally; every task is read once, whatever is asked of it, and from one index (`task_told_on_a_board`)."""
    asked = {
        "n": Count("id"),
        "late": Count("id", filter=counted_late_q(today)),
        "not_asked": Count("id", filter=Q(not_applicable=True)),
        "given_up": Count("id", filter=Q(closed_unanswered=True)),
        "first": Min("due_on"),
        "last": Max("due_on"),
        "by_text": Count("due_on", filter=Q(due_origin="text")),
        "elsewhere": Count("id", filter=Q(answered_through__isnull=False) | Q(not_applicable=True)),
    }
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in tasks.order_by().values("assignment_id", "state").annotate(**asked):
        found[row["assignment_id"]].append(row)
    return {pk: _tally(rows) for pk, rows in found.items()}


def _tally(rows: Sequence[Mapping[str, Any]]) -> Tally:
    """Add up what stands in each state."""
    states = {row["state"]: row["n"] for row in rows}
    not_asked = sum(row["not_asked"] for row in rows if row["state"] == "done")
    late, given_up, by_text, elsewhere = (sum(row[name] for row in rows) for name in ("late", "given_up", "by_text", "elsewhere"))
    counts = StateCounts(**states, late=late, not_applicable=not_asked, closed_unanswered=given_up)
    days = [day for row in rows for day in (row["first"], row["last"]) if day]
    return Tally(counts, Span(min(days, default=None), max(days, default=None), by_text, counts.total), elsewhere)


def counted_late_q(today: date) -> Q:
    """Return what makes a task late, for counts over all tasks of given letters: `late_on`, with the bodies never late read once."""
    return Q(state__in=OPEN_STATES) & counted_due_q(today)


def counted_due_q(today: date) -> Q:
    """Return what makes an open task late: `late_q`, where so many are counted that looking up each one's body would cost more."""
    never = Organisation.objects.filter(kind__in=kinds_never_late(today)).order_by().values("id")
    return late_but_for_its_body_q(today) & ~Q(organisation_id__in=never)


def late_among(tasks: TaskQuerySet, today: date) -> int:
    """Return how many bodies have overdue tasks among those of a few assignments.

    Counted over all of them, late or not: asked for the late ones alone, SQLite walks those of every letter.
    """
    return int(tasks.order_by().aggregate(n=Count("organisation_id", distinct=True, filter=counted_late_q(today)))["n"])


def state_counts(tasks: TaskQuerySet, today: date) -> dict[int, StateCounts]:
    """Return assignment id → how many tasks stand where."""
    return {pk: one.counts for pk, one in tallied(tasks, today).items()}


def _added(counts: Any) -> StateCounts:
    every = list(counts)
    names = StateCounts.__dataclass_fields__
    return StateCounts(**{name: sum(getattr(one, name) for one in every) for name in names})


def answered_q(prefix: str = "") -> Q:
    """Return which tasks' figures count: answered, applicable, not given up. A draft is nobody's answer."""
    return Q(**{f"{prefix}state__in": ANSWERED_STATES, f"{prefix}not_applicable": False, f"{prefix}closed_unanswered": False})


def _answered(tasks: TaskQuerySet) -> TaskQuerySet:
    """Return the tasks whose figures count, a row a figure: asked from the tasks' side, so that a board reads its own figures only."""
    return tasks.filter(answered_q(), figures__isnull=False).order_by()


def figure_sums(tasks: TaskQuerySet) -> list[FigureSum]:
    """Return every figure of these tasks' assignments, summed; each task holds only its own share, so a tree is never counted twice.

    A task answered through its operator is answered, its figure standing at the operator's task.
    """
    elsewhere = Count("id", filter=Q(answered_through__isnull=False) | Q(not_applicable=True))
    counted = tasks.order_by().values_list("assignment_id").annotate(n=Count("id"), free=elsewhere)
    return _summed(tasks, {pk: n - free for pk, n, free in counted})


def _summed(tasks: TaskQuerySet, asked: Mapping[int, int]) -> list[FigureSum]:
    """Sum the figures, given assignment id → how many tasks owe one each."""
    fields = list(FigureField.objects.filter(assignment_id__in=asked).order_by("assignment__position", "assignment_id", "position", "id"))
    values = _answered(tasks).values_list("figures__field_id", "state").annotate(total=Sum("figures__value"), n=Count("figures__id"))
    found: dict[int, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
    for field_id, state, total, n in values if fields else ():
        found[field_id][state] = (total, n)
    return [_one_sum(one, found[one.pk], asked[one.assignment_id]) for one in fields]


def _one_sum(one: FigureField, answered: Mapping[str, tuple[Decimal, int]], asked: int) -> FigureSum:
    """Tell one figure, given state → what was answered in it and by how many."""
    none = (Decimal(0), 0)
    (accepted, n_accepted), (sent, n_sent) = (answered.get(state, none) for state in ("done", "sent"))
    return FigureSum(one, accepted, sent, n_accepted + n_sent, max(0, asked - n_accepted - n_sent))


def assignments_of(group: str) -> dict[int, Assignment]:
    """Return the assignments of a group by id: asked by their ids, tasks are found by one index on every database."""
    return Assignment.objects.filter(group=group).in_bulk()


def sums(user: Any, group: str) -> list[FigureSum]:
    """Return the figures of one group, summed up the tree, over what the person may see."""
    return figure_sums(visible_to(user).filter(assignment_id__in=list(assignments_of(group))))


def sum_below(task: Task) -> dict[int, Decimal]:
    """Return field id → what the units below have answered to this task, all levels of relaying together."""
    level, totals = [task.pk], defaultdict(Decimal)
    while level:
        level = list(Task.objects.filter(relayed_from_id__in=level).values_list("id", flat=True))
        values = FigureValue.objects.filter(answered_q("task__"), task_id__in=level).order_by()
        for field_id, total in values.values_list("field_id").annotate(total=Sum(F("value"))) if level else ():
            totals[field_id] += total
    return dict(totals)
