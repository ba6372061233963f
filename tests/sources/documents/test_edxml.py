"""Packages between document systems."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sources import samples
from vonggac.kernel.handling import Secrecy
from vonggac.sources.documents import Attachment, Format, Refused, read_document
from vonggac.sources.documents.edxml import Envelope, Party, read, write
from vonggac.sources.limits import Limits

AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def attachment(name: str, data: bytes) -> Attachment:
    return Attachment(name, len(data), hashlib.sha256(data).hexdigest(), data)


ENVELOPE = Envelope(
    sender=Party("000.00.14.H48", "Sở Khoa học và Công nghệ", "UBND tỉnh Quảng Ngãi"),
    addressees=(Party("000.26.00.H48", "UBND xã Đức Hòa", "UBND tỉnh Quảng Ngãi"),),
    document_id="5d9f4b9e",
    number="15",
    symbol="SKHCN-CNTT",
    place="Quảng Ngãi",
    issued_on=date(2026, 1, 5),
    kind="Công văn",
    subject="V/v rà soát lỗ hổng bảo mật",
    signer="Nguyễn Thị Sương Mai",
    signer_title="Giám đốc",
    files=(attachment("Công văn 15.docx", samples.letter_docx()), attachment("Phụ lục.txt", "STT\tĐơn vị".encode())),
    due_on=date(2026, 1, 25),
)


def test_a_package_reads_back_as_it_was_written() -> None:
    assert read(write(ENVELOPE, at=AT), "a.edxml") == ENVELOPE


def test_the_letter_inside_is_read_and_the_files_are_kept() -> None:
    found = read_document(write(ENVELOPE, at=AT), "goi.edxml")
    assert found.format is Format.EDXML
    assert " ".join(found.text.split()) == " ".join(samples.LETTER.split())
    assert [file.name for file in found.attachments] == ["Công văn 15.docx", "Phụ lục.txt"]
    assert found.attachments[1].data == "STT\tĐơn vị".encode()


def test_a_secret_file_inside_is_seen_from_outside() -> None:
    package = replace(ENVELOPE, files=(*ENVELOPE.files, attachment("b.txt", "UBND\nTỐI MẬT\n\nKính gửi: A".encode())))
    assert [(mark.degree, mark.where) for mark in read_document(write(package, at=AT), "a.edxml").secrecy] == [
        (Secrecy.SECRET, "attachment")
    ]


def test_a_file_that_cannot_be_read_is_said_and_the_others_go_on() -> None:
    package = replace(ENVELOPE, files=(attachment("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)), ENVELOPE.files[0]))
    found = read_document(write(package, at=AT), "a.edxml")
    assert "Sương Mai" in found.text
    assert [(note.rule, note.place.source) for note in found.warnings] == [("unsupported-format", "cu.doc")]


def test_a_package_without_a_letter_shows_its_header() -> None:
    found = read_document(write(replace(ENVELOPE, files=()), at=AT), "a.edxml")
    assert "Số: 15/SKHCN-CNTT" in found.text
    assert [note.rule for note in found.warnings] == ["no-letter-inside"]


def test_prefixes_and_missing_namespaces_do_not_matter() -> None:
    plain = (
        "<edXML><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>A</OrganId><OrganName>Sở</OrganName></From>"
        "<Code><CodeNumber>7</CodeNumber><CodeNotation>UBND</CodeNotation></Code><Subject>V/v</Subject></MessageHeader></edXMLHeader></edXMLEnvelope>"
        f"<AttachmentEncoded><Attachment><AttachmentName>..\\..\\a.txt</AttachmentName>"
        f"<ContentTransferEncoded>{base64.b64encode(b'Cong van').decode()}</ContentTransferEncoded>"
        "</Attachment></AttachmentEncoded></edXML>"
    )
    envelope = read(plain.encode(), "a.xml")
    assert (envelope.number, envelope.symbol, envelope.issued_on, envelope.signer) == ("7", "UBND", None, "")
    assert [(file.name, file.data) for file in envelope.files] == [("a.txt", b"Cong van")]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><edXML>&b;</edXML>', "xml-entity"),
        (b"<edXML><a></edXML>", "damaged"),
        (b"<edXML><other/></edXML>", "not-edxml"),
        (write(ENVELOPE, at=AT).replace(b"ContentTransferEncoded>", b"ContentTransferEncoded>!!", 1), "damaged"),
    ],
)
def test_a_broken_package_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_document(data, "a.edxml")
    assert refusal.value.bad.rule == rule


def test_a_bomb_inside_a_package_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read_document(write(replace(ENVELOPE, files=(attachment("a.txt", b" " * 20_000_000),)), at=AT), "a.edxml")
    assert refusal.value.bad.rule == "zip-bomb"


def test_packages_inside_packages_are_not_opened_without_end() -> None:
    inner = write(ENVELOPE, at=AT)
    for _ in range(3):
        inner = write(replace(ENVELOPE, files=(attachment("goi.edxml", inner),)), at=AT)
    found = read_document(inner, "a.edxml", limits=Limits())
    assert "no-letter-inside" in [note.rule for note in found.warnings]
