"""Lines on a page into running text: columns of the letterhead, paragraphs, footnotes.

Coordinates grow rightwards and downwards. Works the same for the text layer of a PDF and for words recognised in a scan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from vonggac.kernel.vietnamese import fold
from vonggac.sources.documents.lines import Line, Piece, lines_of

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PAGE_NUMBER = re.compile(r"[\s\-–—]*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[\s\-–—]*", re.IGNORECASE)
_NEW_ITEM = re.compile(r"(?:[-–—+•*●▪○]\s*\S|[IVX]{1,5}[.)]\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ][.)]\s|Điều\s+\d|¹|²|³|[⁴-⁹]|⁰)")
_NOTE_START = re.compile(r"(?:[⁰¹²³⁴-⁹]+|\d{1,2}|\*+)[\s.)]?\s*\S")
_CUT_WORD = re.compile(r"[^\W_]-$|[^\s:]/$")
_HEAD_PART = re.compile(r"(?:Số\s*[:：]|V/v\b|Về việc\b|[^,\d]{2,40},\s*ngày\b)", re.IGNORECASE)
_QUOC_HIEU = ("cong hoa xa hoi", "dang cong san viet nam")
_DEEPEST_INDENT = 0.25
_ENDS_SENTENCE = (".", ";", ":", "!", "?", "./.")


@dataclass(slots=True)
class _Block:
    """Text ready to be written; `open` says that its last line may go on, on the next page too."""

    text: str
    is_open: bool = False
    is_note: bool = False
    starts_plain: bool = False
    """Its first line continues a sentence rather than opening a paragraph."""
    reaches: float = 0.0
    """Right end of its last line."""
    is_indented: bool | None = None
    """The first of several lines stands in; None for one line, an item or a table."""


def page_texts(pages: Sequence[tuple[Sequence[Piece], float, float]]) -> list[str]:
    """Return the text of each page, given its pieces, width and height; a paragraph that crosses a page stays one sentence.

    Such a paragraph belongs to the page where it begins, and the footnotes of that page follow it.
    """
    blocks = [_page_blocks(pieces, width, height) for pieces, width, height in pages]
    widest = max((block.reaches for page in blocks for block in page), default=0.0)
    is_indented = _indents_paragraphs([block for page in blocks for block in page])
    for index in range(len(blocks) - 1):
        _carry_over(blocks[index], blocks[index + 1], widest, is_indented=is_indented)
    return ["\n\n".join(block.text for block in page) for page in blocks]


def _indents_paragraphs(blocks: list[_Block]) -> bool:
    """Say whether paragraphs of the document begin with an indented line, so that a flush line goes on with a sentence."""
    told = [block.is_indented for block in blocks if block.is_indented is not None]
    return sum(told) * 2 > len(told)


def _carry_over(page: list[_Block], following: list[_Block], widest: float, *, is_indented: bool) -> None:
    running = [block for block in page if not block.is_note]
    if not running or not following or following[0].is_note or not (running[-1].is_open and following[0].starts_plain):
        return
    last = running[-1]
    if last.reaches < 0.93 * widest or (last.text.rstrip().endswith(_ENDS_SENTENCE) and not is_indented):
        return
    first = following.pop(0)
    last.text = _run_on((last.text, first.text))
    last.is_open, last.reaches = first.is_open, first.reaches


def _page_blocks(pieces: Sequence[Piece], width: float, height: float) -> list[_Block]:
    lines = _without_page_number(lines_of(pieces), height)
    if not lines:
        return []
    body, notes = _split_notes(lines, height)
    head_end = _letterhead_end(body, width)
    foot_start = _signature_start(body, head_end)
    blocks = _columns(body[:head_end], _gutter_of_head(body[:head_end]))
    blocks += _paragraphs(body[head_end:foot_start])
    blocks += _columns(body[foot_start:], _gutter_of_foot(body[foot_start:]))
    return blocks + [_Block(text=_note_text(note), is_note=True) for note in notes]


# -- page numbers and footnotes -------------------------------------------------------------------------------------------------------


def _without_page_number(lines: list[Line], height: float) -> list[Line]:
    """The number stands alone in the top margin (Decree 30/2020, Annex I); many offices put it at the foot."""
    kept = list(lines)
    for index in (0, -1):
        if kept and len(kept[index].cells) == 1 and _PAGE_NUMBER.fullmatch(kept[index].text):
            line = kept[index]
            if line.bottom < height * 0.12 or line.top > height * 0.9:
                kept.pop(index)
    return kept


def _split_notes(lines: list[Line], height: float) -> tuple[list[Line], list[list[Line]]]:
    """Footnotes: smaller lines at the foot of the page, the first of them with a sign."""
    usual = median(line.size for line in lines for _ in line.text)
    first = len(lines)
    while first > 0 and lines[first - 1].size <= 0.9 * usual and lines[first - 1].top > height * 0.4:
        first -= 1
    while first < len(lines) and not _NOTE_START.match(lines[first].text):
        first += 1
    notes: list[list[Line]] = []
    for line in lines[first:]:
        if _NOTE_START.match(line.text) and not (
            notes and line.text[0] not in "⁰¹²³⁴⁵⁶⁷⁸⁹*" and line.left >= notes[-1][0].left + line.size
        ):
            notes.append([line])
        else:
            notes[-1].append(line)
    return lines[:first], notes


def _note_text(lines: list[Line]) -> str:
    text = _run_on(line.text for line in lines)
    sign = re.match(r"\d{1,2}|[⁰¹²³⁴-⁹]+", text)
    return text[: sign.end()].translate(_SUPERSCRIPT) + " " + text[sign.end() :].lstrip(" .)") if sign else text


# -- letterhead and signature: two columns --------------------------------------------------------------------------------------------


def _quoc_hieu(lines: Sequence[Line]) -> tuple[int, Piece] | None:
    for index, line in enumerate(lines[:12]):
        for cell in line.cells:
            if fold(cell.text).startswith(_QUOC_HIEU) and len(line.cells) > 1:
                return index, cell
    for index, line in enumerate(lines[:12]):
        for cell in line.cells:
            if fold(cell.text).startswith(_QUOC_HIEU):
                return index, cell
    return None


def _letterhead_end(lines: list[Line], width: float) -> int:
    """The letterhead goes on until a line lies across both columns, or the addressees begin."""
    found = _quoc_hieu(lines)
    if found is None or found[1].left < width * 0.3:
        return 0
    gutter = found[1].left
    for index, line in enumerate(lines):
        if fold(line.cells[0].text).startswith("kinh gui") or any(_crosses(cell, gutter) for cell in line.cells):
            return index
    return len(lines)


def _crosses(cell: Piece, gutter: float) -> bool:
    slack = 3 * cell.size
    return cell.left < gutter - slack and cell.right > gutter + slack


def _gutter_of_head(lines: list[Line]) -> float:
    found = _quoc_hieu(lines)
    return found[1].left if found else 0.0


def _signature_start(lines: list[Line], after: int) -> int:
    """Where "Nơi nhận" begins, with the title of the signer beside or just above it."""
    for index in range(after, len(lines)):
        if fold(lines[index].cells[0].text).startswith("noi nhan"):
            return index if _gutter_of_foot(lines[index:]) else len(lines)
    return len(lines)


def _gutter_of_foot(lines: list[Line]) -> float:
    """The left edge of the right column: of what stands right of the middle of the two columns together."""
    if not lines:
        return 0.0
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    middle = (left + right) / 2
    rights = [
        cell.left
        for line in lines
        for cell in line.cells
        if cell.left > left + 0.3 * (right - left) and (cell.left + cell.right) / 2 > middle
    ]
    return min(rights) if rights else 0.0


def _columns(lines: list[Line], gutter: float) -> list[_Block]:
    """The left column from top to bottom, then the right one; what lies across both ends them."""
    left: list[tuple[Line, str]] = []
    right: list[tuple[Line, str]] = []
    for index, line in enumerate(lines):
        if any(_crosses(cell, gutter) for cell in line.cells) and index:
            rest = _paragraphs(lines[index:])
            return [*_column(left), *_column(right), *rest]
        for cell in line.cells:
            side = right if (cell.left + cell.right) / 2 > gutter and cell.left > gutter - 6 * cell.size else left
            side.append((line, cell.text.strip()))
    return [*_column(left), *_column(right)]


def _column(cells: list[tuple[Line, str]]) -> list[_Block]:
    groups: list[list[str]] = []
    last: Line | None = None
    for line, text in cells:
        if last is None or line.top - last.bottom > 0.45 * line.size or _HEAD_PART.match(text):
            groups.append([])
        groups[-1].append(text)
        last = line
    return [_Block("\n".join(group)) for group in groups]


# -- paragraphs ---------------------------------------------------------------------------------------------------------------------


def _paragraphs(lines: list[Line]) -> list[_Block]:
    if not lines:
        return []
    frame = _Frame.around(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and frame.goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group, frame) for group in _with_table_rows(groups)]


def _run_on(lines: Iterable[str]) -> str:
    """Join lines of a sentence; Vietnamese does not hyphenate, so a hyphen at a line end belongs to a word such as BTTTT-CATTT."""
    text = ""
    for line in lines:
        text += line if not text or _CUT_WORD.search(text) else f" {line}"
    return text


def _with_table_rows(groups: list[list[Line]]) -> list[list[Line]]:
    """Rows of a table follow each other without an empty line between."""
    joined: list[list[Line]] = []
    for group in groups:
        is_row = len(group[0].cells) > 1
        if joined and is_row and len(joined[-1][-1].cells) > 1:
            joined[-1].extend(group)
        else:
            joined.append(group)
    return joined


def _block(group: list[Line], frame: _Frame) -> _Block:
    is_table = len(group[0].cells) > 1
    text = "\n".join(line.text for line in group) if is_table else _run_on(line.text for line in group)
    first, last = group[0], group[-1]
    is_open = not is_table and frame.is_full(last) and not last.text.rstrip().endswith("./.")
    is_item = bool(_NEW_ITEM.match(first.text))
    is_indented = None if is_table or is_item or len(group) < 2 else first.left > group[1].left + 0.5 * first.size
    is_plain = not is_table and frame.is_flush(first) and not is_item
    return _Block(text, is_open, starts_plain=is_plain, reaches=0.0 if is_table else last.right, is_indented=is_indented)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The margins of the running text on one page and the usual step from line to line."""

    left: float
    right: float
    step: float

    @classmethod
    def around(cls, lines: list[Line]) -> _Frame:
        single = [line for line in lines if len(line.cells) == 1] or lines
        rights = sorted(line.right for line in single)
        lefts = sorted(line.left for line in single)
        steps = sorted(b.top - a.top for a, b in zip(lines, lines[1:], strict=False) if b.top > a.top)
        return cls(lefts[len(lefts) // 20], rights[-1 - len(rights) // 20], steps[len(steps) // 4] if steps else single[0].size * 1.3)

    def is_full(self, line: Line) -> bool:
        return line.right >= self.right - 0.1 * (self.right - self.left)

    def is_flush(self, line: Line) -> bool:
        return line.left <= self.left + 0.8 * line.size

    def goes_on(self, group: list[Line], line: Line) -> bool:
        """A line goes on with the paragraph when the line above is full and this one is not indented, spaced off or an item."""
        last = group[-1]
        if len(line.cells) > 1 or len(last.cells) > 1 or line.top - last.top > 1.32 * max(self.step, line.size):
            return False
        hangs = len(group) > 1 and abs(line.left - group[1].left) < 0.5 * line.size and line.left >= group[0].left
        if _NEW_ITEM.match(line.text) and (
            not line.text[0].isdigit() or last.text.rstrip().endswith(_ENDS_SENTENCE) or not self.is_flush(line)
        ):
            return False
        if not (self.is_flush(line) or hangs or (len(group) == 1 and line.left > group[0].left and _NEW_ITEM.match(group[0].text))):
            return self._is_centred(last) and self._is_centred(line) and not self.is_flush(last) and last.size == line.size
        if last.left > self.left + _DEEPEST_INDENT * (self.right - self.left) or _is_capitals(group) and not line.text.isupper():
            return False  # set to the right, or a heading in capitals
        return self.is_full(last) or self._leaves_no_room(last, line)

    def _leaves_no_room(self, last: Line, line: Line) -> bool:
        """The first word of this line, a long address perhaps, would not have fitted above."""
        word = line.text.split(maxsplit=1)[0]
        width = (line.right - line.left) * (len(word) + 1) / max(len(line.text), 1)
        return last.right + width > self.right

    def _is_centred(self, line: Line) -> bool:
        return abs((line.left + line.right) - (self.left + self.right)) < 2 * line.size


def _is_capitals(group: list[Line]) -> bool:
    return all(line.text.isupper() for line in group)
