"""The words for what happened to a task."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "opened": _("Giao việc"),
    "acknowledged": _("Tiếp nhận"),
    "saved": _("Lưu bản đang làm"),
    "submitted": _("Nộp để duyệt"),
    "not_applicable": _("Báo không áp dụng"),
    "answered_centrally": _("Trả lời thay qua đơn vị vận hành"),
    "accepted": _("Chấp nhận"),
    "returned": _("Trả lại"),
    "reopened": _("Mở lại"),
    "closed": _("Đóng, không có trả lời"),
    "extension_asked": _("Xin gia hạn"),
    "extension_given": _("Cho gia hạn"),
    "extension_refused": _("Không cho gia hạn"),
    "due_changed": _("Đổi thời hạn"),
    "relayed": _("Giao đơn vị trực thuộc"),
    "assigned": _("Giao bộ phận"),
    "evidence_added": _("Thêm minh chứng"),
    "evidence_withdrawn": _("Bỏ minh chứng"),
    "commented": _("Trao đổi"),
    "reminded": _("Đôn đốc"),
    "inherited": _("Chuyển cơ quan kế thừa"),
    "awaits_heir": _("Chờ xác định cơ quan kế thừa"),
}

KEY = frozenset({"opened", "submitted", "accepted", "returned", "reopened", "closed", "reminded", "inherited"})
"""What the trail shows with a full mark."""


def in_words(what: str) -> str:
    """Return the words of an event; an event of an upper room without words here shows its own name."""
    return str(WORDS.get(what, what))
