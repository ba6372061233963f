"""Which systems still owe something because the regime changed, and what: windows and their days are law (`transition_windows`).

A fact that nobody stated is never guessed: a system of which it is not known whether it was being built on the day of the change is
asked about, and counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from vonggac.apps.compliance.models import Assessment, Coverage, Dossier
from vonggac.apps.compliance.queries.visibility import systems_visible_to
from vonggac.apps.compliance.spoken import duty_of
from vonggac.apps.registry.models import InformationSystem
from vonggac.law.catalogues import edition_on
from vonggac.law.levels.procedure import TransitionWindow
from vonggac.law.levels.procedures import transition_windows

GRADED, BUILDING, BUILDING_MEASURES, NEVER = "graded", "under-construction", "under-construction-measures", "never-graded"
UNKNOWN = "unknown"
APPROVED = (Dossier.State.APPROVED, Dossier.State.IMPLEMENTED)


def windows() -> dict[str, TransitionWindow]:
    """Return the windows that concern single systems."""
    return {one.id: one for one in transition_windows() if one.id in {GRADED, BUILDING, BUILDING_MEASURES, NEVER}}


def changed_on() -> date:
    """Return the day on which the regime changed for systems under way."""
    return windows()[BUILDING].since


def placed(systems: QuerySet[InformationSystem], day: date) -> QuerySet[InformationSystem]:
    """Say of each system where it stood on the day of the change, whether it is approved now, and whether every measure is met."""
    since = changed_on()
    before = Dossier.objects.filter(system=OuterRef("pk"), approved_on__lt=since)
    now = Dossier.objects.filter(system=OuterRef("pk"), is_superseded=False, state__in=APPROVED)
    closed = Assessment.objects.filter(system=OuterRef("pk"), state=Assessment.State.CLOSED, catalogue=edition_on(day).code)
    open_sums = Coverage.objects.filter(assessment_id=OuterRef("newest")).filter(Q(partly__gt=0) | Q(not_met__gt=0) | Q(unanswered__gt=0))
    was_building = Q(construction_started_on__lte=since) & (
        Q(in_operation_on__gt=since) | Q(in_operation_on=None, standing=InformationSystem.Standing.BUILDING)
    )
    stood = Case(
        When(Exists(before), then=Value(GRADED)),
        When(was_building, then=Value(BUILDING)),
        When(in_operation_on__lte=since, then=Value(NEVER)),
        When(Q(construction_started_on__gt=since) | Q(in_operation_on__gt=since, construction_started_on__gt=since), then=Value("new")),
        default=Value(UNKNOWN),
        output_field=CharField(),
    )
    rows = systems.exclude(standing=InformationSystem.Standing.RETIRED).annotate(
        stood=stood, approved_now=Exists(now), newest=Subquery(closed.order_by("-as_of", "-id").values("pk")[:1])
    )
    return rows.annotate(lacks=Case(When(newest=None, then=Value(True)), default=Exists(open_sums)))


OWES = (BUILDING, GRADED, BUILDING_MEASURES, NEVER, UNKNOWN)
"""The windows that single systems may owe; unknown: what has to be asked first."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One window: how many systems still owe it, and how long they have."""

    id: str
    window: TransitionWindow | None
    """None: what has to be asked first."""
    count: int
    days_left: int | None

    @property
    def duty(self) -> str:
        """Return what it asks, in the reader's language."""
        return duty_of(self.window) if self.window else ""


KINDS = ("stood", "approved_now", "lacks")


def clocks(user: Any, day: date) -> list[Clock]:
    """Return the windows that systems in sight still owe, the nearest first; one query."""
    rows = placed(systems_visible_to(user), day).order_by().values_list(*KINDS).annotate(n=Count("pk"))
    return _clocks({(stood, approved, lacks): n for stood, approved, lacks, n in rows.values_list(*KINDS, "n")}, day)


def _clocks(systems: Mapping[tuple[Any, ...], int], day: date) -> list[Clock]:
    counts = {key: sum(n for kinds, n in systems.items() if _owes_as(key, *kinds)) for key in OWES}
    known = windows()
    found = [Clock(key, known.get(key), counts[key], known[key].days_left(day) if key in known else None) for key in OWES]
    return sorted((one for one in found if one.count), key=lambda one: (one.window is None, one.days_left is None, one.days_left or 0))


@dataclass(frozen=True, slots=True)
class Owing:
    """Every window that systems in sight still owe, and which systems owe the one asked for, level 5 first."""

    clocks: list[Clock]
    systems: list[int]


def owing(user: Any, day: date, which: str = "") -> Owing:
    """Return who still owes one window, or any, with all clocks: where each system stands is looked up once, in one query."""
    rows = placed(systems_visible_to(user), day).order_by(F("level").desc(nulls_last=True), "sort_key", "id")
    stands = list(rows.values_list("pk", *KINDS))
    asked = [which] if which in OWES else list(OWES)
    owe = [pk for pk, *kinds in stands if any(_owes_as(key, *kinds) for key in asked)]
    return Owing(_clocks(Counter(tuple(kinds) for _pk, *kinds in stands), day), owe)


def standing_of(ids: Sequence[int], user: Any, day: date) -> list[InformationSystem]:
    """Return these systems in their order as `placed` finds them, for `owed_by`."""
    found = placed(systems_visible_to(user).filter(pk__in=ids), day).select_related("owner").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


@dataclass(frozen=True, slots=True)
class Owed:
    """What one system still owes of one window."""

    window: TransitionWindow | None
    missing: str
    days_left: int | None

    @property
    def duty(self) -> str:
        """Return what it asks, in the reader's language."""
        return duty_of(self.window) if self.window else ""


def owed_by(system: InformationSystem, day: date) -> list[Owed]:
    """Return what a system that `placed` has looked at still owes; for one not known, the question."""
    known = windows()
    found = []
    for key, words in WORDS.items():
        if _owes(system, key):
            window = known.get(key)
            found.append(Owed(window, words(system), window.days_left(day) if window else None))
    return found


def _owes(system: Any, key: str) -> bool:
    return _owes_as(key, system.stood, system.approved_now, system.lacks)


def _owes_as(key: str, stood: str, approved_now: bool, lacks: bool) -> bool:
    if key in {GRADED, BUILDING_MEASURES}:
        return bool(stood == (GRADED if key == GRADED else BUILDING) and lacks)
    return bool(stood == key and not approved_now)


def _measures(system: Any) -> str:
    if system.newest is None:
        return _("Chưa có lần đánh giá biện pháp nào đã kết thúc theo danh mục đang có hiệu lực")
    return _("Lần đánh giá gần nhất còn yêu cầu chưa đạt")


WORDS: dict[str, Any] = {
    BUILDING: lambda _system: _("Chưa có quyết định phê duyệt cấp độ"),
    BUILDING_MEASURES: _measures,
    GRADED: _measures,
    NEVER: lambda system: _("Chưa xác định cấp độ") if system.level is None else _("Chưa có quyết định phê duyệt cấp độ"),
    UNKNOWN: lambda _system: _("Chưa rõ ngày bắt đầu xây dựng và ngày đưa vào vận hành nên chưa biết thời hạn nào áp dụng"),
}
