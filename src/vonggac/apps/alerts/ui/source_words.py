"""Words of sources on the screen: how one stands, why something was refused."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.alerts.ui.source_forms import FORMATS
from vonggac.engines.alerts import Verdict, Voice


def voice_state(source: AlertSource, found: Verdict) -> tuple[str, str]:
    """Return the mark and the word of how a source stands."""
    if source.stopped_at is not None:
        return "off", _("Đã dừng")
    return {
        Voice.SENDING: ("done", _("Đang gửi")),
        Voice.LATE: ("doing", _("Chậm")),
        Voice.SILENT: ("back", _("Im lặng")),
        Voice.NEVER: ("new", _("Chưa gửi lần nào")),
    }[found.voice]


def format_words(source: AlertSource) -> str:
    """Return how its records are read."""
    return str(source.mapping) if source.mapping else str(dict(FORMATS).get(source.format, source.format))


def way_words(way: str) -> str:
    """Return the name of a way."""
    return str(dict(AlertSource.Way.choices).get(way, way))


def reason_words(reason: str) -> str:
    """Return why something was refused; a reason that is not known here stands as it is."""
    return {
        "no-key": _("thiếu khóa của lô (Idempotency-Key)"),
        "empty": _("lô không có bản ghi nào"),
        "bad-encoding": _("nén hoặc bảng mã hỏng"),
        "bad-json": _("JSON hỏng"),
        "too-deep": _("JSON lồng quá nhiều tầng"),
        "bad-request": _("sai cú pháp HTTP"),
        "wrong-token": _("khóa thiếu hoặc sai"),
        "not-valid": _("nguồn đã dừng, chưa đến hạn hoặc gửi sai cách"),
        "too-large": _("lô quá lớn"),
        "ratio": _("nén quá nhiều lần"),
        "too-many": _("quá nhiều bản ghi trong một lô"),
        "too-long": _("bản ghi quá dài"),
        "too-fast": _("gửi nhanh hơn mức của nguồn"),
        "too-slow": _("đến quá chậm"),
        "replayed": _("lô đã nhận trước đó"),
        "key-reused": _("khóa của lô đã dùng cho lô khác; nguyên văn nằm ở bản ghi không đọc được"),
        "unknown-source": _("nguồn không còn được kê khai"),
        "other-batch": _("khóa của lô đã dùng cho lô khác"),
        "overload": _("quá tải"),
        "busy": _("quá tải"),
        "unknown-peer": _("địa chỉ chưa kê khai ở nguồn nào"),
        "duplicate": _("lô đã nhận trước đó"),
        "unfit-file": _("tệp không nhận được"),
        "secret-mark": _("có dấu chỉ độ mật"),
    }.get(reason, reason)
