"""From a document as values to the very strings and lengths that both writers print, so that DOCX and PDF cannot differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from vonggac.engines.documents import text as words
from vonggac.engines.documents.linebreaks import fit_head
from vonggac.engines.documents.metrics import width_mm
from vonggac.engines.documents.model import Annex, Blank, Block, Dash, Item, Paper, Paragraph, Signer, Table
from vonggac.engines.documents.numbering import labels, roman
from vonggac.engines.documents.rowheights import CELL_PADDING_MM, room_in, row_heights
from vonggac.kernel.handling import Handling
from vonggac.law.layout import KindRule, Layout


@dataclass(frozen=True, slots=True)
class Frame:
    """A framed mark: urgency, or how far the document may go."""

    text: str
    width: float
    height: float
    red: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The boxes above the text, with the widths of the columns and of the drawn rules in millimetres."""

    left: float
    right: float
    parent: tuple[str, ...]
    issuer: tuple[str, ...]
    issuer_rule: float
    nation: str
    motto: str
    motto_rule: float
    sizes: dict[str, float]
    number: str
    date: str
    about: str
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph ready to print."""

    style: Literal["body", "heading", "item", "dash", "blank"]
    text: str
    lead: str = ""
    bold: bool = False
    italic: bool = False
    lines: int = 1
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    align: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to print; widths in millimetres."""

    widths: tuple[float, ...]
    aligns: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heights: tuple[float, ...]
    """The height of each row in points, 0 where the writer measures it itself; none at all for a short table."""
    totals: tuple[Cell, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The block of one signer, line by line."""

    authority: tuple[str, ...]
    note: str
    name: str


@dataclass(frozen=True, slots=True)
class ComposedAnnex:
    """An annex ready to print."""

    label: str
    title: str
    note: str
    blocks: tuple[Line | Grid, ...]
    landscape: bool


@dataclass(frozen=True, slots=True)
class Composed:
    """A whole document ready to print."""

    title: str
    author: str
    head: Head
    type_name: str
    summary: tuple[str, ...]
    summary_rule: float
    to: tuple[str, ...]
    to_indent: float
    to_hang: float
    bases: tuple[str, ...]
    body: tuple[Line | Grid, ...]
    copies: tuple[str, ...]
    signatures: tuple[Signature, ...]
    drafter: str
    contact: str
    annexes: tuple[ComposedAnnex, ...]


TO_LABEL = "Kính gửi:"
COPIES_LABEL = "Nơi nhận:"
SIGN_ROOM_PT = 66.0  # blank height for signature and seal


def compose(paper: Paper, layout: Layout) -> Composed:
    """Work out every string and length of a document."""
    kind = layout.kinds[paper.kind.value]
    summary = _summary(paper, kind, layout)
    return Composed(
        title=words.clean(f"{kind.name or kind.in_text} {paper.subject}"),
        author=words.clean(paper.issuer_in_text or paper.issuer),
        head=_head(paper, kind, layout),
        type_name=words.upper(kind.name),
        summary=summary,
        summary_rule=_rule(summary[-1], layout.size("summary"), layout.summary_rule.use) if summary else 0,
        to=_to(paper.addressees),
        to_indent=_to_indent(paper.addressees, layout),
        to_hang=width_mm(TO_LABEL + " " if len(paper.addressees) == 1 else TO_LABEL[:-1], layout.size("to")),
        bases=_bases(paper.bases),
        body=_end(tuple(_blocks(paper.body, layout.text_width, layout)), layout.end_mark if kind.stop else ""),
        copies=_copies(paper),
        signatures=tuple(_signature(signer) for signer in paper.signers),
        drafter=words.clean(paper.drafter),
        contact=words.clean(paper.contact),
        annexes=tuple(_annexes(paper, kind, layout)),
    )


def _head(paper: Paper, kind: KindRule, layout: Layout) -> Head:
    date_line = f"{words.clean(paper.place)}, {words.day_words(paper.date)}"
    fit = fit_head(paper.parent, paper.issuer, date_line, layout)
    date_size = min(layout.size("date"), fit.motto_size)
    return Head(
        left=fit.left,
        right=fit.right,
        parent=fit.parent,
        issuer=fit.issuer,
        issuer_rule=width_mm(fit.issuer[-1], fit.issuer_size, bold=True) * layout.issuer_rule.use,
        nation=words.upper(layout.nation),
        motto=words.clean(layout.motto),
        motto_rule=width_mm(layout.motto, fit.motto_size, bold=True),
        sizes={"issuer": fit.issuer_size, "nation": fit.nation_size, "motto": fit.motto_size, "date": date_size},
        number=words.number_words(paper.number, paper.symbol) if kind.numbered else "",
        date=date_line,
        about=f"V/v {words.clean(paper.subject)}" if kind.about else "",
        frames=tuple(_frames(paper, layout)),
    )


def _frames(paper: Paper, layout: Layout) -> Iterable[Frame]:
    """Yield the marks in the order of the boxes: urgency (10b), then circulation (11)."""
    if paper.urgency:
        rule = layout.urgencies[paper.urgency.value]
        yield Frame(words.upper(rule.name), rule.width, rule.height, red=True)
    for mark in _circulation(paper, layout):
        yield Frame(mark, width_mm(mark, layout.size("frame"), bold=True) + 4, 8, red=False)


def _circulation(paper: Paper, layout: Layout) -> Iterable[str]:
    if paper.handling is Handling.INTERNAL:
        yield layout.circulation["internal"]
    elif paper.handling is not Handling.NONE:
        yield paper.handling.value.upper()
    if paper.return_after_reading:
        yield layout.circulation["return"]


def _summary(paper: Paper, kind: KindRule, layout: Layout) -> tuple[str, ...]:
    """Break the summary of a named kind into even lines, so that the rule under it can follow the last one."""
    if kind.about:
        return ()
    room = layout.text_width * 0.88
    size = layout.size("summary")
    pieces = words.clean(paper.subject).split(" ")
    count = 1
    while len(lines := _even(pieces, count, size)) < len(pieces) and any(width_mm(line, size, bold=True) > room for line in lines):
        count += 1
    return tuple(lines)


def _even(pieces: list[str], count: int, size: float) -> list[str]:
    goal = width_mm(" ".join(pieces), size, bold=True) / count
    lines = [""]
    for piece in pieces:
        longer = f"{lines[-1]} {piece}".strip()
        if len(lines) < count and lines[-1] and width_mm(longer, size, bold=True) > goal * 1.03:
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


def _rule(line: str, size: float, share: float) -> float:
    return width_mm(line, size, bold=True) * share


def _to(addressees: tuple[str, ...]) -> tuple[str, ...]:
    """One addressee stands on the line of "Kính gửi:"; several stand below, each after a dash (box 9a)."""
    names = [words.bare_end(name) for name in addressees]
    if len(names) <= 1:
        return tuple(names)
    return (*(f"- {name};" for name in names[:-1]), f"- {names[-1]}.")


def _to_indent(addressees: tuple[str, ...], layout: Layout) -> float:
    """Left edge of "Kính gửi:" in millimetres, so that label and longest name stand in the middle of the page."""
    label = width_mm(TO_LABEL + " ", layout.size("to"))
    longest = max((width_mm(line, layout.size("to")) for line in _to(addressees)), default=0)
    return max(layout.indent.use, (layout.text_width - label - longest) / 2)


def _bases(bases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{words.bare_end(base)}{';' if place < len(bases) else '.'}" for place, base in enumerate(bases, 1))


def _copies(paper: Paper) -> tuple[str, ...]:
    """Lines of Nơi nhận, ended by the filing line (box 9b)."""
    lines = [f"- {words.bare_end(line)};" for line in paper.recipients]
    if paper.filing:
        return (*lines, f"- Lưu: {words.bare_end(paper.filing)}.")
    return (*lines[:-1], lines[-1][:-1] + ".") if lines else ()


def _signature(signer: Signer) -> Signature:
    lines = (*signer.authority, signer.title)
    return Signature(tuple(words.upper(line) for line in lines if line.strip()), words.clean(signer.note), words.clean(signer.name or ""))


def _annexes(paper: Paper, kind: KindRule, layout: Layout) -> Iterable[ComposedAnnex]:
    """Number the annexes with Roman numerals when there are two or more, and tie each to its document."""
    note = _annex_note(paper, kind)
    for place, annex in enumerate(paper.annexes, 1):
        label = f"Phụ lục{words.NBSP}{roman(place)}" if len(paper.annexes) > 1 else "Phụ lục"
        yield ComposedAnnex(
            label, words.upper(annex.title), note, tuple(_blocks(annex.blocks, _room(annex, layout), layout)), annex.landscape
        )


def _room(annex: Annex, layout: Layout) -> float:
    if not annex.landscape:
        return layout.text_width
    return layout.page_height - layout.margins["left"].use - layout.margins["right"].use


def _annex_note(paper: Paper, kind: KindRule) -> str:
    number = f" {words.number_words(paper.number, paper.symbol, 'số')}" if kind.numbered else ""
    owner = words.clean(paper.issuer_in_text or paper.issuer)
    return f"(Kèm theo {kind.in_text}{number} {words.day_words(paper.date)} của {owner})"


def _blocks(blocks: tuple[Block, ...], room: float, layout: Layout) -> Iterable[Line | Grid]:
    for place, (block, label) in enumerate(labels(blocks), 1):
        made = _block(block, label, room, layout.size("table_head"))
        yield replace(made, keep_next=True) if isinstance(made, Line) and _announces(block, blocks[place:]) else made


def _announces(block: Block, after: tuple[Block, ...]) -> bool:
    """Say whether a paragraph says what follows ("…:") and so never stands alone at the end of a page."""
    return bool(after) and isinstance(block, Paragraph) and block.text.rstrip().endswith(":")


def _block(block: Block, label: str, room: float, size: float) -> Line | Grid:
    match block:
        case Paragraph():
            return Line("body", words.clean(block.text), lead=words.clean(block.lead), italic=block.italic)
        case Item():
            style: Literal["heading", "item"] = "heading" if block.titled else "item"
            return Line(style, f"{label} {words.clean(block.text)}", bold=block.titled, keep_next=block.titled)
        case Dash():
            return Line("dash", f"- {words.clean(block.text)}")
        case Blank():
            return Line("blank", words.clean(block.label), lines=block.lines)
        case Table():
            return _grid(block, room, size)


def _grid(table: Table, room: float, size: float) -> Grid:
    widths = _widths(table, room, size)
    rows = tuple(_cells(table, row, widths, size) for row in table.rows)
    return Grid(
        widths=widths,
        aligns=tuple(column.align for column in table.columns),
        heights=row_heights([[cell.text for cell in row] for row in rows], widths, size),
        header=tuple(words.clean(column.header) for column in table.columns),
        rows=rows,
        totals=_cells(table, table.totals, widths, size) if table.totals and table.rows else (),
        empty=words.clean(table.empty),
    )


def _widths(table: Table, room: float, size: float) -> tuple[float, ...]:
    """Share out the width so that no short word is broken; the widest columns give what the narrow ones need."""
    least = [_least_width(table, place, size) for place in range(len(table.columns))]
    if sum(least) >= room:
        return tuple(room * need / sum(least) for need in least)
    shares = sum(column.share for column in table.columns)
    spare = [max(0.0, room * column.share / shares - need) for column, need in zip(table.columns, least, strict=True)]
    scale = (room - sum(least)) / sum(spare)
    return tuple(need + extra * scale for need, extra in zip(least, spare, strict=True))


SHORT_WORD = 10  # letters; a date or a count is never broken, a long name of a file may be
SHORT_NUMBER = 14  # letters; neither is the number and symbol of a document, 5653/QĐ-UBND


def _least_width(table: Table, place: int, size: float) -> float:
    """Return the width at which no word of the heading and no short word below it is broken."""
    found = set(words.clean(table.columns[place].header).split(" "))
    texts = {words.clean(row[place]).replace(words.NBSP, " ") for row in table.rows}
    found |= {word for text in texts for word in text.split(" ") if len(word) <= (SHORT_NUMBER if "/" in word else SHORT_WORD)}
    return max((width_mm(word, size, bold=True) for word in found), default=0.0) + 2 * CELL_PADDING_MM + 0.6


def _cells(table: Table, row: tuple[str, ...], widths: tuple[float, ...], size: float) -> tuple[Cell, ...]:
    placed = zip(row, table.columns, widths, strict=True)
    return tuple(Cell(_unglued(words.clean(text), room_in(width), size), column.align) for text, column, width in placed)


@lru_cache(maxsize=16_384)
def _unglued(text: str, room: float, size: float) -> str:
    """Let what is kept on one line (ngày 23/11/2026) break all the same where its column is too narrow for it."""
    if words.NBSP not in text:
        return text
    return " ".join(word if width_mm(word, size) <= room else word.replace(words.NBSP, " ") for word in text.split(" "))


def _end(lines: tuple[Line | Grid, ...], mark: str) -> tuple[Line | Grid, ...]:
    """Set the mark "./." once behind the last words of the text."""
    last = lines[-1]
    if not isinstance(last, Line) or not mark:
        return lines
    closed = Line(last.style, words.bare_end(last.text) + mark, last.lead, last.bold, last.italic, last.lines, keep_next=True)
    return (*lines[:-1], closed)
