"""The ports of the face: upper rooms add panels, rail counts and search answers; pages ask here and know no room.

Register in `AppConfig.ready`. Calls run in sorted order, so two starts show the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")

ports: dict[str, Registry[Any]] = {}
"""Every port of the house by name; a test lists them with who is registered."""


@dataclass
class Registry(Generic[T]):
    """A named port: who is registered, in sorted order."""

    name: str
    entries: dict[str, T] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ports.setdefault(self.name, self)

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
    """Asked of the person; "signed-in" shows it to everyone who has signed in."""
    count: Callable[[Any], int | None] | None = None
    """From the signed-in person to the number that needs a human; None shows no number."""
    urgent: bool = False
    key: str = ""
    """Letter after `g` that leads here."""
    also: tuple[str, ...] = ()
    """Names of other addresses whose pages belong to this line, though they lie beside its own."""
    thumb: int = 0
    """Place in the thumb bar of a phone, 1 first; 0 is not there. The first three that the person may see are shown."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """One thing found."""

    kind: str
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notices:
    """Where notices are read, and how many the person has not read."""

    url_name: str
    unread: Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Person:
    """How the person stands in the top bar: the role of the post, and the organisation's name."""

    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Whom to ask or call: a name, a telephone number as people write it, and the page with the whole list."""

    name: str
    phone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """The foot of the rail: who is on watch now, and where to find whom to call."""

    title: str = ""
    text: str = ""
    url: str = ""


Panel = Callable[[Any, Any], dict[str, Any] | None]
"""(user, at) → context for the panel's template, or None when there is nothing to show."""

rail: Registry[RailItem] = Registry("face.rail")
panels: Registry[tuple[str, Panel]] = Registry("face.panels")
"""key → (template, panel); shown on the situation page in the order of the keys."""
search: Registry[Callable[[Any, str], Iterable[SearchAnswer]]] = Registry("face.search")
"""(user, folded words) → what that person may find; answers come already limited."""
notices: Registry[Notices] = Registry("face.notices")
persons: Registry[Callable[[Any], Person | None]] = Registry("face.persons")
"""The first answer that is not None stands in the top bar."""
help_lines: Registry[Callable[[Any], HelpLine | None]] = Registry("face.help_lines")
"""The first answer that is not None is named on the page that refuses; the person may be a stranger."""
watch: Registry[Callable[[Any], Watch | None]] = Registry("face.watch")
api_routers: Registry[tuple[str, Any]] = Registry("face.api_routers")
"""key → (prefix, ninja Router or where it stands, "module.name"); only who reads the addresses imports it, which is the web server."""


def first_answer(port: Registry[Callable[[Any], T | None]], user: Any) -> T | None:
    """Ask in sorted order and return the first answer that is one."""
    for _key, ask in port.in_order():
        answer = ask(user)
        if answer is not None:
            return answer
    return None
