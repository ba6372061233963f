"""How the acts of this room read in the log."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: dict[str, Promise] = {
    "work.tasks.opened": _("Giao việc"),
    "work.tasks.acknowledged": _("Tiếp nhận việc"),
    "work.task.saved": _("Lưu câu trả lời đang làm"),
    "work.task.submitted": _("Nộp kết quả để duyệt"),
    "work.task.not_applicable": _("Báo không áp dụng"),
    "work.task.commented": _("Trao đổi về việc"),
    "work.tasks.answered_centrally": _("Trả lời thay cho các cơ quan"),
    "work.tasks.accepted": _("Chấp nhận kết quả"),
    "work.task.returned": _("Trả lại kết quả"),
    "work.tasks.closed": _("Đóng việc không có trả lời"),
    "work.group.closed": _("Đóng mọi việc của một văn bản"),
    "work.task.reopened": _("Mở lại việc"),
    "work.deadlines.changed": _("Đổi thời hạn"),
    "work.tasks.risk_raised": _("Nâng mức nguy hiểm của việc"),
    "work.extension.asked": _("Xin gia hạn"),
    "work.extension.decided": _("Trả lời đề nghị gia hạn"),
    "work.tasks.relayed": _("Giao đơn vị trực thuộc"),
    "work.task.assigned": _("Giao bộ phận"),
    "work.evidence.added": _("Thêm minh chứng"),
    "work.evidence.withdrawn": _("Bỏ minh chứng"),
    "work.tasks.inherited": _("Chuyển việc cho cơ quan kế thừa"),
    "work.tasks.heir_named": _("Chọn cơ quan kế thừa cho việc"),
    "work.answer_links.made": _("Tạo đường dẫn trả lời"),
    "work.answer_links.revoked": _("Thu hồi đường dẫn trả lời"),
    "work.answers.imported": _("Nhập bảng trả lời"),
    "work.reminders.applied": _("Đôn đốc theo quy tắc"),
    "work.reminder.sent": _("Gửi đôn đốc"),
    "work.reminder.dropped": _("Bỏ bản đôn đốc"),
    "work.turn.opened": _("Mở kỳ mới của việc định kỳ"),
    "work.calendar_feed.made": _("Tạo địa chỉ lịch"),
    "work.calendar_feed.stopped": _("Ngừng địa chỉ lịch"),
}
