"""The steps of an outgoing paper outside, and what comes back: number, day, signed file. The room that keeps the paper writes the line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.work.files import demand_acceptable
from vonggac.apps.work.models import StoredFile
from vonggac.apps.work.outgoing import OutgoingPaperBase
from vonggac.apps.work.services.evidence import keep_file, refuse_secrets

PDF = "application/pdf"
State = OutgoingPaperBase.State
NEED_NUMBER = (State.NUMBERED, State.ISSUED)


def move_on(row: OutgoingPaperBase, state: str, *, number: str, dated_on: date | None, signed: bytes | None, at: datetime) -> None:
    """Note how far a locked paper is outside; steps are never taken back.

    Raises `ValidationError` when a number or date is missing for a numbered or issued paper, or the file is no PDF.
    """
    if state not in row.steps_ahead():
        raise ValidationError(_("Văn bản đã qua bước này."))
    row.number, row.dated_on = number.strip() or row.number, dated_on or row.dated_on
    if state in NEED_NUMBER and not (row.number and row.dated_on):
        raise ValidationError(_("Nhập số, ký hiệu và ngày của văn bản đã cấp số."))
    if signed is not None:
        row.signed, row.content = _keep_signed(signed, at), {**row.content, "signatures": signatures_of(signed, at)}
    row.state = state
    row.save()


def _keep_signed(signed: bytes, at: datetime) -> StoredFile:
    """Keep what came back signed; only a PDF, and none with a secrecy mark."""
    name = "da-ky.pdf"
    if demand_acceptable(signed, name) != PDF:
        raise ValidationError(_("Chọn tệp PDF đã ký."))
    refuse_secrets(signed, name)
    return keep_file(signed, media_type=PDF, at=at)


def signatures_of(signed: bytes, at: datetime) -> list[dict[str, Any]]:
    """Return what the electronic signatures of a returned PDF say; empty for a scan of a paper that was signed by hand."""
    from vonggac.sources.documents import Refused as Unreadable
    from vonggac.sources.documents import read_document

    try:
        document = read_document(signed, "da-ky.pdf", at=at, recognise=False)
    except Unreadable:
        return []
    return [signature_facts(one) for one in document.signatures]


def signature_facts(signature: Any) -> dict[str, Any]:
    """Return what pages say of one electronic signature."""
    return {
        "signer": signature.signer,
        "organisation": signature.organisation,
        "signed_at": signature.signed_at.isoformat() if signature.signed_at else None,
        "intact": signature.intact,
        "covers_whole": signature.covers_whole,
        "trusted": signature.trusted,
        "verdict": signature.verdict,
    }
