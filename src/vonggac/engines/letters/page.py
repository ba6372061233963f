"""The text of a letter with its lines, and one folded copy of the same length.

Folding keeps every offset: one character in, one character out. So a rule searches in `folded` (no marks, lower case, plain dashes and
quotes), lets blanks and line breaks be `\\s+`, and what it finds can be pointed at in `text`. No line is ever joined in memory.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .model import Span

MAX_READ = 400_000
"""Only so much of a text is searched; a longer one keeps its text and gets a warning."""

UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"


def rx(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern in which À-Ỹ and à-ỹ stand for the Vietnamese capitals and small letters (in Unicode the two are mixed)."""
    return re.compile(
        pattern.replace("A-ZĐÀ-Ỹ", UPPER).replace("À-Ỹ", UPPER).replace("a-zà-ỹđ", LOWER).replace("a-zà-ỹ", LOWER).replace("à-ỹ", LOWER),
        flags,
    )


_LINE = rx(r"[^\n\r\f\v\x85\u2028\u2029]+")
_GAP = rx(r"\||\t|\s{3,}")
_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = {
    "đ": "d", "Đ": "d", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'",
    "…": ".", "：": ":", "；": ";", "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ",
}  # fmt: skip


def _bare(letter: str) -> str | None:
    marks_off = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)).lower()
    return marks_off if len(marks_off) == 1 and marks_off != letter else None


_FOLDS: dict[int, str] = {cp: bare for cp in (*range(0x41, 0x5B), *range(0xC0, 0x2C0), *range(0x1E00, 0x1F00)) if (bare := _bare(chr(cp)))}
_FOLDS.update({ord(letter): plain for letter, plain in _PLAIN.items()})


