"""A file comes in: declared free of state secrets, stopped in memory when it shows a secrecy mark, else kept, read and laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.directives.models import Directive, Obligation, SourceFile
from vonggac.apps.directives.services.addressing import known_names, lay_out_addressees
from vonggac.apps.directives.services.annexes import keep_attachments
from vonggac.apps.directives.services.obligations import Planned, plan, short_title
from vonggac.apps.work.services import keep_file
from vonggac.apps.work.services.outgoing import signature_facts
from vonggac.law import load as law
from vonggac.law.questions import question_for
from vonggac.sources.documents import Document, Format, Refused, read_document

MEDIA_TYPES = {
    Format.TEXT: "text/plain",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.IMAGE: "image/png",
    Format.HTML: "text/html",
    Format.EDXML: "application/xml",
}


class SecretFoundError(ValidationError):
    """The file shows a mark of state secrecy; nothing of it was written."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What a person hands in: the bytes, the name, and the word that no state secret is inside."""

    data: bytes
    name: str
    declared: bool
    handling: str = "none"


def open_upload(upload: Upload, *, by: Any, at: datetime, recognise: bool = True) -> Document:
    """Read a file in memory and return what it says; `recognise=False` leaves a scan unread, because that takes seconds a page.

    Raises `ValidationError` without the declaration, `SecretFoundError` when a secrecy mark shows (Law 117/2025, Article 5.2), and the
    reader's located `Refused` as a ValidationError. Only the fact that a file was stopped is logged, nothing of the file.
    """
    if not upload.declared:
        raise ValidationError(_("Đánh dấu cam kết tệp không chứa bí mật nhà nước trước khi tải lên."))
    try:
        document = read_document(upload.data, upload.name, recognise=recognise)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
    if document.secrecy:
        with transaction.atomic():
            record("directives.letter.stopped", by=by, at=at, marks=len(document.secrecy))
        raise SecretFoundError(
            _(
                "Tệp có dấu chỉ độ mật nên đã dừng lại, chưa ghi gì vào hệ thống. "
                "Xử lý văn bản này ngoài mạng theo quy định bảo vệ bí mật nhà nước."
            )
        )
    return document


def receive_letter(upload: Upload, *, by: Any, at: datetime, today: date) -> Directive:
    """Take in one letter: keep the file, read it, resolve its addressees, lay out its obligations; everything in one transaction."""
    return receive_document(open_upload(upload, by=by, at=at), upload, by=by, at=at, today=today)


def receive_document(document: Document, upload: Upload, *, by: Any, at: datetime, today: date) -> Directive:
    """Take in a letter that was opened already."""
    reading = read_letter(document)
    with transaction.atomic():
        directive = _make(document, reading, upload, by=by, at=at)
        keep_letter(directive, document, upload)
        if document.format is Format.EDXML:
            keep_attachments(directive, document.attachments, by=by, at=at)
        lay_out(directive, today=today)
        record(
            "directives.letter.received",
            by=by,
            at=at,
            subject=directive,
            count=directive.obligations.count(),
            sha256=document.sha256,
            handling=directive.handling,
        )
    return directive


def read_letter(document: Document) -> dict[str, Any]:
    """Return the published JSON of the letter, the text apart."""
    from vonggac.engines import letters

    words = letters.DEFAULT.knowing(known_names())
    reading: dict[str, Any] = letters.as_json(letters.read(document.text, vocabulary=words), file=document.name)
    reading["ocr"] = document.recognition is not None
    return reading


def _make(document: Document, reading: Mapping[str, Any], upload: Upload, *, by: Any, at: datetime) -> Directive:
    handling = upload.handling if upload.handling != "none" or not document.handling else str(document.handling[0])
    return Directive.objects.create(**_columns(document, reading), handling=handling, declared_by=by, declared_at=at)


