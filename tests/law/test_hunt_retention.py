"""How long the content of hunts is kept: dated, and every mistake at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vonggac.law.huntretention import Kept, keep_until, read_retention
from vonggac.law.model import LawError

HEAD = 'sources:\n  x: "thử"\nkept:\n'


def test_files_of_hunts_are_kept_for_ninety_days() -> None:
    assert keep_until(date(2026, 11, 23)) == date(2027, 2, 21)
    assert list(Kept) == [Kept.FILES]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("  - {what: files, days: 0, from: 2024-12-01, source: x}\n", "số ngày"),
        ("  - {what: findings, days: 30, from: 2024-12-01, source: x}\n", "what"),
        ("  - {what: files, days: 30, from: 2024-12-01, source: x}\n" * 2, "cùng thời kỳ"),
    ],
)
def test_a_mistake_in_the_days_of_hunts_is_named_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    file = tmp_path / "hunt-retention.yaml"
    file.write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(LawError, match=why) as refused:
        read_retention(file)
    assert "dòng" in str(refused.value)
