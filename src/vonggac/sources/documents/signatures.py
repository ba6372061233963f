"""Electronic signatures of PDF files, checked without a network: is the file as it was signed, by whom, and is the chain trusted.

Vietnamese bodies sign with certificates of the Government Cipher Committee or of licensed providers (Decree 30/2020, Annex I, on digital
signatures of offices). Their roots are given by the caller; without them the chain stays unjudged and the verdict says so.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from vonggac.kernel.badrows import BadRow
from vonggac.sources.documents.model import Signature
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import remark

_UNREADABLE = "Không đọc được chữ ký số trong tệp. Mở bằng phần mềm ký số để kiểm tra."


def check_pdf(
    data: bytes, name: str, limits: Limits, trust_roots: Sequence[bytes] = (), at: datetime | None = None
) -> tuple[tuple[Signature, ...], list[BadRow]]:
    """Return what each signature of the file is worth, in order of signing."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    notes: list[BadRow] = []
    found: list[Signature] = []
    with _quiet():
        try:
            embedded = PdfFileReader(io.BytesIO(data), strict=False).embedded_regular_signatures
        except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            return (), [remark(name, _UNREADABLE, "signature-unreadable")]
        for signature in embedded[: limits.signatures]:
            found.append(_checked(signature, trust_roots, at))
    for each in found:
        if not each.intact or not each.covers_whole or each.trusted is False:
            notes.append(remark(name, each.verdict, "signature-not-valid", seen=each.signer))
    return tuple(found), notes


def _checked(embedded: Any, trust_roots: Sequence[bytes], at: datetime | None) -> Signature:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    subject: dict[str, str] = {}
    issuer: dict[str, str] = {}
    signed_at: datetime | None = None
    try:
        subject, issuer = _names(embedded.signer_cert.subject), _names(embedded.signer_cert.issuer)
        signed_at = embedded.self_reported_timestamp
        status = validate_pdf_signature(embedded, _context(trust_roots, at or signed_at))
        intact = bool(status.intact and status.valid)
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        trusted = bool(status.trusted) if trust_roots else None
    except (SignatureValidationError, SigningError, PdfError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError):
        intact, whole, trusted = False, False, None
    return _signature(subject, issuer, signed_at, intact=intact, whole=whole, trusted=trusted)


def _signature(
    subject: dict[str, str], issuer: dict[str, str], signed_at: datetime | None, *, intact: bool, whole: bool, trusted: bool | None
) -> Signature:
    return Signature(
        signer=subject.get("common_name", ""),
        organisation=subject.get("organization_name", ""),
        issuer=issuer.get("common_name", ""),
        signed_at=signed_at,
        intact=intact,
        covers_whole=whole,
        trusted=trusted,
        verdict=verdict(intact=intact, covers_whole=whole, trusted=trusted),
    )


def verdict(*, intact: bool, covers_whole: bool, trusted: bool | None) -> str:
    """Return the result as one sentence for the person who must decide."""
    if not intact:
        return "Chữ ký số không hợp lệ: nội dung đã bị thay đổi sau khi ký. Xin lại bản gốc từ nơi phát hành."
    whole = "nội dung còn nguyên vẹn" if covers_whole else "phần đã ký còn nguyên vẹn nhưng tệp được ghi thêm sau khi ký"
    chain = {
        True: "chứng thư được tin cậy",
        False: "chứng thư không thuộc nơi cấp được tin cậy",
        None: "không xác minh được chuỗi chứng thư",
    }[trusted]
    return f"Chữ ký số: {whole}; {chain}."


def _names(name: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in name.native.items():
        found[key] = ", ".join(value) if isinstance(value, list) else str(value)
    return found


def _context(trust_roots: Sequence[bytes], moment: datetime | None) -> Any:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=[_certificate(each) for each in trust_roots], allow_fetching=False, moment=moment, revocation_mode="soft-fail"
    )


def _certificate(data: bytes) -> Any:
    from asn1crypto import pem, x509

    return x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)


@contextmanager
def _quiet() -> Iterator[None]:
    """The library logs every untrusted chain with a trace; here that is an ordinary answer."""
    loggers = [logging.getLogger(each) for each in ("pyhanko", "pyhanko_certvalidator")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)
