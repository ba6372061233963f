"""PDF files with a text layer; those without go to recognition."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from vonggac.kernel.badrows import BadRow
from vonggac.sources.documents.cleaning import clean, join_pages
from vonggac.sources.documents.glyphs import pieces_of
from vonggac.sources.documents.layout import page_texts
from vonggac.sources.documents.lines import Line, Piece, lines_of
from vonggac.sources.documents.model import Attachment, Content, Signature
from vonggac.sources.limits import Limits
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import refuse, remark

_END = b"%%EOF"
_END_WITHIN = 4096
_SCAN_BELOW = 20
"""Visible letters a page; a scan may carry a stamp of the scanner or a page number as text."""
_PASSWORD_ERROR = 4
_BLANK_IN_A_CELL = 0.5
"""Word, LibreOffice and others keep cells of a table apart by more than half the size of their letters; words stand closer."""
_DAMAGED = "Tệp PDF bị hỏng hoặc chưa tải xong. Mở tệp trên máy để kiểm tra, lưu lại rồi gửi lại."


def read_pdf(
    data: bytes, name: str, limits: Limits, *, trust_roots: Sequence[bytes] = (), at: datetime | None = None, recognise: bool = True
) -> Content:
    """Return the text in reading order, with the result of every signature check; a scan is recognised when the extra `ocr` is there."""
    document = _opened(data, name)
    try:
        count = len(document)
        if count > limits.pages:
            refuse(name, f"Tệp có {count} trang, nhiều hơn {limits.pages}. Tách phụ lục thành tệp riêng rồi gửi lại.", "too-many-pages")
        pages = _laid_out(document, name, limits)
        aside = [clean(each) for each in (*_titles(document), *_stamps(document))]
        attachments = _attachments(document, limits)
        is_scan = sum(len(piece.text.strip()) for pieces, _, _ in pages for piece in pieces) < _SCAN_BELOW * max(
            count, 1
        ) and _has_pictures(document)
        signatures, notes = _signatures(data, name, limits, trust_roots, at)
        notes += _warnings(document, data, name, attachments)
        title = next(iter(aside[:1]), None) if _titles(document) else None
        if is_scan:
            from vonggac.sources.documents.scans import read_pages

            scanned = read_pages(_pictures(document, count, limits), count, name, limits, recognise=recognise)
            aside += [piece.text for pieces, _, _ in pages for piece in pieces]
            return replace(
                scanned,
                title=title,
                warnings=(*notes, *scanned.warnings),
                signatures=signatures,
                attachments=attachments,
                aside=tuple(aside),
            )
    finally:
        document.close()
    text, starts = join_pages(page_texts(pages))
    return Content(text, starts, title, warnings=tuple(notes), signatures=signatures, attachments=attachments, aside=tuple(aside))


def page_lines(data: bytes, name: str, limits: Limits) -> list[list[Line]]:
    """Return the lines of every page with their cells where they stand, for readers of tables; a scan has none."""
    document = _opened(data, name)
    try:
        if len(document) > limits.pages:
            refuse(name, f"Tệp có {len(document)} trang, nhiều hơn {limits.pages}. Chia thành nhiều tệp.", "too-many-pages")
        return [lines_of(pieces, widest_blank=_BLANK_IN_A_CELL) for pieces, _, _ in _laid_out(document, name, limits)]
    finally:
        document.close()


def words_of_pages(data: bytes, name: str, limits: Limits) -> Iterator[tuple[int, str]]:
    """Give the plain text of every page with its number, its stamps and notes too, for whoever looks for words before it is kept."""
    document = _opened(data, name)
    try:
        if len(document) > limits.pages:
            refuse(name, f"Tệp có {len(document)} trang, nhiều hơn {limits.pages}. Chia thành nhiều tệp.", "too-many-pages")
        yield 1, "\n".join((*_titles(document), *_stamps(document)))
        for number in range(len(document)):
            yield number + 1, _plain_text(document, number, name)
    finally:
        document.close()


def _plain_text(document: Any, number: int, name: str) -> str:
    import pypdfium2

    try:
        page = document[number]
        words = page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError as error:
        refuse(name, _DAMAGED, "damaged", page=number + 1, cause=error)
    page.close()
    return str(words.replace("\r", "\n"))


def _opened(data: bytes, name: str) -> Any:
    import pypdfium2

    if _END not in data[-_END_WITHIN:]:
        refuse(name, _DAMAGED, "damaged")
    try:
        document = pypdfium2.PdfDocument(data)
        len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            refuse(name, "Tệp PDF đặt mật khẩu. Mở tệp, in ra PDF mới không có mật khẩu rồi gửi lại.", "encrypted", cause=error)
        refuse(name, _DAMAGED, "damaged", cause=error)
    return document


def _laid_out(document: Any, name: str, limits: Limits) -> list[tuple[list[Piece], float, float]]:
    import pypdfium2

    pages: list[tuple[list[Piece], float, float]] = []
    letters = 0
    for index in range(len(document)):
        try:
            page = document[index]
            width, height = page.get_size()
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            refuse(name, _DAMAGED, "damaged", page=index + 1, cause=error)
        letters += text.count_chars()
        if letters > limits.characters:
            refuse(name, f"Văn bản dài hơn {limits.characters} ký tự. Tách phụ lục thành tệp riêng rồi gửi lại.", "too-long")
        pages.append((list(pieces_of(text.raw, text.count_chars(), height)), width, height))
        text.close()
        page.close()
    return pages


def _titles(document: Any) -> list[str]:
    found = document.get_metadata_dict(skip_empty=True)
    return [found[key] for key in ("Title", "Subject", "Keywords") if found.get(key)]


def _stamps(document: Any) -> Iterator[str]:
    """Words of stamps, notes and form fields, which stand beside the text layer."""
    import ctypes

    import pypdfium2.raw as pdfium

    for page in document:
        for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), 200)):
            note = pdfium.FPDFPage_GetAnnot(page.raw, index)
            for key in (b"Contents", b"V", b"Name"):
                length = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
                if 2 < length < 20_000:
                    buffer = ctypes.create_string_buffer(length)
                    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
                    yield buffer.raw[: length - 2].decode("utf-16-le", errors="replace")
            pdfium.FPDFPage_CloseAnnot(note)


def _attachments(document: Any, limits: Limits) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    for index in range(min(document.count_attachments(), limits.attachments)):
        attachment = document.get_attachment(index)
        data = bytes(attachment.get_data() or b"")
        found.append(Attachment(safe_name(_unicode_name(attachment.get_name())), len(data), hashlib.sha256(data).hexdigest()))
    return tuple(found)


def _unicode_name(name: str) -> str:
    """Some writers put UTF-16 where the library expects single bytes."""
    if not name.startswith("þÿ"):
        return name
    return name[2:].encode("latin-1", errors="replace").decode("utf-16-be", errors="replace")


def _has_pictures(document: Any) -> bool:
    import pypdfium2.raw as pdfium

    return any(True for page in document for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _pictures(document: Any, count: int, limits: Limits) -> Iterator[Any]:
    """Each page as a picture of 300 dots an inch, within the limit of pixels."""
    for index in range(min(count, limits.scanned_pages)):
        page = document[index]
        width, height = page.get_size()
        scale = min(300 / 72, (limits.pixels / max(width * height, 1)) ** 0.5)
        yield page.render(scale=scale, grayscale=True).to_pil()
        page.close()


def _signatures(
    data: bytes, name: str, limits: Limits, roots: Sequence[bytes], at: datetime | None
) -> tuple[tuple[Signature, ...], list[BadRow]]:
    """Only a file with a byte range can be signed; others are spared the heavy library."""
    if b"/ByteRange" not in data:
        return (), []
    from vonggac.sources.documents.signatures import check_pdf

    return check_pdf(data, name, limits, roots, at)


def _warnings(document: Any, data: bytes, name: str, attachments: tuple[Attachment, ...]) -> list[BadRow]:
    import pypdfium2.raw as pdfium

    notes: list[BadRow] = []
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0 or b"/JavaScript" in data:
        notes.append(
            remark(name, "Tệp PDF có mã lệnh (JavaScript) bên trong; mã lệnh không được chạy. Hỏi lại nơi gửi nếu thấy lạ.", "javascript")
        )
    if attachments:
        names = ", ".join(attachment.name for attachment in attachments)
        notes.append(remark(name, "Tệp PDF kèm tệp khác bên trong; tệp kèm không được đọc.", "embedded-files", seen=names))
    return notes
