"""A catalogue of controls of one edition of the standard, its groups and its mapping to the next edition, as frozen values.

These are types only; `vonggac.law.catalogues` reads them from the dated data. Sources: TCVN 14423:2026, and TCVN 11930:2017 with
Circular 12/2022/TT-BTTTT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.law.model import Confidence, Dated


class Provenance(StrEnum):
    """Where the rows of a catalogue come from; shown to whoever answers them."""

    OFFICIAL_TEXT = "official_text"
    OFFICIAL_CLAUSE_LIST = "official_clause_list"
    """Clause numbers read in an official text that cites the standard; the standard itself was not read."""
    SECOND_HAND_PARAPHRASE = "second_hand_paraphrase"
    """A third party's paraphrase; compare with the standard before relying on it."""


@dataclass(frozen=True, slots=True)
class ControlKind:
    """What a control asks for, and its place in the order in which gaps are closed."""

    code: str
    title_vi: str
    title_en: str
    order: int


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter of the standard."""

    code: str
    title_vi: str
    title_en: str
    sections: Mapping[Level, str]
    """Section of the standard by level; empty when the standard has none."""
    plan: str = ""
    """The part of the protection plan it feeds (khoản 2 Điều 29 Nghị định 331/2026/NĐ-CP)."""
    requirements: tuple[str, ...] = ()
    """The official requirements it feeds (khoản 3, 4 Điều 30)."""


@dataclass(frozen=True, slots=True)
class DisplayGroup:
    """An arm of the radar: several chapters under one name."""

    code: str
    title_vi: str
    title_en: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """One demanded measure: the same subject at all its levels, each with its own clause."""

    code: str
    group: str
    kind: str
    title_vi: str
    title_en: str
    levels: tuple[Level, ...]
    clauses: Mapping[Level, str]
    """Empty when the standard has no clause for it (a circular added it)."""
    clause_inferred: bool = False
    """The clause number is ours: the source names the measure without one."""
    cadence: Mapping[Level, Recurrence] = field(default_factory=dict)
    """The longest interval between two proofs, by level; most clauses add "or on change"."""
    suggested: bool = False
    """The standard offers the value as an example, "based on risk assessment"."""
    threshold_vi: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    evidence_vi: str = ""
    note_vi: str = ""
    note_en: str = ""
    letter: tuple[int, ...] = ()
    """Capabilities of the founding letter it serves."""

    def demanded_at(self, level: Level) -> bool:
        """Say whether a system of that level must have it."""
        return level in self.levels

    @property
    def level_min(self) -> Level:
        return min(self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue(Dated):
    """One edition; an assessment stores its code and digest, so that a later correction is noticed and never silent."""

    code: str
    title_vi: str
    title_en: str
    digest: str
    """SHA-256 over all that an answer can depend on, in hexadecimal."""
    published: date | None = None
    replaces: tuple[str, ...] = ()
    usable_until: date | None = None
    """After its validity it may still be used for systems in transition until that day."""
    usable_because: str = ""
    provenance: Provenance
    provenance_vi: str
    provenance_en: str
    groups: tuple[Group, ...]
    displays: tuple[DisplayGroup, ...]
    controls: tuple[Control, ...]
    kinds: tuple[ControlKind, ...]
    _by_code: Mapping[str, Control] = field(default_factory=dict, repr=False, compare=False)

    def control(self, code: str) -> Control:
        """Return a control by its code; KeyError when this edition has none."""
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def display_of(self, control: Control) -> DisplayGroup:
        """Return the arm of the radar a control belongs to."""
        return next(display for display in self.displays if control.group in display.groups)

    def marks(self, control: Control) -> tuple[str, ...]:
        """Return what a person must know before relying on a row, in Vietnamese."""
        found = []
        if self.provenance is Provenance.SECOND_HAND_PARAPHRASE:
            found.append("Tóm lược gián tiếp")
        if control.clause_inferred:
            found.append("Số điều suy ra")
        if not control.clauses:
            found.append("Không có số điều trong tiêu chuẩn")
        if control.suggested:
            found.append("Giá trị gợi ý theo đánh giá rủi ro")
        return tuple(found)


class Closeness(StrEnum):
    """How near a control of the new edition is to an old one."""

    CLOSEST = "closest"
    """The same subject, or the nearest, by our reading of titles."""
    SAME_GROUP = "same_group"
    """Only the same chapter."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A control of the new edition to which an old answer may speak."""

    code: str
    closeness: Closeness


@dataclass(frozen=True, slots=True)
class MappedControl:
    """An old control with every control of the new edition that may go on with it; a person must look at each again."""

    old: str
    candidates: tuple[Candidate, ...]
    every_group: bool = False
    """The old control is spread over all groups of the new edition."""

    @property
    def closest(self) -> tuple[str, ...]:
        return tuple(candidate.code for candidate in self.candidates if candidate.closeness is Closeness.CLOSEST)


@dataclass(frozen=True, slots=True)
class EditionMapping:
    """From one edition to another. Nothing that is carried over counts as met before a person confirms it."""

    old: str
    new: str
    confidence: Confidence
    because_vi: str
    rows: tuple[MappedControl, ...]

    def row(self, old: str) -> MappedControl | None:
        """Return what goes on with an old control."""
        return next((row for row in self.rows if row.old == old), None)
