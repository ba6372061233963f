"""edXML packages: the envelope in which document systems of Vietnamese offices exchange letters (QCVN 102:2016/BTTTT).

An envelope carries a header (sender, addressees, number, date, subject, signer) and the files, each zipped and in Base64. Elements are
matched by their local names, because senders use the namespace in different ways. The package is a file here; sending it is not our part.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from vonggac.kernel.badrows import BadRow
from vonggac.kernel.reading import parse_date
from vonggac.sources.archives import open_package
from vonggac.sources.documents.cleaning import clean
from vonggac.sources.documents.model import Attachment, Content, Document, Signature
from vonggac.sources.limits import DEFAULT, Limits, megabytes
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import Refused, refuse, remark
from vonggac.sources.trees import local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain",
    "html": "text/html",
    "png": "image/png",
    "jpg": "image/jpeg",
}


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or addressee as the exchange axis knows it."""

    organ_id: str
    """Identifier of the body, such as 000.00.00.H48 (QCVN 102, Decision 20/2020/QĐ-TTg)."""
    name: str
    in_charge: str = ""
    """The superior body."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One package. What the sender left out is an empty text or None, never a guess."""

    sender: Party
    addressees: tuple[Party, ...]
    document_id: str
    number: str
    symbol: str
    place: str
    issued_on: date | None
    kind: str
    subject: str
    signer: str
    signer_title: str
    files: tuple[Attachment, ...]
    due_on: date | None = None
    signatures: tuple[Signature, ...] = ()
    warnings: tuple[BadRow, ...] = ()


