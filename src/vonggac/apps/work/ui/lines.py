"""One task as a queue row says it: how much time is left and under which right, why it is there, what to press."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.reading import days_text
from vonggac.apps.work.models import DueOrigin, Task

SOON_WITHIN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A task with the words of its row."""

    task: Task
    late_days: int
    """Days overdue; 0 when it does not count as overdue."""
    left: str
    is_soon: bool
    own_deadline: bool
    action: str
    is_main: bool
    why_label: str
    why: str

    @property
    def state_code(self) -> str:
        """What the mark of the state shows: accepted as not applicable is told from done."""
        return "off" if self.task.state == Task.State.DONE and self.task.not_applicable else self.task.state

    @property
    def state_words(self) -> str:
        """Words where the state alone would not say enough."""
        if self.task.closed_unanswered:
            return _("Đóng, không có trả lời")
        return _("Chờ duyệt, báo không áp dụng") if self.task.state == Task.State.SENT and self.task.not_applicable else ""


def line(task: Task, today: date) -> Line:
    """Say one task."""
    late_days = task.days_past(today) if task.is_late(today) else 0
    left, is_soon = _left(task, today) if not late_days else ("", False)
    action, is_main = _action(task, bool(late_days))
    why_label, why = _why(task)
    return Line(task, late_days, left, is_soon, _is_own(task), action, is_main, why_label, why)


def lines(tasks: Iterable[Task], today: date) -> list[Line]:
    """Say many."""
    return [line(task, today) for task in tasks]


def _is_own(task: Task) -> bool:
    return task.due_on is not None and task.due_origin == DueOrigin.INTERNAL


def _left(task: Task, today: date) -> tuple[str, bool]:
    """Say the time left; a passed day that is not overdue says which kind of day it was (design, section 5)."""
    if task.due_on is None or not task.is_open():
        return "", False
    days = task.days_past(today)
    if days <= 0:
        return days_text(-days), -days < SOON_WITHIN_DAYS
    if _is_own(task):
        words = ngettext("Qua hạn theo dõi nội bộ %(n)s ngày", "Qua hạn theo dõi nội bộ %(n)s ngày", days)
    else:
        words = ngettext("Qua ngày đề nghị %(n)s ngày", "Qua ngày đề nghị %(n)s ngày", days)
    return words % {"n": days}, True


def _action(task: Task, is_late: bool) -> tuple[str, bool]:
    if task.state == Task.State.BACK:
        return _("Bổ sung"), True
    if is_late:
        return _("Báo cáo kết quả"), True
    return (_("Tiếp nhận"), False) if task.state == Task.State.NEW else (_("Tiếp tục"), False)


def _why(task: Task) -> tuple[str, str]:
    if task.state == Task.State.BACK:
        return _("Bị trả lại:"), task.reason
    return _("Vì sao:"), task.assignment.because


def what_happens_next(task: Task, today: date) -> str:
    """Say what the house does next about the deadline, and when; empty when nothing will happen by itself."""
    from datetime import timedelta

    from vonggac.apps.work.escalation import as_of, way_for
    from vonggac.kernel.reading import format_date

    if task.due_on is None or not task.is_open() or way_for(task.relation, today) != "send":
        return ""
    rule = as_of(today).next_after(task.days_past(today), task.due_origin)
    if rule is None:
        return ""
    named: dict[str, Any] = {
        "post": _("người làm"),
        "leader": _("lãnh đạo cơ quan"),
        "coordinator": _("cán bộ điều phối"),
        "superior": _("lãnh đạo cơ quan cấp trên"),
    }
    who = ", ".join(str(named[one]) for one in rule.tell)
    return _("Ngày %(day)s sẽ báo %(who)s.") % {"day": format_date(task.due_on + timedelta(days=rule.days)), "who": who}


def weekday(day: date) -> str:
    """Name the day of the week as official letters do; Django says "Thứ 2"."""
    names = [_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật")]
    return names[day.weekday()]
