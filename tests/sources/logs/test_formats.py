"""Each format reads its own samples: what is an alert, which fields it has, what is context, what is kept as unparsed."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vonggac.engines.alerts.ecs import KINDS, holds
from vonggac.sources.logs import LogFile, RawAlert, Reading, Record, Unparsed, read_log

SAMPLES = Path(__file__).parents[2] / "samples" / "logs"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def read(name: str) -> tuple[LogFile, list[Record]]:
    log = read_log(io.BytesIO((SAMPLES / f"{name}.log").read_bytes()), Reading(NOW, source=f"{name}.log"))
    return log, list(log)


def expected(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return content


def as_plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_sample_is_counted_where_it_belongs(name: str) -> None:
    log, records = read(name)
    assert {key: getattr(log.count, key) for key in expected(name)["count"]} == expected(name)["count"]
    assert log.count.agrees
    assert log.count.lines == len((SAMPLES / f"{name}.log").read_bytes().splitlines())
    assert len(records) == len(expected(name)["records"])


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_the_fields_it_states(name: str) -> None:
    _, records = read(name)
    for record, wanted in zip(records, expected(name)["records"], strict=True):
        if "unparsed" in wanted:
            assert isinstance(record, Unparsed), record
            assert record.rule == wanted["unparsed"]
            assert record.why.endswith(".")
            continue
        assert isinstance(record, RawAlert), record
        found = {key: as_plain(record.fields.get(key)) for key in wanted["fields"]}
        assert found == wanted["fields"]
        assert record.is_alert is wanted.get("is_alert", True)
        assert record.format.value == expected(name)["format"]
        if "notes" in wanted:
            assert [note.value for note in record.notes] == wanted["notes"]


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_one_that_the_table_knows(name: str) -> None:
    for record in read(name)[1]:
        if isinstance(record, RawAlert):
            assert [key for key in record.fields if holds(key) is None] == []
    assert KINDS["source.ip"] == "address"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"mpcmdrun", "ossec"}])
def test_the_original_stays_whole(name: str) -> None:
    lines = (SAMPLES / f"{name}.log").read_text(encoding="utf-8").split("\n")
    for record in read(name)[1]:
        assert record.message == lines[(record.place.line or 0) - 1]
