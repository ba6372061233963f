"""Evidence: files, photos and statements, kept once and withdrawn with a trace."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.work import files
from vonggac.apps.work.models import OPEN_STATES, Evidence, StoredFile, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.secrecy import marks_in
from vonggac.apps.work.services.taking import Actor, answerable, event, take
from vonggac.sources.names import safe_name


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """What somebody brings: a file, or words."""

    title: str = ""
    content: bytes | None = None
    file_name: str = ""
    statement: str = ""
    effective_on: date | None = None
    expires_on: date | None = None


@transaction.atomic
def add_evidence(task_id: int, new: NewEvidence, *, by: Any, at: datetime) -> Evidence:
    """Add evidence to an open task; a file that shows a secrecy mark is stopped in memory, before anything is written."""
    task = take(answerable(by), task_id, version=None, states=OPEN_STATES)
    return attach(task, new, actor=Actor.person(by, at), at=at)


def attach(task: Task, new: NewEvidence, *, actor: Actor, at: datetime) -> Evidence:
    """Add evidence to a task that was taken already; the transaction is the caller's."""
    if new.effective_on and new.expires_on and new.expires_on < new.effective_on:
        raise Refused(_("Ngày hết hiệu lực chưa đúng."), {"expires_on": _("Chọn ngày hết hiệu lực không trước ngày có hiệu lực.")})
    stored, name = _stored(new, at) if new.content is not None else (None, "")
    if stored is None and not new.statement.strip():
        raise Refused(_("Chưa có minh chứng."), {"evidence": _("Chọn tệp, chụp ảnh, hoặc ghi lời xác nhận.")})
    evidence = Evidence.objects.create(
        task=task,
        title=(new.title.strip() or name or _("Lời xác nhận"))[:300],
        file=stored,
        file_name=name,
        statement=new.statement.strip(),
        effective_on=new.effective_on,
        expires_on=new.expires_on,
        handling=task.assignment.handling,
        added_by=actor.user,
        added_at=at,
    )
    event(task, "evidence_added", actor=actor, at=at, note=evidence.title)
    record(
        "work.evidence.added",
        by=actor.user,
        at=at,
        subject=task,
        organisation_id=task.organisation_id,
        sha256=stored.sha256 if stored else "",
        **actor.detail(),
    )
    return evidence


def _stored(new: NewEvidence, at: datetime) -> tuple[StoredFile, str]:
    content, name = new.content or b"", safe_name(new.file_name)
    kind = files.demand_acceptable(content, name)
    refuse_secrets(content, name)
    return keep_file(content, media_type=kind, at=at), name


def keep_file(content: bytes, *, media_type: str, at: datetime) -> StoredFile:
    """Keep bytes that were checked already, once, and return their row; what a spill erased does not come back."""
    known = StoredFile.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if known is not None and known.erased_at:
        words = _("Tệp này đã bị xóa vì lộ bí mật nhà nước; không gửi lại.")
        raise Refused(words, {"evidence": words})
    sha256 = files.keep(content)
    stored, _made = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "media_type": media_type, "kept_at": at}
    )
    return stored


def refuse_secrets(content: bytes, name: str) -> None:
    """Stop a file whose text layer or name shows a secrecy mark (Law 117/2025, Article 5.2)."""
    marks = marks_in(content, name)
    if marks:
        words = _("Tệp có dấu chỉ độ mật: “%(mark)s”. Không đưa tài liệu bí mật nhà nước lên mạng; tệp chưa được lưu.")
        raise Refused(words % {"mark": marks[0].quote}, {"evidence": words % {"mark": marks[0].quote}})


@transaction.atomic
def withdraw_evidence(evidence_id: int, *, by: Any, at: datetime) -> Evidence:
    """Take evidence back while the task is open; the row and the file stay for the trail."""
    evidence = Evidence.objects.get(pk=evidence_id, task__in=answerable(by).values("id"), withdrawn_at=None)
    task = take(answerable(by), evidence.task_id, version=None, states=OPEN_STATES)
    evidence.withdrawn_at = at
    evidence.save(update_fields=["withdrawn_at"])
    actor = Actor.person(by, at)
    event(task, "evidence_withdrawn", actor=actor, at=at, note=evidence.title)
    record("work.evidence.withdrawn", by=by, at=at, subject=evidence, organisation_id=task.organisation_id)
    return evidence
