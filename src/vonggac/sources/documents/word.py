"""Word files (DOCX): paragraphs in reading order with the numbers Word shows, tables, text boxes, footnotes, headers and footers.

Read with our own walk over the XML: python-docx skips text boxes, footnotes, content controls and automatic numbers, which letters use.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from vonggac.kernel.badrows import BadRow
from vonggac.sources.archives import Package, open_package
from vonggac.sources.documents.cleaning import clean, join_pages
from vonggac.sources.documents.model import Attachment, Content
from vonggac.sources.documents.numbering import W
from vonggac.sources.documents.wordwalk import Walk
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, remark
from vonggac.sources.trees import local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_PAGE_NUMBER = re.compile(r"[\s\-–—]*(?:trang\s*)?\d{0,4}(?:\s*/\s*\d{1,4})?[\s\-–—]*", re.IGNORECASE)
_MACROS = "Tệp Word có chứa macro (mã lệnh). Lưu lại thành DOCX không có macro hoặc PDF rồi gửi."


def open_word(data: bytes, name: str, limits: Limits, kind: type[Walk] = Walk) -> tuple[Package, Walk, _Element]:
    """Return the checked package, a walk that knows its numbers and notes, and the body to walk over."""
    package = open_package(data, name, limits)
    _refuse_macros(package)
    main = _main_part(package)
    walk = kind(
        numbering=_part(package, "word/numbering.xml", limits),
        styles=_part(package, "word/styles.xml", limits),
        footnotes=_part(package, "word/footnotes.xml", limits),
        endnotes=_part(package, "word/endnotes.xml", limits),
    )
    body = parse_xml(package.read(main), name, limits).find(f"{W}body")
    if body is None:
        refuse(name, "Tệp Word không có phần nội dung. Mở tệp, lưu lại rồi gửi.", "damaged")
    return package, walk, body


def read_docx(data: bytes, name: str, limits: Limits) -> Content:
    """Return the text as Word shows it; page breaks that the author set part pages."""
    package, walk, body = open_word(data, name, limits)
    running = walk.blocks(body)
    heads, feet = _margins(package, walk, limits)
    text, pages = join_pages("\n\n".join([*heads, running, *feet]).split("\f"), between="\n\n")
    pictures = package.names("word/media/")
    return Content(
        text=text,
        pages=pages,
        title=_title(package, limits),
        warnings=tuple(_warnings(package, name, walk, limits)),
        images_only=not text.strip() and bool(pictures),
        attachments=tuple(_embedded(package)),
        aside=tuple(clean(each) for each in (*walk.hidden, *_properties(package, limits)) if each.strip()),
    )


def _main_part(package: Package) -> str:
    if _MAIN in package:
        return _MAIN
    others = [each for each in package.names("word/") if re.fullmatch(r"word/document\d*\.xml", each)]
    if not others:
        refuse(package.source, "Tệp Word bị hỏng: thiếu phần nội dung. Mở tệp, lưu lại rồi gửi.", "damaged")
    return others[0]


def _part(package: Package, part: str, limits: Limits) -> _Element | None:
    return parse_xml(package.read(part), package.source, limits) if part in package else None


def _refuse_macros(package: Package) -> None:
    if any(posixpath.basename(each).lower() in {"vbaproject.bin", "vbadata.xml"} for each in package.names()):
        refuse(package.source, _MACROS, "macros")
    if b"macroEnabled" in package.read("[Content_Types].xml"):
        refuse(package.source, _MACROS, "macros")


def _margins(package: Package, walk: Walk, limits: Limits) -> tuple[list[str], list[str]]:
    """Headers go above the text and footers below it, once each; a bare page number is no text."""
    found: dict[str, list[str]] = {"header": [], "footer": []}
    for kind, texts in found.items():
        for part in package.names(f"word/{kind}"):
            root = _part(package, part, limits) if part.endswith(".xml") else None
            text = walk.blocks(root).strip() if root is not None else ""
            if text and not _PAGE_NUMBER.fullmatch(text) and text not in texts:
                texts.append(text.replace("\f", "\n"))
    return found["header"], found["footer"]


def _properties(package: Package, limits: Limits) -> list[str]:
    root = _part(package, "docProps/core.xml", limits)
    wanted = {"title", "subject", "keywords", "category", "description"}
    return [(each.text or "") for each in root.iter() if local(each) in wanted] if root is not None else []


def _title(package: Package, limits: Limits) -> str | None:
    root = _part(package, "docProps/core.xml", limits)
    titles = [clean(each.text).strip() for each in root.iter() if local(each) == "title" and each.text] if root is not None else []
    return titles[0] if titles and titles[0] else None


def _embedded(package: Package) -> list[Attachment]:
    return [
        Attachment(posixpath.basename(entry.name), entry.size, "")
        for entry in package.entries
        if entry.name.startswith(("word/embeddings/", "word/activeX/")) and not entry.name.endswith(".rels")
    ]


def _warnings(package: Package, name: str, walk: Walk, limits: Limits) -> list[BadRow]:
    notes: list[BadRow] = []
    if walk.hidden:
        notes.append(remark(name, "Tệp có chữ ẩn, không đưa vào nội dung.", "hidden-text", seen=" ".join(walk.hidden)))
    if walk.has_deletions:
        notes.append(remark(name, "Tệp còn dấu sửa đổi (Track changes); đã đọc như đã chấp nhận mọi sửa đổi.", "tracked-changes"))
    for target in _outside_targets(package, limits):
        notes.append(
            remark(name, "Tệp gắn với một tệp mẫu hoặc đối tượng ở nơi khác; liên kết không được mở.", "outside-link", seen=target)
        )
    if package.names("word/embeddings/") or package.names("word/activeX/"):
        notes.append(remark(name, "Tệp nhúng tệp khác bên trong; phần nhúng không được đọc.", "embedded-files"))
    return notes


def _outside_targets(package: Package, limits: Limits) -> list[str]:
    """Templates, frames and objects fetched from elsewhere; ordinary hyperlinks and pictures are not news."""
    targets: list[str] = []
    for part in package.names("word/"):
        if part.endswith(".rels"):
            for each in parse_xml(package.read(part), package.source, limits):
                kind = (each.get("Type") or "").rpartition("/")[2]
                if each.get("TargetMode") == "External" and kind in {"attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk"}:
                    targets.append(each.get("Target") or "")
    return targets
