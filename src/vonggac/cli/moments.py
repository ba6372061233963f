"""A moment on the command line, with or without a clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_CLOCK = re.compile(r"(?P<day>.+?)[ T](?P<clock>\d{1,2}:\d{2}(?::\d{2})?)")


class Moment(click.ParamType):
    """A moment as the house writes it or as computers do; without a zone it is Vietnam's, without a clock the whole day is meant."""

    name = "thời điểm"

    def __init__(self, *, ends: bool = False) -> None:
        self.ends = ends

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        found = value if isinstance(value, datetime) else _read(str(value).strip(), ends=self.ends)
        if found is None:
            self.fail(f"“{value}” không phải là thời điểm; ghi ví dụ 2026-11-22T08:30 hoặc 22/11/2026 08:30", param, ctx)
        return found


def _read(text: str, *, ends: bool) -> datetime | None:
    from vonggac.kernel.reading import parse_date

    if ":" not in text:
        return None if (day := parse_date(text)) is None else _whole_day(day, ends=ends)
    if (found := _CLOCK.fullmatch(text)) and (day := parse_date(found["day"])) is not None:
        text = f"{day.isoformat()}T{found['clock'].zfill(5)}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=HERE)


def _whole_day(day: date, *, ends: bool) -> datetime:
    begun = datetime.combine(day, time(), HERE)
    return begun + timedelta(days=1, microseconds=-1) if ends else begun
