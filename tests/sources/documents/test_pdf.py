"""PDF files with more in them than pages."""

from __future__ import annotations

import io

import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from sources import samples
from vonggac.kernel.handling import Secrecy
from vonggac.sources.documents import Refused, read_document


def changed(**encryption: str) -> pypdf.PdfWriter:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(samples.pdf("Công văn về rà soát hệ thống thông tin.")))
    if encryption:
        writer.encrypt(**encryption, algorithm="RC4-128")
    return writer


def saved(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_with_a_password_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused) as refusal:
        read_document(saved(changed(user_password="bi-mat", owner_password="x")), "a.pdf")
    assert refusal.value.bad.rule == "encrypted"
    assert "in ra PDF mới" in refusal.value.bad.why


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    assert "rà soát" in read_document(saved(changed(user_password="", owner_password="x")), "a.pdf").text


def test_a_stamp_laid_over_the_page_is_seen() -> None:
    writer = changed()
    writer.add_annotation(0, FreeText(text="TUYỆT MẬT", rect=(50, 700, 200, 730)))
    (mark,) = read_document(saved(writer), "a.pdf").secrecy
    assert (mark.degree, mark.where) == (Secrecy.TOP_SECRET, "properties")


def test_a_title_in_the_properties_is_seen_and_kept() -> None:
    writer = changed()
    writer.add_metadata({"/Title": "TỐI MẬT"})
    found = read_document(saved(writer), "a.pdf")
    assert found.title == "TỐI MẬT"
    assert [mark.degree for mark in found.secrecy] == [Secrecy.SECRET]


def test_files_and_scripts_inside_are_listed_and_not_run() -> None:
    writer = changed()
    writer.add_attachment("../Danh sách.xlsx", b"PK")
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer.root_object[NameObject("/OpenAction")] = script
    found = read_document(saved(writer), "a.pdf")
    assert [(file.name, file.size, file.data) for file in found.attachments] == [("Danh sách.xlsx", 2, b"")]
    assert [note.rule for note in found.warnings] == ["javascript", "embedded-files"]


def test_a_secret_name_of_an_embedded_file_is_seen() -> None:
    writer = changed()
    writer.add_attachment("MẬT-12.docx", b"PK")
    assert [mark.degree for mark in read_document(saved(writer), "a.pdf").secrecy] == [Secrecy.CONFIDENTIAL]


@pytest.mark.parametrize("body", [b"", b"x" * 5000, b"1 0 obj << /Type /Catalog >> endobj "])
def test_a_pdf_without_pages_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        read_document(b"%PDF-1.7\n" + body + b"\n%%EOF", "a.pdf")
    assert refusal.value.bad.rule in {"damaged", "empty"}
