"""Real letters with the publisher's own record beside them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vonggac.engines.letters import Letter, read

KINDS = {"Công văn": "cong-van", "Quyết định": "quyet-dinh", "Công điện": "cong-dien", "Thông báo": "thong-bao"}
ONE_RECORD_DIFFERS_FROM_ITS_TEXT = 50


def _rows(reference: Path) -> list[dict[str, Any]]:
    with gzip.open(reference / "data" / "letters" / "letters-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _said(letter: Letter) -> dict[str, str | None]:
    return {
        "number": letter.number,
        "date": letter.date,
        "kind": letter.kind.value,
        "signer": letter.signer.name if letter.signer else None,
    }


@cache
def _read_as_published(reference: Path) -> list[tuple[dict[str, Any], dict[str, str | None]]]:
    """Return each record with what its undisturbed text says; read once for every test of this file."""
    return [(row, _said(read(row["text"]))) for row in _rows(reference)]


def test_number_date_kind_and_signer_agree_with_the_publishers_record(reference: Path) -> None:
    rows = _read_as_published(reference)
    right = dict.fromkeys(("number", "date", "kind", "signer"), 0)
    for row, said in rows:
        truth = {**row["truth"], "kind": KINDS[row["truth"]["kind"]]}
        for name in right:
            right[name] += said[name] == truth[name]
    print(f"right of {len(rows)}: {right}")
    assert all(count >= ONE_RECORD_DIFFERS_FROM_ITS_TEXT for count in right.values()), right


def _wrapped(text: str, width: int) -> str:
    return "\n".join(re.sub(rf"(.{{{width - 8},{width}}})\s(?=\S)", r"\1\n", line) for line in text.split("\n"))


ANOTHER = "\n\nPHỤ LỤC I\nSố: 1/QĐ-ABC\nHà Nội, ngày 1 tháng 1 năm 2001\nNơi nhận:\n- Như trên.\nGIÁM ĐỐC\nTrần Văn Khác\n"
DISTURBANCES: dict[str, Callable[[str], str]] = {
    "dòng 30 ký tự": lambda text: _wrapped(text, 30),
    "dòng 50 ký tự": lambda text: _wrapped(text, 50),
    "không dòng trống": lambda text: re.sub(r"\n\n+", "\n", text),
    "hai dấu cách": lambda text: text.replace(" ", "  "),
    "dấu cách không ngắt": lambda text: text.replace(" ", "\u00a0"),
    "xuống dòng kiểu Windows": lambda text: text.replace("\n", "\r\n"),
    "văn bản khác ở phía sau": lambda text: text + ANOTHER,
}


@pytest.mark.parametrize("one_in", [3, pytest.param(1, marks=pytest.mark.long)], ids=["a third of them", "all"])
@pytest.mark.parametrize("name", DISTURBANCES)
def test_a_disturbed_layout_changes_nothing_that_was_read(reference: Path, name: str, one_in: int) -> None:
    """The fast tier disturbs a third of the letters in each way, another third in the next."""
    disturb = DISTURBANCES[name]
    for row, said in _read_as_published(reference)[list(DISTURBANCES).index(name) % one_in :: one_in]:
        assert _said(read(disturb(row["text"]))) == said, row["id"]
