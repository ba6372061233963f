"""The turns of recurring work: which period a day lies in, when its task is due.

A subset of RFC 5545 is enough for official work: DAILY, WEEKLY, MONTHLY (every 1, 3, 6 or 12 months), YEARLY, with UNTIL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from vonggac.apps.work.models import Assignment
from vonggac.kernel.periods import Period, PeriodKind, add_months
from vonggac.kernel.reading import parse_date

_MONTHS = {1: PeriodKind.MONTH, 3: PeriodKind.QUARTER, 6: PeriodKind.HALF_YEAR, 12: PeriodKind.YEAR}
_LETTERS = {PeriodKind.QUARTER: "Q", PeriodKind.HALF_YEAR: "H"}


@dataclass(frozen=True, slots=True)
class Rule:
    """How often: a number of days (1, 7) or a calendar period, until a last day."""

    days: int = 0
    kind: PeriodKind | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One period of recurring work: 2026-11-23, 2026-W48, 2026-11, 2026-Q4, 2026-H2, 2026."""

    key: str
    first: date
    last: date


def read_rule(text: str) -> Rule:
    """Read an RRULE of the subset; `ValueError` names what cannot be read."""
    parts = dict(part.split("=", 1) for part in text.upper().removeprefix("RRULE:").split(";") if "=" in part)
    every, until = int(parts.get("INTERVAL", "1")), parse_date(parts.get("UNTIL", "")[:8])
    frequency = parts.get("FREQ")
    if frequency in ("DAILY", "WEEKLY") and every == 1:
        return Rule(days=7 if frequency == "WEEKLY" else 1, until=until)
    months = every * {"MONTHLY": 1, "YEARLY": 12}.get(frequency or "", 0)
    if months not in _MONTHS:
        raise ValueError(f"recurrence {text!r}: only daily, weekly, every 1, 3, 6 or 12 months")
    return Rule(kind=_MONTHS[months], until=until)


def turn_on(rule: Rule, day: date) -> Turn:
    """Return the turn in which the day lies; calendar weeks begin on Monday (ISO 8601)."""
    if rule.kind is None and rule.days == 1:
        return Turn(day.isoformat(), day, day)
    if rule.kind is None:
        monday = day - timedelta(days=day.weekday())
        year, week, _weekday = day.isocalendar()
        return Turn(f"{year}-W{week:02d}", monday, monday + timedelta(days=6))
    period = Period.containing(day, rule.kind)
    return Turn(_key(period), period.first, period.last)


def _key(period: Period) -> str:
    year = period.first.year
    if period.kind is PeriodKind.YEAR:
        return str(year)
    return f"{year}-{period.number:02d}" if period.kind is PeriodKind.MONTH else f"{year}-{_LETTERS[period.kind]}{period.number}"


def turn_of(assignment: Assignment, at: datetime) -> Turn:
    """Return the turn of an assignment in which the moment lies, by the clock here."""
    return turn_on(read_rule(assignment.recurrence), timezone.localdate(at))


def due_in(turn: Turn, rule: Rule, anchor: date | None) -> date:
    """Return the deadline within a turn: at the same place in it as the first deadline, else its last day.

    The 31st repeated monthly falls on the last day of a short month and comes back to the 31st.
    """
    if anchor is None:
        return turn.last
    first = turn_on(rule, anchor).first
    if rule.kind is None:
        return turn.first + (anchor - first)
    months = (anchor.year - first.year) * 12 + anchor.month - first.month
    return add_months(turn.first, months, anchor_day=anchor.day)
