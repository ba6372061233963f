"""One click from a finding to a task of who answers for the machine, and the findings follow that task.

Nothing is deleted from here: what is to be removed is written as steps, evidence first, and whoever does it shows what was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record
from vonggac.apps.hunts.models import Finding
from vonggac.apps.hunts.refusals import TaskIsOut
from vonggac.apps.hunts.services.triage import Verdict, about, take, write_verdict
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.organisations.relations import relations_of
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import AssignmentSpec, TaskRow, open_assignments
from vonggac.kernel.handling import Handling
from vonggac.kernel.reading import format_number, numbered
from vonggac.kernel.severity import Severity
from vonggac.law.cleanup import UNKNOWN, MalwareClass
from vonggac.law.cleanups import clean_up_rules
from vonggac.sources.hunting.outputs.techniques import tactics_of

ORIGIN = "hunts"
BASIS = "Công văn tháng 12/2024, mục 1: săn lùng mối nguy hại, gỡ bỏ mã độc trên máy chủ, máy trạm"
RISKS = {Severity.CRITICAL: 100, Severity.HIGH: 80, Severity.MEDIUM: 50, Severity.LOW: 20, Severity.INFO: 0}
"""Severity of a rule → risk of its task, where no family of malware says more."""
ABOUT_ACCOUNTS = {"credential-access", "initial-access", "lateral-movement", "privilege-escalation"}
ABOUT_THE_WIRE = {"command-and-control", "exfiltration"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What one click gives out: to whom, what, in which steps, until when and why then."""

    organisation: Organisation
    title: str
    steps: tuple[str, ...]
    due_on: date | None
    risk: int
    because: str
    judges: bool
    """Nobody had judged it yet: giving it out says that it is true."""


def offer_of(finding: Finding, at: datetime) -> Offer:
    """Return the task that a finding would become; refused while one is out, or for what was set aside."""
    if finding.task is not None and finding.task.is_open():
        raise TaskIsOut.on(finding)
    if finding.verdict in (Verdict.FALSE, Verdict.GOOD):
        raise ValidationError(_("Kết quả đã được ghi là báo nhầm hoặc hợp lệ; đưa về chưa xác minh rồi mới giao việc."))
    today = localdate(at)
    kind = malware_of(finding, today)
    risk = max(RISKS[Severity(finding.severity)], kind.risk if kind else 0)
    days = clean_up_rules().days_for(finding.level or 0, risk, today)
    host = finding.host or _("máy chưa rõ tên")
    title = _("Xử lý kết quả săn lùng trên %(host)s: %(title)s") % {"host": host, "title": finding.title}
    return Offer(
        organisation=finding.organisation,
        title=title[:500],
        steps=steps_of(finding, kind),
        due_on=today + timedelta(days=days) if days is not None else None,
        risk=risk,
        because=_because(finding),
        judges=finding.verdict == Verdict.WAITING,
    )


def malware_of(finding: Finding, day: date) -> MalwareClass | None:
    """Return the class of malware that the rule's title, reason or tags name; None when they name none."""
    told = " ".join([finding.title, finding.because, *finding.tags])
    found = clean_up_rules().class_of(told, day)
    return found if found.key != UNKNOWN else None


def steps_of(finding: Finding, kind: MalwareClass | None) -> tuple[str, ...]:
    """Return what is to be done, in this order: look, isolate, keep evidence, remove, change passwords, hunt again."""
    steps = [_("Mở trang kết quả để xem máy, thời điểm và từng sự kiện.")]
    if kind is not None:
        steps += [_keep_first(), *kind.steps]
    else:
        steps += _plain_steps(set(tactics_of(finding.tags)), is_file=finding.what == Finding.What.FILE)
    steps.append(_("Nộp lại nhật ký của máy sau khi xử lý để chạy săn lùng lần nữa."))
    told = kind.evidence if kind else (_("tên máy, nguyên nhân, việc đã làm, ngày giờ; ảnh hoặc nhật ký cho thấy không còn dấu hiệu"),)
    return (*steps, *(_("Minh chứng: %(what)s") % {"what": one} for one in told))


def _keep_first() -> str:
    return _("Trước khi quét hay xóa: giữ bản sao nhật ký và tệp đáng ngờ (kèm mã băm), ghi ngày giờ và người làm.")


