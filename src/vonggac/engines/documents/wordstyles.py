"""The named paragraph styles of a Word document, one for each box of Annex I, and nothing left of any template."""

from __future__ import annotations

import io
from collections import deque
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from vonggac.engines.documents import wordxml as xml
from vonggac.law.layout import Layout

RULE_GAP_PT = 2.0
_STYLED: deque[tuple[Layout, bytes]] = deque(maxlen=4)
"""Layouts and the empty documents that were made for them."""
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "any": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
STYLE_NAMES = {
    "nation": "Quốc hiệu",
    "motto": "Tiêu ngữ",
    "parent": "Cơ quan chủ quản",
    "issuer": "Cơ quan ban hành",
    "number": "Số, ký hiệu",
    "date": "Địa danh, thời gian",
    "type": "Tên loại",
    "summary": "Trích yếu",
    "about": "Trích yếu công văn",
    "base": "Căn cứ",
    "body": "Nội dung",
    "heading": "Đề mục",
    "table_head": "Đầu bảng",
    "table_cell": "Ô bảng",
    "authority": "Quyền hạn, chức vụ",
    "sign_note": "Ghi chú chữ ký",
    "signer": "Họ tên người ký",
    "to": "Kính gửi",
    "copies_label": "Nơi nhận",
    "copies": "Danh sách nơi nhận",
    "frame": "Dấu khung",
    "drafter": "Người soạn",
    "contact": "Liên hệ",
    "page_number": "Số trang",
    "annex": "Phụ lục",
    "annex_title": "Tên phụ lục",
    "annex_note": "Kèm theo",
    "rule": "Đường kẻ",
}


def style_id(box: str) -> str:
    """Return the identifier of a box's style; the check of a document finds the boxes by it."""
    return f"nd30-{box.replace('_', '-')}"


def styled_document(layout: Layout) -> Any:
    """Return an empty document with the styles of a layout. They are drawn up once: for a short paper they are half of the work."""
    made = next((made for known, made in _STYLED if known is layout), None)
    if made is None:
        doc, file = docx.Document(), io.BytesIO()
        empty_template(doc)
        define_styles(doc, layout)
        doc.save(file)
        made = file.getvalue()
        _STYLED.append((layout, made))
    return docx.Document(io.BytesIO(made))


def in_style(paragraph: Any, box: str) -> Any:
    """Give a paragraph the style of a box; the library would look the style up by its name among all, for every paragraph."""
    paragraph._p.style = style_id(box)
    return paragraph


def empty_template(doc: Any) -> None:
    """Take every style out of the library's template but the four a Word file must have."""
    kept = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
    for style in list(doc.styles.element.findall(qn("w:style"))):
        if style.find(qn("w:name")).get(qn("w:val")) not in kept:
            doc.styles.element.remove(style)


def define_styles(doc: Any, layout: Layout) -> None:
    defaults = doc.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(xml.run_properties(layout.font, layout.size("body"), bold=False, italic=False, colour=layout.colour))
    normal = doc.styles["Normal"]
    for child in list(normal.element):
        if child.tag in (qn("w:rPr"), qn("w:pPr")):
            normal.element.remove(child)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = layout.line.use
    for box in STYLE_NAMES:
        _define_style(doc, box, layout)
    _set_modern(doc)


def _define_style(doc: Any, box: str, layout: Layout) -> None:
    style = doc.styles.add_style(STYLE_NAMES[box], WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), style_id(box))
    style.base_style = doc.styles["Normal"]
    style.quick_style = True
    if box == "rule":
        style.paragraph_format.line_spacing = Pt(2)
        style.paragraph_format.space_before = Pt(RULE_GAP_PT)
        style.element.get_or_add_rPr().append(xml.element("sz", val=2))
        return
    rule = layout.boxes[box]
    style.paragraph_format.alignment = _ALIGN[rule.align]
    _space(style.paragraph_format, box, layout)
    old = style.element.find(qn("w:rPr"))
    if old is not None:
        style.element.remove(old)
    style.element.append(xml.run_properties(layout.font, rule.size.use, bold=rule.bold, italic=rule.italic, colour=layout.colour))


def _space(form: Any, box: str, layout: Layout) -> None:
    if box in ("body", "heading", "base"):
        form.first_line_indent = Mm(layout.indent.use)
        form.space_after = Pt(layout.gap.use)
        form.widow_control = True
    elif box in ("table_head", "table_cell"):
        form.space_before = form.space_after = Pt(2)
    elif box in ("number", "date"):
        form.space_before = Pt(6)
    if box in ("heading", "copies_label", "copies", "authority", "annex", "annex_title", "table_head"):
        form.keep_with_next = True


def _set_modern(doc: Any) -> None:
    """Open in today's Word without its compatibility mode; declare Vietnamese."""
    settings = doc.settings.element
    for tag in ("compat", "themeFontLang"):
        for old in settings.findall(qn(f"w:{tag}")):
            settings.remove(old)
    compat = xml.element("compat")
    compat.append(
        xml.element("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15),
    )
    anchor = settings.find(qn("w:rsids"))
    if anchor is None:
        settings.append(compat)
    else:
        anchor.addprevious(compat)
