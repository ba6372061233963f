"""What the pages of this room call things."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.hunts.models import Finding, Hunt, RulePack
from vonggac.kernel.reading import parse_key

ANY = "all"
VERDICTS = [*Finding.Verdict.choices, (ANY, gettext_lazy("Mọi kết luận"))]
SEVERITIES = [
    ("4", gettext_lazy("Nghiêm trọng")),
    ("3", gettext_lazy("Cao")),
    ("2", gettext_lazy("Trung bình")),
    ("1", gettext_lazy("Thấp")),
    ("0", gettext_lazy("Thông tin")),
]
HUNT_SHAPES = {
    Hunt.State.WAITING: "new",
    Hunt.State.RUNNING: "doing",
    Hunt.State.DONE: "done",
    Hunt.State.FAILED: "back",
    Hunt.State.CANCELLED: "off",
}
VERDICT_SHAPES = {
    Finding.Verdict.WAITING: "new",
    Finding.Verdict.TRUE: "back",
    Finding.Verdict.FALSE: "off",
    Finding.Verdict.GOOD: "done",
}


def hunt_state(row: Hunt) -> tuple[str, str]:
    """Return the mark and the word of a hunt's state."""
    return HUNT_SHAPES[Hunt.State(row.state)], row.get_state_display()


def verdict_of(row: Finding) -> tuple[str, str]:
    """Return the mark and the word of a verdict."""
    return VERDICT_SHAPES[Finding.Verdict(row.verdict)], row.get_verdict_display()


def pack_state(row: RulePack) -> tuple[str, str]:
    """Return the mark and the word of how a set of rules stands."""
    if row.retired_at is not None:
        return "off", _("Thôi dùng")
    if row.checked_at is None:
        return "doing", _("Đang đọc")
    if not row.loaded:
        return "back", _("Không có quy tắc nào nạp được")
    return "done", _("Dùng được")


def names_of(rows: Any, number: str) -> dict[str, str]:
    """Return the name of what an address names by number, of these rows; nothing for what the person may not know of."""
    pk = parse_key(number)
    found = rows.filter(pk=pk).first() if pk is not None else None
    return {number: str(found)} if found else {}
