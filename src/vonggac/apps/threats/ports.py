"""The ports of this room: upper rooms lead from a place where an indicator was met to the page of that place."""

from __future__ import annotations

from typing import Any, Protocol

from vonggac.apps.face.registries import Registry


class Places(Protocol):
    """Pages of places, of those that the person may see."""

    def __call__(self, user: Any, places: list[int]) -> dict[int, str]:
        """Return number of a place → the address of its page; places the person may not see are left out."""
        ...


sighted_at: Registry[Places] = Registry("threats.sighted_at")
"""key: a `Sighting.Where` (alert, list, hunt)."""
