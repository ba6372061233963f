"""The figures of a month for a person: of a short month counted now, of a long one as they were kept, with the moment up to which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import Min
from django.utils.timezone import get_default_timezone

from vonggac.apps.alerts.models import Alert, KeptMonth, MonthChange
from vonggac.apps.alerts.queries.figures import month_figures
from vonggac.apps.alerts.queries.queue import count_up_to
from vonggac.apps.alerts.queries.visibility import alerts_visible_to, sees_all, within_sight
from vonggac.apps.organisations.models import Organisation
from vonggac.engines.alerts import MonthFigures, Tally, from_kept, together
from vonggac.engines.alerts.statistics import ranked

SHORT = 1_000
"""A month of no more alerts is counted while one waits."""


@dataclass(frozen=True, slots=True)
class MonthSeen:
    """One month as a person may see it."""

    figures: MonthFigures
    counted_at: datetime | None = None
    """Up to when it counts, where something has changed since; None when it counts everything."""


def first_of(at: datetime) -> date:
    """Return the month of a moment."""
    return at.astimezone(get_default_timezone()).date().replace(day=1)


def start_of(month: date) -> datetime:
    """Return when a month begins."""
    return datetime.combine(month, time(), get_default_timezone())


def after(month: date) -> date:
    """Return the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def before(month: date) -> date:
    """Return the month before."""
    return date(month.year - (month.month == 1), 12 if month.month == 1 else month.month - 1, 1)


def month_of(user: Any, month: date) -> MonthSeen:
    """Return what the person may see of a month."""
    begin, end = start_of(month), start_of(after(month))
    rows = Alert.objects.filter(arrived_at__gte=begin, arrived_at__lt=end)
    whole = None if count_up_to(rows, SHORT) <= SHORT else KeptMonth.objects.filter(month=month, is_whole=True).first()
    if whole is None:
        return MonthSeen(month_figures(alerts_visible_to(user), begin, end))
    is_behind = MonthChange.objects.filter(month=month).exists()
    return MonthSeen(_kept(user, whole), whole.counted_at if is_behind else None)


def _kept(user: Any, whole: KeptMonth) -> MonthFigures:
    if sees_all(user):
        found = from_kept(whole.figures)
        codes = _codes({int(body) for body in found.by_body if body})
        return replace(found, by_body=_ranked_by(found.by_body, codes))
    parts = within_sight(user, KeptMonth.objects.filter(month=whole.month, is_whole=False))
    tallies = [Tally.unpacked(told, bytes(digests)) for told, digests in parts.values_list("figures", "digests")]
    tally = together(tallies)
    return tally.figures(_codes({int(body) for body in tally.words["body"] if body}))


def _codes(bodies: set[int]) -> dict[str, str]:
    return {str(pk): code for pk, code in Organisation.objects.filter(pk__in=bodies).values_list("pk", "code")}


def _ranked_by(counts: dict[str, int], codes: dict[str, str]) -> dict[str, int]:
    """Return counts by another name, in the order of a report."""
    return ranked(Counter({codes.get(body, body): number for body, number in counts.items()}))


def missing_months(at: datetime) -> Iterator[date]:
    """Give the months with alerts that were never counted, the latest included."""
    first = Alert.objects.aggregate(first=Min("arrived_at"))["first"]
    kept = set(KeptMonth.objects.filter(is_whole=True).values_list("month", flat=True))
    month = first_of(first) if first else after(first_of(at))
    while month <= first_of(at):
        if month not in kept:
            yield month
        month = after(month)
