"""The ports of the directory: what moves when bodies change, what else a body's page tells, and at which bodies a person is at home.

`organisations.carriers`: rooms above say what they hold for a body, and carry it on when bodies change.

On a reorganisation each carrier is asked for a preview (counts and questions a person must answer), and on confirmation is told to carry,
in sorted order, inside the one transaction of the reorganisation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from vonggac.apps.face.registries import Registry


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one body: it ends before `on`; `heirs` are the bodies that go on, by function ("" is everything)."""

    body_id: int
    heirs: Mapping[str, int]
    """function → id of the heir; empty when abolished without an heir."""
    on: date

    def only_heir(self) -> int | None:
        """Return the one heir of everything, or None where a person has to choose."""
        found = set(self.heirs.values())
        return next(iter(found)) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Carried:
    """What one room holds for the changing bodies."""

    label: str
    """What it is, in Vietnamese, for the preview: "việc đang mở", "hệ thống thông tin"."""
    count: int
    """How many go to the only heir by themselves."""
    open_choices: Sequence[tuple[str, str]] = ()
    """(identifier, title) of each thing that needs a named heir or waits for a person."""


class Carrier(Protocol):
    """A room that holds things for organisations."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Return what would be carried; writes nothing."""
        ...

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry it on and return how many rows moved; `choices` maps an identifier from the preview to the chosen heir."""
        ...


carriers: Registry[Carrier] = Registry("organisations.carriers")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a body's page that another room tells: "Việc đang mở", "12", and where to read on."""

    label: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What one room tells about a body."""

    title: str
    facts: Sequence[Fact]
    empty: str = ""
    """Said when there is nothing."""


facts: Registry[Callable[[Any, Any], Section | None]] = Registry("organisations.facts")
"""(user, body) → what the room shows that person on the body's page; None shows nothing."""
homes: Registry[Callable[[Any], Iterable[int]]] = Registry("organisations.homes")
"""user → ids of the bodies at which the person holds a post now."""
