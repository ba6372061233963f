"""Values of events as JSON that every reader takes: no NaN, no half characters, no number that has no end."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

DEEPEST = 100


def as_json(value: Any) -> str:
    """Return a value as one line of JSON."""
    import orjson

    try:
        return orjson.dumps(value, default=_other).decode()
    except (TypeError, ValueError, RecursionError):  # half a character, a number beyond 64 bits, a name that is no text
        return json.dumps(_tamed(value, DEEPEST), ensure_ascii=False).encode("utf-8", "replace").decode()


def _other(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return dict(value) if isinstance(value, Mapping) else str(value)


def _tamed(value: Any, left: int) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _tamed(inner, left - 1) for name, inner in value.items()} if left else "…"
    if isinstance(value, list | tuple):
        return [_tamed(inner, left - 1) for inner in value] if left else "…"
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | None) else _other(value)
