"""Small pieces of markup that say one thing with word, colour and shape; tags and components both draw from here.

Written in Python, not as templates, because a board shows thousands of them on one page.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.reading import days_text
from vonggac.kernel.reading import format_date
from vonggac.law.load import calendar_for

STATES = {"new": "new", "doing": "doing", "sent": "sent", "back": "back", "done": "done", "ok": "done", "off": "off"}
SEVERITIES = {4: "crit", 3: "high", 2: "med", 1: "low", 0: "low"}
SEVERITY_NAMES = {"crit": 4, "critical": 4, "high": 3, "med": 2, "medium": 2, "low": 1, "info": 0}


@cache
def sprite(name: str) -> str:
    """Return the address of one drawing in the sprite; it stays as it is while the house runs."""
    return f"{static('face/icons.svg')}#{name}"


@cache
def icon(name: str) -> SafeString:
    """Return a decorative icon; the words beside it carry the meaning."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"/></svg>', sprite(name))


@cache
def _drawing(name: str) -> SafeString:
    return format_html('<svg aria-hidden="true"><use href="{}"/></svg>', sprite(name))


def level(value: int | None, *, big: bool = False) -> SafeString:
    """Return the badge of a security level: as many lit storeys as the level; nothing known is dashed."""
    number = int(value) if value else 0
    words = _("Cấp độ %(n)s") % {"n": number} if number else _("Chưa xác định cấp độ")
    return format_html('<span class="level l{}{}">{}{}</span>', number, " big" if big else "", _drawing(f"lv{number}"), words)


def state_words(code: str) -> str:
    """Return the word of a task's state."""
    return {
        "new": _("Chưa tiếp nhận"),
        "doing": _("Đang thực hiện"),
        "sent": _("Chờ duyệt"),
        "back": _("Bị trả lại"),
        "done": _("Hoàn thành"),
        "off": _("Không áp dụng"),
    }.get(code, code)


def state(code: str, words: str = "") -> SafeString:
    """Return the mark of a state: circle, half circle, arrow up, arrow back, check, dash. Never a link."""
    shape = STATES[code]
    return format_html('<span class="state {}">{}{}</span>', code, _drawing(f"s-{shape}"), words or state_words(code))


def severity_words(value: int) -> str:
    """Return the word of a severity."""
    return [_("Thông tin"), _("Thấp"), _("Trung bình"), _("Cao"), _("Nghiêm trọng")][value]


def severity(value: int | str, words: str = "") -> SafeString:
    """Return the mark of a severity: octagon, triangle, diamond, ring; told apart in black and white too."""
    number = SEVERITY_NAMES[value] if isinstance(value, str) and not value.isdigit() else int(value)
    name = SEVERITIES[number]
    return format_html('<span class="state {}">{}{}</span>', name, _drawing(f"v-{name}"), words or severity_words(number))


def late(days: int) -> SafeString:
    """Return the mark of lateness, added beside any state."""
    words = ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", days) % {"n": days}
    return format_html('<span class="late">{}{}</span>', icon("clock-exclamation"), words)


SOON_WITHIN_DAYS = 3


def time_left(due: date | datetime | None, today: date | None = None) -> SafeString:
    """Return "Còn 2 ngày", "Hết hôm nay" or the mark "Quá hạn 5 ngày"; nothing without a deadline."""
    if due is None:
        return SafeString("")
    day = timezone.localtime(due).date() if isinstance(due, datetime) else due
    left = (day - (today or timezone.localdate())).days
    if left < 0:
        return late(-left)
    return format_html('<span class="{}">{}</span>', "soon" if left < SOON_WITHIN_DAYS else "nowrap", days_text(left))


def working_day_before(due: date | None) -> SafeString:
    """Return the last working day before a deadline that falls on a day off, in words; nothing when offices work on that day.

    Civil Code 2015, Art 148.5 moves only the end of a term; "trước ngày" moves nothing, so who waits for Monday is late.
    """
    if due is None:
        return SafeString("")
    day = calendar_for(due.year - 1, due.year).on_or_before(due)
    if day == due:
        return SafeString("")
    words = _("ngày làm việc cuối cùng trước đó: %(day)s") % {"day": format_date(day)}
    return format_html('<span class="small muted">({})</span>', words)
