"""When the yearly report is due, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from vonggac.engines.deadlines.days import Due, before_day
from vonggac.kernel.periods import Validity
from vonggac.kernel.workdays import Calendar
from vonggac.law.report import ReportRegime, ReportStep


@dataclass(frozen=True, slots=True)
class ReportDue:
    """One step of the report of a year: who owes it to whom, about which days, by when."""

    step: ReportStep
    period: Validity
    due: Due


def report_dues(regime: ReportRegime, year: int, *, calendar: Calendar) -> tuple[ReportDue, ...]:
    """Return the steps of the report of a year in their order (Decree 331/2026/NĐ-CP, Article 35.4)."""
    return tuple(ReportDue(step, regime.period(year), _due(regime, step, year, calendar)) for step in regime.steps)


def _due(regime: ReportRegime, step: ReportStep, year: int, calendar: Calendar) -> Due:
    due = before_day(step.before.in_year(year), calendar=calendar)
    return Due(due.last_day, due.last_working_day, f"{due.because} ({regime.article}, {regime.source.split(',')[0]})", due.announced)
