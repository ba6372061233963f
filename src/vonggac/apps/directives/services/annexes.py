"""Annexes: announced in the letter and missing, or carried along in an edXML package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.directives.models import Directive, SourceFile
from vonggac.apps.directives.services.review import as_seen
from vonggac.apps.work import files
from vonggac.apps.work.refusals import Refused as NotAccepted
from vonggac.apps.work.services import keep_file
from vonggac.apps.work.services.evidence import refuse_secrets
from vonggac.sources.documents import Attachment
from vonggac.sources.names import safe_name


@dataclass(frozen=True, slots=True)
class Annex:
    """What a person adds to a letter."""

    data: bytes
    name: str
    title: str = ""
    declared: bool = False


def add_annex(directive: Directive, annex: Annex, *, by: Any, at: datetime, version: int | None = None) -> SourceFile:
    """Add one annex, before or after the work was given out; a secrecy mark stops it in memory (Law 117/2025, Article 5.2)."""
    if not annex.declared:
        raise ValidationError(_("Đánh dấu cam kết tệp không chứa bí mật nhà nước trước khi tải lên."))
    name = safe_name(annex.name)
    try:
        kind = files.demand_acceptable(annex.data, name)
        refuse_secrets(annex.data, name)
    except NotAccepted as refusal:
        raise ValidationError(refusal.errors.get("evidence") or refusal.message) from refusal
    with transaction.atomic():
        as_seen(directive, version)
        made = _keep(directive, annex.data, name, annex.title, kind, by=by, at=at)
        record("directives.annex.added", by=by, at=at, subject=directive, name=said(name), sha256=made.stored.sha256)
    return made


def keep_attachments(directive: Directive, attachments: tuple[Attachment, ...], *, by: Any, at: datetime) -> list[SourceFile]:
    """Keep the files of an edXML package beside the package itself; what cannot be kept is named in the letter's notes.

    The transaction is the caller's. The secrecy marks of every file were looked at when the package was read.
    """
    kept, left = [], []
    for one in attachments:
        kind = files.media_type_of(one.data) if one.data else None
        if kind is None:
            left.append(one.name)
        else:
            kept.append(_keep(directive, one.data, one.name, "", kind, by=by, at=at))
    if left:
        directive.notes = [
            *directive.notes,
            _("Tệp trong gói không lưu riêng được: %(names)s. Mở gói gốc để lấy.") % {"names": ", ".join(left)},
        ]
        directive.save(update_fields=["notes"])
    digests = [one.stored.sha256 for one in kept]
    record("directives.package.unpacked", by=by, at=at, subject=directive, count=len(kept), touched=digests, left=len(left))
    return kept


def _keep(directive: Directive, data: bytes, name: str, title: str, kind: str, *, by: Any, at: datetime) -> SourceFile:
    return SourceFile.objects.create(
        directive=directive,
        stored=keep_file(data, media_type=kind, at=at),
        name=name[:200],
        is_letter=False,
        title=title.strip()[:500],
        added_by=by,
        added_at=at,
    )
