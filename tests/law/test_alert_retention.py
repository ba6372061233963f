"""How long records of alerts are kept: dated, without gaps that matter, and every mistake at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vonggac.law.alertretention import Kept, days_kept, read_retention
from vonggac.law.model import LawError

HEAD = 'sources:\n  x: "thử"\nkept:\n'


@pytest.mark.parametrize("what", list(Kept))
def test_everything_that_is_thrown_away_has_its_days(what: Kept) -> None:
    assert days_kept(what, date(2026, 11, 23)) == 30


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("  - {what: events, days: 0, from: 2024-12-01, source: x}\n", "số ngày"),
        ("  - {what: figures, days: 30, from: 2024-12-01, source: x}\n", "what"),
        ("  - {what: keys, days: 30, from: 2024-12-01, source: x}\n" * 2, "cùng thời kỳ"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    file = tmp_path / "alert-retention.yaml"
    file.write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(LawError, match=why) as refused:
        read_retention(file)
    assert "dòng" in str(refused.value)


def test_a_day_without_a_rule_is_no_reason_to_throw_anything_away() -> None:
    with pytest.raises(LawError):
        days_kept(Kept.EVENTS, date(2020, 1, 1))
