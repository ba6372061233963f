"""What the gallery shows: each component, drawn from a small template whose text stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.reading import local_now

FOLDER = Path(__file__).parent.parent / "templates" / "face" / "gallery"


@dataclass(frozen=True)
class Sample:
    """One subject of the gallery."""

    slug: str
    title: Any
    names: str
    note: Any = ""
    wide: bool = False
    flush: bool = False

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"face/gallery/{self.slug}.html"

    @property
    def source(self) -> str:
        """The markup a page writes."""
        return (FOLDER / f"{self.slug}.html").read_text(encoding="utf-8").replace("{% load face %}\n", "").strip()


SAMPLES = [
    Sample("level", _("Cấp độ"), "c-level", _("Tháp sáng bao nhiêu tầng là cấp độ bấy nhiêu. Từ cấp độ 3 nền đặc.")),
    Sample(
        "state",
        _("Trạng thái việc, quá hạn"),
        "c-state c-late c-time-left",
        _("Không bấm được. Hoàn thành thì lặng, đang mở thì rõ. Quá hạn là dấu thêm, không phải trạng thái."),
    ),
    Sample("severity", _("Mức rủi ro"), "c-severity", _("Bát giác, tam giác, hình thoi, hình tròn: nhận ra cả khi in đen trắng.")),
    Sample("button", _("Nút"), ".btn", _("Một nút chính trong một vùng. Chữ trên nút là động từ, nói đúng việc sẽ xảy ra.")),
    Sample("banner", _("Thông báo"), "c-banner", _("Mỗi trang nhiều nhất một thông báo, không đi cùng danh sách lỗi."), wide=True),
    Sample("work", _("Dòng việc"), "c-panel c-work", _("Lý do đứng ngay dưới tên việc; một nút cho một việc."), wide=True, flush=True),
    Sample(
        "table",
        _("Bảng, lọc, sắp xếp, trang"),
        "c-filters c-chip c-table c-th c-pager",
        _("Bộ lọc, thứ tự và số trang nằm trong địa chỉ."),
        wide=True,
        flush=True,
    ),
    Sample("blank", _("Trang trống"), "c-blank", _("Nói điều gì sẽ hiện ở đây và bắt đầu thế nào."), flush=True),
    Sample("progress", _("Tải tệp và tiến độ"), "c-drop c-bar"),
    Sample("trail", _("Diễn biến"), "c-trail c-trail-item", _("Mới nhất trước; mỗi việc có hai thời điểm.")),
    Sample("stages", _("Chặng đường"), "c-stages", _("Đèn vàng luôn là “đang ở đây”: trang hiện tại, bước hiện tại, ô đang có tiêu điểm.")),
    Sample("because", _("Vì sao"), "c-because", _("Kết luận của máy luôn kèm quy tắc, giá trị đã thấy và nguồn.")),
    Sample(
        "pictures",
        _("Biểu đồ"),
        "spark beat bar",
        _("Một màu, cột cuối là hôm nay, đỏ khi cần xử lý. Mỗi biểu đồ mở danh sách của nó."),
        flush=True,
    ),
    Sample("radar", _("So với các nhóm"), "radar", _("Tối đa 8 nhóm, luôn đứng cạnh bảng số liệu."), wide=True),
    Sample("addressee", _("Đơn vị nhận, nguồn của hạn"), "c-addressee c-src", wide=True, flush=True),
    Sample("confirm", _("Trang xác nhận"), "c-facts face/confirm.html", _("Liệt kê đúng những gì sẽ xảy ra và những gì không."), wide=True),
    Sample("field", _("Biểu mẫu"), "c-form c-field", _("Gửi khi còn trống để xem cách báo lỗi. Không có gì được lưu."), wide=True),
    Sample("all", _("Đánh dấu tất cả"), "c-all", _("Bấm một lần để đánh dấu cả danh sách, bấm lần nữa để bỏ.")),
    Sample("more", _("Việc khác"), "c-more", _("Những việc ít làm gom vào một nút; mở được khi không có JavaScript.")),
    Sample("words", _("Ngày, số, địa chỉ"), "day moment vn_number", _("Số và ngày viết theo cách của cơ quan nhà nước.")),
    Sample("foot_act", _("Thanh quyết định"), "c-foot-act", _("Nói còn thiếu gì, rồi mới đến nút."), wide=True),
]


def gallery_context() -> dict[str, Any]:
    """Return days and figures around today, so that the marks of time show what they show on a real page."""
    now = timezone.now()
    today = local_now().date()
    return {
        "samples": SAMPLES,
        "now": now,
        "yesterday": now - timedelta(hours=16),
        "soon_day": today + timedelta(days=2),
        "today": today,
        "late_day": today - timedelta(days=12),
        "columns": [44, 44, 43, 42, 42, 41, 40, 38, 38, 37, 35, 34, 33, 31],
        "gaps": [(0.34, 0.36), (0.73, 0.74)],
        "axes": [_("Tổ chức"), _("Vật lý"), _("Mạng"), _("Máy chủ"), _("Ứng dụng"), _("Dữ liệu"), _("Giám sát"), _("Ứng cứu")],
        "shares": [0.9, 0.8, 0.7, 0.55, 0.62, 0.78, 0.4, 0.66],
        "before": [0.7, 0.7, 0.5, 0.5, 0.5, 0.6, 0.3, 0.5],
        "level_choices": [("3", _("Cấp độ 3 trở lên")), ("1", _("Cấp độ 1, 2"))],
        "disguised": "bao-cao\u202exslx.exe",
    }
