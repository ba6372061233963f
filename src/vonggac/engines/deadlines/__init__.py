"""When something is due by law: working-day and calendar-day clocks, "trước ngày", the yearly report; the calendar is brought along."""

from vonggac.engines.deadlines.clocks import Clock, Pause, Standing, Unit, standing_on
from vonggac.engines.deadlines.days import Due, before_day, by_day
from vonggac.engines.deadlines.reports import ReportDue, report_dues

__all__ = ["Clock", "Due", "Pause", "ReportDue", "Standing", "Unit", "before_day", "by_day", "report_dues", "standing_on"]
