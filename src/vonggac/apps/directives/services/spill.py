"""A state secret got in: erase it everywhere, leave a tombstone and printed minutes, and name the backups a person must destroy.

Secrets must never be on a networked computer (Law 117/2025, Article 5.2). What stays is that something was here, who found it, what
was erased where, and nothing of what it said. The audit chain is untouched, because it never holds words of a letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vonggac.apps.alerts.services import spilling as alerts
from vonggac.apps.audit.services import record
from vonggac.apps.compliance.services import spilling
from vonggac.apps.compliance.services.proofs import erase_proofs
from vonggac.apps.directives.models import ClassDeadline, Directive, LeaderNote, Obligation, OutgoingPaper, SourceFile, Spill
from vonggac.apps.directives.services import spill_beyond
from vonggac.apps.directives.services.spill_beyond import SHORTEST_TRACE
from vonggac.apps.hunts.services import spilling as hunts
from vonggac.apps.registry.services import spilling as register
from vonggac.apps.threats.services import erasing as lists
from vonggac.apps.threats.services import spilling as threats
from vonggac.apps.work import files
from vonggac.apps.work.models import (
    Assignment,
    Evidence,
    ExtensionRequest,
    FigureField,
    Notice,
    Reminder,
    ReminderDraft,
    StoredFile,
    Task,
    TaskEvent,
)
from vonggac.kernel.spilled import GONE


@dataclass(frozen=True, slots=True)
class Place:
    """One place and how many things of the letter lie there."""

    name: str
    count: int


def preview_spill(directive: Directive, words: str = "") -> list[Place]:
    """Return where the letter lies, for the page that asks whether to erase it; `words` are looked for beyond it and kept nowhere."""
    traces = traces_of(directive, words)
    group = directive.group()
    return [
        Place(_("tệp gốc và tệp kèm theo"), directive.files.count()),
        Place(_("văn bản đã đọc"), 1 if directive.text else 0),
        Place(_("nội dung phải làm"), directive.obligations.count()),
        Place(_("việc đã giao"), Task.objects.filter(assignment__group=group).count()),
        Place(_("minh chứng"), Evidence.objects.filter(task__assignment__group=group).count()),
        Place(_("văn bản đi"), directive.papers.count()),
        Place(_("thông báo"), _notices(directive).count()),
        Place(_("thư trong hộp gửi đi"), len(list(_mails(directive)))),
        Place(_("danh sách đã tải lên để nhập"), len(spill_beyond.runs_with(traces))),
        Place(_("đầu mối liên hệ trong danh bạ"), len(spill_beyond.contacts_with(traces))),
        Place(_("nội dung trong hồ sơ cấp độ, quy chế"), len(spilling.words_with(traces, spilling.OF_DOSSIERS))),
        Place(_("ghi chú đánh giá, minh chứng, xác định cấp độ, báo cáo năm"), len(spilling.words_with(traces, spilling.OF_MEASURES))),
        Place(_("nội dung trong sổ đăng ký hệ thống"), len(register.register_words_with(traces))),
        Place(_("danh sách địa chỉ nhiễm mã độc, cùng tệp và các dòng của nó"), len(lists.lists_with(traces, _digests(directive)))),
        Place(_("nội dung trong danh sách, ca nhiễm mã độc"), len(threats.threat_words_with(traces))),
        Place(_("cảnh báo và bản ghi gốc của nó"), len(alerts.alert_words_with(traces))),
        Place(_("lượt săn lùng, cùng tệp và kết quả của nó"), len(hunts.hunts_with(traces, _digests(directive)))),
        Place(_("nội dung trong lượt, đợt, bộ quy tắc săn lùng"), len(hunts.hunt_words_with(traces))),
    ]


def erase_spill(directive: Directive, *, what: str, by: Any, at: datetime, words: str = "") -> Spill:
    """Erase a letter that holds a state secret; rows first, in one transaction, then the bytes on disk, which is repeated until done.

    `what` says in plain words, without the secret itself, what it was; `words` of the letter are looked for in imports and contacts.
    Raises `PermissionDenied` for those who may not, and `ValidationError` when it was erased already.
    """
    if not by.may("directives.spill"):
        raise PermissionDenied("directives.spill")
    with transaction.atomic():
        row = Directive.objects.select_for_update().get(pk=directive.pk)
        if row.state == Directive.State.ERASED:
            raise ValidationError(_("Văn bản này đã được xóa."))
        places, traces = preview_spill(row, words), traces_of(row, words)
        mails, lost = list(_mails(row)), lists.lists_with(traces, _digests(row))
        hunted = hunts.hunts_with(traces, _digests(row))
        stored = list({one.pk: one for one in (*_stored(row), *lists.files_of(lost))}.values())
        spill = _tombstone(what, stored, places, backups_since(row.declared_at), by=by, at=at)
        lists.erase_lists(lost, at=at)
        hunts.erase_hunts(hunted, at=at)
        _erase_beyond(traces)
        _erase_rows(row, at)
        stored_ids = [one.pk for one in stored]
        StoredFile.objects.filter(pk__in=stored_ids).update(erased_at=at)
        erase_proofs(stored_ids, at=at, words=GONE)
        register.erase_files_of_proofs(spill.digests)
        record(
            "directives.spill.erased",
            by=by,
            at=at,
            subject=row,
            count=sum(place.count for place in places),
            touched=spill.digests,
            spill=spill.pk,
        )
    for mail in mails:
        mail.unlink(missing_ok=True)
    erase_bytes(one.sha256 for one in stored)
    hunts.wipe_hunts(hunted)
    _empty_write_ahead_log()
    return spill


def _tombstone(what: str, stored: Sequence[StoredFile], places: Sequence[Place], backups: list[str], *, by: Any, at: datetime) -> Spill:
    """Keep what remains: what it was in plain words, which bytes and how many things went, and which backups a person has to destroy."""
    return Spill.objects.create(
        what=what[:300],
        digests=[one.sha256 for one in stored],
        erased=[{"place": place.name, "count": place.count} for place in places if place.count],
        backups=backups,
        found_by=by,
        found_at=at,
        erased_at=at,
    )


def _erase_beyond(traces: Sequence[str]) -> None:
    """Erase what the letter left in imports and contacts."""
    spill_beyond.erase_runs(spill_beyond.runs_with(traces))
    spill_beyond.erase_contacts(spill_beyond.contacts_with(traces), traces)
    spilling.erase_words(spilling.words_with(traces), traces)
    register.erase_register_words(register.register_words_with(traces), traces)
    threats.erase_threat_words(threats.threat_words_with(traces), traces)
    alerts.erase_alert_words(alerts.alert_words_with(traces), traces)
    hunts.erase_hunt_words(hunts.hunt_words_with(traces), traces)


def _empty_write_ahead_log() -> None:
    """Bring the log of SQLite into the database, whose freed pages are overwritten (`secure_delete`), and cut it to nothing.

    PostgreSQL keeps old row versions until its vacuum; the how-to names the command, because it cannot run inside a transaction.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def erase_bytes(digests: Iterable[str]) -> int:
    """Overwrite and remove the files of erased digests; safe to run again."""
    return sum(map(files.erase, digests))


