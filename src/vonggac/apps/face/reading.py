"""How a page writes days, moments and ages: words around the kernel's formats."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.kernel import reading


def days_text(left: int) -> str:
    """Return how many days are left, in words; a negative number is how many days have passed."""
    if left < 0:
        return ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", -left) % {"n": -left}
    if left == 0:
        return _("Hết hôm nay")
    return ngettext("Còn %(n)s ngày", "Còn %(n)s ngày", left) % {"n": left}


def age_text(moment: datetime, now: datetime) -> str:
    """Return how long ago, in one unit: "21 phút trước"; a moment to come says "sau 21 phút"."""
    seconds = int((now - moment).total_seconds())
    size = abs(seconds)
    if size < 60:
        return _("vừa xong")
    number, words = _in_one_unit(size)
    span = words % {"n": reading.format_number(number)}
    return _("%(span)s trước") % {"span": span} if seconds > 0 else _("sau %(span)s") % {"span": span}


def _in_one_unit(seconds: int) -> tuple[int, str]:
    if seconds < 3600:
        number = seconds // 60
        return number, ngettext("%(n)s phút", "%(n)s phút", number)
    if seconds < 86400:
        number = seconds // 3600
        return number, ngettext("%(n)s giờ", "%(n)s giờ", number)
    number = seconds // 86400
    return number, ngettext("%(n)s ngày", "%(n)s ngày", number)


def moment_title(moment: datetime, now: datetime) -> str:
    """Return what hover and focus add to a moment: its age, and the same moment in UTC."""
    return f"{age_text(moment, now)}; {reading.format_moment(moment.astimezone(UTC))} UTC"


def size_text(size: int) -> str:
    """Return the size of a file: "412 KB", "1,5 MB"."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{reading.format_number(round(size / 1000))} KB"
    return f"{reading.format_number(round(size / 1_000_000, 1))} MB"


def local_now() -> datetime:
    """Return the present moment in the province's time."""
    return timezone.localtime()
