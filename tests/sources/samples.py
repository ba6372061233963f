"""Files that people and attackers send, built at test time."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta

LETTER = """SỞ KHOA HỌC VÀ CÔNG NGHỆ

Số: 15/SKHCN-CNTT

Quảng Ngãi, ngày 05 tháng 01 năm 2026

V/v rà soát lỗ hổng bảo mật

Kính gửi: Ủy ban nhân dân các xã, phường.

1. Rà soát các hệ thống thông tin, đổi mật khẩu thư điện tử công vụ.

2. Báo cáo kết quả trước ngày 25/01/2026.

Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Nguyễn Thị Sương Mai
"""

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """Return a ZIP of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return one Word paragraph."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(body: str, **parts: bytes | str) -> bytes:
    """Return a DOCX with this body XML; further parts by their path with `__` for `/` and `_xml` at the end for `.xml`."""
    named = {name.replace("__", "/").removesuffix("_xml") + (".xml" if name.endswith("_xml") else ""): data for name, data in parts.items()}
    document = f"<w:document {_W}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": _TYPES, "word/document.xml": document, **named})


def letter_docx() -> bytes:
    """Return the sample letter as DOCX."""
    return docx("".join(paragraph(line.replace("&", "&amp;")) for line in LETTER.split("\n") if line))


def wordprocessing(tag: str, inside: str) -> str:
    """Return a part such as numbering or footnotes."""
    return f"<w:{tag} {_W}>{inside}</w:{tag}>"


def pdf(markup: str) -> bytes:
    """Return a PDF set from typst markup."""
    import typst

    return bytes(typst.compile(markup.encode()))


def certificate(organisation: str = "Sở Khoa học và Công nghệ", name: str = "Nguyễn Thị Sương Mai") -> tuple[bytes, bytes]:
    """Return a self-signed certificate and its key, both PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(serialization.Encoding.PEM), private


def signed_pdf(data: bytes, made: bytes, key: bytes) -> bytes:
    """Return the PDF with one signature over it."""
    from asn1crypto import keys, pem, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(pem.unarmor(made)[2]),
        signing_key=keys.PrivateKeyInfo.load(pem.unarmor(key)[2]),
        cert_registry=SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    out: io.BytesIO = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="Signature1"), signer=signer)
    return out.getvalue()


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TCVN3 = dict(
    zip(
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        bytes.fromhex(
            "a1a2a3a4a5a6a7a8a9aaabacadaeb5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9eaebecedeeeff1f2f3f4f5f6f7f8f9fafbfcfdfe"
        ),
        strict=True,
    )
)


def windows_1258(text: str) -> bytes:
    """Return text in the code page of Vietnamese Windows, which keeps tones as letters of their own."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            out += (bare + "".join(part for part in parts if part in _TONES)).encode("cp1258")
    return out


def tcvn3(text: str) -> bytes:
    """Return text in TCVN3; capitals with a tone have no place in it and are written small."""
    return bytes(_TCVN3.get(letter) or _TCVN3.get(letter.lower()) or ord(letter) for letter in unicodedata.normalize("NFC", text))


def vni(text: str) -> bytes:
    """Return text as typed with VNI fonts: a bare letter, then its mark."""
    marks = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
    circumflex = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
    breve = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
    alone = {"đ": "ñ", "ơ": "ô", "ư": "ö", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "í": "í", "ì": "ì"}
    out = ""
    for letter in unicodedata.normalize("NFC", text):
        small = letter.lower()
        base, *parts = unicodedata.normalize("NFD", small)
        tone = "".join(part for part in parts if part in _TONES)
        if small in alone:
            made = alone[small]
        elif "\u0302" in parts or "\u0306" in parts:
            made = base + (circumflex if "\u0302" in parts else breve)[tone]
        elif "\u031b" in parts:
            made = alone["ơ" if base == "o" else "ư"] + marks[tone]
        else:
            made = base + marks.get(tone, "") if tone else small
        out += made.upper() if letter != small else made
    return out.encode("cp1252")
