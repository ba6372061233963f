"""The few pieces of WordprocessingML that python-docx has no words for: rules, frames, fields, fixed tables, typed runs.

Imported only by the Word writer, which is imported only when a document is written.
"""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

TWIPS_PER_MM = 1440 / 25.4
LANGUAGE = "vi-VN"


def twips(mm: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(mm * TWIPS_PER_MM)


def element(tag: str, **attributes: str | int) -> Any:
    """Make one w: element with w: attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def run_properties(font: str, size: float, *, bold: bool, italic: bool, colour: str) -> Any:
    """Return rPr that names font, style, size, colour and language in full, so that no run depends on a reader's defaults."""
    made = element("rPr")
    made.append(element("rFonts", ascii=font, hAnsi=font, cs=font, eastAsia=font))
    for tag, on in (("b", bold), ("bCs", bold), ("i", italic), ("iCs", italic)):
        made.append(element(tag, val=int(on)))
    made.append(element("color", val=colour))
    made.append(element("sz", val=round(size * 2)))
    made.append(element("szCs", val=round(size * 2)))
    made.append(element("lang", val=LANGUAGE, eastAsia=LANGUAGE))
    return made


def add_run(paragraph: Any, text: str, properties: Any) -> None:
    """Add text as one plain run: never a field, never a tab, never markup."""
    run = element("r")
    run.append(properties)
    body = element("t")
    body.set(qn("xml:space"), "preserve")
    body.text = text
    run.append(body)
    paragraph._p.append(run)


def add_leader(paragraph: Any, properties: Any) -> None:
    """Add the tab that draws a dotted line to the edge."""
    run = element("r")
    run.append(properties)
    run.append(element("tab"))
    paragraph._p.append(run)


def add_page_field(paragraph: Any, make_properties: Any) -> None:
    """Add the number of the page, the only field a document of ours has."""
    for kind in ("begin", "instr", "separate", "shown", "end"):
        run = element("r")
        run.append(make_properties())
        run.append(_field_part(kind))
        paragraph._p.append(run)


def _field_part(kind: str) -> Any:
    if kind == "instr":
        part = element("instrText")
        part.text = "PAGE"
        return part
    if kind == "shown":
        part = element("t")
        part.text = "2"
        return part
    return element("fldChar", fldCharType=kind)


_AFTER_BORDERS = ("shd", "tabs", "spacing", "ind", "jc", "rPr", "sectPr")


def draw_rule(paragraph: Any, side: str = "top", *, size: int = 6, colour: str = "000000") -> None:
    """Draw a real line along a paragraph; its length is the paragraph's width between its indents."""
    properties = paragraph._p.get_or_add_pPr()
    borders = element("pBdr")
    borders.append(element(side, val="single", sz=size, space=0 if side == "bottom" else 1, color=colour))
    later = [child for child in properties if child.tag in {qn(f"w:{tag}") for tag in _AFTER_BORDERS}]
    if later:
        later[0].addprevious(borders)
    else:
        properties.append(borders)


def fix_table(table: Any, widths_mm: tuple[float, ...], *, border: int = 0, colour: str = "000000", padding_mm: float = 0.0) -> None:
    """Give a table fixed widths, its borders (0 = none) and its padding; nothing is left to the reader's table styles."""
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    properties.append(element("tblW", w=sum(twips(width) for width in widths_mm), type="dxa"))
    properties.append(element("jc", val="center"))
    properties.append(_borders(border, colour))
    properties.append(element("tblLayout", type="fixed"))
    properties.append(_padding(padding_mm))
    for column, width in zip(table._tbl.tblGrid, widths_mm, strict=True):
        column.set(qn("w:w"), str(twips(width)))
    for row in table.rows:
        for cell, width in zip(row._tr.tc_lst, widths_mm, strict=False):
            set_cell_width(cell, width)


def _borders(size: int, colour: str) -> Any:
    made = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        made.append(element(side, val="single" if size else "nil", sz=size, space=0, color=colour))
    return made


def _padding(mm: float) -> Any:
    made = element("tblCellMar")
    for side, width in (("top", 0), ("left", twips(mm)), ("bottom", 0), ("right", twips(mm))):
        made.append(element(side, w=width, type="dxa"))
    return made


def set_cell_width(cell: Any, mm: float) -> None:
    """Set the width of one cell."""
    properties = cell.get_or_add_tcPr()
    for old in properties.findall(qn("w:tcW")):
        properties.remove(old)
    properties.insert(0, element("tcW", w=twips(mm), type="dxa"))


def keep_row(row: Any, *, header: bool = False, exact_mm: float | None = None) -> None:
    """Never split a row over two pages; repeat it as a heading; give it an exact height."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if exact_mm is not None:
        properties.append(element("trHeight", val=twips(exact_mm), hRule="exact"))
    if header:
        properties.append(element("tblHeader"))


def restart_pages(section: Any) -> None:
    """Count the pages of a section from 1."""
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    properties.find(qn("w:pgMar")).addnext(element("pgNumType", fmt="decimal", start=1))