def backups_since(since: datetime) -> list[str]:
    """Return the names of backups in the data folder made while the letter was here; those kept elsewhere a person must know."""
    folder = Path(settings.DATA) / "backups"
    return sorted(path.name for path in folder.glob("*") if path.stat().st_mtime >= since.timestamp()) if folder.is_dir() else []


def _stored(directive: Directive) -> list[StoredFile]:
    """Return the files of the letter that nothing else uses."""
    group = directive.group()
    ids = set(directive.files.values_list("stored_id", flat=True))
    ids |= set(Evidence.objects.filter(task__assignment__group=group, file__isnull=False).values_list("file_id", flat=True))
    for draft, signed in directive.papers.values_list("draft_id", "signed_id"):
        ids |= {one for one in (draft, signed) if one}
    elsewhere = set(SourceFile.objects.filter(stored_id__in=ids).exclude(directive=directive).values_list("stored_id", flat=True))
    elsewhere |= set(Evidence.objects.filter(file_id__in=ids).exclude(task__assignment__group=group).values_list("file_id", flat=True))
    # The same bytes under another letter are the same secret: they go too. Only evidence of other work is spared.
    return list(StoredFile.objects.filter(pk__in=ids - (elsewhere - set(directive.files.values_list("stored_id", flat=True)))))


