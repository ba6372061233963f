"""The door: bytes and a name in, a document or a refusal out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from vonggac.kernel.badrows import BadRow
from vonggac.sources.documents import handling, kinds, secrecy
from vonggac.sources.documents.model import Content, Document, Format, Mark
from vonggac.sources.limits import DEFAULT, Limits, megabytes
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import refuse, remark


def read_document(
    data: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT,
    trust_roots: Sequence[bytes] = (),
    at: datetime | None = None,
    recognise: bool = True,
) -> Document:
    """Return the text and facts of a letter, or raise `Refused` with a sentence for the sender.

    `trust_roots` (certificates, PEM or DER) and `at` serve the check of signatures; `recognise=False` leaves scans unread, because OCR
    takes seconds a page.
    Marks of state secrecy are reported, not judged: the caller must stop before anything is written (Law 117/2025, Article 5.2).
    """
    shown = safe_name(name)
    _check_size(data, shown, limits)
    found = kinds.find_format(data, shown)
    content = _read(found, data, shown, limits, trust_roots, at, recognise)
    _check_text(content, shown, limits)
    return Document(
        name=shown,
        title=content.title,
        text=content.text,
        pages=content.pages,
        format=found,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        encoding=content.encoding,
        warnings=(*kinds.wrong_extension(found, shown), *content.warnings, *_about_text(content, shown)),
        signatures=content.signatures,
        secrecy=_marks(content, name),
        handling=handling.find_handling("\n".join((content.text, *content.aside))),
        images_only=content.images_only,
        recognition=content.recognition,
        attachments=content.attachments,
    )


def _read(found: Format, data: bytes, name: str, limits: Limits, roots: Sequence[bytes], at: datetime | None, recognise: bool) -> Content:
    """Each reader, with the library it needs, is loaded only when such a file arrives."""
    if found is Format.TEXT:
        from vonggac.sources.documents.plain import read_text

        return read_text(data, name, limits)
    if found is Format.DOCX:
        from vonggac.sources.documents.word import read_docx

        return read_docx(data, name, limits)
    if found is Format.PDF:
        from vonggac.sources.documents.pdf import read_pdf

        return read_pdf(data, name, limits, trust_roots=roots, at=at, recognise=recognise)
    if found is Format.IMAGE:
        from vonggac.sources.documents.scans import read_image

        return read_image(data, name, limits, recognise=recognise)
    if found is Format.HTML:
        from vonggac.sources.documents.webpage import read_html

        return read_html(data, name, limits)
    from vonggac.sources.documents.edxml import read_as_document

    return read_as_document(data, name, limits, trust_roots=roots, at=at, recognise=recognise)


def _check_size(data: bytes, name: str, limits: Limits) -> None:
    if len(data) > limits.size:
        why = f"Tệp nặng {megabytes(len(data))} MB, quá giới hạn {megabytes(limits.size)} MB. Giảm độ phân giải bản quét hoặc tách tệp."
        refuse(name, why, "too-large")
    if not data.strip(b"\0 \t\r\n"):
        refuse(name, "Tệp rỗng. Kiểm tra tệp trên máy rồi gửi lại.", "empty")


def _check_text(content: Content, name: str, limits: Limits) -> None:
    if len(content.text) > limits.characters:
        refuse(name, f"Văn bản dài hơn {limits.characters} ký tự. Tách phụ lục thành tệp riêng rồi gửi lại.", "too-long")
    if not content.text.strip() and not content.images_only:
        refuse(name, "Tệp không có chữ nào. Kiểm tra tệp trên máy rồi gửi lại.", "empty")


def _about_text(content: Content, name: str) -> list[BadRow]:
    notes: list[BadRow] = []
    if content.images_only:
        notes.append(
            remark(name, "Bản quét: một người phải tự xem có dấu độ mật hay không, và kiểm tra lại sau khi nhận dạng chữ.", "check-secrecy")
        )
    return notes


def _marks(content: Content, name: str) -> tuple[Mark, ...]:
    where = "recognised" if content.recognition else "text"
    marks = secrecy.find_marks(content.text, name, where=where)
    for each in content.aside:
        marks += secrecy.find_marks(each, "", where="properties")
    carried = (replace(mark, where="attachment") for file in content.attachments for mark in secrecy.find_marks("", file.name))
    return (*marks, *carried, *content.marks)
