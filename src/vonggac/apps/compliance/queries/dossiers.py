"""Dossiers as they are read: who may see which, in which order, how late each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.compliance.course import Course, course_of
from vonggac.apps.compliance.models import Determination, Dossier, DossierPart, DossierStep, SecurityRegulation
from vonggac.apps.compliance.queries.visibility import systems_visible_to
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.vietnamese import fold
from vonggac.kernel.workdays import working_days_between
from vonggac.law.load import calendar_for

State = Dossier.State
RETURNED = "returned"
STATES = [*State.choices, (RETURNED, gettext_lazy("Trả lại để hoàn thiện"))]
PREPARER, APPRAISER, APPROVER = "preparer", "appraiser", "approver"
PLACES = [
    (PREPARER, gettext_lazy("Đơn vị lập hồ sơ")),
    (APPRAISER, gettext_lazy("Cơ quan thẩm định")),
    (APPROVER, gettext_lazy("Cấp phê duyệt")),
]


def dossiers_visible_to(user: Any) -> QuerySet[Dossier]:
    """Return the dossiers of the systems that the person may know of, superseded versions included."""
    return Dossier.objects.filter(system__in=systems_visible_to(user)).select_related("system__owner", "preparer")


def steps_visible_to(user: Any) -> QuerySet[DossierStep]:
    """Return the steps of visible dossiers."""
    return DossierStep.objects.filter(dossier__in=dossiers_visible_to(user)).select_related("file", "dossier__system")


def parts_visible_to(user: Any) -> QuerySet[DossierPart]:
    """Return the parts of visible dossiers."""
    return DossierPart.objects.filter(dossier__in=dossiers_visible_to(user)).select_related("file", "dossier__system")


def regulations_called(rows: QuerySet[SecurityRegulation], words: str) -> QuerySet[SecurityRegulation]:
    """Keep the regulations with these words in their number or in the name of their body."""
    typed = words.strip()
    named = Q(number__icontains=typed) | Q(number__icontains=typed.upper()) | Q(organisation__folded__contains=fold(typed))
    return rows.filter(named) if typed else rows


def regulations_visible_to(user: Any) -> QuerySet[SecurityRegulation]:
    """Return the regulations of bodies whose systems the person may know of, the newest first."""
    seen = systems_visible_to(user)
    bodies = Q(organisation__in=seen.values("owner")) | Q(organisation__in=seen.values("operator")) | Q(systems__in=seen)
    named = Prefetch("systems", queryset=seen.only("pk", "name", "code").order_by("sort_key"), to_attr="named")
    rows = SecurityRegulation.objects.filter(pk__in=SecurityRegulation.objects.filter(bodies).values("pk"))
    return rows.select_related("organisation", "file").prefetch_related(named).order_by("-issued_on", "-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFilters:
    """What the reader of the list asked to see; empty means everything."""

    words: str = ""
    state: str = ""
    level: str = ""
    """"1" to "5", "3+" for level 3 and above."""
    late: str = ""
    """"1" for what is past its statutory deadline."""
    place: str = ""


def narrowed(rows: QuerySet[Dossier], filters: DossierFilters, today: date) -> QuerySet[Dossier]:
    """Return the standing dossiers that pass every filter that is set."""
    rows = rows.filter(is_superseded=False)
    for word in fold(filters.words).split():
        rows = rows.filter(Q(system__folded__contains=word) | Q(system__owner__folded__contains=word))
    if filters.state == RETURNED:
        rows = rows.filter(is_returned=True)
    elif filters.state in State.values:
        rows = rows.filter(state=filters.state)
    if filters.level == "3+":
        rows = rows.filter(proposed_level__gte=FIRST_IN_EVERY_QUEUE)
    elif filters.level in {"1", "2", "3", "4", "5"}:
        rows = rows.filter(proposed_level=int(filters.level))
    if filters.late:
        rows = rows.filter(due_on__lt=today)
    return rows.filter(_place(filters.place))


def _place(place: str) -> Q:
    if place == PREPARER:
        return Q(with_body="") & ~Q(state__in=[State.APPROVED, State.IMPLEMENTED])
    if place == APPRAISER:
        return Q(state=State.SENT)
    return Q(state=State.APPRAISED) & ~Q(with_body="") if place == APPROVER else Q()


def in_order(rows: QuerySet[Dossier], today: date) -> QuerySet[Dossier]:
    """Level 3 and above first, then what is late, then what is due first, then the oldest (founding letter, item 5)."""
    high = Case(When(proposed_level__gte=FIRST_IN_EVERY_QUEUE, then=Value(0)), default=Value(1), output_field=IntegerField())
    late = Case(When(due_on__lt=today, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(high=high, lateness=late).order_by("high", "lateness", F("due_on").asc(nulls_last=True), "opened_at", "id")


def late_dossiers(user: Any, today: date) -> QuerySet[Dossier]:
    """Return the visible dossiers of which a statutory step is past its day."""
    return in_order(narrowed(dossiers_visible_to(user), DossierFilters(late="1"), today), today)


# --- one dossier ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """The statutory deadline that runs, in words."""

    on: date
    words: str
    """With what the days are for: "Còn 5 ngày làm việc để phê duyệt"."""
    late: bool
    left: int
    short: str
    """Without it, for a list: "Còn 5 ngày làm việc"."""


WHAT_FOR = {
    "trả lời về hồ sơ chưa đủ": gettext_lazy("trả lời về hồ sơ chưa đủ"),
    "thẩm định": gettext_lazy("thẩm định"),
    "phê duyệt": gettext_lazy("phê duyệt"),
}
"""What a clock is for, as it is kept (`rulebook.WORDS`), in the reader's language."""
_IN_WORKING_DAYS = re.compile(r"\d+ ngày làm việc\b")
"""How the reason of a clock begins that the law counts in working days ("07 ngày làm việc từ …")."""


