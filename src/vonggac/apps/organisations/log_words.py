"""How the log names this room's acts."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "organisations.profile.loaded": _("Nạp hồ sơ tỉnh vào danh bạ"),
    "organisations.body.added": _("Thêm cơ quan"),
    "organisations.body.changed": _("Sửa thông tin cơ quan"),
    "organisations.contact.added": _("Thêm đầu mối liên hệ"),
    "organisations.contact.changed": _("Sửa đầu mối liên hệ"),
    "organisations.mandate.added": _("Thêm văn bản quy định chức năng"),
    "organisations.mandate.changed": _("Sửa văn bản quy định chức năng"),
    "organisations.mandates.imported": _("Nhập danh sách văn bản quy định chức năng"),
    "organisations.bodies.imported": _("Nhập danh sách cơ quan"),
    "organisations.contacts.imported": _("Nhập danh sách đầu mối"),
    "organisations.reorganisation.drafted": _("Soạn việc sắp xếp cơ quan"),
    "organisations.reorganisation.planned": _("Sửa việc sắp xếp đang soạn"),
    "organisations.reorganisation.dropped": _("Bỏ việc sắp xếp đang soạn"),
    "organisations.reorganisation.confirmed": _("Thực hiện sắp xếp cơ quan"),
    "organisations.reorganisation.carried": _("Chuyển việc và dữ liệu sang cơ quan tiếp nhận"),
}
