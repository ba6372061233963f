"""What the pages of feeds and indicators call things: states, marks, ways, schedules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.threats.models import Feed, FeedRun, Indicator
from vonggac.apps.threats.queries import feeds as queries
from vonggac.kernel.reading import format_number
from vonggac.sources.feeds import FORMATS

TLP = [(one, one.upper()) for one in ("tlp:clear", "tlp:green", "tlp:amber", "tlp:amber+strict", "tlp:red")]
MINUTES: list[tuple[int, Any]] = [
    (15, gettext_lazy("15 phút một lần")),
    (60, gettext_lazy("1 giờ một lần")),
    (360, gettext_lazy("6 giờ một lần")),
    (1_440, gettext_lazy("mỗi ngày một lần")),
    (10_080, gettext_lazy("mỗi tuần một lần")),
]
_NOT_FEEDS = frozenset({"misp-manifest", "misp-warninglist"})
FORMS: list[tuple[str, Any]] = [
    ("", gettext_lazy("Tự nhận theo nội dung")),
    *((name, name) for name in FORMATS if name not in _NOT_FEEDS),
]
STATES: list[tuple[str, Any]] = [
    (queries.STANDING, gettext_lazy("Đang có hiệu lực")),
    (queries.SIGHTED, gettext_lazy("Đã gặp trong tỉnh")),
    (queries.INNOCENT, gettext_lazy("Thường vô hại")),
    (queries.OVER, gettext_lazy("Hết thời hạn")),
    (queries.WITHDRAWN, gettext_lazy("Nguồn đã rút")),
    (queries.ANY, gettext_lazy("Mọi tình trạng")),
]
HOWS: dict[str, Any] = {
    "same": gettext_lazy("cùng giá trị"),
    "range": gettext_lazy("dải chứa địa chỉ"),
    "parent": gettext_lazy("tên miền phía trên"),
    "host": gettext_lazy("tên máy của URL"),
    "host-parent": gettext_lazy("tên miền phía trên tên máy"),
    "sender-domain": gettext_lazy("tên miền của hộp thư"),
}
_SHAPES = {
    FeedRun.State.CHECKING: "doing",
    FeedRun.State.CHECKED: "sent",
    FeedRun.State.TAKING: "doing",
    FeedRun.State.DONE: "done",
    FeedRun.State.UNCHANGED: "done",
    FeedRun.State.FAILED: "back",
    FeedRun.State.DROPPED: "off",
}


def run_state(row: FeedRun) -> tuple[str, str]:
    """Return the shape and the words of a delivery's state."""
    return _SHAPES.get(FeedRun.State(row.state), "new"), str(row.get_state_display())


def feed_state(row: Feed) -> tuple[str, str]:
    """Return the shape and the words of a feed: what fails says so."""
    if row.state != Feed.State.ACTIVE:
        return "off", str(row.get_state_display())
    if row.failures:
        return "back", _("Đang lỗi")
    return ("done", str(row.get_state_display())) if row.last_good_at else ("new", _("Chưa nhận lần nào"))


def indicator_state(row: Indicator, at: datetime) -> tuple[str, str]:
    """Return the shape and the words of an indicator: why it speaks, or does not."""
    if row.withdrawn_at is not None or row.feed.state == Feed.State.CLOSED:
        return "off", _("Nguồn đã rút")
    if row.innocent_id is not None:
        return "off", _("Thường vô hại")
    if row.valid_to is not None and row.valid_to <= at:
        return "off", _("Hết thời hạn")
    return ("done", _("Đang có hiệu lực")) if row.for_detection else ("new", _("Chỉ để tham khảo"))


def schedule_words(row: Feed) -> str:
    """Return how often a feed is fetched."""
    known = dict(MINUTES).get(row.minutes or 0)
    count = row.minutes or 0
    return str(known or ngettext("%(n)s phút một lần", "%(n)s phút một lần", count) % {"n": format_number(count)})
