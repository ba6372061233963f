"""What an event says under a name: its values as text, whichever way its source nests and spells them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
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
TOP_NAMES = 10_000
"""Names of fields that are remembered; a log may call its fields whatever its sender likes."""
Spelt = Mapping[str, list[str]]
"""Folded name → values as text."""


class Names:
    """The folded names that correlations ask events for: of an event with fifty fields, two or three are looked at."""

    def __init__(self, names: Iterable[str]) -> None:
        self._asked = frozenset(names)
        starts = {name[:place] for name in self._asked for place, sign in enumerate(name) if sign == "."}
        self._near = self._asked | starts | {""}
        """What is asked for, and under what it may be nested."""
        self._folded: dict[str, str | None] = {}
        """Top name as events write it → folded; None where nothing of it is asked for."""

    def spelt(self, event: Sighted) -> dict[str, list[str]]:
        """Return the fields asked for by their folded names, nested ones under dots; what is null is left out."""
        found: dict[str, list[str]] = {}
        known = self._folded
        for name, value in event.fields.items():
            try:
                folded = known[name]
            except KeyError:
                folded = self._fold(name)
            if folded is not None:
                self._walk(folded, value, found)
        return found

    def _fold(self, name: str) -> str | None:
        folded = payload_name(str(name))
        if len(self._folded) >= TOP_NAMES:
            self._folded.clear()
        return self._folded.setdefault(name, folded if folded in self._near else None)

    def _walk(self, name: str, value: Any, found: dict[str, list[str]]) -> None:
        if isinstance(value, str):
            if name in self._asked:
                found.setdefault(name, []).append(value)
        elif isinstance(value, Mapping):
            for inner, below in value.items():
                folded = f"{name}.{fold_name(str(inner))}" if name else payload_name(str(inner))
                if folded in self._near:
                    self._walk(folded, below, found)
        elif isinstance(value, list | tuple):
            for one in value:
                self._walk(name, one, found)
        elif value is not None and name in self._asked:
            found.setdefault(name, []).append(text_of(value))


def asked(fields: Spelt, event: Sighted, name: str) -> list[str]:
    """Return the values of an event under a folded name."""
    found = fields.get(name)
    if found is None:
        return [event.host] if event.host and name in NAMES_OF_THE_HOST else []
    return found


def groups_of(columns: list[list[str]]) -> Iterator[tuple[str, ...]]:
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
