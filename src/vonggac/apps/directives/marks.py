"""The letter's own text cut into lines, blocks and marked places, so that a page can show where every value was read.

Values in, values out: `reading["spans"]` point into the text in code points (the published JSON of `vonggac letter read`). Spans may
lie inside one another or cross; every letter of the text is shown exactly once, under the innermost mark that covers it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vonggac.kernel.vietnamese import fold

_GROUPED = re.compile(r"^/(?:addressees|bases|attachments|contacts|recipients|cited)/\d+|^/signer|^/obligations/.*/addressees/\d+")
_OBLIGATION = re.compile(r"^(/obligations/\d+(?:/items/\d+)*)/text$")
_SHARED_BY_MANY = re.compile(r"^/contacts/\d+/organisation$")
_LEAD = re.compile(r"(?:[-–+•*]|\(?\w{1,3}[.)])\s*$")
_TAIL = re.compile(r"[.;,:]+")


@dataclass(frozen=True, slots=True)
class Place:
    """One value's place in the text: what the reader sees as a number, and where a link to it leads."""

    label: str
    anchor: str
    start: int
    end: int
    is_obligation: bool = False
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Letters under one mark, or under none; only the first run of a mark carries its number."""

    text: str
    place: Place | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Part of a line: an obligation with its runs, or what stands between obligations."""

    runs: tuple[Run, ...]
    place: Place | None = None
    is_first: bool = False


@dataclass(frozen=True)
class Places:
    """Every marked place of one letter, by what was read there."""

    spans: tuple[tuple[Place, int, int], ...] = ()
    by_pointer: Mapping[str, Place] = field(default_factory=dict)

    def of(self, *pointers: str) -> Place | None:
        """Return the place of the first pointer that has one: its own, that of its words, or that of the first part below it."""
        for pointer in pointers:
            if pointer in self.by_pointer:
                return self.by_pointer[pointer]
        for pointer in pointers:
            below = [place for key, place in self.by_pointer.items() if key.startswith(f"{pointer}/addressees/")]
            if below and pointer:
                return below[0]
        return None


def places_of(reading: Mapping[str, Any], text: str, numbers: Mapping[str, str], bad: Collection[str] = ()) -> Places:
    """Return the places of a reading, numbered in the order of the text; obligations carry their own numbers.

    `numbers` gives the number on the board by JSON pointer of an obligation; `bad` are the pointers that a person still has to settle.
    """
    places: dict[str, Place] = {}
    spans: list[tuple[Place, int, int]] = []
    count = 0
    for pointer, start, end in _in_order(reading.get("spans") or {}, text):
        key, is_obligation = _key(pointer)
        if key not in places:
            if is_obligation:
                label, anchor = numbers.get(key, ""), "o" + "-".join(re.findall(r"\d+", key))
            else:
                count += 1
                label, anchor = str(count), f"m{count}"
            places[key] = Place(label, anchor, start, end, is_obligation, key in bad)
        spans.append((places[key], start, end))
    return Places(tuple(spans), places)


def _in_order(spans: Mapping[str, Any], text: str) -> list[tuple[str, int, int]]:
    rows = [(pointer, int(span[0]), int(span[1])) for pointer, span in spans.items() if not _SHARED_BY_MANY.match(pointer)]
    rows = [row for row in rows if 0 <= row[1] < row[2] <= len(text)]
    kept = [row for row in rows if row[0] != "/kind" or fold(text[row[1] : row[2]]) != "v/v"]
    return sorted(kept, key=lambda row: (row[1], -row[2], row[0]))


def _key(pointer: str) -> tuple[str, bool]:
    """Return the pointer of the value that a person knows (a base, not its number and date apart), and whether it is an obligation."""
    if found := _OBLIGATION.match(pointer):
        return found.group(1), True
    grouped = _GROUPED.match(pointer)
    return (grouped.group(0), False) if grouped else (pointer.replace("/date_partial", "/date"), False)


def lines_of(text: str, places: Places) -> list[tuple[Block, ...]]:
    """Return the text line by line, empty lines left out; joined again, the runs of a line are that line."""
    seen: set[str] = set()
    lines = []
    for start, end in _line_ends(text):
        near = [span for span in places.spans if span[1] < end and span[2] > start]
        obligations = [_with_edges(span, text, start, end) for span in near if span[0].is_obligation]
        values = [span for span in near if not span[0].is_obligation]
        lines.append(tuple(_blocks(text, start, end, obligations, values, seen)))
    return lines


def _line_ends(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in re.split(r"[\n\f]", text):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _with_edges(span: tuple[Place, int, int], text: str, line_start: int, line_end: int) -> tuple[Place, int, int]:
    """Let a block take its own number or dash and the stop behind it along, so that neither stands alone on the page."""
    place, start, end = span
    before = text[line_start:start]
    if start > line_start and _LEAD.fullmatch(before.strip() + " ") is not None:
        start = line_start
    tail = _TAIL.match(text, end, line_end)
    return place, start, tail.end() if tail else end


def _blocks(
    text: str, start: int, end: int, obligations: list[tuple[Place, int, int]], values: list[tuple[Place, int, int]], seen: set[str]
) -> Iterator[Block]:
    for place, first, last in _pieces(start, end, obligations):
        runs = []
        for inner, begin, stop in _pieces(first, last, values):
            runs.append(Run(text[begin:stop], inner, inner is not None and inner.anchor not in seen))
            if inner is not None:
                seen.add(inner.anchor)
        yield Block(tuple(runs), place, place is not None and place.anchor not in seen)
        if place is not None:
            seen.add(place.anchor)


def _pieces(start: int, end: int, spans: list[tuple[Place, int, int]]) -> list[tuple[Place | None, int, int]]:
    """Cut [start, end) where any span begins or ends; each piece belongs to the shortest span over it, equal neighbours are joined."""
    cuts = sorted({start, end, *(point for _place, a, b in spans for point in (a, b) if start < point < end)})
    pieces: list[tuple[Place | None, int, int]] = []
    for a, b in zip(cuts, cuts[1:], strict=False):
        over = [span for span in spans if span[1] <= a and span[2] >= b]
        place = min(over, key=lambda span: (span[2] - span[1], span[1]))[0] if over else None
        if pieces and pieces[-1][0] is place:
            pieces[-1] = (place, pieces[-1][1], b)
        else:
            pieces.append((place, a, b))
    return pieces
