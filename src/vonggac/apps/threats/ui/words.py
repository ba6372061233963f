"""What the pages of this room call things: columns, verdicts, states, marks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from vonggac.apps.threats.models import Case, ThreatList
from vonggac.sources.addresslists import Meaning

MEANINGS: dict[Meaning, Any] = {
    Meaning.ADDRESS: _("Địa chỉ IP của máy nhiễm"),
    Meaning.LAST_ADDRESS: _("Địa chỉ cuối của dải"),
    Meaning.PORT: _("Cổng của máy nhiễm"),
    Meaning.PROTOCOL: _("Giao thức"),
    Meaning.FIRST_SEEN: _("Lần thấy đầu"),
    Meaning.LAST_SEEN: _("Lần thấy cuối"),
    Meaning.SEEN: _("Thời điểm"),
    Meaning.FIRST_SEEN_CLOCK: _("Giờ của lần thấy đầu"),
    Meaning.LAST_SEEN_CLOCK: _("Giờ của lần thấy cuối"),
    Meaning.SEEN_CLOCK: _("Giờ của thời điểm"),
    Meaning.FAMILY: _("Họ mã độc"),
    Meaning.C2_ADDRESS: _("Địa chỉ máy chủ điều khiển"),
    Meaning.C2_PORT: _("Cổng máy chủ điều khiển"),
    Meaning.C2_DOMAIN: _("Tên miền máy chủ điều khiển"),
    Meaning.DOMAIN: _("Tên miền"),
    Meaning.URL: _("Đường dẫn"),
    Meaning.HOSTNAME: _("Tên máy"),
    Meaning.ORGANISATION: _("Cơ quan"),
    Meaning.PROVIDER: _("Nhà mạng"),
    Meaning.ASN: _("Số hiệu mạng"),
    Meaning.COUNTRY: _("Quốc gia"),
    Meaning.CATEGORY: _("Phân loại"),
    Meaning.COUNT: _("Số lần"),
    Meaning.SERIAL: _("Số thứ tự"),
    Meaning.NOTE: _("Ghi chú"),
}
MEANING_CHOICES = [("", _("Không dùng cột này")), *((one.value, words) for one, words in MEANINGS.items())]
ZONES = [("+07:00", _("Giờ Việt Nam (+07:00)")), ("+00:00", _("Giờ quốc tế UTC (+00:00)"))]
ORDERS = [
    ("day-first", _("Ngày trước, tháng sau: 05/11 là ngày 5 tháng 11")),
    ("month-first", _("Tháng trước, ngày sau: 05/11 là ngày 11 tháng 5")),
]
VERDICTS: dict[str, Any] = {
    "held": _("có nơi giữ"),
    "contested": _("nhiều nơi cùng nhận"),
    "question": _("phải hỏi mới biết máy nào"),
    "unassigned": _("của tỉnh, chưa ghi ai giữ"),
    "former": _("hết hoặc chưa đến thời hạn của dải"),
    "outside": _("ngoài các dải của tỉnh"),
    "private": _("địa chỉ nội bộ"),
    "shared-space": _("địa chỉ dùng chung của nhà mạng"),
    "loopback": _("địa chỉ của chính máy"),
    "link-local": _("địa chỉ tự đặt"),
    "documentation": _("địa chỉ ví dụ"),
    "benchmark": _("địa chỉ đo thiết bị"),
    "multicast": _("địa chỉ gửi nhóm"),
    "broadcast": _("địa chỉ quảng bá"),
    "unspecified": _("không xác định"),
    "reserved": _("địa chỉ để dành"),
    "bogon": _("chưa cấp cho ai"),
}
SHAPES = {
    Case.State.OPEN: "doing",
    Case.State.CLEANED: "done",
    Case.State.UNIDENTIFIED: "off",
    Case.State.WITHDRAWN: "off",
    ThreatList.State.READING: "doing",
    ThreatList.State.READ: "new",
    ThreatList.State.MATCHING: "doing",
    ThreatList.State.FAILED: "back",
    ThreatList.State.MATCHED: "sent",
    ThreatList.State.APPLIED: "done",
    ThreatList.State.REPLACED: "off",
    ThreatList.State.DROPPED: "off",
}
"""state → its shape on screen."""


def state_of(row: Case | ThreatList) -> tuple[str, str]:
    """Return the shape and the words of a state."""
    return SHAPES.get(row.state, "new"), str(row.get_state_display())
