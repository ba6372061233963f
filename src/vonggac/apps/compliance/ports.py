"""Ports of this room, for rooms above it.

`compliance.spill_ways`: from inside a dossier, where the act begins that erases a letter with a state secret; the room of letters knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vonggac.apps.face.registries import Registry


@dataclass(frozen=True, slots=True)
class SpillWay:
    """One letter that may be the source, and the page on which it is erased."""

    title: str
    about: str
    href: str


spill_ways: Registry[Callable[[Any, str], Sequence[SpillWay]]] = Registry("compliance.spill_ways")
"""Asked with the person and the words they look for; an empty search gives the newest letters."""


def ways_to_spill(user: Any, words: str) -> list[SpillWay]:
    """Return every way that some room offers this person."""
    return [way for _room, entry in spill_ways.in_order() for way in entry(user, words)]