def _digests(directive: Directive) -> list[str]:
    """Return the digests of the letter's own files: an annex may have been taken in as a list in the very same bytes."""
    return list(directive.files.values_list("stored__sha256", flat=True))


def _notices(directive: Directive) -> Any:
    tasks = Task.objects.filter(assignment__group=directive.group()).values_list("pk", flat=True)
    links = [f"/viec/{pk}/" for pk in tasks] + [f"/viec/dot/{directive.group()}/"]
    told = Q(link__in=links)
    # Reminders and the giving-out lead to the list of work, so their words are what binds them to the letter.
    for trace in traces_of(directive):
        told |= Q(text__contains=trace) | Q(detail__contains=trace)
    return Notice.objects.filter(told)


def traces_of(directive: Directive, words: str = "") -> list[str]:
    """Return words of the letter long enough to be found by, and those that the person gives for this search."""
    given = [line.strip() for line in words.splitlines()]
    known = [directive.subject, directive.number, *directive.obligations.values_list("title", flat=True), *given]
    return [one for one in known if len(one) >= SHORTEST_TRACE]


def _mails(directive: Directive) -> Iterable[Path]:
    """Yield mails of the file outbox that hold words of the letter."""
    traces = traces_of(directive)
    folder = Path(settings.EMAIL_FILE_PATH)
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.is_file() and _mentions(path, traces):
            yield path


def _mentions(path: Path, traces: Iterable[str]) -> bool:
    """Return whether a mail, decoded, holds one of the traces."""
    import email
    import email.policy

    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = f"{message['subject'] or ''}\n{body.get_content() if body else ''}"
    return any(trace in text for trace in traces)


def _erase_rows(directive: Directive, at: datetime) -> None:
    group = directive.group()
    _notices(directive).delete()
    tasks = Task.objects.filter(assignment__group=group)
    TaskEvent.objects.filter(task__in=tasks).update(note="")
    Evidence.objects.filter(task__in=tasks).update(title=GONE, file_name="", statement=GONE, withdrawn_at=at)
    ExtensionRequest.objects.filter(task__in=tasks).update(reason=GONE, answer="")
    ReminderDraft.objects.filter(Q(group=group) | Q(pk__in=Reminder.objects.filter(task__in=tasks).values("draft"))).update(text=GONE)
    tasks.update(answer="", reason="", due_quote="")
    FigureField.objects.filter(assignment__group=group).update(label=GONE, unit="")
    Assignment.objects.filter(group=group).update(title=GONE, instructions="", because="", basis="", due_quote="", closed_at=at)
    LeaderNote.objects.filter(directive=directive).update(text=GONE, lead=GONE, support="")
    OutgoingPaper.objects.filter(directive=directive).update(title=GONE, content={})
    SourceFile.objects.filter(directive=directive).update(name=GONE, title="", signatures=[])
    directive.lines.update(text=GONE, because="", suggestions=[])
    Obligation.objects.filter(directive=directive).update(
        text=GONE, title=GONE, due_quote="", figures=[], plain_question="", skipped_reason="", recurrence=""
    )
    ClassDeadline.objects.filter(obligation__directive=directive).update(due_quote="")
    directive.season_days.update(note="")
    for name in (
        "number",
        "symbol",
        "place",
        "date_partial",
        "issuer",
        "parent_body",
        "subject",
        "signer",
        "signer_title",
        "text",
        "season_name",
        "reopened_reason",
    ):
        setattr(directive, name, "")
    directive.reading, directive.corrections, directive.notes = {}, {}, []
    directive.state, directive.closed_reason = Directive.State.ERASED, ""
    directive.save()
