"""Reads of cases: the queue, one case with its evidence and history, the sums of months and classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from vonggac.apps.threats.models import Case, Hit, Listing, ThreatList
from vonggac.apps.threats.queries.visibility import cases_visible_to
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.vietnamese import fold

LATE, RETURNED, STAYING = "late", "returned", "escalated"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilters:
    """What the reader of the list asked to see; empty means everything."""

    words: str = ""
    state: str = Case.State.OPEN
    """Empty for every state."""
    level: str = ""
    """"1" to "5", "0" for not known, "3+" for level 3 and above."""
    kind: str = ""
    """Key of a class of malware."""
    mark: str = ""
    """late, returned, escalated."""
    month: date | None = None
    """Listed in that month."""
    body: int | None = None
    system: int | None = None


def narrowed(cases: QuerySet[Case], asked: CaseFilters, today: date) -> QuerySet[Case]:
    """Return the cases that fit."""
    for word in fold(asked.words).split():
        cases = cases.filter(Q(system__folded__contains=word) | Q(organisation__folded__contains=word))
    plain = {"state": asked.state, "malware_class": asked.kind, "organisation_id": asked.body, "system_id": asked.system}
    cases = cases.filter(**{name: value for name, value in plain.items() if value})
    if asked.level == "3+":
        cases = cases.filter(level__gte=FIRST_IN_EVERY_QUEUE)
    elif asked.level.isdecimal():
        cases = cases.filter(level=int(asked.level))
    if asked.mark:
        cases = cases.filter(_marked(asked.mark, today))
    if asked.month is not None:
        listed = Listing.objects.filter(case=OuterRef("pk"), list__state=ThreatList.State.APPLIED, list__month=asked.month)
        cases = cases.filter(Exists(listed))
    return cases


def _marked(mark: str, today: date) -> Q:
    if mark == LATE:
        return late_q(today)
    return {RETURNED: Q(is_returned=True), STAYING: Q(escalated_at__isnull=False)}.get(mark, Q())


def late_q(today: date) -> Q:
    """What makes a case late: still open after its day of internal follow-up, which no report counts as overdue."""
    return Q(state=Case.State.OPEN, due_on__lt=today)


def in_order(cases: QuerySet[Case], today: date) -> QuerySet[Case]:
    """Late first, then level 3 and above, then risk, then age."""
    late = Choose(When(late_q(today), then=Value(0)), default=Value(1), output_field=IntegerField())
    return cases.annotate(late_first=late).order_by("late_first", "-queue_rank", "-risk", "opened_at", "id")


def for_list(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Bring along what a row shows, with how often each was listed."""
    months = Count("listings__list__month", filter=Q(listings__list__state=ThreatList.State.APPLIED), distinct=True)
    return cases.select_related("organisation", "system", "task", "escalated_to").annotate(months=months)


def case_for_page(user: Any) -> QuerySet[Case]:
    """Return visible cases with what one page of theirs shows."""
    return cases_visible_to(user).select_related("organisation", "system", "task__assignment", "escalated_to", "opened_by", "closed_by")


def listings_of(case: Case) -> list[Listing]:
    """Return in which lists a case stands, the newest first; those that were corrected since are told apart by their state."""
    return list(Listing.objects.filter(case=case).select_related("list__source").order_by("-list__list_day", "-id"))


def evidence_of(case: Case, hits: QuerySet[Hit]) -> QuerySet[Hit]:
    """Return a case's rows among those that the person may see, the latest first."""
    return hits.filter(reason__case=case).select_related("list__source", "reason").order_by(F("seen_at").desc(nulls_last=True), "-id")


def count_open(user: Any) -> int:
    """Return how many cases are open and late, for the rail: what needs a human first."""
    return cases_visible_to(user).filter(state=Case.State.OPEN).count()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cases stand, in figures."""

    open: int
    late: int
    high: int
    returned: int
    cleaned: int
    unidentified: int
    escalated: int


def standing_of(cases: QuerySet[Case], today: date) -> Standing:
    """Return the figures in one question."""
    is_open = Q(state=Case.State.OPEN)
    told = cases.order_by().aggregate(
        open=Count("id", filter=is_open),
        late=Count("id", filter=late_q(today)),
        high=Count("id", filter=is_open & Q(level__gte=FIRST_IN_EVERY_QUEUE)),
        returned=Count("id", filter=is_open & Q(is_returned=True)),
        cleaned=Count("id", filter=Q(state=Case.State.CLEANED)),
        unidentified=Count("id", filter=Q(state=Case.State.UNIDENTIFIED)),
        escalated=Count("id", filter=is_open & Q(escalated_at__isnull=False)),
    )
    return Standing(**told)


def classes_of(cases: QuerySet[Case]) -> Sequence[tuple[str, int]]:
    """Return how many open cases each class of malware has, the most first."""
    open_ones = cases.filter(state=Case.State.OPEN).order_by()
    return list(open_ones.values_list("malware_class").annotate(n=Count("id")).order_by("-n", "malware_class"))
