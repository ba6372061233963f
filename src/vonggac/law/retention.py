"""How long things are kept before they are thrown away: the type, and the reading of the dated files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from vonggac.law.model import Dated, LawError
from vonggac.law.reading import Record, RuleFile

W = TypeVar("W", bound=StrEnum)
SHORTEST, LONGEST = 1, 3_660
"""Days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFor(Dated, Generic[W]):
    """For how many days one kind of things is kept."""

    what: W
    days: int


def read_kept(path: Path, kinds: type[W]) -> tuple[KeptFor[W], ...]:
    """Read one file on things of these kinds; raises LawError, with file and line, when it is wrong."""
    found: list[KeptFor[W]] = []
    for record in RuleFile.read(path).records("kept"):
        one = _kept(record, kinds)
        if any(one.what is other.what and one.validity.overlaps(other.validity) for other in found):
            raise record.error("bỏ một trong hai dòng: cùng loại, cùng thời kỳ")
        found.append(one)
    return tuple(found)


def _kept(record: Record, kinds: type[W]) -> KeptFor[W]:
    dated, what, days = record.dated(), record.one_of("what", kinds), record.number("days")
    if days is None or not SHORTEST <= days <= LONGEST:
        raise record.error(f"sửa “days”: số ngày từ {SHORTEST} đến {LONGEST}", "days")
    record.end()
    return KeptFor(**dated, what=what, days=days)


def days_in(rules: Iterable[KeptFor[W]], what: W, on: date, *, file: str) -> int:
    """Return how many days something is kept by the rule of a day; a day without a rule is no reason to throw anything away."""
    for one in rules:
        if one.what is what and one.holds_on(on):
            return one.days
    raise LawError(f"{file}: thêm dòng cho “{what.value}” có hiệu lực ngày {on:%d/%m/%Y}")