def read(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Envelope:
    """Return the envelope with its files unpacked, or refuse it."""
    if len(data) > limits.size:
        refuse(name, f"Gói edXML lớn hơn {megabytes(limits.size)} MB. Gửi tệp đính kèm riêng.", "too-large")
    root = parse_xml(data, name, replace(limits, part=limits.size))
    header = _first(root, "MessageHeader")
    if header is None:
        refuse(name, "Tệp XML không phải gói văn bản edXML: thiếu phần MessageHeader. Hỏi lại nơi gửi.", "not-edxml")
    code, issued, kind, signer = (_child(header, tag) for tag in ("Code", "PromulgationInfo", "DocumentType", "SignerInfo"))
    signatures, notes = _signatures(data, root, name, limits)
    return Envelope(
        sender=next((_party(each) for each in header if local(each) == "From"), Party("", "")),
        addressees=tuple(_party(each) for each in header if local(each) == "To"),
        document_id=_text(header, "DocumentId"),
        number=_text(code, "CodeNumber"),
        symbol=_text(code, "CodeNotation"),
        place=_text(issued, "Place"),
        issued_on=parse_date(_text(issued, "PromulgationDate")),
        kind=_text(kind, "TypeName") or _text(header, "DocumentType"),
        subject=_text(header, "Subject"),
        signer=_text(signer, "FullName") or _text(signer, "Signer"),
        signer_title=_text(signer, "Position"),
        files=tuple(_files(root, name, limits)),
        due_on=parse_date(_text(header, "DueDate") or _text(_first(header, "ResponseFor"), "DueDate")),
        signatures=signatures,
        warnings=tuple(notes),
    )


def write(envelope: Envelope, *, at: datetime) -> bytes:
    """Return the package as a file. Its files must carry their bytes; `at` stamps the trace header."""
    from lxml import etree

    root = etree.Element(_tag("edXML"), nsmap={"edXML": NAMESPACE})
    body = etree.SubElement(root, _tag("edXMLEnvelope"))
    head = etree.SubElement(body, _tag("edXMLHeader"))
    _write_header(etree.SubElement(head, _tag("MessageHeader")), envelope)
    trace = etree.SubElement(etree.SubElement(head, _tag("TraceHeaderList")), _tag("TraceHeader"))
    _add(trace, "OrganId", envelope.sender.organ_id)
    _add(trace, "Timestamp", at.strftime("%Y/%m/%d %H:%M:%S"))
    manifest = etree.SubElement(etree.SubElement(body, _tag("edXMLBody")), _tag("edXMLManifest"), version="1.0")
    encoded = etree.SubElement(root, _tag("AttachmentEncoded"))
    for index, file in enumerate(envelope.files, start=1):
        for parent in (etree.SubElement(manifest, _tag("Reference")), etree.SubElement(encoded, _tag("Attachment"))):
            _add(parent, "ContentId", f"cid:{envelope.document_id}-{index}")
            _add(parent, "ContentType", _TYPES.get(file.name.rpartition(".")[2].casefold(), "application/octet-stream"))
            _add(parent, "AttachmentName", file.name)
        _add(parent, "ContentTransferEncoded", base64.b64encode(_zipped(file)).decode("ascii"))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def read_as_document(
    data: bytes, name: str, limits: Limits, *, trust_roots: Sequence[bytes] = (), at: datetime | None = None, recognise: bool = True
) -> Content:
    """Return the letter inside: the first file that can be read is the letter, the others are its attachments."""
    envelope = read(data, name, limits=limits)
    notes = list(envelope.warnings)
    letter: Document | None = None
    marks = []
    for file in envelope.files:
        found = _opened(file, limits, notes, trust_roots, at, recognise=recognise)
        if found is not None:
            marks += [
                replace(mark, where="attachment", start=None) for mark in found.secrecy if letter is not None and mark.where != "name"
            ]
            letter = letter or found
    if letter is None:
        notes.append(remark(name, "Gói edXML không có tệp văn bản nào đọc được; chỉ có thông tin ở phần đầu gói.", "no-letter-inside"))
        return Content(_header_text(envelope), warnings=tuple(notes), signatures=envelope.signatures, attachments=envelope.files)
    return Content(
        letter.text, letter.pages, letter.title, letter.encoding, (*notes, *letter.warnings), (*envelope.signatures, *letter.signatures),
        letter.images_only, letter.recognition, envelope.files, aside=(envelope.subject,), marks=tuple(marks),
    )  # fmt: skip


# -- reading --------------------------------------------------------------------------------------------------------------------------


def _opened(
    file: Attachment, limits: Limits, notes: list[BadRow], trust_roots: Sequence[bytes], at: datetime | None, *, recognise: bool
) -> Document | None:
    from vonggac.sources.documents.reading import read_document

    if limits.nesting < 1:
        notes.append(remark(file.name, "Gói nằm trong gói khác; không mở tiếp.", "nested-package"))
        return None
    try:
        inside = replace(limits, nesting=limits.nesting - 1)
        return read_document(file.data, file.name, limits=inside, trust_roots=trust_roots, at=at, recognise=recognise)
    except Refused as refusal:
        notes.append(refusal.bad)
        return None


def _header_text(envelope: Envelope) -> str:
    lines = [envelope.sender.name, f"Số: {envelope.number}/{envelope.symbol}" if envelope.number else envelope.symbol, envelope.subject]
    return clean("\n\n".join(line for line in lines if line))


def _files(root: _Element, name: str, limits: Limits) -> list[Attachment]:
    names = {_text(each, "ContentId"): _text(each, "AttachmentName") for each in root.iter() if local(each) == "Reference"}
    encoded = [each for each in root.iter() if local(each) == "Attachment" and _child(each, "ContentTransferEncoded") is not None]
    if len(encoded) > limits.attachments:
        refuse(name, f"Gói edXML có {len(encoded)} tệp kèm, nhiều hơn {limits.attachments}. Hỏi lại nơi gửi.", "too-many-entries")
    files: list[Attachment] = []
    total = 0
    for each in encoded:
        shown = safe_name(_text(each, "AttachmentName") or names.get(_text(each, "ContentId"), ""))
        data = _decoded(_text(each, "ContentTransferEncoded"), shown, limits)
        total += len(data)
        if total > limits.unpacked:
            refuse(name, f"Tệp kèm trong gói giải nén ra hơn {megabytes(limits.unpacked)} MB. Hỏi lại nơi gửi.", "zip-bomb")
        files.append(Attachment(shown, len(data), hashlib.sha256(data).hexdigest(), data))
    return files


def _decoded(text: str, name: str, limits: Limits) -> bytes:
    """Base64, usually of a ZIP that holds the one file; a DOCX is itself a ZIP and stays as it is."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        refuse(name, "Tệp kèm trong gói edXML bị hỏng (Base64). Đề nghị nơi gửi gửi lại gói.", "damaged", cause=error)
    if not data.startswith(b"PK\x03\x04"):
        return data
    package = open_package(data, name, limits)
    if len(package.entries) != 1 or package.entries[0].name == "[Content_Types].xml":
        return data
    return package.read(package.entries[0].name, at_most=limits.size)


def _first(root: _Element | None, tag: str) -> _Element | None:
    return next((each for each in root.iter() if local(each) == tag), None) if root is not None else None


def _child(parent: _Element | None, tag: str) -> _Element | None:
    return next((each for each in parent if local(each) == tag), None) if parent is not None else None


def _text(parent: _Element | None, tag: str) -> str:
    found = _child(parent, tag)
    return clean(found.text or "").strip() if found is not None else ""


def _party(element: _Element) -> Party:
    return Party(_text(element, "OrganId"), _text(element, "OrganName"), _text(element, "OrganizationInCharge"))


def _signatures(data: bytes, root: _Element, name: str, limits: Limits) -> tuple[tuple[Signature, ...], list[BadRow]]:
    if _first(root, "SignatureValue") is None:
        return (), []
    from vonggac.sources.documents.xmlsignatures import check_xml

    return check_xml(data, name, limits)


# -- writing --------------------------------------------------------------------------------------------------------------------------


def _write_header(header: Any, envelope: Envelope) -> None:
    for tag, party in (("From", envelope.sender), *(("To", each) for each in envelope.addressees)):
        element = _add(header, tag, None)
        _add(element, "OrganId", party.organ_id)
        _add(element, "OrganizationInCharge", party.in_charge or party.name)
        _add(element, "OrganName", party.name)
    _add(header, "DocumentId", envelope.document_id)
    code = _add(header, "Code", None)
    _add(code, "CodeNumber", envelope.number)
    _add(code, "CodeNotation", envelope.symbol)
    issued = _add(header, "PromulgationInfo", None)
    _add(issued, "Place", envelope.place)
    _add(issued, "PromulgationDate", envelope.issued_on.strftime("%Y/%m/%d") if envelope.issued_on else "")
    _add(_add(header, "DocumentType", None), "TypeName", envelope.kind)
    _add(header, "Subject", envelope.subject)
    signer = _add(header, "SignerInfo", None)
    _add(signer, "Position", envelope.signer_title)
    _add(signer, "FullName", envelope.signer)
    if envelope.due_on:
        _add(header, "DueDate", envelope.due_on.strftime("%Y/%m/%d"))


def _add(parent: Any, tag: str, text: str | None) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, _tag(tag))
    element.text = text
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _zipped(file: Attachment) -> bytes:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(safe_name(file.name), (2000, 1, 1, 0, 0, 0)), file.data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
