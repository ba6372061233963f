"""The day a page speaks of: today, or the one its address names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.timezone import localdate

from vonggac.kernel.reading import format_date, parse_date


@dataclass(frozen=True, slots=True)
class Day:
    """A chosen day; `wrong` holds what was typed when it is no day."""

    on: date
    is_today: bool
    wrong: str = ""

    @property
    def typed(self) -> str:
        """Return what stands in the box: nothing for today."""
        return self.wrong or ("" if self.is_today else format_date(self.on))


def day_of(request: HttpRequest) -> Day:
    """Read `?ngay=`; what cannot be read is today, and the page says so."""
    today, typed = localdate(), request.GET.get("ngay", "").strip()[:40]
    day = parse_date(typed) if typed else today
    return Day(day or today, day in (None, today), "" if day else typed)
