"""Pasted or saved HTML: the words a reader would see, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vonggac.kernel.badrows import BadRow
from vonggac.sources.documents.cleaning import clean, join_pages
from vonggac.sources.documents.model import Content
from vonggac.sources.documents.tableshape import table_text
from vonggac.sources.encodings import decode
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, remark
from vonggac.sources.trees import local

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN = frozenset(
    {  # fmt: skip
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "select",
        "option",
        "datalist",
        "button",
        "input",
        "textarea",
    }
)
_BLOCKS = frozenset(
    {  # fmt: skip
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "ul",
    }
)
_DEEPEST = 200


def read_html(data: bytes, name: str, limits: Limits) -> Content:
    """Return the visible text; scripts, styles and hidden parts are dropped, nothing they name is fetched."""
    from lxml import etree, html

    found = decode(data, name)
    source = found.text.encode("utf-8", errors="replace")
    if len(source) > limits.part:
        refuse(name, "Trang HTML quá lớn. Lưu thành PDF rồi gửi lại.", "too-large")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        refuse(name, "Trang HTML bị hỏng hoặc không có chữ. Lưu thành PDF rồi gửi lại.", "damaged", cause=error)
    if sum(1 for _ in root.iter()) > limits.elements:
        refuse(name, f"Trang HTML có hơn {limits.elements} phần tử. Lưu thành PDF rồi gửi lại.", "too-many-elements")
    title = root.findtext(".//title")
    text, pages = join_pages([_Words().of(root)])
    return Content(
        text,
        pages,
        clean(title).strip() or None if title else None,
        found.encoding,
        tuple(_warnings(root, name)),
        aside=(clean(title or ""),),
    )


def _warnings(root: HtmlElement, name: str) -> list[BadRow]:
    if next(root.iter("script", "iframe", "object", "embed"), None) is None:
        return []
    return [remark(name, "Trang HTML có mã lệnh hoặc khung nhúng; phần này đã bị bỏ.", "script")]


class _Words:
    """Collects words; an empty line between blocks, a line end for `br`."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def of(self, element: HtmlElement) -> str:
        self._walk(element, 0, keep=False)
        lines = (" ".join(line.split(" ")).strip(" ") for line in "".join(self._parts).split("\n"))
        text = "\n".join(lines)
        while "\n\n\n" in text:
            text = text.replace("\n\n\n", "\n\n")
        return text.strip("\n")

    def _walk(self, element: HtmlElement, depth: int, *, keep: bool) -> None:
        tag = local(element).lower()
        if depth > _DEEPEST or tag in _UNSEEN or _is_hidden(element):
            return
        if tag == "table":
            self._parts.append("\n\n" + table_text(_rows(element)) + "\n\n")
            return
        if tag == "br":
            self._parts.append("\n")
        if tag in _BLOCKS:
            self._parts.append(_opening(element, tag))
        keep = keep or tag == "pre"
        self._add(element.text, keep)
        for child in element:
            self._walk(child, depth + 1, keep=keep)
            self._add(child.tail, keep)
        if tag in _BLOCKS:
            self._parts.append("\n" if tag in {"li", "dt", "dd"} else "\n\n")

    def _add(self, text: str | None, keep: bool) -> None:
        if text:
            self._parts.append(text if keep else _one_blank(text))


def _one_blank(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return " "
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")


def _opening(element: HtmlElement, tag: str) -> str:
    if tag != "li":
        return "\n\n"
    parent = element.getparent()
    if parent is not None and local(parent).lower() == "ol":
        place = sum(1 for each in element.itersiblings("li", preceding=True)) + _start(parent)
        return f"\n{place}. "
    return "\n- "


def _start(parent: HtmlElement) -> int:
    start = parent.get("start", "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _rows(table: HtmlElement) -> list[list[str]]:
    """Rows of this table only; a table inside a cell becomes text of the cell."""
    rows: list[list[str]] = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table:
            rows.append([_cell(cell) for cell in row if local(cell).lower() in {"td", "th"}])
    return rows


def _cell(cell: HtmlElement) -> str:
    words = _Words()
    return words.of(cell)