def fill_from(directive: Directive, document: Document, reading: Mapping[str, Any], *, today: date) -> Directive:
    """Fill a letter that was kept before it could be read (a scan), and lay it out. The transaction is the caller's."""
    for name, value in _columns(document, reading).items():
        setattr(directive, name, value)
    if directive.handling == "none" and document.handling:
        directive.handling = str(document.handling[0])
    directive.save()
    return lay_out(directive, today=today)


def _columns(document: Document, reading: Mapping[str, Any]) -> dict[str, Any]:
    signer = reading.get("signer") or {}
    return {
        "kind": reading["kind"],
        "number": (reading.get("number") or "")[:60],
        "symbol": (reading.get("symbol") or "")[:60],
        "place": (reading.get("place") or "")[:100],
        "dated_on": date.fromisoformat(reading["date"]) if reading.get("date") else None,
        "date_partial": reading.get("date_partial") or "",
        "issuer": (reading.get("issuer") or "")[:300],
        "parent_body": (reading.get("parent") or "")[:300],
        "subject": (reading.get("subject") or "")[:1000],
        "signer": (signer.get("name") or "")[:200],
        "signer_title": (signer.get("title") or "")[:300],
        "text": document.text,
        "reading": {key: value for key, value in reading.items() if key != "text"},
        "notes": [str(warning) for warning in document.warnings],
    }


def keep_letter(directive: Directive, document: Document, upload: Upload) -> SourceFile:
    """Keep the file in which a letter came; a part of taking it in, in the name of who declared it."""
    return SourceFile.objects.create(
        directive=directive,
        stored=keep_file(upload.data, media_type=MEDIA_TYPES[document.format], at=directive.declared_at),
        name=document.name,
        signatures=[signature_facts(signature) for signature in document.signatures],
        added_by=directive.declared_by,
        added_at=directive.declared_at,
    )


def letters_day(directive: Directive, today: date) -> date:
    """Return the day whose directory counts: the letter's date; the end of its month or year when blank; today when it says nothing."""
    if directive.dated_on:
        return directive.dated_on
    parts = [int(part) for part in directive.date_partial.split("-") if part.isdigit()]
    if not parts:
        return today
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@transaction.atomic
def lay_out(directive: Directive, *, today: date) -> Directive:
    """Make the addressee lines and obligations of a letter under review anew from its reading."""
    directive.lines.all().delete()
    directive.obligations.all().delete()
    directive.resolved_on = letters_day(directive, today)
    lines = lay_out_addressees(directive, on=directive.resolved_on, today=today)
    directive.save()
    calendar = law.calendar_for(directive.resolved_on.year, directive.resolved_on.year + 1)
    made: dict[str, Obligation] = {}
    for position, planned in enumerate(plan(directive.reading, directive.dated_on, calendar), start=1):
        named = lines.get(planned.path) or (lines.get(planned.above) if planned.above else None)
        made[planned.path] = _obligation(directive, planned, position, made, for_everyone=not named)
        if named:
            # A heading that names its addressee names it for its parts.
            lines[planned.path] = named
            made[planned.path].lines.set(named)
    return directive


def _obligation(directive: Directive, planned: Planned, position: int, made: Mapping[str, Obligation], *, for_everyone: bool) -> Obligation:
    asked = question_for(planned.text)
    return Obligation.objects.create(
        plain_question=asked.ask if asked else "",
        applies_to_owners=asked.owners if asked else False,
        directive=directive,
        above=made[planned.above] if planned.above else None,
        position=position,
        number=planned.number[:20],
        text=planned.text,
        title=short_title(planned.text, [str(one["text"]) for one in planned.addressees], planned.due_quote)[:300],
        pointer=planned.path,
        own=planned.own,
        for_everyone=for_everyone,
        due_on=planned.due_on,
        due_origin=planned.due_origin,
        due_quote=planned.due_quote,
        recurrence=planned.recurrence,
        figures=planned.figures,
        wants_evidence=not planned.own,
    )