def _plain_steps(tactics: set[str], *, is_file: bool) -> list[str]:
    steps = [
        _("Hỏi người dùng máy và người quản trị: hoạt động này có chủ ý không. Có thì trả lời rõ ai làm, để làm gì."),
        _("Không phải thì ngắt máy khỏi mạng, giữ nguyên nguồn điện."),
        _keep_first(),
    ]
    if tactics & ABOUT_THE_WIRE:
        steps.append(_("Chặn địa chỉ, tên miền lạ trên tường lửa; tìm máy khác cũng kết nối tới đó."))
    removing = _("Cách ly tệp bằng phần mềm phòng chống mã độc, không xóa khi chưa giữ bản sao; quét toàn bộ máy.")
    other = _("Gỡ chương trình, dịch vụ, tác vụ đặt lịch, tài khoản lạ đã tìm thấy; quét toàn bộ máy.")
    steps.append(removing if is_file else other)
    if tactics & ABOUT_ACCOUNTS or not tactics:
        steps.append(_("Từ một máy sạch, đổi mật khẩu của mọi tài khoản đã dùng trên máy; bật xác thực hai bước."))
    return steps


def _because(finding: Finding) -> str:
    """Say why without what an indicator's mark may forbid to pass on: the rule, how often, from where the rule is."""
    if finding.what == Finding.What.INDICATOR:
        words = ngettext("Săn lùng thấy chỉ dấu tấn công, %(n)s lần.", "Săn lùng thấy chỉ dấu tấn công, %(n)s lần.", finding.count)
        return words % {"n": format_number(finding.count)}
    found = ngettext("%(n)s lần", "%(n)s lần", finding.count) % {"n": format_number(finding.count)}
    told = {"title": finding.title, "times": found, "author": finding.author or _("không ghi tác giả")}
    return _("Săn lùng thấy theo quy tắc “%(title)s” (%(author)s), %(times)s.") % told


@transaction.atomic
def give_work(pk: int, *, version: int | None, by: Any, at: datetime) -> Finding:
    """Give what a finding asks for to who answers for the machine; one that nobody judged is true from then on."""
    taken = take(by, {pk: version})
    row = Finding.objects.select_related("organisation__parent", "task", "hunt").get(pk=pk)
    offer = offer_of(row, at)
    if offer.judges:
        write_verdict(taken, verdict=Verdict.TRUE, reason=row.reason, by=by, at=at)
    task = open_assignments([_asked(row, offer, localdate(at))], by=by, at=at).tasks[0]
    Finding.objects.filter(pk=pk).update(task=task, version=F("version") + 1)
    rows = [row]
    record("hunts.tasked", by=by, at=at, **about(rows), task=task.pk)
    row.refresh_from_db()
    return row


def _asked(row: Finding, offer: Offer, today: date) -> AssignmentSpec:
    relations = relations_of(in_role("specialised-unit", today), [offer.organisation], today)
    task = TaskRow(
        organisation_id=offer.organisation.pk,
        relation=relations[offer.organisation.pk].value,
        due_on=offer.due_on,
        level=row.level or 0,
        risk=offer.risk,
        system_id=row.system_id,
    )
    return AssignmentSpec(
        origin_room=ORIGIN,
        origin_id=row.pk,
        group=f"hunts:{row.pk}",
        title=offer.title,
        instructions=numbered(offer.steps),
        because=offer.because,
        basis=BASIS,
        due_on=offer.due_on,
        handling=Handling(row.hunt.handling).value,
        wants_evidence=True,
        rows=[task],
    )


@transaction.atomic
def follow_tasks(task_ids: Sequence[int], *, by: Any, at: datetime) -> None:
    """Bring findings in line with their tasks: one that ended without a real answer waits for a person again, the rest stay true."""
    ended = Finding.objects.filter(task_id__in=task_ids, verdict=Verdict.TRUE, task__state=Task.State.DONE)
    rows = ended.select_related("task").order_by("pk").select_for_update(of=("self",))
    unanswered = [row for row in rows if row.task and (row.task.closed_unanswered or row.task.not_applicable)]
    if unanswered:
        write_verdict(unanswered, verdict=Verdict.WAITING, reason="", by=by, at=at)
        record("hunts.followed", by=by, at=at, count=len(unanswered), touched=[row.pk for row in unanswered])