def fold_in_place(text: str) -> str:
    """Return text without marks and in lower case, with every offset unchanged."""
    return text.translate(_FOLDS)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer blanks. `gap` tells that an empty line stood before it."""

    start: int
    end: int
    gap: bool


_PAGE_NUMBER = rx(r"(?:trang\s+)?-?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*-?")
_FOOTNOTE = rx(rf"([{_SUPERSCRIPT}]{{1,2}})|\[(\d{{1,2}})\]|(\d{{1,2}}) (?=[A-ZĐ])")
_ITEM_START = rx(r"[*_#\s]*(?:[-–+•]|\d{1,2}[.)]|[a-zđ]\)|Điều\s+\d+\.|[IVX]+\.)\s*\S")
_MARKS_OFF = rx(rf"[*_{_SUPERSCRIPT}]+|\[\d{{1,2}}\]|\u00ad|[\u200b-\u200d\ufeff]")
_BROKEN_WORD = rx(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[a-zà-ỹđ])")
_BLANKS = rx(r"\s+")


class Page:
    """One document: its text, the folded copy, its lines, and what does not belong to any sentence (footnotes, page numbers)."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.folded = fold_in_place(self.text[:MAX_READ])
        self.end = len(self.folded)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        found: list[Line] = []
        previous_end = -1
        for match in _LINE.finditer(self.folded):
            raw = match.group()
            inner = raw.strip()
            if not inner:
                continue
            start = match.start() + raw.index(inner[0])
            breaks = self.folded.count("\n", max(previous_end, 0), start) if found else 2
            found.append(Line(start, start + len(inner), gap=breaks > 1 or "\f" in self.folded[max(previous_end, 0) : start]))
            previous_end = start + len(inner)
        return tuple(found)

    def lines_in(self, start: int, end: int) -> Iterator[Line]:
        """Yield the lines of a region; the first and last may be cut by it."""
        lines = self.lines
        for at in range(bisect_right(self._line_ends, start), len(lines)):
            line = lines[at]
            if line.start >= end:
                return
            if line.start >= start and line.end <= end:
                yield line
            else:
                yield Line(self._skip_blanks(max(line.start, start)), min(line.end, end), line.gap)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [line.end for line in self.lines]

    def _skip_blanks(self, at: int) -> int:
        while at < self.end and self.folded[at].isspace():
            at += 1
        return at

    def cells(self, start: int, end: int) -> Iterator[Line]:
        """Yield the parts of lines that tables, tabs or wide gaps set apart."""
        for line in self.lines_in(start, end):
            at = line.start
            gap = line.gap
            for match in (*_GAP.finditer(self.folded, line.start, line.end), None):
                stop = match.start() if match else line.end
                if inner := self.trim(at, stop):
                    yield Line(*inner, gap)
                    gap = False
                at = match.end() if match else line.end

    def trim(self, start: int, end: int, also: str = "") -> Span | None:
        """Return the region without outer blanks (and other characters), or None when nothing is left."""
        while start < end and (self.text[start].isspace() or self.text[start] in also):
            start += 1
        while end > start and (self.text[end - 1].isspace() or self.text[end - 1] in also):
            end -= 1
        return (start, end) if start < end else None

    @cached_property
    def cuts(self) -> tuple[Span, ...]:
        """Footnotes and page numbers: they stand in the text, but in no sentence of it."""
        found: list[Span] = []
        lines = self.lines
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.end - line.start < 14 and _PAGE_NUMBER.fullmatch(self.folded, line.start, line.end) and 0 < at < len(lines) - 1:
                found.append((line.start, line.end))
            elif self._is_footnote(line):
                last = at
                while last + 1 < len(lines) and not lines[last + 1].gap and not _ITEM_START.match(self.text, lines[last + 1].start):
                    last += 1
                found.append((line.start, lines[last].end))
                at = last
            at += 1
        return tuple(found)

    def _is_footnote(self, line: Line) -> bool:
        match = _FOOTNOTE.match(self.text, line.start, line.end)
        if not match:
            return False
        superscript, bracketed, plain = match.groups()
        before = self.text[max(0, line.start - 12_000) : line.start]
        if superscript:
            return superscript in before
        if bracketed:
            return f"[{bracketed}]" in before
        return rx(rf"[a-zà-ỹđ)”]{plain}(?=[\s.,;)])").search(before) is not None

    def cut_at(self, position: int) -> Span | None:
        """Return the footnote or page number in which the position lies."""
        at = bisect_right(self.cuts, (position, self.end + 1)) - 1
        return self.cuts[at] if at >= 0 and self.cuts[at][1] > position else None

    def clean(self, start: int, end: int) -> str:
        """Return a region as a person would read it aloud: one line, no footnotes, no emphasis marks."""
        parts: list[str] = []
        first = max(0, bisect_right(self.cuts, (start, 0)) - 1)
        for cut_start, cut_end in itertools.islice(self.cuts, first, None):
            if cut_start >= end:
                break
            if cut_end <= start or cut_start >= end or (cut_start <= start and end <= cut_end):
                continue
            parts.append(self.text[start : max(cut_start, start)])
            start = min(cut_end, end)
        parts.append(self.text[start:end])
        return clean(" ".join(parts))


def clean(raw: str) -> str:
    """Fold blanks and take off emphasis and footnote marks."""
    raw = _BROKEN_WORD.sub("", raw)
    return _BLANKS.sub(" ", _MARKS_OFF.sub("", raw)).strip()


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its place."""

    value: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return (self.start, self.end)


def found(page: Page, start: int, end: int, also: str = "") -> Found | None:
    """Return the clean value of a region without outer blanks, or None when it is empty."""
    inner = page.trim(start, end, also)
    if inner is None:
        return None
    value = page.clean(*inner)
    return Found(value, *inner) if any(letter.isalnum() for letter in value) else None


_LONG_GAP = re.compile(r"\s{65,}")
_GAP_KEPT = 64


def squeeze(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Shorten very long runs of blanks, and say for each cut (place in the short text, characters left out so far).

    Patterns that begin with blanks would cost the square of such a run; no letter has one, a hostile file may.
    """
    parts: list[str] = []
    cuts: list[tuple[int, int]] = []
    at = left_out = 0
    for match in _LONG_GAP.finditer(text):
        parts.append(text[at : match.start() + _GAP_KEPT])
        left_out += match.end() - match.start() - _GAP_KEPT
        cuts.append((match.end() - left_out, left_out))
        at = match.end()
    return "".join((*parts, text[at:])), cuts


def unsqueezed(place: int, cuts: list[tuple[int, int]]) -> int:
    """Return where a place of the short text stood in the whole one."""
    at = bisect_right(cuts, (place, 1 << 60)) - 1
    return place + (cuts[at][1] if at >= 0 else 0)
