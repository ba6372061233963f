"""How long the content of hunts is kept: types, and the reading of the dated file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from vonggac.law.load import DATA
from vonggac.law.model import Dated, LawError
from vonggac.law.reading import Record, RuleFile

SHORTEST, LONGEST = 1, 3_660
"""Days."""


class Kept(StrEnum):
    """What is thrown away after a time."""

    FILES = "files"
    """The files as they were handed over, and the whole results of a hunt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFor(Dated):
    """For how many days it is kept."""

    what: Kept
    days: int


def keep_until(on: date, what: Kept = Kept.FILES) -> date:
    """Return the last day on which what was handed over on a day is kept."""
    for one in retention():
        if one.what is what and one.holds_on(on):
            return on + timedelta(days=one.days)
    raise LawError(f"hunt-retention.yaml: thêm dòng cho “{what.value}” có hiệu lực ngày {on:%d/%m/%Y}")


@lru_cache(maxsize=1)
def retention() -> tuple[KeptFor, ...]:
    """Return the shipped rules; raises LawError, with file and line, when the file is wrong."""
    return read_retention(DATA / "hunt-retention.yaml")


def read_retention(path: Path) -> tuple[KeptFor, ...]:
    """Read one file."""
    found: list[KeptFor] = []
    for record in RuleFile.read(path).records("kept"):
        one = _kept(record)
        if any(one.what is other.what and one.validity.overlaps(other.validity) for other in found):
            raise record.error("bỏ một trong hai dòng: cùng loại, cùng thời kỳ")
        found.append(one)
    return tuple(found)


def _kept(record: Record) -> KeptFor:
    dated, what, days = record.dated(), record.one_of("what", Kept), record.number("days")
    if days is None or not SHORTEST <= days <= LONGEST:
        raise record.error(f"sửa “days”: số ngày từ {SHORTEST} đến {LONGEST}", "days")
    record.end()
    return KeptFor(**dated, what=what, days=days)
