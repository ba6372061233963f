"""Twenty letters with blanks in them: what is not written is not read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vonggac.engines.letters import read

FOLDER = Path(__file__).parents[2] / "samples" / "letters" / "blanked"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
WARNED = {
    "number": "number",
    "symbol": "symbol",
    "place": "place",
    "date": "date",
    "issuer": "issuer",
    "subject": "subject",
    "signer": "signer",
}


def _said(name: str) -> tuple[dict[str, Any], set[str]]:
    letter = read((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    said: dict[str, Any] = {field: getattr(letter, field) for field in EXPECTED[name] if field != "signer"}
    said["kind"] = letter.kind.value
    said["signer"] = letter.signer.name if letter.signer else None
    return said, {warning.path.split("/")[1] for warning in letter.warnings}


def test_there_are_twenty_of_them() -> None:
    assert len(EXPECTED) == len(list(FOLDER.glob("*.txt"))) == 20


@pytest.mark.parametrize("name", EXPECTED)
def test_a_blank_is_read_as_nothing_and_what_is_written_is_read(name: str) -> None:
    said, _ = _said(name)
    assert said == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_blank_has_a_warning(name: str) -> None:
    said, warned = _said(name)
    assert {WARNED[field] for field, value in said.items() if value is None and field in WARNED} <= warned
