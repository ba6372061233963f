"""How the log names this room's acts."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "registry.system.added": _("Thêm hệ thống"),
    "registry.system.changed": _("Sửa hệ thống"),
    "registry.system.level_changed": _("Đổi cấp độ của hệ thống"),
    "registry.component.set": _("Ghi thành phần hệ thống"),
    "registry.component.removed": _("Bỏ thành phần hệ thống"),
    "registry.range.set": _("Ghi dải địa chỉ"),
    "registry.domain.set": _("Ghi tên miền"),
    "registry.mail_domain.set": _("Ghi tên miền thư"),
    "registry.held.ended": _("Ghi ngày kết thúc"),
    "registry.contract.set": _("Ghi hợp đồng dịch vụ"),
    "registry.systems.imported": _("Nhập danh sách hệ thống"),
    "registry.components.imported": _("Nhập danh sách thành phần"),
    "registry.ranges.imported": _("Nhập danh sách dải địa chỉ"),
    "registry.domains.imported": _("Nhập danh sách tên miền"),
    "registry.mail_domains.imported": _("Nhập danh sách tên miền thư"),
    "registry.contracts.imported": _("Nhập danh sách hợp đồng"),
    "registry.profile.loaded": _("Nạp hệ thống từ hồ sơ tỉnh"),
    "registry.holdings.inherited": _("Chuyển hệ thống, địa chỉ, tên miền, hợp đồng sang cơ quan kế thừa"),
}
