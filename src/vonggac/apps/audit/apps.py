"""The room audit."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "vonggac.apps.audit"
    label = "audit"

    def ready(self) -> None:
        from vonggac.apps.audit.labels import register
        from vonggac.apps.face.registries import RailItem, rail

        register("audit", {"audit.anchor.exported": _("Lấy bản neo nhật ký"), "audit.lines.exported": _("Xuất nhật ký")})
        rail.add("audit", RailItem("reports", 90, _("Nhật ký"), "audit:log", "history", "audit.read"))
