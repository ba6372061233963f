"""Reads the clocks of alerts and checks that they leave no gap and no doubt."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import AlertClock, AlertClocks, Stage
from vonggac.law.load import DATA
from vonggac.law.reading import Record, RuleFile

_SEVERITIES = {str(one.name).lower(): one for one in Severity if one}
LONGEST_MINUTES = 60 * 24 * 90


@lru_cache(maxsize=1)
def alert_clocks() -> AlertClocks:
    """Return the shipped clocks; raises LawError, with file and line, when the file is wrong."""
    return read_clocks(DATA / "alert-clocks.yaml")


def read_clocks(path: Path) -> AlertClocks:
    """Read one file of clocks."""
    file = RuleFile.read(path)
    clocks: list[AlertClock] = []
    for record in file.records("clocks"):
        clock = _clock(record)
        if any(_clash(clock, other) for other in clocks):
            raise record.error("bỏ một trong hai dòng: cùng bước, cùng mức độ, cùng cấp độ, cùng thời kỳ")
        clocks.append(clock)
    return AlertClocks(tuple(clocks))


def _clock(record: Record) -> AlertClock:
    dated, stage = record.dated(), record.one_of("stage", Stage)
    word = record.text("severity")
    if word not in _SEVERITIES:
        raise record.error(f"sửa “severity”: một trong {', '.join(_SEVERITIES)}", "severity")
    levels = frozenset(record.numbers("levels"))
    if not levels or not levels <= {1, 2, 3, 4, 5}:
        raise record.error("sửa “levels”: cấp độ từ 1 đến 5", "levels")
    minutes = record.number("minutes")
    if minutes is None or not 1 <= minutes <= LONGEST_MINUTES:
        raise record.error(f"sửa “minutes”: số phút từ 1 đến {LONGEST_MINUTES}", "minutes")
    unknown, article = bool(record.flag("unknown")), record.text("article", "")
    record.end()
    return AlertClock(
        **dated, stage=stage, severity=_SEVERITIES[word], levels=levels, unknown=unknown, minutes=minutes, article=article
    )  # fmt: skip


def _clash(one: AlertClock, other: AlertClock) -> bool:
    same = one.stage is other.stage and one.severity is other.severity and one.validity.overlaps(other.validity)
    return same and bool(one.levels & other.levels or (one.unknown and other.unknown))
