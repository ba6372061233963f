"""The numbers Word shows before paragraphs but does not store in them: "1.", "a)", "-"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL = re.compile(r"%(\d)")
_DEEPEST, _LARGEST = 8, 5_000
_DASHES = frozenset("-–—\uf02d−")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(frozen=True, slots=True)
class _Level:
    shape: str
    pattern: str
    start: int


class Numbering:
    """Counts the lists of one document in reading order."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, list[int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, paragraph: _Element) -> str:
        """Return what Word would show before this paragraph, with a blank behind it; empty when it is in no list."""
        found = self._list_of(paragraph)
        if found is None or found[0] not in self._lists:
            return ""
        number, depth = found
        abstract, levels = self._lists[number]
        level = levels.get(depth)
        if level is None or level.shape == "none":
            return ""
        if level.shape == "bullet":
            return "- " if level.pattern.strip() in _DASHES else "• " if level.pattern.strip() != "+" else "+ "
        counts = self._counted(abstract, levels, depth)
        shown = _LEVEL.sub(lambda match: self._shown(levels, counts, int(match.group(1)) - 1), level.pattern)
        return f"{shown.strip()} " if shown.strip() else ""

    def _counted(self, abstract: str, levels: dict[int, _Level], depth: int) -> list[int]:
        counts = self._counts.setdefault(abstract, [0] * 9)
        level = levels[depth]
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        for deeper in range(depth + 1, 9):
            counts[deeper] = 0
        return counts

    @staticmethod
    def _shown(levels: dict[int, _Level], counts: list[int], depth: int) -> str:
        level = levels.get(depth)
        if level is None or not 0 <= depth < 9:
            return ""
        return _written(counts[depth] or level.start, level.shape)

    def _list_of(self, paragraph: _Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        style = properties.find(f"{W}pStyle")
        inherited = self._styles.get(style.get(f"{W}val", "")) if style is not None else None
        own = _numbered(properties)
        if own is None:
            return inherited
        number, depth = own
        return None if number == "0" else (number or (inherited[0] if inherited else ""), depth)

    def _read_lists(self, root: _Element) -> None:
        abstracts = {each.get(f"{W}abstractNumId", ""): _levels(each) for each in root.iter(f"{W}abstractNum")}
        for each in root.iter(f"{W}num"):
            reference = each.find(f"{W}abstractNumId")
            if reference is not None:
                abstract = reference.get(f"{W}val", "")
                number = each.get(f"{W}numId", "")
                restarts = each.find(f"{W}lvlOverride") is not None
                self._lists[number] = (f"{abstract}/{number}" if restarts else abstract, abstracts.get(abstract, {}))

    def _read_styles(self, root: _Element) -> None:
        for style in root.iter(f"{W}style"):
            properties = style.find(f"{W}pPr")
            found = _numbered(properties) if properties is not None else None
            if found and found[0] != "0":
                self._styles[style.get(f"{W}styleId", "")] = found


def _numbered(properties: _Element) -> tuple[str, int] | None:
    numbered = properties.find(f"{W}numPr")
    if numbered is None:
        return None
    number, depth = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
    level = _number(depth.get(f"{W}val", "0"), 0, _DEEPEST) if depth is not None else 0
    return (number.get(f"{W}val", "") if number is not None else ""), level


def _number(text: str, otherwise: int, at_most: int) -> int:
    """Read a number that a hostile file may have made huge, negative or no number at all."""
    return min(int(text), at_most) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _levels(abstract: _Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for each in abstract.iter(f"{W}lvl"):
        levels[_number(each.get(f"{W}ilvl", "0"), 0, _DEEPEST)] = _Level(
            _value(each, "numFmt", "decimal"), _value(each, "lvlText", ""), _number(_value(each, "start", "1"), 1, _LARGEST)
        )
    return levels


def _value(parent: _Element, tag: str, otherwise: str) -> str:
    found = parent.find(f"{W}{tag}")
    return found.get(f"{W}val", otherwise) if found is not None else otherwise


def _written(count: int, shape: str) -> str:
    if shape in {"lowerLetter", "upperLetter"}:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if shape == "upperLetter" else letters
    if shape in {"lowerRoman", "upperRoman"}:
        return _roman(count).upper() if shape == "upperRoman" else _roman(count)
    return f"{count:02d}" if shape == "decimalZero" else str(count)


def _roman(count: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        while count >= value:
            out += letters
            count -= value
    return out
