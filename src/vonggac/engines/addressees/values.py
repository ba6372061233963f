"""What comes out of reading addressees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vonggac.engines.addressees.heirs import Heirs
from vonggac.law.model import OrganisationFact, Relation


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A body or a class that an unread phrase may mean; a person decides."""

    code: str
    name: str
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """One body to which the letter is addressed, as it was on the letter's day."""

    organisation: OrganisationFact
    because: str
    relation: Relation
    relation_because: str
    heirs: Heirs | None = None
    """Who answers today; None when nobody asked."""

    @property
    def today(self) -> OrganisationFact | None:
        """The body that answers today, or None when a person must choose."""
        return self.heirs.body if self.heirs else None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What one part of a line means: a class with its bodies, one body, or something that could not be read."""

    text: str
    """The part as it stands in the letter."""
    line: int
    """Which line it is from, counted from 0."""
    class_code: str | None = None
    targets: tuple[Target, ...] = ()
    post: str = ""
    """The post that the phrase names, "Giám đốc"; the body is what it leads."""
    note: str = ""
    unresolved: str = ""
    """Why it could not be read, and what to do; empty when it could."""
    suggestions: tuple[Suggestion, ...] = ()


def targets_of(resolutions: Iterable[Resolution]) -> tuple[Target, ...]:
    """Return each body once; the first line that names it decides its relation."""
    found: dict[tuple[str, date | None], Target] = {}
    for resolution in resolutions:
        for target in resolution.targets:
            found.setdefault(target.organisation.key, target)
    return tuple(found.values())
