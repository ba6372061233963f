"""The room situation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SituationConfig(AppConfig):
    name = "vonggac.apps.situation"
    label = "situation"

    def ready(self) -> None:
        from vonggac.apps.audit.labels import register
        from vonggac.apps.face.registries import RailItem, rail
        from vonggac.apps.jobs.ports import demo
        from vonggac.apps.situation.demonstration import make_demonstration

        register("situation", {"situation.demonstration.made": _("Lập dữ liệu trình diễn")})
        demo.add("90-situation", make_demonstration)

        rail.add("situation", RailItem("", 5, _("Tình hình"), "situation:home", "home", "directives.report", key="h", thumb=1))
