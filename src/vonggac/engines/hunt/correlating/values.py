"""What an event says under a name: its values as text, whichever way its source nests and spells them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, product
from typing import Any

from vonggac.engines.hunt.building import text_of
from vonggac.engines.hunt.columns import payload_name
from vonggac.engines.hunt.conditions import fold_name, fold_text
from vonggac.engines.hunt.results import Sighted

NAMES_OF_THE_HOST = frozenset({"computer", "computername", "host", "host.name", "hostname", "_host"})
"""Names under which rules ask for the machine; an event that has no such field answers with the host that its reader found."""
GROUPS_AT_MOST = 64
"""Groups that one event may stand in, when the fields that group it hold lists."""
Spelt = Mapping[str, tuple[str, ...]]
"""Folded name → values as text."""


def spelt(event: Sighted) -> dict[str, tuple[str, ...]]:
    """Return every field of an event by its folded name, nested ones under dots; what is null is left out."""
    found: dict[str, list[str]] = {}
    for name, text in _walk("", event.fields):
        found.setdefault(name, []).append(text)
    return {name: tuple(texts) for name, texts in found.items()}


def _walk(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            folded = fold_name(str(name)) if prefix else payload_name(str(name))
            yield from _walk(f"{prefix}.{folded}" if prefix else folded, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(prefix, inner)
    elif value is not None:
        yield prefix, text_of(value)


def asked(fields: Spelt, event: Sighted, name: str) -> tuple[str, ...]:
    """Return the values of an event under a folded name."""
    found = fields.get(name, ())
    if not found and name in NAMES_OF_THE_HOST and event.host:
        return (event.host,)
    return found


def groups_of(columns: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Give the groups of an event whose grouping fields hold these values; none where one of them is missing.

    Values compare as Sigma's do: capital or small makes no difference.
    """
    folded = [dict.fromkeys(fold_text(text) for text in column) for column in columns]
    yield from islice(product(*folded), GROUPS_AT_MOST)


def number_of(text: str) -> Fraction | None:
    """Return a text as an exact number, decimal or hexadecimal; None for what is no finite one. Exact, so that sums never drift."""
    written = text.strip()
    try:
        return Fraction(int(written, 16 if written[:2].lower() == "0x" else 10))
    except ValueError:
        pass
    try:
        number = float(written)
    except ValueError:
        return None
    return Fraction(number) if math.isfinite(number) else None
