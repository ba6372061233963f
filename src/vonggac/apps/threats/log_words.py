"""How the log names what is done in this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "threats.list.received": _("Nhận danh sách địa chỉ nhiễm mã độc"),
    "threats.list.read": _("Đọc các cột của danh sách"),
    "threats.list.confirmed": _("Xác nhận các cột của danh sách"),
    "threats.list.matched": _("Đối chiếu danh sách với sổ đăng ký"),
    "threats.list.refused": _("Không đối chiếu được danh sách"),
    "threats.list.dropped": _("Bỏ danh sách"),
    "threats.list.applied": _("Mở ca theo danh sách"),
    "threats.cases.given": _("Giao việc làm sạch"),
    "threats.cases.followed": _("Cập nhật ca theo kết quả của việc"),
    "threats.cases.escalated": _("Báo cơ quan cấp trên về hệ thống bị nêu nhiều tháng"),
    "threats.cases.inherited": _("Ca chuyển sang cơ quan kế thừa"),
    "threats.case.unidentified": _("Đóng ca, không xác định được máy"),
    "threats.addresses.settled": _("Quyết định địa chỉ thuộc về ai"),
    "threats.cases.exported": _("Xuất các ca nhiễm mã độc"),
    "threats.inquiries.drafted": _("Soạn công văn hỏi nhà mạng"),
    "threats.inquiry.moved": _("Ghi bước của công văn hỏi nhà mạng"),
    "threats.inquiry.exported": _("Xuất địa chỉ cần hỏi nhà mạng"),
    "threats.inquiry.closed": _("Đóng công văn hỏi nhà mạng, phần không tra được"),
    "threats.feed.made": _("Lập nguồn tin"),
    "threats.feed.changed": _("Sửa nguồn tin"),
    "threats.feed.turned": _("Dừng, dùng lại hoặc bỏ nguồn tin"),
    "threats.feed.asked": _("Lấy nguồn tin ngay"),
    "threats.feed.failed": _("Không lấy được nguồn tin"),
    "threats.feed.blocked": _("Chặn nội dung nguồn tin mang dấu chỉ độ mật"),
    "threats.delivery.received": _("Nhận tệp của nguồn tin để kiểm tra"),
    "threats.delivery.agreed": _("Đồng ý nhận tệp của nguồn tin"),
    "threats.delivery.taken": _("Nhận chỉ dấu của nguồn tin"),
    "threats.delivery.failed": _("Không đọc được tệp của nguồn tin"),
    "threats.delivery.dropped": _("Bỏ tệp của nguồn tin"),
    "threats.innocents.taken": _("Nhận danh sách cảnh báo giả"),
    "threats.innocents.used": _("Dùng hoặc ngừng dùng danh sách cảnh báo giả"),
    "threats.sightings.exported": _("Xuất các lần gặp chỉ dấu"),
}
