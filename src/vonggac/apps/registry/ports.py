"""The ports of the register: rooms above show what they have about one system on its page, at a named place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from vonggac.apps.face.registries import Registry
from vonggac.apps.registry.models import InformationSystem

OnSystem = Callable[[Any, InformationSystem, datetime], dict[str, Any] | None]
"""(user, system, at) → context of the room's template, or None when there is nothing that this person may see."""

PLACES = ("level", "dossier", "measures", "work", "aside")
"""Where a panel may stand: inside the card of the level, under the four layers, below both columns, first beside, last beside."""


class OnPage(NamedTuple):
    """One room's panel on the page of a system; the template finds its context as `panel`."""

    template: str
    ask: OnSystem
    place: str = "work"


on_system: Registry[OnPage | tuple[str, OnSystem]] = Registry("registry.on_system")
"""key → panel; several at one place stand in the order of the keys. A pair without a place stands with the open work."""


def panels_of(user: Any, system: InformationSystem, at: datetime) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return, for each place, the rooms' templates with their contexts, without the rooms that have nothing."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {place: [] for place in PLACES}
    for _key, entry in on_system.in_order():
        panel = OnPage(*entry)
        context = panel.ask(user, system, at)
        if context is not None:
            found[panel.place].append((panel.template, context))
    return found
