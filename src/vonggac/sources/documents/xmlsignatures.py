"""Signatures inside edXML packages (XML-DSig), checked against the certificate they carry; its chain is not judged."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from vonggac.kernel.badrows import BadRow
from vonggac.sources.documents.model import Signature
from vonggac.sources.documents.signatures import verdict
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import remark
from vonggac.sources.trees import local, parse_xml

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

_UNREADABLE = "Không đọc được chứng thư trong chữ ký số của gói edXML. Hỏi lại nơi gửi."


def check_xml(data: bytes, name: str, limits: Limits) -> tuple[tuple[Signature, ...], list[BadRow]]:
    """Return the one signature of a package; old algorithms (SHA-1) count as not intact, because they prove nothing any more."""
    certificate = _certificate(data, name, limits)
    if certificate is None:
        return (), [remark(name, _UNREADABLE, "signature-unreadable")]
    intact, whole = _is_intact(data, certificate)
    found = Signature(
        signer=_name(certificate.subject, "2.5.4.3"),
        organisation=_name(certificate.subject, "2.5.4.10"),
        issuer=_name(certificate.issuer, "2.5.4.3"),
        signed_at=None,
        intact=intact,
        covers_whole=whole,
        trusted=None,
        verdict=verdict(intact=intact, covers_whole=whole, trusted=None),
    )
    notes = [] if intact and whole else [remark(name, found.verdict, "signature-not-valid", seen=found.signer)]
    return (found,), notes


def _is_intact(data: bytes, certificate: Certificate) -> tuple[bool, bool]:
    from cryptography.exceptions import InvalidSignature
    from signxml import XMLVerifier
    from signxml.exceptions import SignXMLException

    try:
        result: Any = XMLVerifier().verify(data, x509_cert=certificate)
    except (SignXMLException, InvalidSignature, ValueError, TypeError, KeyError):
        return False, False
    signed = result[0].signed_xml if isinstance(result, list) else result.signed_xml
    return True, signed is not None and local(signed) in {"edXML", "edXMLEnvelope", "Envelope"}


def _certificate(data: bytes, name: str, limits: Limits) -> Certificate | None:
    from dataclasses import replace

    from cryptography import x509

    root = parse_xml(data, name, replace(limits, part=limits.size))
    text = next((each.text or "" for each in root.iter() if local(each) == "X509Certificate"), "")
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(text.split()))) if text else None
    except (ValueError, binascii.Error):
        return None


def _name(name: Name, dotted: str) -> str:
    return ", ".join(str(each.value) for each in name if each.oid.dotted_string == dotted)
