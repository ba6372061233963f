"""Reading samples of feeds in tests."""

from __future__ import annotations

import io
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vonggac.kernel.badrows import BadRow
from vonggac.sources.feeds import FeedEvent, FeedIndicator, Found, Remark, read_feed

TODAY = date(2026, 11, 23)
SAMPLES = Path(__file__).parents[2] / "samples" / "feeds"


def found_in(data: bytes | str, name: str = "tep.txt", today: date = TODAY) -> list[Found]:
    """Return all that a file brings."""
    return list(read_feed(io.BytesIO(data.encode() if isinstance(data, str) else data), name, today=today))


def events(found: list[Found]) -> list[dict[str, Any]]:
    """Return the fields of every event."""
    return [dict(one.fields) for one in found if isinstance(one, FeedEvent)]


def indicators(found: list[Found]) -> list[FeedIndicator]:
    return [one for one in found if isinstance(one, FeedIndicator)]


def faults(found: list[Found]) -> list[str]:
    """Return the rules of what was refused."""
    return [one.rule for one in found if isinstance(one, BadRow) and not isinstance(one, Remark)]


def remarks(found: list[Found]) -> list[str]:
    """Return the rules of what was taken in with a reservation."""
    return [one.rule for one in found if isinstance(one, Remark)]


def reference(*parts: str) -> Path:
    """Return a folder of the reference data, or skip."""
    root = os.environ.get("VONGGAC_REFERENCE")
    if not root:
        pytest.skip("VONGGAC_REFERENCE is not set: the reference data is not here")
    return Path(root).joinpath("data", *parts)


COLLECTED = ("raw", "__type", "feed.", "time.observation")
"""What whoever fetches the file knows, and the copy of the row: not ours to state."""


def stated(path: Path) -> list[dict[str, Any]]:
    """Return the events that the reference states for a file, without what belongs to the collector."""
    lists = json.loads(Path(f"{path}.expected.json").read_text(encoding="utf-8"))
    rows = [row for key, value in lists.items() if not key.startswith("_") for row in (value if isinstance(value, list) else [value])]
    return [{name: value for name, value in row.items() if not name.startswith(COLLECTED)} for row in rows if isinstance(row, dict)]
