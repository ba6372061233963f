"""How the log names the acts of this room; services of each subject add theirs here."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "compliance.determination.opened": _("bắt đầu xác định cấp độ"),
    "compliance.determination.concluded": _("kết luận cấp độ"),
    "compliance.determination.dropped": _("bỏ bản xác định cấp độ"),
    "compliance.dossier.opened": _("lập hồ sơ đề xuất cấp độ"),
}
