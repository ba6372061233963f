"""Taking a list in: its file is looked through in memory, kept once, and its columns are proposed, later when it is big."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.threats.models import KnownShape, ListSource, ThreatList
from vonggac.apps.threats.ranges import RangeBook
from vonggac.apps.work.refusals import Refused as WorkRefused
from vonggac.apps.work.services.evidence import keep_file
from vonggac.apps.work.services.taking import demand
from vonggac.kernel.addresses import AddressRange
from vonggac.kernel.handling import Handling
from vonggac.kernel.vietnamese import fold, nfc
from vonggac.sources.addresslists import LIST_LIMITS, Fit, Form, Proposal, Shape, fit_shape
from vonggac.sources.addresslists.contents import Province
from vonggac.sources.addresslists.looking import is_heavy, packed_form
from vonggac.sources.addresslists.opening import open_list
from vonggac.sources.addresslists.proposing import propose
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import Refused

MEDIA = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.HTML: "text/html",
}
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """What somebody brings."""

    source: str
    list_day: date
    content: bytes
    file_name: str
    letter_number: str = ""
    handling: str = Handling.NONE
    made_inside: bool = False
    replaces: ThreatList | None = None
    holds_no_secret: bool = False
    """The person's own declaration."""


class SameFileError(ValidationError):
    """The very same file is here already."""

    def __init__(self, standing: ThreatList) -> None:
        self.standing = standing
        told = _("Tệp này đã được nhận: danh sách của %(source)s ngày %(day)s. Mở danh sách ấy, hoặc chọn tệp khác.")
        super().__init__({"file": told % {"source": standing.source.name, "day": standing.list_day.strftime("%d/%m/%Y")}})


@transaction.atomic
def receive_list(new: NewList, *, by: Any, at: datetime) -> ThreatList:
    """Keep a list with what its columns seem to be. Nothing is written before the whole file was looked through for marks of secrecy."""
    demand(by, "threats.import")
    _demand_whole(new, localdate(at))
    name = safe_name(new.file_name)
    standing = same_file(new.content)
    if standing is not None:
        raise SameFileError(standing)
    form, proposal = _looked_at(new.content, name, localdate(at))
    row = _written(
        ThreatList(
            source=_source(new.source),
            letter_number=nfc(new.letter_number).strip(),
            list_day=new.list_day,
            month=new.list_day.replace(day=1),
            made_inside=new.made_inside,
            handling=new.handling,
            file=_kept(new.content, form, at),
            file_name=name[:200],
            replaces=new.replaces,
            state=ThreatList.State.READING,
            declared_by=by,
            declared_at=at,
        )
    )
    digest = row.file.sha256
    record("threats.list.received", by=by, at=at, subject=row, sha256=digest, file=said(name), replaces=new.replaces and new.replaces.pk)
    if proposal is None:
        from vonggac.apps.threats.jobs import read_list

        enqueue(read_list, row.pk, unique_key=row.reading_key)
        return row
    return propose_columns(row, proposal)


def propose_columns(row: ThreatList, proposal: Proposal) -> ThreatList:
    """Note what the columns seem to be, with what a person once confirmed for the same headings of the same source laid over it."""
    fit = _remembered(row.source, proposal)
    row.shape, row.proposal = (fit.shape if fit else proposal.shape).to_json(), proposal_as_json(proposal, fit)
    row.state = ThreatList.State.READ
    row.save(update_fields=["shape", "proposal", "state"])
    return row


