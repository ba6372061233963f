"""How the log names this room's acts."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "accounts.setup_link.made": _("Tạo liên kết lập quản trị đầu tiên"),
    "accounts.recovery_link.made": _("Tạo liên kết lập lại cách đăng nhập"),
    "accounts.invitation.made": _("Mời người giữ vị trí"),
    "accounts.invitation.withdrawn": _("Thu hồi lời mời"),
    "accounts.link.used": _("Dùng liên kết vào hệ thống"),
    "accounts.post.opened": _("Mở vị trí"),
    "accounts.post.closed": _("Đóng vị trí"),
    "accounts.post.assigned": _("Giao vị trí"),
    "accounts.posts.carried": _("Chuyển vị trí sang cơ quan tiếp nhận"),
    "accounts.post.left": _("Cho thôi giữ vị trí"),
    "accounts.profile.changed": _("Sửa hồ sơ cá nhân"),
    "accounts.sessions.ended": _("Kết thúc mọi phiên đăng nhập"),
    "accounts.person.stopped": _("Ngừng tài khoản"),
    "accounts.person.returned": _("Cho tài khoản hoạt động lại"),
    "accounts.session.begun": _("Đăng nhập"),
    "accounts.session.left": _("Đăng xuất"),
    "accounts.sign_in.refused": _("Đăng nhập bị từ chối"),
    "accounts.devices.changed": _("Thay đổi cách xác thực thứ hai"),
    "accounts.password.changed": _("Đổi mật khẩu"),
    "accounts.transfer.proposed": _("Đề nghị bàn giao vị trí"),
    "accounts.transfer.given": _("Người giao ký bàn giao"),
    "accounts.transfer.taken": _("Người nhận ký bàn giao"),
    "accounts.transfer.withdrawn": _("Hủy bàn giao"),
    "accounts.demonstration.made": _("Lập tài khoản trình diễn"),
    "accounts.token.made": _("Cấp khóa kết nối"),
    "accounts.token.revoked": _("Thu hồi khóa kết nối"),
}
