"""Reads a Word document back into what a reader would see: sections, and paragraphs with their resolved faces.

Works on the XML itself, so that it judges any document, also one that a person changed in Word.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TWIPS_PER_MM = 1440 / 25.4
LARGEST_PART = 64_000_000


class NotAWordDocumentError(ValueError):
    """The bytes are no Word document."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a run looks once styles are resolved."""

    text: str
    font: str
    size: float
    bold: bool
    italic: bool
    colour: str
    language: str


@dataclass(frozen=True, slots=True)
class SeenParagraph:
    """A paragraph as a reader sees it."""

    place: int
    section: int
    box: str
    text: str
    faces: tuple[Face, ...]
    align: str
    first_line_mm: float
    before_pt: float
    after_pt: float
    lines: float | None
    rule_mm: float | None
    row: Any
    cell: Any


@dataclass(frozen=True, slots=True)
class SeenSection:
    """A section: its page and where its numbers start."""

    place: int
    width_mm: float
    height_mm: float
    margins_mm: dict[str, float]
    header_mm: float
    starts_at: int | None
    first_page_apart: bool
    number: SeenParagraph | None
    first_header_text: str


class Reread:
    """An opened document."""

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                if any(entry.file_size > LARGEST_PART for entry in package.infolist()):
                    raise NotAWordDocumentError("một phần của tệp lớn quá giới hạn")
                self.parts = {name: package.read(name) for name in package.namelist()}
                self.body = _parse(self.parts["word/document.xml"]).find(f"{W}body")
                self.styles = _parse(self.parts["word/styles.xml"])
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
            raise NotAWordDocumentError("tệp không phải là văn bản Word") from error

    # --- sections -----------------------------------------------------------------------------------------------------------

    @cached_property
    def sections(self) -> tuple[SeenSection, ...]:
        """Every section in order; a section without its own header has that of the one before."""
        seen: list[SeenSection] = []
        headers: dict[str, str] = {}
        for place, node in enumerate(self.body.iter(f"{W}sectPr")):
            for reference in node.findall(f"{W}headerReference"):
                headers[reference.get(f"{W}type")] = self._target(reference.get(f"{R}id"))
            seen.append(self._section(place, node, headers))
        return tuple(seen)

    def _section(self, place: int, node: Any, headers: dict[str, str]) -> SeenSection:
        size, margin, number = (node.find(f"{W}{tag}") for tag in ("pgSz", "pgMar", "pgNumType"))
        return SeenSection(
            place,
            _mm(size, "w"),
            _mm(size, "h"),
            {side: _mm(margin, side) for side in ("top", "bottom", "left", "right")},
            _mm(margin, "header"),
            int(number.get(f"{W}start")) if number is not None and number.get(f"{W}start") else None,
            _on(node.find(f"{W}titlePg")),
            self._page_number(headers.get("default", "")),
            "".join(self._words(headers.get("first", ""))),
        )

    def _page_number(self, part: str) -> SeenParagraph | None:
        if part not in self.parts:
            return None
        for paragraph in _parse(self.parts[part]).iter(f"{W}p"):
            if any((node.text or "").strip() == "PAGE" for node in paragraph.iter(f"{W}instrText")):
                return self._paragraph(0, 0, paragraph)
        return None

    def _words(self, part: str) -> Iterator[str]:
        if part in self.parts:
            for node in _parse(self.parts[part]).iter(f"{W}t"):
                yield node.text or ""

    def _target(self, relation: str) -> str:
        for node in _parse(self.parts["word/_rels/document.xml.rels"]):
            if node.get("Id") == relation:
                return f"word/{node.get('Target')}"
        return ""

    # --- paragraphs ---------------------------------------------------------------------------------------------------------

    @cached_property
    def paragraphs(self) -> tuple[SeenParagraph, ...]:
        """Every paragraph of the body and its tables, in the order of the file."""
        seen, section = [], 0
        for place, node in enumerate(self.body.iter(f"{W}p"), 1):
            seen.append(self._paragraph(place, section, node))
            section += node.find(f"{W}pPr/{W}sectPr") is not None
        return tuple(seen)

    def _paragraph(self, place: int, section: int, node: Any) -> SeenParagraph:
        chain = self._chain(node)
        runs = [run for run in node.iter(f"{W}r") if run.find(f"{W}t") is not None]
        indent = {key: self._number(chain, "ind", key) for key in ("left", "right", "firstLine", "hanging")}
        return SeenParagraph(
            place,
            section,
            self._box(node),
            "".join(part.text or "" for part in node.iter(f"{W}t")),
            tuple(self._face(run, chain) for run in runs),
            self._value(chain, "jc") or "left",
            (indent["firstLine"] - indent["hanging"]) / TWIPS_PER_MM,
            self._number(chain, "spacing", "before") / 20,
            self._number(chain, "spacing", "after") / 20,
            self._line(chain),
            self._rule(node, chain, indent),
            _up(node, "tr"),
            _up(node, "tc"),
        )

    def _box(self, node: Any) -> str:
        style = node.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val") if style is not None else ""
        return name.removeprefix("nd30-").replace("-", "_") if name.startswith("nd30-") else ""

    @cached_property
    def _style_by_id(self) -> dict[str, Any]:
        return {style.get(f"{W}styleId"): style for style in self.styles.findall(f"{W}style")}

    def _chain(self, node: Any) -> list[Any]:
        """Return the property elements that bear on a paragraph, nearest first."""
        chain = [node]
        style = node.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val") if style is not None else "Normal"
        while name:
            found = self._style_by_id.get(name)
            if found is None:
                break
            chain.append(found)
            base = found.find(f"{W}basedOn")
            name = base.get(f"{W}val") if base is not None else ""
        return chain

    def _value(self, chain: list[Any], tag: str) -> str:
        for level in chain:
            found = level.find(f"{W}pPr/{W}{tag}")
            if found is not None:
                return str(found.get(f"{W}val"))
        return ""

    def _number(self, chain: list[Any], tag: str, key: str) -> float:
        for level in chain:
            found = level.find(f"{W}pPr/{W}{tag}")
            if found is not None and found.get(f"{W}{key}") is not None:
                return float(found.get(f"{W}{key}"))
        return 0.0

    def _line(self, chain: list[Any]) -> float | None:
        """Return the spacing as a multiple of single; None when it is given in points."""
        for level in chain:
            found = level.find(f"{W}pPr/{W}spacing")
            if found is not None and found.get(f"{W}line") is not None:
                return float(found.get(f"{W}line")) / 240 if found.get(f"{W}lineRule", "auto") == "auto" else None
        return 1.0

    def _rule(self, node: Any, chain: list[Any], indent: dict[str, float]) -> float | None:
        """Return the length of a line drawn along a paragraph, None when there is none."""
        border = node.find(f"{W}pPr/{W}pBdr")
        if border is None or not any(side.get(f"{W}val") == "single" for side in border):
            return None
        return (self._room(node) - indent["left"] - indent["right"]) / TWIPS_PER_MM

    def _room(self, node: Any) -> float:
        cell = _up(node, "tc")
        if cell is not None:
            return float(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w"))
        section = next(self.body.iter(f"{W}sectPr"))
        margin = section.find(f"{W}pgMar")
        wide = float(section.find(f"{W}pgSz").get(f"{W}w"))
        return wide - float(margin.get(f"{W}left")) - float(margin.get(f"{W}right"))

    def _face(self, run: Any, chain: list[Any]) -> Face:
        levels = [
            found
            for level in (run, *chain[1:], self.styles.find(f"{W}docDefaults/{W}rPrDefault"))
            if level is not None and (found := level.find(f"{W}rPr")) is not None
        ]
        return Face(
            "".join(part.text or "" for part in run.findall(f"{W}t")),
            _first(levels, "rFonts", "ascii", ""),
            float(_first(levels, "sz", "val", "20")) / 2,
            _switch(levels, "b"),
            _switch(levels, "i"),
            _first(levels, "color", "val", "auto"),
            _first(levels, "lang", "val", ""),
        )


def _parse(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _mm(node: Any, key: str) -> float:
    return float(node.get(f"{W}{key}")) / TWIPS_PER_MM if node is not None and node.get(f"{W}{key}") else 0.0


def _up(node: Any, tag: str) -> Any:
    return next(node.iterancestors(f"{W}{tag}"), None)


def _on(node: Any) -> bool:
    return node is not None and node.get(f"{W}val", "1") not in ("0", "false", "off")


def _first(levels: list[Any], tag: str, key: str, default: str) -> str:
    for level in levels:
        found = level.find(f"{W}{tag}")
        if found is not None and found.get(f"{W}{key}") is not None:
            return str(found.get(f"{W}{key}"))
    return default


def _switch(levels: list[Any], tag: str) -> bool:
    return next((_on(found) for level in levels if (found := level.find(f"{W}{tag}")) is not None), False)
