"""Scans: kept after a person has looked at the pages, read in the background, and looked at once more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import intake
from vonggac.apps.directives.services.intake import MEDIA_TYPES, Upload
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.work.files import path_of
from vonggac.sources.documents import Document, read_document

NOT_YET_READ = frozenset({"ocr-not-run", "check-secrecy"})


def job_key(directive_id: int) -> str:
    """Return the key under which the progress of reading a scan is asked for."""
    return f"directives.scan:{directive_id}"


@transaction.atomic
def receive_scan(document: Document, upload: Upload, *, looked: bool, by: Any, at: datetime) -> Directive:
    """Keep a scan on the word of a person who has looked at its pages, and have it read in the background.

    Raises `ValidationError` without that word; nothing was written then.
    """
    if not upload.declared or not looked:
        raise ValidationError(_("Xem các trang rồi đánh dấu: không có dấu chỉ độ mật."))
    directive = Directive.objects.create(
        kind=Directive.Kind.OTHER,
        subject=document.name[:1000],
        handling=upload.handling,
        reading={"ocr": True, "waiting": True},
        notes=[str(note) for note in document.warnings if note.rule not in NOT_YET_READ],
        declared_by=by,
        declared_at=at,
    )
    intake.keep_letter(directive, document, upload)
    record("directives.scan.shown", by=by, at=at, subject=directive, sha256=document.sha256, media=MEDIA_TYPES[document.format])
    _have_it_read(directive)
    return directive


def _have_it_read(directive: Directive, *, accept_marks: bool = False) -> None:
    from vonggac.apps.directives.jobs import read_scan

    enqueue(read_scan, directive.pk, accept_marks=accept_marks, unique_key=job_key(directive.pk))


def read_kept(directive_id: int, *, accept_marks: bool = False) -> str:
    """Read a kept scan and lay the letter out; safe to run twice. A mark that recognition sees stops it until a person has decided."""
    directive = Directive.objects.filter(pk=directive_id, state=Directive.State.REVIEW).first()
    source = directive.files.filter(is_letter=True, stored__erased_at=None).select_related("stored").first() if directive else None
    if directive is None or source is None or not directive.reading.get("waiting"):
        return "done"
    document = read_document(path_of(source.stored.sha256).read_bytes(), source.name)
    if document.secrecy and not accept_marks:
        return _hold(directive, document)
    at = timezone.now()
    with transaction.atomic():
        intake.fill_from(directive, document, intake.read_letter(document), today=timezone.localdate(at))
        count = directive.obligations.count()
        record("directives.letter.read", by=None, at=at, subject=directive, count=count, sha256=document.sha256)
    return "read"


def _hold(directive: Directive, document: Document) -> str:
    """Say that recognition saw a mark; the text is not kept."""
    directive.reading = {**directive.reading, "held": sorted({mark.degree.value for mark in document.secrecy})}
    directive.save(update_fields=["reading"])
    return "held"


@transaction.atomic
def call_it_misread(directive: Directive, *, by: Any, at: datetime) -> Directive:
    """A person has looked again: recognition misread, there is no mark; reading goes on."""
    row = Directive.objects.select_for_update().get(pk=directive.pk)
    if not row.reading.get("held"):
        raise ValidationError(_("Văn bản này không còn chờ xem lại dấu độ mật."))
    row.reading = {key: value for key, value in row.reading.items() if key != "held"}
    row.save(update_fields=["reading"])
    record("directives.scan.misread", by=by, at=at, subject=row)
    _have_it_read(row, accept_marks=True)
    return row


@transaction.atomic
def read_once_more(directive: Directive, *, by: Any, at: datetime) -> Directive:
    """Have a scan read again after reading failed."""
    row = Directive.objects.select_for_update().get(pk=directive.pk)
    if row.reading.get("waiting") and not row.reading.get("held"):
        record("directives.scan.again", by=by, at=at, subject=row)
        _have_it_read(row)
    return row
