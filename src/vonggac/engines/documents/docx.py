"""Writes an official document as a Word file (Decree 30/2020/NĐ-CP, Annex I).

The same values always give the same bytes: the moment of making is an argument and the package carries no other time.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt

from vonggac.engines.documents import wordxml as xml
from vonggac.engines.documents.compose import (
    COPIES_LABEL,
    SIGN_ROOM_PT,
    TO_LABEL,
    Cell,
    Composed,
    ComposedAnnex,
    Frame,
    Grid,
    Line,
    Signature,
    compose,
)
from vonggac.engines.documents.metrics import width_mm
from vonggac.engines.documents.model import Paper
from vonggac.engines.documents.rowheights import CELL_PADDING_MM
from vonggac.engines.documents.wordrows import LongRows
from vonggac.engines.documents.wordstyles import in_style, style_id, styled_document
from vonggac.law.layout import Layout

HEADER_FROM_EDGE_MM = 10.0
SIGN_SHARE = 0.5
DOCUMENT = "word/document.xml"


def write(paper: Paper, layout: Layout, *, made_at: datetime) -> bytes:
    """Return the document as DOCX."""
    return _Writer(compose(paper, layout), layout).write(made_at)


class _Writer:
    """Sets one composed document; each method sets one box."""

    def __init__(self, parts: Composed, layout: Layout) -> None:
        self.parts = parts
        self.layout = layout
        self.doc = styled_document(layout)
        self.rows = LongRows()

    def write(self, made_at: datetime) -> bytes:
        self._page(self.doc.sections[0])
        self._page_number(self.doc.sections[0])
        self._head()
        self._title()
        self._to()
        self._bases()
        self._blocks(self.parts.body, self.layout.text_width)
        self._close()
        self._contact()
        for annex in self.parts.annexes:
            self._annex(annex)
        _describe(self.doc, self.parts, made_at)
        return _pack(self.doc, self.rows)

    # --- page ---------------------------------------------------------------------------------------------------------------

    def _page(self, section: Any, *, landscape: bool = False) -> None:
        width, height = Mm(self.layout.page_width), Mm(self.layout.page_height)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        for side in ("top", "bottom", "left", "right"):
            setattr(section, f"{side}_margin", Mm(self.layout.margins[side].use))
        section.header_distance = section.footer_distance = Mm(HEADER_FROM_EDGE_MM)
        section.gutter = 0
        section.different_first_page_header_footer = True
        xml.restart_pages(section)

    def _page_number(self, section: Any) -> None:
        paragraph = section.header.paragraphs[0]
        in_style(paragraph, "page_number")
        xml.add_page_field(paragraph, lambda: self._face("page_number"))

    def _contact(self) -> None:
        if not self.parts.contact:
            return
        paragraph = self.doc.sections[0].first_page_footer.paragraphs[0]
        in_style(paragraph, "contact")
        xml.draw_rule(paragraph)
        xml.add_run(paragraph, self.parts.contact, self._face("contact"))

    # --- paragraphs ---------------------------------------------------------------------------------------------------------

    def _face(self, box: str, *, size: float | None = None, bold: bool | None = None, italic: bool | None = None, red: bool = False) -> Any:
        rule = self.layout.boxes[box]
        return xml.run_properties(
            self.layout.font,
            size or rule.size.use,
            bold=rule.bold if bold is None else bold,
            italic=rule.italic if italic is None else italic,
            colour=self.layout.frame_colour if red else self.layout.colour,
        )

    def _say(self, place: Any, box: str, text: str, **face: Any) -> Any:
        """Add a paragraph of one box to the document or to a cell."""
        paragraph = in_style(place.add_paragraph(), box)
        if text:
            xml.add_run(paragraph, text, self._face(box, **face))
        return paragraph

    def _rule(self, place: Any, length: float, room: float) -> None:
        paragraph = in_style(place.add_paragraph(), "rule")
        paragraph.paragraph_format.left_indent = Mm((room - length) / 2)
        paragraph.paragraph_format.right_indent = Mm((room - length) / 2)
        xml.draw_rule(paragraph)

    # --- head ---------------------------------------------------------------------------------------------------------------

    def _head(self) -> None:
        head = self.parts.head
        table = self.doc.add_table(rows=2, cols=2)
        xml.fix_table(table, (head.left, head.right))
        (names, title), (left, right) = ([_emptied(cell) for cell in row.cells] for row in table.rows)
        for box, lines in (("parent", head.parent), ("issuer", head.issuer)):
            for line in lines:
                self._say(names, box, line, size=head.sizes["issuer"])
        self._rule(names, head.issuer_rule, head.left)
        self._say(title, "nation", head.nation, size=head.sizes["nation"])
        self._say(title, "motto", head.motto, size=head.sizes["motto"])
        self._rule(title, head.motto_rule, head.right)
        self._number(left)
        self._say(right, "date", head.date, size=head.sizes["date"])
        for row in table.rows:
            xml.keep_row(row)

    def _number(self, cell: Any) -> None:
        head = self.parts.head
        if head.number:
            self._say(cell, "number", head.number)
        else:
            self._tiny(cell)
        if head.about:
            paragraph = self._say(cell, "about", head.about)
            paragraph.paragraph_format.space_before = Pt(self.layout.about_gap.use)
        for frame in head.frames:
            self._frame(cell, frame, head.left)

    def _frame(self, cell: Any, frame: Frame, room: float) -> None:
        """Draw a mark as a table of one cell of exact size (box 10b: 30x8, 40x8, 20x8 mm)."""
        self._tiny(cell, before=8)
        table = cell.add_table(rows=1, cols=1)
        colour = self.layout.frame_colour if frame.red else self.layout.colour
        xml.fix_table(table, (frame.width,), border=8, colour=colour)
        xml.keep_row(table.rows[0], exact_mm=frame.height)
        inner = _emptied(table.rows[0].cells[0])
        inner.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        self._say(inner, "frame", frame.text, red=frame.red)
        self._shrink(cell.paragraphs[-1])

    def _tiny(self, place: Any, before: float = 0) -> None:
        self._shrink(place.add_paragraph(), before)

    def _shrink(self, paragraph: Any, before: float = 0) -> None:
        in_style(paragraph, "rule")
        paragraph.paragraph_format.space_before = Pt(before)

    def _title(self) -> None:
        if not self.parts.type_name:
            return
        self._say(self.doc, "type", self.parts.type_name).paragraph_format.space_before = Pt(18)
        for line in self.parts.summary:
            self._say(self.doc, "summary", line)
        self._rule(self.doc, self.parts.summary_rule, self.layout.text_width)
        self._tiny(self.doc, before=6)

    def _to(self) -> None:
        names, label = self.parts.to, self.parts.to_hang
        if not names:
            self._tiny(self.doc, before=0 if self.parts.type_name else 12)
            return
        single = len(names) == 1
        dash = width_mm("- ", self.layout.size("to"))
        first = self._say(self.doc, "to", f"{TO_LABEL} {names[0]}" if single else TO_LABEL)
        first.paragraph_format.space_before = Pt(12)
        _hang(first, self.parts.to_indent + (label if single else 0), label if single else 0)
        for name in () if single else names:
            _hang(self._say(self.doc, "to", name), self.parts.to_indent + label + dash, dash)
        self.doc.paragraphs[-1].paragraph_format.space_after = Pt(12)

    # --- text ---------------------------------------------------------------------------------------------------------------

    def _bases(self) -> None:
        for base in self.parts.bases:
            self._say(self.doc, "base", base)

    def _blocks(self, blocks: tuple[Line | Grid, ...], room: float) -> None:
        for block in blocks:
            if isinstance(block, Grid):
                self._grid(block)
            elif block.style == "blank":
                self._leaders(block, room)
            else:
                self._line(block)

    def _line(self, line: Line) -> None:
        box = "heading" if line.bold else "body"
        paragraph = self._say(self.doc, box, "")
        if line.lead:
            xml.add_run(paragraph, f"{line.lead} ", self._face(box, bold=True))
        xml.add_run(paragraph, line.text, self._face(box, italic=line.italic))
        paragraph.paragraph_format.keep_with_next = line.keep_next

    def _leaders(self, line: Line, room: float) -> None:
        for place in range(line.lines):
            paragraph = self._say(self.doc, "body", f"{line.text} " if place == 0 and line.text else "")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.first_line_indent = Mm(self.layout.indent.use) if place == 0 and line.text else Mm(0)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(room), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            xml.add_leader(paragraph, self._face("body"))

    def _grid(self, grid: Grid) -> None:
        table = self.doc.add_table(rows=1, cols=len(grid.widths))
        for name, cell in zip(grid.header, table.rows[0].cells, strict=True):
            self._say(_emptied(cell), "table_head", name)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for row in (*grid.rows[:1], *([grid.totals] if grid.totals else [])):
            self._row(table, row, bold=row is grid.totals)
        xml.fix_table(table, grid.widths, border=4, padding_mm=CELL_PADDING_MM)
        for place, made in enumerate(table.rows):
            xml.keep_row(made, header=place == 0)
        if grid.rows:
            self.rows.below(table.rows[1]._tr, grid.rows[1:])
        else:
            self._nothing(table, grid)
        self._tiny(self.doc, before=6)

    def _row(self, table: Any, row: tuple[Cell, ...], *, bold: bool) -> None:
        for cell, holder in zip(row, table.add_row()._tr.tc_lst, strict=True):
            paragraph = holder.p_lst[0]
            properties = paragraph.get_or_add_pPr()
            properties.append(xml.element("pStyle", val=style_id("table_cell")))
            properties.append(xml.element("jc", val=cell.align))
            holder.get_or_add_tcPr().append(xml.element("vAlign", val="center"))
            xml.add_run(_Raw(paragraph), cell.text, self._face("table_cell", bold=bold))

    def _nothing(self, table: Any, grid: Grid) -> None:
        row = table.add_row()
        cell = _emptied(row.cells[0].merge(row.cells[-1]))
        self._say(cell, "table_cell", grid.empty, italic=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
        xml.keep_row(row)

    # --- close --------------------------------------------------------------------------------------------------------------

    def _close(self) -> None:
        if len(self.parts.signatures) == 1:
            table = self._close_table()
            left, right = (_emptied(cell) for cell in table.rows[0].cells)
            self._copies(left)
            self._signature(right, self.parts.signatures[0])
        else:
            self._two_by_two()
            self._copies(self.doc)
        self._tiny(self.doc)

    def _close_table(self) -> Any:
        width = self.layout.text_width
        table = self.doc.add_table(rows=1, cols=2)
        xml.fix_table(table, (width * (1 - SIGN_SHARE), width * SIGN_SHARE))
        xml.keep_row(table.rows[0])
        return table

    def _two_by_two(self) -> None:
        signatures = self.parts.signatures
        for place in range(0, len(signatures), 2):
            row = self._close_table().rows[0]
            for cell, signature in zip(row.cells, signatures[place : place + 2], strict=False):
                self._signature(_emptied(cell), signature)
            self._tiny(self.doc, before=12)

    def _copies(self, place: Any) -> None:
        if self.parts.copies:
            self._say(place, "copies_label", COPIES_LABEL)
        for line in self.parts.copies:
            _hang(self._say(place, "copies", line), width_mm("- ", 11), width_mm("- ", 11))
        if self.parts.drafter:
            self._say(place, "drafter", self.parts.drafter).paragraph_format.space_before = Pt(6)
        if not self.parts.copies and not self.parts.drafter and place is not self.doc:
            self._tiny(place)

    def _signature(self, cell: Any, signature: Signature) -> None:
        for line in signature.authority:
            self._say(cell, "authority", line)
        if signature.note:
            self._say(cell, "sign_note", signature.note)
        self._say(cell, "signer", signature.name).paragraph_format.space_before = Pt(SIGN_ROOM_PT)

    # --- annexes ------------------------------------------------------------------------------------------------------------

    def _annex(self, annex: ComposedAnnex) -> None:
        section = self.doc.add_section(WD_SECTION.NEW_PAGE)
        self._shrink(self.doc.paragraphs[-1])
        self._page(section, landscape=annex.landscape)
        section.first_page_footer.is_linked_to_previous = False
        self._say(self.doc, "annex", annex.label)
        self._say(self.doc, "annex_title", annex.title)
        self._say(self.doc, "annex_note", annex.note)
        width = self.layout.page_height if annex.landscape else self.layout.page_width
        room = width - self.layout.margins["left"].use - self.layout.margins["right"].use
        self._rule(self.doc, room * 0.25, room)
        self._tiny(self.doc, before=10)
        self._blocks(annex.blocks, room)


class _Raw:
    """A bare paragraph element with the one name the run writer looks for."""

    def __init__(self, element: Any) -> None:
        self._p = element


def _emptied(cell: Any) -> Any:
    """Return a cell without the empty paragraph every new cell has."""
    for paragraph in cell.paragraphs:
        paragraph._p.getparent().remove(paragraph._p)
    return cell


def _hang(paragraph: Any, left_mm: float, hang_mm: float) -> None:
    paragraph.paragraph_format.left_indent = Mm(left_mm)
    paragraph.paragraph_format.first_line_indent = Mm(-hang_mm)


def _describe(doc: Any, parts: Composed, made_at: datetime) -> None:
    facts = doc.core_properties
    facts.title, facts.author, facts.language = parts.title[:255], parts.author[:255], xml.LANGUAGE
    facts.comments = facts.keywords = facts.last_modified_by = facts.category = facts.subject = ""
    facts.created = facts.modified = made_at
    facts.revision = 1


def _pack(doc: Any, rows: LongRows) -> bytes:
    """Save, then pack again without the time of packing, so that equal documents are equal bytes; long tables get their rows here."""
    first, second = io.BytesIO(), io.BytesIO()
    doc.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry, read = zipfile.ZipInfo(name), source.read(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with target.open(entry, "w") as file:
                for part in rows.written(read) if name == DOCUMENT else (read,):
                    file.write(part)
    return second.getvalue()
