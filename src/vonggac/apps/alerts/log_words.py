"""How the log names what is done in this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "alerts.source.declared": _("Kê khai nguồn cảnh báo"),
    "alerts.source.changed": _("Sửa nguồn cảnh báo"),
    "alerts.source.stopped": _("Dừng nguồn cảnh báo"),
    "alerts.source.started": _("Nhận lại nguồn cảnh báo"),
    "alerts.token.made": _("Cấp khóa cho nguồn cảnh báo"),
    "alerts.token.revoked": _("Thu hồi khóa của nguồn cảnh báo"),
    "alerts.source.silent": _("Nguồn cảnh báo im lặng"),
    "alerts.source.heard": _("Nguồn cảnh báo gửi lại"),
    "alerts.records.thrown_away": _("Xóa bản ghi cảnh báo hết thời hạn lưu"),
    "alerts.alerts.placed_again": _("Xếp lại cảnh báo theo sổ đăng ký"),
    "alerts.secret.blocked": _("Chặn bản ghi mang dấu chỉ độ mật"),
    "alerts.unparsed.asked": _("Yêu cầu đọc lại bản ghi không đọc được"),
    "alerts.unparsed.read": _("Đọc lại bản ghi không đọc được"),
    "alerts.file.brought": _("Nạp tệp cảnh báo vào nguồn"),
    "alerts.journal.damaged": _("Bỏ qua đoạn hỏng của nhật ký tiếp nhận"),
    "alerts.rule.made": _("Đặt quy tắc ẩn cảnh báo"),
    "alerts.rule.extended": _("Gia hạn quy tắc ẩn cảnh báo"),
    "alerts.rule.ended": _("Kết thúc quy tắc ẩn cảnh báo"),
    "alerts.verified": _("Kết luận cảnh báo"),
    "alerts.assigned": _("Giao người xử lý cảnh báo"),
    "alerts.handled": _("Ghi kết quả xử lý cảnh báo"),
    "alerts.closed": _("Đóng cảnh báo, không cần xử lý"),
    "alerts.reopened": _("Mở lại cảnh báo"),
    "alerts.noted": _("Ghi chú cảnh báo"),
    "alerts.settled": _("Xác định hệ thống của cảnh báo"),
    "alerts.tasked": _("Giao việc xử lý cảnh báo"),
    "alerts.followed": _("Cập nhật cảnh báo theo kết quả của việc"),
    "alerts.inherited": _("Cảnh báo chuyển sang cơ quan kế thừa"),
    "alerts.mapping.saved": _("Lưu cách đọc bản ghi"),
    "alerts.mapping.used": _("Đổi cách đọc của nguồn cảnh báo"),
    "alerts.month.exported": _("Xuất số liệu cảnh báo của tháng"),
}
