"""The ports of the face: upper rooms add panels, rail counts and search answers; pages ask here and know no room.

Register in `AppConfig.ready`. Calls run in sorted order, so two starts show the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass
class Registry(Generic[T]):
    """A named port: who is registered, in sorted order."""

    name: str
    entries: dict[str, T] = field(default_factory=dict)

    def add(self, key: str, entry: T) -> None:
        """Register once; a second registration of the same key is a mistake of ours."""
        if key in self.entries and self.entries[key] is not entry:
            raise ValueError(f"{self.name}: {key} stands already")
        self.entries[key] = entry

    def in_order(self) -> list[tuple[str, T]]:
        """Return the entries sorted by key."""
        return sorted(self.entries.items())


@dataclass(frozen=True, slots=True)
class RailItem:
    """One line of the navigation rail."""

    group: str
    """"", "detect", "systems", "people" or "reports"; in this order on the page."""
    position: int
    label: Any
    url_name: str
    icon: str
    act: str
    count: Callable[[Any], int | None] | None = None
    """From the signed-in person to the number that needs a human; None shows no number."""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """One thing found."""

    kind: str
    title: str
    url: str
    note: str = ""


Panel = Callable[[Any, Any], dict[str, Any] | None]
"""(user, at) → context for the panel's template, or None when there is nothing to show."""

rail: Registry[RailItem] = Registry("face.rail")
panels: Registry[tuple[str, Panel]] = Registry("face.panels")
"""key → (template, panel); shown on the situation page in the order of the keys."""
search: Registry[Callable[[Any, str], Iterable[SearchAnswer]]] = Registry("face.search")
