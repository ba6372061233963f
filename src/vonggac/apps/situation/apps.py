"""The room situation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SituationConfig(AppConfig):
    name = "vonggac.apps.situation"
    label = "situation"

    def ready(self) -> None:
        from vonggac.apps.face.registries import RailItem, rail

        rail.add("situation", RailItem("", 10, _("Tình hình"), "situation:home", "home", "directives.report"))
