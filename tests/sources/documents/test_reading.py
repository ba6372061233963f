"""What comes in at the door of documents, and what is turned away with which words."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from installation import bare
from sources import samples
from vonggac.kernel.handling import Handling, Secrecy
from vonggac.sources.documents import Format, Limits, Refused, read_document


def words(text: str) -> str:
    return " ".join(text.split())


def rule_of(data: bytes, name: str = "cong-van.docx", limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refusal:
        read_document(data, name, limits=limits or Limits())
    assert refusal.value.bad.why.endswith(".")
    assert refusal.value.bad.place.source
    return refusal.value.bad.rule


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_letter_reads_the_same_in_every_unicode_encoding(encoding: str) -> None:
    found = read_document(samples.LETTER.encode(encoding), "cong-van.txt")
    assert words(found.text) == words(samples.LETTER)
    assert found.warnings == ()


def test_a_file_is_known_by_its_digest_and_size() -> None:
    data = samples.LETTER.encode()
    found = read_document(data, "../../Công văn.txt")
    assert (found.sha256, found.size, found.name) == (hashlib.sha256(data).hexdigest(), len(data), "Công văn.txt")


def test_a_letter_is_the_same_words_as_text_word_pdf_and_html() -> None:
    html = "<html><body>" + "".join(f"<p>{line}</p>" for line in samples.LETTER.split("\n")) + "</body></html>"
    pdf = samples.pdf(samples.LETTER.replace("- ", "\\- ").replace("1. ", "1\\. ").replace("2. ", "2\\. "))
    read = {
        read_document(samples.LETTER.encode(), "a.txt").format: samples.LETTER.encode(),
        read_document(samples.letter_docx(), "a.docx").format: samples.letter_docx(),
        read_document(pdf, "a.pdf").format: pdf,
        read_document(html.encode(), "a.html").format: html.encode(),
    }
    assert set(read) == {Format.TEXT, Format.DOCX, Format.PDF, Format.HTML}
    assert {words(read_document(data, "a").text) for data in read.values()} == {words(samples.LETTER)}


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"  \n\n "])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert rule_of(data, "a.txt") == "empty"


def test_a_file_without_any_words_is_refused() -> None:
    assert rule_of(samples.docx(samples.paragraph(" "))) == "empty"
    assert rule_of(b"<html><body><script>1</script></body></html>", "a.html") == "empty"


def test_two_hundred_megabytes_are_refused_by_their_size_alone() -> None:
    assert rule_of(b"%PDF-" + b" " * (200 * 1024 * 1024), "lon.pdf") == "too-large"


@pytest.mark.parametrize("part", [0.3, 0.9, 0.99])
def test_a_truncated_word_file_is_refused(part: float) -> None:
    data = samples.letter_docx()
    assert rule_of(data[: int(len(data) * part)]) in {"damaged", "unsupported-format"}


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_truncated_pdf_is_refused(part: float) -> None:
    data = samples.pdf("Công văn " * 200)
    assert rule_of(data[: int(len(data) * part)], "a.pdf") == "damaged"


def test_a_password_is_named_as_the_reason() -> None:
    assert rule_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")) == "locked"


def test_a_bomb_in_a_word_file_is_refused_before_it_is_unpacked() -> None:
    body = "<w:p>" + " " * 30_000_000 + "</w:p>"
    assert rule_of(samples.docx(body)) == "zip-bomb"


def test_external_entities_are_refused_and_never_read() -> None:
    document = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    types = "<Types/>"
    assert rule_of(samples.zipped({"[Content_Types].xml": types, "word/document.xml": document})) == "xml-entity"
    assert rule_of(samples.zipped({"[Content_Types].xml": types, "word/document.xml": document.encode("utf-16")})) == "xml-entity"


def test_macros_are_refused_under_any_name() -> None:
    assert rule_of(samples.docx(samples.paragraph("Công văn"), **{"word__vbaProject.bin": b"\xd0\xcf\x11\xe0"})) == "macros"
    types = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    body = samples.docx(samples.paragraph("Công văn"))
    assert b"word/" in body
    assert rule_of(samples.zipped({"[Content_Types].xml": types, "word/document.xml": "<x/>"})) == "macros"


def test_nul_bytes_in_text_are_refused() -> None:
    assert rule_of(b"Cong van\0 so 12 gui cac so, ban nganh", "a.txt") == "nul-bytes"
    assert rule_of(b"MZ" + bytes(100), "cong-van.txt") == "unsupported-format"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc"),
        (b"{\\rtf1\\ansi abc}", "a.rtf"),
        (b"Rar!\x1a\x07\x01\x00abc", "a.rar"),
        (b"GIF89a" + bytes(20), "a.gif"),
        (samples.zipped({"ke-hoach.txt": "abc"}), "a.zip"),
        (samples.zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "a.docx"),
        (b"\x7fELF" + bytes(20), "a.pdf"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do_instead(data: bytes, name: str) -> None:
    assert rule_of(data, name) == "unsupported-format"


def test_a_wrong_extension_is_read_by_content_and_said() -> None:
    found = read_document(samples.letter_docx(), "cong-van.pdf")
    assert found.format is Format.DOCX
    assert [note.rule for note in found.warnings] == ["wrong-extension"]


def test_a_letter_marked_secret_shows_it_from_text_header_stamp_title_and_name() -> None:
    head = samples.wordprocessing("hdr", samples.paragraph("TỐI MẬT"))
    box = "<w:p><w:r><w:pict><w:txbxContent>" + samples.paragraph("MẬT") + "</w:txbxContent></w:pict><w:t>Công văn</w:t></w:r></w:p>"
    read = [
        read_document(b"UBND\nM\xe1\xba\xacT\n\nK\xc3\xadnh g\xe1\xbb\xadi: a", "a.txt"),
        read_document(samples.docx(samples.paragraph("Nội dung"), word__header1_xml=head), "a.docx"),
        read_document(samples.docx(box), "a.docx"),
        read_document(samples.docx(samples.paragraph("mật", run="<w:caps/>") + samples.paragraph("Nội dung")), "a.docx"),
        read_document(samples.pdf("#align(right)[TUYỆT MẬT]\n\nNội dung văn bản"), "a.pdf"),
        read_document(samples.LETTER.encode(), "MẬT-15.txt"),
    ]
    assert [found.secrecy[0].degree for found in read] == [
        Secrecy.CONFIDENTIAL,
        Secrecy.SECRET,
        Secrecy.CONFIDENTIAL,
        Secrecy.CONFIDENTIAL,
        Secrecy.TOP_SECRET,
        Secrecy.CONFIDENTIAL,
    ]
    assert read_document(samples.LETTER.encode(), "a.txt").secrecy == ()


def test_handling_marks_are_reported_strictest_first() -> None:
    found = read_document(b"TLP:GREEN\nL\xc6\xafU H\xc3\x80NH N\xe1\xbb\x98I B\xe1\xbb\x98\nTLP: amber+strict\nabc", "a.txt")
    assert found.handling == (Handling.TLP_AMBER_STRICT, Handling.INTERNAL, Handling.TLP_GREEN)
    assert read_document("Văn bản lưu hành nội bộ phải đóng dấu.".encode(), "a.txt").handling == ()


def test_form_feeds_part_pages_and_invisible_letters_go() -> None:
    found = read_document("Trang một\u200b\u202e\f Trang hai".encode(), "a.txt")
    assert found.pages == (0, 10)
    assert found.text == "Trang một\n Trang hai"


def test_an_attachment_of_too_many_pages_is_refused() -> None:
    assert rule_of(samples.pdf("a #pagebreak() b #pagebreak() c"), "a.pdf", Limits(pages=2)) == "too-many-pages"
    assert rule_of(samples.LETTER.encode(), "a.txt", Limits(characters=100)) == "too-long"


def test_opening_the_door_loads_no_heavy_library() -> None:
    code = (
        "import sys, vonggac.sources.documents, vonggac.sources.tables, vonggac.sources.archives;"
        "heavy = {'docx', 'pypdfium2', 'pypdf', 'pyhanko', 'lxml', 'PIL', 'openpyxl', 'numpy', 'python_calamine', 'django', 'signxml'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=bare(PYTHONPATH=":".join(sys.path)))
    assert run.stdout.strip() == "[]"
