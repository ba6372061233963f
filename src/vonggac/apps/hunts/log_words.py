"""How the log names what is done in this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "hunts.pack.added": _("Nạp bộ quy tắc săn lùng"),
    "hunts.pack.read": _("Đọc xong bộ quy tắc săn lùng"),
    "hunts.pack.retired": _("Thôi dùng bộ quy tắc săn lùng"),
    "hunts.pack.shipped": _("Bộ quy tắc có sẵn đổi theo phần mềm"),
    "hunts.judged": _("Kết luận kết quả săn lùng"),
    "hunts.known.made": _("Ghi hoạt động hợp lệ đã biết"),
    "hunts.known.extended": _("Gia hạn hoạt động hợp lệ đã biết"),
    "hunts.known.ended": _("Kết thúc hoạt động hợp lệ đã biết"),
    "hunts.tasked": _("Giao việc từ kết quả săn lùng"),
    "hunts.exported": _("Tải kết quả săn lùng"),
    "hunts.followed": _("Cập nhật kết quả săn lùng theo việc đã giao"),
    "hunts.asked": _("Nộp tệp, yêu cầu lượt săn lùng"),
    "hunts.cancelled": _("Dừng lượt săn lùng"),
    "hunts.asked_again": _("Yêu cầu chạy lại lượt săn lùng"),
    "hunts.ended": _("Lượt săn lùng xong, ghi kết quả"),
    "hunts.failed": _("Lượt săn lùng không chạy được"),
    "hunts.thrown_away": _("Xóa nội dung tệp săn lùng hết thời hạn lưu"),
    "hunts.erased": _("Xóa lượt săn lùng có nội dung bí mật nhà nước"),
    "hunts.inherited": _("Lượt săn lùng chuyển sang cơ quan kế thừa"),
    "hunts.campaign.drafted": _("Soạn đợt săn lùng"),
    "hunts.campaign.changed": _("Sửa bản nháp đợt săn lùng"),
    "hunts.campaign.bodies_added": _("Thêm cơ quan vào đợt săn lùng"),
    "hunts.campaign.bodies_removed": _("Bỏ cơ quan khỏi bản nháp đợt săn lùng"),
    "hunts.campaign.given_out": _("Giao đợt săn lùng"),
    "hunts.campaign.dropped": _("Bỏ bản nháp đợt săn lùng"),
    "hunts.campaign.closed": _("Kết thúc đợt săn lùng"),
    "hunts.body.excused": _("Miễn cho cơ quan trong đợt săn lùng"),
    "hunts.body.expected": _("Yêu cầu lại cơ quan trong đợt săn lùng"),
    "hunts.bodies_inherited": _("Chỗ trong đợt săn lùng chuyển sang cơ quan kế thừa"),
    "hunts.paper.drafted": _("Lập dự thảo báo cáo đợt săn lùng"),
    "hunts.paper.moved": _("Ghi bước của báo cáo đợt săn lùng"),
}