def due_of(dossier: Dossier, today: date) -> Due | None:
    """Return how much of the running clock is left: "Còn 5 ngày làm việc để phê duyệt"; no question to the database.

    Every page says it with these words: working days where the law counts the clock in working days, else days of the calendar.
    """
    if dossier.due_on is None:
        return None
    what, _colon, because = dossier.due_because.partition(": ")
    left, counted = _left(dossier.due_on, today, working=bool(_IN_WORKING_DAYS.match(because)))
    if dossier.due_on < today:
        said, short = _("Quá hạn %(what)s %(days)s"), _("Quá hạn %(days)s")
    elif left == 0:
        said, short = _("Hết hôm nay là hạn %(what)s"), _("Hết hôm nay")
    else:
        said, short = _("Còn %(days)s để %(what)s"), _("Còn %(days)s")
    words = {"what": str(WHAT_FOR.get(what, what)), "days": counted}
    return Due(dossier.due_on, said % words, dossier.due_on < today, left, short % words)


def _left(due: date, today: date, *, working: bool) -> tuple[int, str]:
    """Return the days left, negative when it is over, and how many they are in words."""
    if not working:
        left = (due - today).days
        return left, ngettext("%(n)s ngày", "%(n)s ngày", abs(left)) % {"n": abs(left)}
    left = working_days_between(today, due, calendar=calendar_for(today.year - 1, max(today.year, due.year) + 1))
    return left, ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", abs(left)) % {"n": abs(left)}


def standing_of(system_id: int) -> Dossier | None:
    """Return the dossier of a system that is not superseded."""
    return (
        Dossier.objects.filter(system_id=system_id, is_superseded=False).select_related("system__owner", "preparer", "regulation").first()
    )


def trail_of(dossier: Dossier) -> tuple[list[DossierStep], Course]:
    """Return every step in the order of recording, and the course they make."""
    steps = list(dossier.steps.select_related("file", "corrected_by").order_by("id"))
    return steps, course_of(steps)


def words_of_state(dossier: Dossier) -> str:
    """Return the state as a person says it; with which body the file lies is said beside it."""
    if dossier.is_returned:
        return _("Trả lại để hoàn thiện")
    if dossier.state == State.APPRAISED and dossier.with_body:
        return _("Đang trình phê duyệt")
    return str(dossier.get_state_display())


def shape_of_state(dossier: Dossier) -> str:
    """Return the mark of the state as the house draws it."""
    if dossier.is_returned:
        return "back"
    return {State.DRAFT: "doing", State.SENT: "sent", State.APPRAISED: "sent", State.APPROVED: "done", State.IMPLEMENTED: "done"}[
        State(dossier.state)
    ]


def determinations_for(system: Any) -> QuerySet[Determination]:
    """Return the concluded determinations of a system, the newest first: those a dossier can rest on."""
    return Determination.objects.filter(system=system, state=Determination.State.DONE, level__isnull=False)


def versions_beside(dossier: Dossier) -> QuerySet[Dossier]:
    """Return the other versions of a dossier, the newest first."""
    return Dossier.objects.filter(system=dossier.system_id).exclude(pk=dossier.pk).order_by("-number")


def places_of_words(dossier: Dossier) -> list[tuple[str, int]]:
    """Return where in a dossier people typed or uploaded something, and how much."""
    parts, steps = dossier.parts, dossier.steps
    return [
        (_("Thành phần có nội dung"), parts.exclude(text="").count()),
        (_("Bước có ghi chú"), steps.exclude(note="").count()),
        (_("Bước có số văn bản"), steps.exclude(paper_number="").count()),
        (_("Tệp"), parts.exclude(file=None).count() + steps.exclude(file=None).count()),
    ]
