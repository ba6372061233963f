"""The room threats."""

from django.apps import AppConfig


class ThreatsConfig(AppConfig):
    name = "vonggac.apps.threats"
    label = "threats"

    def ready(self) -> None:
        """Register in the ports of the lower rooms."""
        from vonggac.apps.threats import entering

        entering.enter()