def _written(row: ThreatList) -> ThreatList:
    """Write the list; where somebody brought the same file in the meantime, theirs stands."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        standing = ThreatList.objects.exclude(state=ThreatList.State.DROPPED).select_related("source").filter(file=row.file).first()
        if standing is None:
            raise
        raise SameFileError(standing) from None
    return row


def _demand_whole(new: NewList, today: date) -> None:
    errors: dict[str, str] = {}
    if not new.holds_no_secret:
        errors["holds_no_secret"] = _("Xác nhận danh sách không chứa bí mật nhà nước. Có bí mật thì không đưa vào đây.")
    if not new.source.strip():
        errors["source"] = _("Nhập nơi gửi danh sách.")
    if new.list_day > today:
        errors["list_day"] = _("Nhập ngày của danh sách không sau hôm nay.")
    if new.replaces is not None and new.replaces.state != ThreatList.State.APPLIED:
        errors["replaces"] = _("Chọn danh sách đã mở ca và chưa có danh sách đính chính.")
    elif new.replaces is not None and ThreatList.objects.filter(replaces=new.replaces).exists():
        errors["replaces"] = _("Danh sách này đã có bản đính chính đang chờ. Mở ca hoặc bỏ bản ấy trước.")
    if errors:
        raise ValidationError(errors)


def same_file(content: bytes) -> ThreatList | None:
    """Return the list that came in the very same file, unless it was dropped."""
    standing = ThreatList.objects.filter(erased_at=None).exclude(state=ThreatList.State.DROPPED).select_related("source")
    return standing.filter(file__sha256=sha256(content).hexdigest()).first()


def _looked_at(content: bytes, name: str, today: date) -> tuple[Form, Proposal | None]:
    """Look at every word in memory; return what the file is and what its columns seem to be, nothing yet for one that takes long."""
    try:
        form = packed_form(content, name)
        if form is not None and is_heavy(content, form):
            return form, None
        proposal = read_in_memory(content, name, RangeBook(today).addresses())
    except Refused as refused:
        raise ValidationError({"file": refused.bad.why}) from refused
    return proposal.shape.form, proposal


def read_in_memory(content: bytes, name: str, ranges: Sequence[AddressRange]) -> Proposal:
    """Return what a file seems to be, after a look at every line of it; raises `Refused`."""
    opened = open_list(content, name, LIST_LIMITS)
    if opened.is_text:
        for _rows in opened.text_rows():
            pass
    return propose(opened, Province(ranges) if ranges else None)


def _source(name: str) -> ListSource:
    written = nfc(name).strip()
    row, _made = ListSource.objects.get_or_create(folded=fold(written), defaults={"name": written})
    return row


def _kept(content: bytes, form: Form, at: datetime) -> Any:
    try:
        return keep_file(content, media_type=MEDIA.get(form, PLAIN), at=at)
    except WorkRefused as refused:
        raise ValidationError({"file": refused.message}) from refused


def _remembered(source: ListSource, proposal: Proposal) -> Fit | None:
    """Lay over it what a person once confirmed for the same headings of the same source."""
    known = KnownShape.objects.filter(source=source, fingerprint=proposal.shape.fingerprint).first()
    return fit_shape(Shape.from_json(known.shape), proposal) if known else None


def proposal_as_json(proposal: Proposal, fit: Fit | None) -> dict[str, Any]:
    """Return what the person who confirms has to see, as plain values."""
    return {
        "remembered": fit is not None and fit.is_same,
        "moved": list(fit.moved) if fit else [],
        "samples": [{"table": one.table, "rows": [list(row) for row in one.rows], "places": list(one.places)} for one in proposal.samples],
        "questions": [
            {"asks": one.asks.value, "text": one.text, "options": list(one.options), "default": one.default, "table": one.table}
            for one in proposal.questions
        ],
        "alternatives": [
            {"table": one.table, "index": one.index, "meaning": one.meaning.value, "why": one.why} for one in proposal.alternatives
        ],
        "warnings": [str(one) for one in proposal.warnings],
        "left_out": list(proposal.left_out),
    }


@transaction.atomic
def drop_list(row: ThreatList, *, reason: str, by: Any, at: datetime) -> ThreatList:
    """Put a list aside before anything was opened from it; its file may then come again."""
    demand(by, "threats.import")
    row = ThreatList.objects.select_for_update().get(pk=row.pk)
    if not row.is_before_applied:
        raise ValidationError(_("Danh sách đã mở ca. Gửi danh sách đính chính để thay."))
    if not reason.strip():
        raise ValidationError({"reason": _("Ghi lý do bỏ danh sách.")})
    row.reasons.all().delete()
    row.remarks.all().delete()
    ThreatList.objects.filter(pk=row.pk).update(state=ThreatList.State.DROPPED, proposal={}, replaces=None, why=reason.strip()[:500])
    record("threats.list.dropped", by=by, at=at, subject=row, reason=said(reason))
    row.refresh_from_db()
    return row
