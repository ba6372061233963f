"""The body as a tree: sections, articles, numbers, letters and dashes, whatever the conversion did to the lines.

A page break, a footnote or a wrapped line inside a sentence ends nothing; only a marker, or an empty line after a finished sentence, does.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass, field

from .model import Span
from .page import Line, Page, rx

SECTION, ARTICLE, NUMBER, SUBNUMBER, PAREN, LETTER, DASH, PLUS, PLAIN = range(9)

_PRE = r"[*_#>|\s]{0,6}"
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (SECTION, rx(_PRE + r"(?P<label>(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:thứ\s+\w+|[IVX]+|\d{1,2}))[.:]?\s")),
    (SECTION, rx(_PRE + r"(?P<label>(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2}))\s?[.)]\s+[*_]*(?=[A-ZĐÀ-Ỹ])")),
    (ARTICLE, rx(_PRE + r"(?P<label>Điều\s+\d{1,3})\s*[.:]\s*[*_]*\s*(?=\S)")),
    (SUBNUMBER, rx(_PRE + r"(?P<label>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\.?\)?\s+[*_]*(?=[^\W\d_]|[“\"(])")),
    (NUMBER, rx(_PRE + r"(?P<label>\d{1,2})\s?[.)]\s*[*_]*\s*(?=[^\W\d_]|[“\"(])")),
    (PAREN, rx(_PRE + r"\((?P<label>\d{1,2}|[ivx]{1,4})\)\s*[*_]*\s*(?=[^\W\d_]|[“\"(])")),
    (LETTER, rx(_PRE + r"(?P<label>[a-zđ])\s?\)\s*[*_]*\s*(?=\S)")),
    (LETTER, rx(_PRE + r"(?P<label>[a-eđg-hik])\.\s+[*_]*(?=[A-ZĐÀ-Ỹ])")),
    (DASH, rx(r"[_#>|\s]{0,6}(?P<label>[-–—•●▪])\s*[*_]*\s*(?=[^\W\d_]|[“\"(\d])|\s*(?P<star>\*)\s+(?=[A-ZĐÀ-Ỹ])")),
    (PLUS, rx(_PRE + r"(?P<label>[+o])\s+(?=\S)")),
)  # fmt: skip
_FINISHED = ".;:!?…"
_OPEN_QUOTE = rx(r"[“\"]")


@dataclass(slots=True)
class Block:
    """A paragraph or an item; `start` is behind its marker."""

    kind: int
    label: str | None
    start: int
    end: int
    mark_start: int
    tail: Span | None = None
    parts: list[Block] = field(default_factory=list)

    @property
    def number(self) -> str | None:
        """The marker as a person would cite it; a dash has none."""
        return None if self.kind in (DASH, PLUS, PLAIN) else self.label


def read_blocks(page: Page, start: int, end: int) -> list[Block]:
    """Return the blocks of the body in order, flat."""
    quotes = quotations(page, start, end)
    width = _usual_width(page, start, end)
    blocks: list[Block] = []
    previous: Line | None = None
    for line in page.lines_in(start, end):
        if page.cut_at(line.start):
            previous = None if previous is None else Line(previous.start, previous.end, True)
            continue
        if blocks and line.start < blocks[-1].start:
            blocks[-1].end, previous = max(line.end, blocks[-1].end), line
            continue
        quoted = is_inside(quotes, line.start)
        marker = None if quoted else _marker(page, line, previous, blocks, width)
        if marker:
            blocks += _with_marker(page, line, marker)
        elif blocks and (quoted or not _fresh(page, blocks[-1], line, previous, width)):
            blocks[-1].end = max(line.end, blocks[-1].end)
        else:
            blocks.append(Block(PLAIN, None, line.start, line.end, line.start))
        previous = line
    return [block for block in blocks if block.start < block.end]


def _with_marker(page: Page, line: Line, marker: tuple[int, re.Match[str]]) -> list[Block]:
    kind, match = marker
    label = " ".join((match["label"] or "*").split()) if match.re.groups < 2 else (match["label"] or match["star"])
    return [Block(kind, label, match.end(), max(line.end, match.end()), line.start)]


def _usual_width(page: Page, start: int, end: int) -> int:
    """The width at which the conversion broke lines; 0 when paragraphs are whole lines."""
    lengths = sorted(line.end - line.start for line in page.lines_in(start, end))
    if len(lengths) < 6:
        return 0
    usual = lengths[(len(lengths) * 3) // 4]
    return usual if usual < 140 else 0


def quotations(page: Page, start: int, end: int) -> list[Span]:
    """Return quotations that run over lines: the law's own numbering inside them is not the letter's."""
    found: list[Span] = []
    at = start
    while (match := _OPEN_QUOTE.search(page.text, at, end)) is not None:
        curly = match.group() == "“"
        close = _closing(page, match.end(), min(end, match.end() + 6_000), curly)
        at = match.end() if close is None else close + 1
        if close is not None and "\n" in page.text[match.end() : close] and (curly or _starts_line(page, match.start())):
            found.append((match.end(), close))
    return found


def _closing(page: Page, at: int, end: int, curly: bool) -> int | None:
    return min((n for n in (page.text.find("”", at, end), -1 if curly else page.text.find('"', at, end)) if n >= 0), default=None)


def _starts_line(page: Page, at: int) -> bool:
    return page.folded[max(0, at - 20) : at].rstrip(" *_")[-1:] in ("\n", "\r", "")


def is_inside(spans: list[Span], at: int) -> bool:
    index = bisect_right(spans, (at, 1 << 60)) - 1
    return index >= 0 and spans[index][0] <= at < spans[index][1]


def _marker(page: Page, line: Line, previous: Line | None, blocks: list[Block], width: int) -> tuple[int, re.Match[str]] | None:
    for kind, pattern in _MARKERS:
        match = pattern.match(page.text, line.start, page.end)
        if match and (kind == ARTICLE or match.start("label" if match["label"] else "star") < line.end):
            return (kind, match) if _believable(page, kind, match, line, previous, blocks, width) else None
    return None


def _believable(page: Page, kind: int, match: re.Match[str], line: Line, previous: Line | None, blocks: list[Block], width: int) -> bool:
    """A wrapped line may begin with a dash or a number: believe a marker only where a sentence could have ended."""
    if kind == NUMBER and int(match["label"]) > 60:
        return False
    if previous is None or line.gap or not blocks:
        return True
    last = page.text[previous.end - 1]
    if last in _FINISHED or (kind in (NUMBER, ARTICLE, SECTION) and _expected(blocks, kind, match["label"])):
        return True
    full = width and previous.end - previous.start >= width - 14
    return not (full or last in ",(")


def _expected(blocks: list[Block], kind: int, label: str) -> bool:
    if kind != NUMBER or label == "1":
        return True
    before = next((block.label for block in reversed(blocks[-200:]) if block.kind == NUMBER), None)
    return before is not None and before.isdigit() and int(label) == int(before) + 1


def _fresh(page: Page, block: Block, line: Line, previous: Line | None, width: int) -> bool:
    """Tell whether a line without a marker begins a paragraph of its own."""
    before = page.text[block.end - 1] if block.end <= line.start else ""
    lower = page.text[line.start].islower() or page.text[line.start] in ",;.)"
    if previous is None or line.gap:
        return not (before not in _FINISHED and (lower or before in ",(-")) and not (lower and before in ",")
    if lower or before not in _FINISHED:
        return False
    if width == 0:
        return True
    return previous.end - previous.start < width * 0.82


def build_tree(page: Page, blocks: list[Block]) -> list[Block]:
    """Nest the blocks; a paragraph between items belongs to the item before it, one behind the last item stands alone."""
    roots: list[Block] = []
    stack: list[Block] = []
    for at, block in enumerate(blocks):
        if block.kind == PLAIN:
            owner = _owner(page, blocks, at, stack)
            if owner is None:
                roots.append(block)
                stack = [block]
            elif _belongs_to_text(page, owner, block):
                owner.tail = (block.start, block.end) if owner.tail is None else (owner.tail[0], block.end)
            else:
                owner.parts.append(block)
            continue
        while stack and stack[-1].kind != PLAIN and stack[-1].kind >= block.kind:
            stack.pop()
        if stack and stack[-1].kind == PLAIN and (block.kind < DASH or not _introduces(page, stack[-1])):
            stack.clear()
        (stack[-1].parts if stack else roots).append(block)
        stack.append(block)
    return roots


def _introduces(page: Page, block: Block) -> bool:
    return True


def _owner(page: Page, blocks: list[Block], at: int, stack: list[Block]) -> Block | None:
    """The item to which a paragraph belongs: one whose list goes on behind it, or one that opens a list of paragraphs."""
    items = [block for block in stack if block.kind < PLAIN]
    if not items:
        return None
    for item in reversed(items):
        if item.kind < DASH and _goes_on(blocks, at, item):
            return item if not (items[-1] is not item and items[-1].kind < DASH and _opens_list(page, items[-1])) else items[-1]
    last = items[-1]
    return last if _opens_list(page, last) and not last.parts and last.kind < DASH else None


def _goes_on(blocks: list[Block], at: int, item: Block) -> bool:
    """Tell whether the next item of the same kind follows with the next number."""
    for later in itertools.islice(blocks, at + 1, at + 200):
        if later.kind == item.kind:
            return _is_next(item.label or "", later.label or "")
        if later.kind < item.kind:
            return False
    return False


_ROMAN = {"I": 1, "V": 5, "X": 10}
_ABC = "abcdđeghiklmnopqrstuvxy"


def _value(label: str) -> int:
    tail = label.split()[-1] if label else ""
    if tail.isdigit():
        return int(tail)
    if re.fullmatch(r"\d+(?:\.\d+)+", tail):
        return int(tail.rsplit(".", 1)[1])
    if re.fullmatch(r"[IVXivx]+", tail):
        digits = [_ROMAN[c] for c in tail.upper()]
        return sum(-d if i + 1 < len(digits) and digits[i + 1] > d else d for i, d in enumerate(digits))
    return _ABC.find(tail) + 1 if len(tail) == 1 else 0


def _is_next(label: str, later: str) -> bool:
    return _value(later) == _value(label) + 1


def _opens_list(page: Page, item: Block) -> bool:
    text = page.clean(item.start, item.end)
    return text.endswith(":") or (len(text) < 160 and text[-1:] not in ".;")


def _belongs_to_text(page: Page, owner: Block, block: Block) -> bool:
    """A second paragraph of an item is more of its text; under a heading, or after dashes, it is a part of its own."""
    return not owner.parts and not _opens_list(page, owner)
