"""What is printed keeps the published shape, and every value can be found again in the text."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from vonggac.engines.letters import as_json, marks, read
from vonggac.engines.letters.page import clean

SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "letters").rglob("*.txt"))
SCHEMA = json.loads(resources.files("vonggac.engines.letters").joinpath("letter.schema.json").read_text(encoding="utf-8"))


def _value(answer: dict[str, Any], pointer: str) -> Any:
    at: Any = answer
    for part in pointer.strip("/").split("/"):
        at = at[int(part)] if isinstance(at, list) else at[part]
    return at


def _squeezed(text: str) -> str:
    return "".join(clean(text).replace("–", "-").split())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_answer_fits_the_published_schema(path: Path) -> None:
    jsonschema.validate(as_json(read(path.read_text(encoding="utf-8")), file=path.name), SCHEMA)


def assert_found_again(answer: dict[str, Any]) -> None:
    """Every value stands in the text where its span says; dates, rules and split names are computed from what stands there."""
    for pointer, (start, end) in answer["spans"].items():
        raw, value = answer["text"][start:end], _value(answer, pointer)
        assert 0 <= start < end <= len(answer["text"]), pointer
        assert raw == raw.strip(), pointer
        name = pointer.rsplit("/", 1)[-1]
        if name in ("kind", "date", "date_partial", "recurrence"):
            continue
        if name == "deadline":
            assert _squeezed(value["quote"]) == _squeezed(raw), pointer
        elif pointer.startswith(("/addressees", "/obligations")) and "/addressees/" in pointer:
            assert _squeezed(value).endswith(_squeezed(raw)), pointer
        elif name == "text" or pointer.startswith("/signer"):
            assert _is_cut_from(_squeezed(value), _squeezed(raw)), pointer
        else:
            assert _squeezed(value) == _squeezed(raw), pointer


def _is_cut_from(value: str, raw: str) -> bool:
    """The sentence, without the footnotes and page numbers that stand inside it."""
    letters = iter(raw)
    return value == raw or all(letter in letters for letter in value)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_value_is_found_again_at_its_place(path: Path) -> None:
    assert_found_again(as_json(read(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_marks_are_the_spans_in_reading_order(path: Path) -> None:
    letter = read(path.read_text(encoding="utf-8"))
    rows = marks(letter)
    assert {mark.pointer for mark in rows} == set(letter.spans)
    assert [mark.start for mark in rows] == sorted(mark.start for mark in rows)
