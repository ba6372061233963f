"""The room alerts."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "vonggac.apps.alerts"
    label = "alerts"

    def ready(self) -> None:
        """Register in the ports of the lower rooms."""
        from vonggac.apps.alerts import entering

        entering.enter()
