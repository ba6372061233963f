"""The same Windows events as EVTX and as its export in XML are the same events, field for field."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vonggac.sources.events import DEFAULT
from vonggac.sources.events.evtx import read_evtx
from vonggac.sources.events.xml import read_xml

REFERENCE = os.environ.get("VONGGAC_REFERENCE")


def plain(value: Any) -> Any:
    """Return a value as text; XML knows no other, and line ends only as one character."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    return (
        str(value).replace("\r\n", "\n")
        if value is not None and not isinstance(value, bool)
        else ""
        if value is None
        else str(value).lower()
    )


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that hold something: the null of one form is the empty element of the other."""
    return {name: text for name, value in fields.items() if (text := plain(value))}


@pytest.mark.skipif(not REFERENCE, reason="VONGGAC_REFERENCE is unset")
def test_an_export_in_xml_tells_the_same_as_the_log_itself() -> None:
    import evtx

    seen = 0
    for path in sorted((Path(str(REFERENCE)) / "data" / "hunt" / "evtx").glob("*.evtx"))[:12]:
        with path.open("rb") as stream:
            ours = [event for chunk in read_evtx(stream, path.name, DEFAULT) for event in chunk.events]
        records = [record["data"] for record in evtx.PyEvtxParser(str(path)).records()]
        export = "<Events>" + "\n".join(text[text.index("<Event") :] for text in records) + "</Events>"
        theirs = [event for chunk in read_xml(io.BytesIO(export.encode()), path.name, DEFAULT) for event in chunk.events]
        assert [(event.kind, event.time, event.host) for event in theirs] == [(event.kind, event.time, event.host) for event in ours]
        for one, other in zip(ours, theirs, strict=True):
            assert filled(one.fields) == filled(other.fields)
        seen += len(ours)
    assert seen > 50


@pytest.mark.skipif(not REFERENCE, reason="VONGGAC_REFERENCE is unset")
def test_of_a_log_that_is_cut_off_within_a_chunk_what_stands_before_the_cut_is_read() -> None:
    found = []
    for path in sorted((Path(str(REFERENCE)) / "data" / "hunt" / "evtx").glob("*.evtx"))[:12]:
        data = path.read_bytes()
        whole = [event.record for chunk in read_evtx(io.BytesIO(data), path.name, DEFAULT) for event in chunk.events]
        used = int.from_bytes(data[4096 + 48 : 4096 + 52], "little")  # where the free space of the first chunk begins
        cut = list(read_evtx(io.BytesIO(data[: 4096 + used - 8]), path.name, DEFAULT))
        left = [event.record for chunk in cut for event in chunk.events]
        assert left == whole[: len(left)]
        assert [row.rule for chunk in cut for row in chunk.bad][-1:] == ["cut-off"]
        found.append((len(whole), len(left)))
    assert sum(left for _whole, left in found) > 20, found
