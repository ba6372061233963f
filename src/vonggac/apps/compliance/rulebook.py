"""What the dated law says to one dossier on one day: who acts, which parts and gates, which clock; nothing of it is written in code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.compliance.course import Course
from vonggac.apps.compliance.models import Dossier
from vonggac.apps.registry.models import InformationSystem
from vonggac.engines.deadlines import Clock, Standing, Unit, standing_on
from vonggac.kernel.reading import format_date
from vonggac.kernel.workdays import Calendar
from vonggac.law.levels import load as levels
from vonggac.law.levels import procedures
from vonggac.law.levels.model import RuleSet
from vonggac.law.levels.procedure import Authority, ClockStep, DayUnit, DossierPart, DossierState, Gate, Role
from vonggac.law.levels.procedure import Clock as ClockRow
from vonggac.law.load import calendar_for

UNITS = {DayUnit.WORKING: Unit.WORKING_DAYS, DayUnit.CALENDAR: Unit.CALENDAR_DAYS}


def rules_for(system: InformationSystem, day: date, *, under_construction: bool) -> RuleSet:
    """Return the regime under which a dossier of that day goes; the former one only for what was being built when it ended."""
    try:
        rules = levels.rules_on(day, under_construction=under_construction)
    except levels.NoRegimeError as none:
        raise ValidationError({"happened_on": str(none)}) from none
    if under_construction and rules.valid_to and day > rules.valid_to:
        _demand_construction(system, rules)
    return rules


def demand_regime(dossier: Dossier, day: date) -> None:
    """Refuse a step on a day on which the dossier's regime does not hold any more."""
    rules = levels.regime(dossier.regime)
    if rules.holds_on(day):
        return
    if rules.transition_to is None or (rules.valid_from and day < rules.valid_from):
        raise ValidationError({"happened_on": _("Ngày này %(doc)s không có hiệu lực.") % {"doc": rules.doc}})
    if day > rules.transition_to:
        said = _("Hết ngày %(day)s không còn làm theo %(doc)s được nữa; lập hồ sơ mới theo quy định hiện hành.")
        raise ValidationError({"happened_on": said % {"day": format_date(rules.transition_to), "doc": rules.doc}})
    _demand_construction(dossier.system, rules)


def _demand_construction(system: InformationSystem, rules: RuleSet) -> None:
    window = next(one for one in procedures.transition_windows() if one.id == rules.transition_window)
    if system.under_construction_on(window.since) is True:
        return
    said = _("Chỉ hệ thống đang xây dựng vào ngày %(day)s còn theo %(doc)s (%(article)s). Ghi ngày bắt đầu xây dựng trong sổ đăng ký.")
    raise ValidationError({"under_construction": said % {"day": format_date(window.since), "doc": rules.doc, "article": window.article}})


def is_transition(dossier: Dossier) -> bool:
    """Say whether the rules of the dossier are those of a former regime that goes on for what was being built."""
    return levels.regime(dossier.regime).transition_to is not None


def last_day_of(dossier: Dossier) -> date | None:
    """Return the last day on which a dossier of a former regime can still be approved."""
    return levels.regime(dossier.regime).transition_to


def regime_doc(dossier: Dossier) -> str:
    """Return the decree under which the dossier goes."""
    return levels.regime(dossier.regime).doc


def authority_on(dossier: Dossier, day: date) -> Authority:
    """Return who prepares, gives an opinion, appraises and approves this dossier."""
    return procedures.authority(
        dossier.proposed_level, _day(dossier, day), critical=dossier.is_critical, under_construction=is_transition(dossier)
    )


def _day(dossier: Dossier, day: date) -> date:
    """Keep to the days of the dossier's regime: what is shown of an old dossier is shown by its own rules."""
    rules = levels.regime(dossier.regime)
    last = rules.transition_to or rules.valid_to
    return min(day, last) if last else max(day, rules.valid_from or day)


def parts_on(dossier: Dossier, day: date) -> tuple[DossierPart, ...]:
    """Return the parts that the dossier must hold; before the first list that was read, that first list."""
    first = min(part.valid_from for part in procedures.procedures().parts if part.valid_from)
    level = max(dossier.proposed_level, *_way(dossier))
    return procedures.dossier_parts(level, max(day, first))


def _way(dossier: Dossier) -> tuple[int, ...]:
    return (5,) if dossier.is_critical and dossier.proposed_level >= procedures.CRITICAL_FROM else (0,)


def gates_on(day: date, before: DossierState) -> tuple[Gate, ...]:
    """Return what must be so before a dossier may go on; before the first list that was read, that first list."""
    first = min(gate.valid_from for gate in procedures.procedures().gates if gate.valid_from)
    return procedures.gates_on(max(day, first), before)


def role_name(role: Role) -> str:
    """Return a role as it is written."""
    return next(one.name for one in procedures.procedures().roles if one.role is role)


# --- clocks -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Running:
    """The statutory clock that runs for a dossier now."""

    clock: Clock
    row: ClockRow

    def standing(self, day: date) -> Standing:
        """Return where it stands on a day."""
        return standing_on(self.clock, day, calendar=calendar_about(self.clock.received_on))

    @property
    def what(self) -> str:
        """Return for what the days are, in words."""
        return WORDS[self.row.step]


WORDS = {
    ClockStep.COMPLETENESS: "trả lời về hồ sơ chưa đủ",
    ClockStep.APPRAISAL: "thẩm định",
    ClockStep.APPROVAL: "phê duyệt",
}
"""Kept with the deadline as the decree says it, whatever the language of the person who recorded the step."""


def calendar_about(day: date) -> Calendar:
    """Return a calendar long enough for every clock that began on a day."""
    return calendar_for(day.year - 1, day.year + 3)


def running(dossier: Dossier, course: Course) -> Running | None:
    """Return the clock that runs after these steps, or None when the law sets no number for what is waited for."""
    if course.waits is None or course.clock_from is None:
        return None
    row = _row(dossier, course)
    if row is None:
        return None
    pauses = course.pauses if course.waits is ClockStep.APPRAISAL else ()
    source = f"{row.article}, {levels.regime(dossier.regime).doc}"
    return Running(Clock(course.clock_from, row.days, UNITS[row.unit], pauses, source), row)


def _row(dossier: Dossier, course: Course) -> ClockRow | None:
    """Who appraises and approves in one go has no clock of appraisal but the one of approval."""
    assert course.waits is not None
    assert course.clock_from is not None
    day = course.clock_from
    found = _clock(dossier, course.waits, day)
    if found is None and course.waits is ClockStep.APPRAISAL:
        acts = authority_on(dossier, day)
        return _clock(dossier, ClockStep.APPROVAL, day) if acts.appraises is acts.approves else None
    return found


def _clock(dossier: Dossier, step: ClockStep, day: date) -> ClockRow | None:
    return procedures.clock(
        dossier.proposed_level, step, _day(dossier, day), critical=dossier.is_critical, under_construction=is_transition(dossier)
    )


APPROVERS = (Role.OWNER, Role.SPECIALISED_UNIT, Role.PUBLIC_SECURITY, Role.PRIME_MINISTER)
"""Who may have signed a decision; which of them had to is the table's to say."""
