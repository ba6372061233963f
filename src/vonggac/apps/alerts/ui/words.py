"""What the pages of this room call things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.queries.rows import QueueRow
from vonggac.engines.alerts import CLASSES, AlertDue, standing
from vonggac.kernel.reading import format_number
from vonggac.law.alertclock import Stage

ANY = "all"
STATES = [*Alert.State.choices, (ANY, gettext_lazy("Mọi trạng thái"))]
VERDICTS = [
    ("true", gettext_lazy("Đúng")),
    ("false", gettext_lazy("Sai")),
    ("unsure", gettext_lazy("Nghi ngờ")),
    ("-", gettext_lazy("Chưa xác minh")),
]
DECISIONS = VERDICTS[:3]
"""What a person may say; not yet is no answer."""
SEVERITIES = [
    ("4", gettext_lazy("Nghiêm trọng")),
    ("3", gettext_lazy("Cao")),
    ("2", gettext_lazy("Trung bình")),
    ("1", gettext_lazy("Thấp")),
    ("0", gettext_lazy("Thông tin")),
]
SHAPES = {Alert.State.WAITING: "new", Alert.State.HANDLING: "doing", Alert.State.CLOSED: "done"}
KINDS: dict[str, Any] = {
    "abusive-content": gettext_lazy("Nội dung xấu"),
    "malicious-code": gettext_lazy("Mã độc"),
    "information-gathering": gettext_lazy("Dò quét, thu thập thông tin"),
    "intrusion-attempts": gettext_lazy("Tấn công, khai thác"),
    "intrusions": gettext_lazy("Xâm nhập"),
    "availability": gettext_lazy("Từ chối dịch vụ, gián đoạn"),
    "information-content-security": gettext_lazy("Lộ, sửa thông tin"),
    "fraud": gettext_lazy("Lừa đảo"),
    "vulnerable": gettext_lazy("Lỗ hổng, cấu hình yếu"),
    "other": gettext_lazy("Khác"),
}
assert KINDS.keys() == CLASSES.keys(), "a class of the taxonomy has no words here"  # noqa: S101  two tables that must agree


def kind_words(code: str) -> str:
    """Return the words of a class of the taxonomy."""
    return str(KINDS.get(code, code))


def span_words(length: timedelta) -> str:
    """Say a length as a duty officer does: "9 phút", "1 giờ 08", "3 ngày 4 giờ"."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        words = ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours}
        return f"{words} {rest:02d}" if rest else words
    days, hours = divmod(hours, 24)
    words = ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": format_number(days)}
    return f"{words} {ngettext('%(n)s giờ', '%(n)s giờ', hours) % {'n': hours}}" if hours else words


@dataclass(frozen=True, slots=True)
class Clock:
    """How the clock of an alert stands, in words."""

    label: str
    due_at: datetime
    words: str
    late: bool
    near: bool


def clock_of(alert: Alert | QueueRow, at: datetime) -> Clock | None:
    """Return the clock that runs now; None when none does."""
    due_at, verifying = alert.due_at, alert.state == Alert.State.WAITING
    if due_at is None:
        return None
    started = alert.arrived_at if verifying or alert.verified_at is None else alert.verified_at
    stage = Stage.VERIFY if verifying else Stage.HANDLE
    stands = standing(AlertDue(stage, started, due_at, False, "", ""), at)
    return Clock(_("Hạn xác minh") if verifying else _("Hạn xử lý"), due_at, _left_words(stands.left), stands.late, stands.near)


def _left_words(left: timedelta) -> str:
    """Say how long is left or past; past a day only days count, as everywhere in the house."""
    length, late = abs(left), left < timedelta()
    if length < timedelta(minutes=1):
        return _("Vừa quá hạn") if late else _("còn dưới 1 phút")
    span = span_words(timedelta(days=length.days) if late and length.days > 1 else length)
    return _("Quá hạn %(span)s") % {"span": span} if late else _("còn %(span)s") % {"span": span}
