"""The rules of layout of an official document and of its wording, as frozen values (Decree 30/2020/NĐ-CP, Annexes I and III).

These are types only; `vonggac.law.layouts` reads them from the dated data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right", "both", "any"]


@dataclass(frozen=True, slots=True)
class Range:
    """What the decree allows, and what this product writes inside it."""

    low: float
    high: float
    use: float

    def allows(self, value: float, *, tolerance: float = 0.05) -> bool:
        """Tell whether a measured value lies in the range; the tolerance covers rounding to twips."""
        return self.low - tolerance <= value <= self.high + tolerance


@dataclass(frozen=True, slots=True)
class BoxRule:
    """One box of the diagram in Annex I: size in points and style."""

    box: str
    size: Range
    bold: bool
    italic: bool
    caps: bool
    align: Align


@dataclass(frozen=True, slots=True)
class KindRule:
    """A kind of document (Annex III): its printed name, its abbreviation, and where its subject stands."""

    name: str
    in_text: str
    abbreviation: str
    numbered: bool
    about: bool
    stop: bool


@dataclass(frozen=True, slots=True)
class FrameRule:
    """The frame of a mark of urgency (box 10b), in millimetres."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole layout in force on a day."""

    id: str
    valid_from: date
    valid_to: date | None
    source: str
    font: str
    pdf_font: str
    colour: str
    frame_colour: str
    page_width: float
    page_height: float
    margins: Mapping[str, Range]
    indent: Range
    gap: Range
    line: Range
    about_gap: Range
    issuer_rule: Range
    summary_rule: Range
    header_share: float
    nation: str
    motto: str
    end_mark: str
    boxes: Mapping[str, BoxRule]
    urgencies: Mapping[str, FrameRule]
    circulation: Mapping[str, str]
    kinds: Mapping[str, KindRule]
    break_after: tuple[str, ...]
    break_before: tuple[str, ...]
    name_prefixes: tuple[str, ...]

    @property
    def text_width(self) -> float:
        """Width between the margins on a portrait page, in millimetres."""
        return self.page_width - self.margins["left"].use - self.margins["right"].use

    def size(self, box: str) -> float:
        """Size this product writes a box in, in points."""
        return self.boxes[box].size.use


@dataclass(frozen=True, slots=True)
class RelationRule:
    """How a body of this relation is spoken to."""

    verb: str
    call: str
    manner: str
    remind: bool
    lateness: bool
    closing: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The words an office uses towards each body it writes to."""

    id: str
    valid_from: date
    valid_to: date | None
    source: str
    relations: Mapping[str, RelationRule]
    asked_only: frozenset[str]
    asked_relation: str

    def relation_of(self, relation: str, standing: str) -> str:
        """Return the relation that counts: bodies that are never ordered are asked, whatever was entered."""
        if standing in self.asked_only and relation == "chi-dao":
            return self.asked_relation
        return relation

    def towards(self, relation: str, standing: str = "") -> RelationRule:
        """Return the words for a body of this relation and standing; lateness of an asked-only body is never shown."""
        rule = self.relations[self.relation_of(relation, standing)]
        if standing in self.asked_only and rule.lateness:
            return replace(rule, lateness=False)
        return rule
