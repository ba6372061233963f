"""Reads of the catalogues that the house is shipped with: law data, the same for everybody who may read this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vonggac.kernel.levels import Level
from vonggac.kernel.vietnamese import fold, slug
from vonggac.law.catalogue import Catalogue, Control
from vonggac.law.catalogues import catalogues, mapping
from vonggac.law.model import LawError


def edition_by_slug(wanted: str) -> Catalogue | None:
    """Return the edition whose code reads so in an address: "tcvn-14423-2026"."""
    return next((edition for edition in catalogues() if slug(edition.code) == wanted), None)


@dataclass(frozen=True, slots=True)
class ControlFilters:
    """What the page of an edition is narrowed to."""

    words: str = ""
    level: Level | None = None
    group: str = ""
    kind: str = ""
    cadence: str = ""
    """One of the cadences, or "any": every control that must be shown again after some time."""


def controls_of(edition: Catalogue, filters: ControlFilters) -> list[Control]:
    """Return the controls that fit, in the order of the standard; words are looked for without marks in code, clause and both titles."""
    words = fold(filters.words)
    return [control for control in edition.controls if _fits(control, filters) and words in _text(control)]


def _fits(control: Control, filters: ControlFilters) -> bool:
    level = filters.level
    often = set(control.cadence.values()) if level is None else {control.cadence[level]} if level in control.cadence else set()
    return (
        (level is None or level in control.levels)
        and filters.group in ("", control.group)
        and filters.kind in ("", control.kind)
        and (not filters.cadence or filters.cadence in often or (filters.cadence == "any" and bool(often)))
    )


def _text(control: Control) -> str:
    return fold(" ".join([control.code, *control.clauses.values(), control.title_vi, control.title_en]))


def counts_by_level(edition: Catalogue) -> dict[Level, int]:
    """Return how many controls each level demands."""
    return {level: sum(level in control.levels for control in edition.controls) for level in Level}


@dataclass(frozen=True, slots=True)
class Kin:
    """A control of another edition that goes with one, and how near it is."""

    edition: Catalogue
    controls: tuple[Control, ...]
    is_before: bool
    """The other edition is the older one."""


def kin_of(edition: Catalogue, control: Control) -> list[Kin]:
    """Return the nearest controls of the editions before and after, as our own reading of the titles has them."""
    found = [_kin(edition, control, other) for other in catalogues() if other is not edition]
    return [one for one in found if one is not None and one.controls]


def _kin(edition: Catalogue, control: Control, other: Catalogue) -> Kin | None:
    is_before = (other.valid_from or other.published) < (edition.valid_from or edition.published)  # type: ignore[operator]
    pairs = _closest(other.code, edition.code) if is_before else _closest(edition.code, other.code)
    codes = [old for old, new in pairs.items() if control.code in new] if is_before else pairs.get(control.code, ())
    return Kin(other, tuple(other.control(code) for code in codes), is_before)


def _closest(old: str, new: str) -> Mapping[str, tuple[str, ...]]:
    try:
        return {row.old: row.closest for row in mapping(old, new).rows}
    except LawError:
        return {}
