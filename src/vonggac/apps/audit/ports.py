"""The port `audit.bodies`: the log keeps organisations as numbers, because it lies below their room; a room above gives them names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from vonggac.apps.face.registries import Registry


class Bodies(Protocol):
    """Who knows organisations by number and by name."""

    def names(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the names of these organisations."""
        ...

    def found(self, typed: str) -> Iterable[int]:
        """Return the organisations whose name holds the typed words."""
        ...


bodies: Registry[Bodies] = Registry("audit.bodies")


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Return names for numbers; a number nobody knows has none."""
    wanted = set(ids)
    return {key: name for _room, entry in bodies.in_order() for key, name in entry.names(wanted).items()} if wanted else {}


def bodies_called(typed: str) -> set[int]:
    """Return the numbers of the organisations whose name holds the typed words."""
    return {number for _room, entry in bodies.in_order() for number in entry.found(typed)}
