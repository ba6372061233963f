"""Who signed, and is it still what was signed."""

from __future__ import annotations

import base64
from functools import cache

from lxml import etree
from signxml import XMLSigner

from sources import samples
from sources.documents.test_edxml import AT, ENVELOPE
from vonggac.sources.documents import read_document
from vonggac.sources.documents.edxml import read, write


@cache
def signer() -> tuple[bytes, bytes]:
    return samples.certificate()


@cache
def signed() -> bytes:
    return samples.signed_pdf(samples.pdf("Số: 15/SKHCN-CNTT. Đề nghị rà soát hệ thống thông tin."), *signer())


def test_a_signature_names_its_signer_and_stays_unjudged_without_a_root() -> None:
    (found,) = read_document(signed(), "a.pdf").signatures
    assert (found.signer, found.organisation) == ("Nguyễn Thị Sương Mai", "Sở Khoa học và Công nghệ")
    assert (found.intact, found.covers_whole, found.trusted) == (True, True, None)
    assert "không xác minh được chuỗi chứng thư" in found.verdict
    assert found.signed_at is not None
    assert found.signed_at.tzinfo is not None


def test_a_chain_that_ends_at_a_given_root_is_trusted_and_another_is_not() -> None:
    own = read_document(signed(), "a.pdf", trust_roots=[signer()[0]]).signatures[0]
    other = read_document(signed(), "a.pdf", trust_roots=[samples.certificate("Cơ quan khác", "Khác")[0]])
    assert own.trusted is True
    assert other.signatures[0].trusted is False
    assert other.signatures[0].intact
    assert [note.rule for note in other.warnings] == ["signature-not-valid"]


def test_one_changed_byte_breaks_the_signature() -> None:
    data = bytearray(signed())
    place = data.index(b"/Producer") if b"/Producer" in data else data.index(b"stream") + 12
    data[place + 2] ^= 1
    found = read_document(bytes(data), "a.pdf")
    assert [each.intact for each in found.signatures] == [False]
    assert "đã bị thay đổi sau khi ký" in found.signatures[0].verdict
    assert "signature-not-valid" in [note.rule for note in found.warnings]


def test_what_is_added_after_signing_is_said() -> None:
    import io

    from pyhanko.pdf_utils.generic import pdf_name, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed()))
    writer.root[pdf_name("/Added")] = pdf_string("x")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    (found,) = read_document(out.getvalue(), "a.pdf").signatures
    assert (found.intact, found.covers_whole) == (True, False)
    assert "ghi thêm sau khi ký" in found.verdict


def test_an_unsigned_file_has_no_signatures() -> None:
    assert read_document(samples.pdf("Công văn"), "a.pdf").signatures == ()


def test_a_broken_signature_field_never_stops_the_reading() -> None:
    data = signed().replace(b"/ByteRange [", b"/ByteRange [9", 1)
    found = read_document(data, "a.pdf")
    assert "Đề nghị rà soát" in found.text
    assert all(not each.intact for each in found.signatures)


def _signed_package() -> bytes:
    made, key = signer()
    root = XMLSigner().sign(etree.fromstring(write(ENVELOPE, at=AT)), key=key, cert=made.decode())
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def test_a_signed_package_names_its_signer() -> None:
    envelope = read(_signed_package(), "a.edxml")
    (found,) = envelope.signatures
    assert (found.signer, found.intact, found.covers_whole, found.trusted) == ("Nguyễn Thị Sương Mai", True, True, None)
    assert envelope.warnings == ()


def test_a_changed_package_is_no_longer_intact() -> None:
    envelope = read(_signed_package().replace("rà soát".encode(), "bỏ qua".encode()), "a.edxml")
    assert [each.intact for each in envelope.signatures] == [False]
    assert [note.rule for note in envelope.warnings] == ["signature-not-valid"]


def test_a_certificate_that_cannot_be_read_is_said() -> None:
    made = base64.b64encode(b"no certificate").decode()
    package = write(ENVELOPE, at=AT).replace(
        b"</edXML:edXML>", f"<Signature><SignatureValue/><X509Certificate>{made}</X509Certificate></Signature></edXML:edXML>".encode()
    )
    assert [note.rule for note in read(package, "a.edxml").warnings] == ["signature-unreadable"]
