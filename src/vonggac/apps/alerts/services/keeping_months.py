"""The figures of months, counted in the background and kept. Who writes an alert says which months it touched, in the same transaction.

A month is counted from its alerts alone, whatever was kept before, so a kept figure is always one that can be counted anew. A change that
is committed while a month is being counted leaves its own line, and the month is counted once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import get_default_timezone

from vonggac.apps.alerts.models import KeptMonth, MonthChange
from vonggac.apps.alerts.queries.figures import parts_of_month
from vonggac.apps.alerts.queries.months import after, first_of, missing_months, start_of
from vonggac.apps.jobs.progress import report
from vonggac.engines.alerts import Tally, as_kept, together

A_FEW = 400
"""Lines a statement."""
ANEW = timedelta(days=100)
"""How far back every month is counted anew each night, said or unsaid."""
Part = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many months were counted."""

    months: int


# --- what has changed -----------------------------------------------------------------------------------------------------------------


def note_months(arrivals: Iterable[datetime]) -> None:
    """Say that something was written about alerts that arrived first at these moments; the transaction is the caller's."""
    zone = get_default_timezone()
    months = {(local.year, local.month) for one in arrivals for local in (one.astimezone(zone),)}
    MonthChange.objects.bulk_create(MonthChange(month=date(year, month, 1)) for year, month in sorted(months))


def forget_months(arrivals: Iterable[datetime]) -> None:
    """Keep nothing of these months until they are counted anew: what stood in a name must not stand on in a figure."""
    moments = list(arrivals)
    KeptMonth.objects.filter(month__in={first_of(one) for one in moments}).delete()
    note_months(moments)


# --- counting -------------------------------------------------------------------------------------------------------------------------


def keep_months(*, at: datetime, anew: bool = False) -> Counted:
    """Count the months that have changed since they were counted, and those that never were; with `anew` all of the last ones."""
    months = set(MonthChange.objects.order_by().values_list("month", flat=True).distinct()) | set(missing_months(at))
    if anew:
        months |= set(_last_months(at))
    for number, month in enumerate(sorted(months), 1):
        keep_month(month, at=at)
        report(number)
    return Counted(len(months))


def _last_months(at: datetime) -> Iterator[date]:
    month = first_of(at - ANEW)
    while month <= first_of(at):
        yield month
        month = after(month)


def keep_month(month: date, *, at: datetime) -> None:
    """Count one month and keep it instead of what was kept; only the changes that were seen before counting are settled."""
    settled = list(MonthChange.objects.filter(month=month).values_list("pk", flat=True))
    tallies = _tallies(month)
    whole = as_kept(together(tallies.values()).figures())
    rows = [_part(month, part, tally, at) for part, tally in tallies.items()]
    with transaction.atomic():
        KeptMonth.objects.filter(month=month).delete()
        KeptMonth.objects.create(month=month, is_whole=True, figures=whole, counted_at=at)
        KeptMonth.objects.bulk_create(rows, batch_size=100)
        for begin in range(0, len(settled), A_FEW):
            MonthChange.objects.filter(pk__in=settled[begin : begin + A_FEW]).delete()


def _tallies(month: date) -> dict[Part, Tally]:
    """Count without a transaction: a long one would make every writer wait. One question reads one state of the database."""
    found: dict[Part, Tally] = defaultdict(Tally)
    for part, counted in parts_of_month(start_of(month), start_of(after(month))):
        found[part].add(counted)
    return found


def _part(month: date, part: Part, tally: Tally, at: datetime) -> KeptMonth:
    told, digests = tally.packed()
    return KeptMonth(month=month, organisation_id=part[0], system_id=part[1], figures=told, digests=digests, counted_at=at)
