"""One click from an alert to a task of who answers for the system, and the alert follows that task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import Alert, AlertAct
from vonggac.apps.alerts.queries.queue import OPEN_STATES
from vonggac.apps.alerts.queries.told import because_for_bodies
from vonggac.apps.alerts.services.keeping_months import note_months
from vonggac.apps.alerts.services.triage import about, note_acts, take, verify_alerts
from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.organisations.relations import relations_of
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import AssignmentSpec, TaskRow, open_assignments
from vonggac.engines.alerts import due
from vonggac.kernel.reading import numbered
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks

ORIGIN = "alerts"
BASIS = "Công văn tháng 12/2024, mục 5: xử lý kịp thời cảnh báo đã xác minh"


@dataclass(frozen=True, slots=True)
class Offer:
    """What one click gives out: to whom, what, until when and why then."""

    organisation: Organisation
    title: str
    steps: tuple[str, ...]
    due_on: date | None
    because: str
    verifies: bool
    """The alert was not verified yet: giving it out says that it is true."""


def offer_of(alert: Alert, at: datetime) -> Offer:
    """Return the task that an alert would become; refused where nobody answers for it or a task is out."""
    if not alert.is_open:
        raise ValidationError(_("Cảnh báo đã đóng; mở lại rồi mới giao việc."))
    if alert.organisation is None:
        raise ValidationError(_("Chưa rõ cảnh báo của cơ quan nào; xác định hệ thống trước rồi giao việc."))
    if alert.task is not None and alert.task.is_open():
        raise ValidationError(_("Đã giao việc %(number)s và việc chưa xong.") % {"number": alert.task.number()})
    clock = due(Stage.HANDLE, Severity(alert.severity), alert.level, at, alert_clocks())
    ends = alert.handle_due_at or (clock.due_at if clock else None)
    title = _("Xử lý cảnh báo %(number)s: %(title)s") % {"number": alert.number(), "title": alert.title}
    because = clock.because if clock and alert.handle_due_at is None else alert.due_because
    due_on, verifies = localdate(ends) if ends else None, alert.state == Alert.State.WAITING
    return Offer(alert.organisation, title[:500], _steps(alert), due_on, because, verifies)


def _steps(alert: Alert) -> tuple[str, ...]:
    first = _("Mở trang của cảnh báo để xem địa chỉ, thời điểm và bản ghi gốc.")
    last = _("Báo kết quả kèm minh chứng: nguyên nhân, việc đã làm, tình trạng máy hiện nay.")
    if alert.classification in ("malicious-code", "intrusions"):
        return (first, _("Ngắt máy khỏi mạng, giữ nguyên hiện trạng để lấy chứng cứ; không cài lại khi chưa lấy xong."), last)
    return (first, _("Kiểm tra máy đích và nhật ký quanh thời điểm ấy; chặn nguồn tấn công nếu còn tiếp diễn."), last)


@transaction.atomic
def give_work(pk: int, *, version: int | None, by: Any, at: datetime) -> Alert:
    """Give the handling of an alert to who answers for the system, due when the clock of handling ends."""
    row = take(by, {pk: version}, OPEN_STATES)[0]
    if row.state == Alert.State.WAITING:
        verify_alerts({pk: row.version}, verdict=Alert.Verdict.TRUE, by=by, at=at)
    row = Alert.objects.select_related("organisation__parent", "task").get(pk=pk)
    offer = offer_of(row, at)
    opened = open_assignments([_asked(row, offer, localdate(at))], by=by, at=at)
    task = opened.tasks[0]
    Alert.objects.filter(pk=pk).update(task=task, version=F("version") + 1)
    note_acts([row], AlertAct.What.TASKED, by=by, at=at, task=task)
    rows = [row]
    record("alerts.tasked", by=by, at=at, **about(rows), task=task.pk)
    row.task = task
    return row


def _asked(row: Alert, offer: Offer, today: date) -> AssignmentSpec:
    relations = relations_of(in_role("specialised-unit", today), [offer.organisation], today)
    task = TaskRow(
        organisation_id=offer.organisation.pk,
        relation=relations[offer.organisation.pk].value,
        due_on=offer.due_on,
        level=row.level or 0,
        risk=row.risk,
        system_id=row.system_id,
    )
    return AssignmentSpec(
        origin_room=ORIGIN,
        origin_id=row.pk,
        group=f"alerts:{row.pk}",
        title=offer.title,
        instructions=numbered(offer.steps),
        because=because_for_bodies(row),
        basis=BASIS,
        due_on=offer.due_on,
        wants_evidence=True,
        rows=[task],
    )


@transaction.atomic
def follow_tasks(task_ids: Sequence[int], *, by: Any, at: datetime) -> None:
    """Bring alerts in line with their tasks: an accepted answer closes them, any other end waits for a person."""
    rows = list(Alert.objects.filter(task_id__in=task_ids).select_related("task").order_by("pk").select_for_update(of=("self",)))
    changed = [row for row in rows if row.task is not None and _follow(row, row.task, by, at)]
    if changed:
        note_months(row.arrived_at for row in changed)
        record("alerts.followed", by=by, at=at, count=len(changed), touched=[row.pk for row in changed])


def _follow(row: Alert, task: Task, by: Any, at: datetime) -> bool:
    """Say whether the alert changed or its time line did."""
    if task.state == Task.State.DONE and row.state == Alert.State.HANDLING:
        if task.closed_unanswered or task.not_applicable:
            words = _("Việc đã kết thúc mà không có kết quả xử lý; chờ người xác nhận.")
            note_acts([row], AlertAct.What.NOTED, words=words, by=by, at=at, task=task)
            return True
        Alert.objects.filter(pk=row.pk).update(state=Alert.State.CLOSED, closed_at=at, closed_by=by, version=F("version") + 1)
        note_acts([row], AlertAct.What.HANDLED, words=task.answer, by=by, at=at, task=task)
        return True
    return task.is_open() and row.state == Alert.State.CLOSED and _take_up(row, task, by, at)


def _take_up(row: Alert, task: Task, by: Any, at: datetime) -> bool:
    """A task that is taken up again takes up the alert that it closed, unless a repeat is open by now."""
    last = AlertAct.objects.filter(alert=row, what__in=[AlertAct.What.HANDLED, AlertAct.What.CLOSED]).order_by("-id").first()
    repeated = Alert.objects.filter(group_key=row.group_key, hidden_by=row.hidden_by_id).exclude(state=Alert.State.CLOSED).exists()
    if last is None or last.task_id != task.pk or repeated or row.verdict not in (Alert.Verdict.TRUE, Alert.Verdict.UNSURE):
        return False
    Alert.objects.filter(pk=row.pk).update(state=Alert.State.HANDLING, closed_at=None, closed_by=None, version=F("version") + 1)
    note_acts([row], AlertAct.What.REOPENED, words=task.reason, by=by, at=at, task=task)
    return True
