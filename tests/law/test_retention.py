"""How long records of alerts and the content of hunts are kept: dated, without gaps that matter, and every mistake at its line."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from vonggac.law import alertretention, huntretention
from vonggac.law.alertretention import days_kept
from vonggac.law.huntretention import keep_until
from vonggac.law.model import LawError
from vonggac.law.retention import read_kept

HEAD = 'sources:\n  x: "thử"\nkept:\n'


def test_files_of_hunts_are_kept_for_ninety_days() -> None:
    assert keep_until(date(2026, 11, 23)) == date(2027, 2, 21)
    assert list(huntretention.Kept) == [huntretention.Kept.FILES]


@pytest.mark.parametrize("what", list(alertretention.Kept))
def test_everything_of_alerts_that_is_thrown_away_has_its_days(what: alertretention.Kept) -> None:
    assert days_kept(what, date(2026, 11, 23)) == 30


@pytest.mark.parametrize("kinds", [alertretention.Kept, huntretention.Kept])
@pytest.mark.parametrize(
    ("what", "days", "times", "why"),
    [("{first}", 0, 1, "số ngày"), ("{first}", 3_661, 1, "số ngày"), ("findings", 30, 1, "what"), ("{first}", 30, 2, "cùng thời kỳ")],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, kinds: type[StrEnum], what: str, days: int, times: int, why: str) -> None:
    file = tmp_path / "retention.yaml"
    line = f"  - {{what: {what.format(first=next(iter(kinds)).value)}, days: {days}, from: 2024-12-01, source: x}}\n"
    file.write_text(HEAD + line * times, encoding="utf-8")
    with pytest.raises(LawError, match=why) as refused:
        read_kept(file, kinds)
    assert "dòng" in str(refused.value)


def test_a_day_without_a_rule_is_no_reason_to_throw_anything_away() -> None:
    with pytest.raises(LawError, match="alert-retention.yaml"):
        days_kept(alertretention.Kept.EVENTS, date(2020, 1, 1))
    with pytest.raises(LawError, match="hunt-retention.yaml"):
        keep_until(date(2020, 1, 1))
