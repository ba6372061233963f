"""The room compliance."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "vonggac.apps.compliance"
    label = "compliance"

    def ready(self) -> None:
        """Register in the ports of the lower rooms, one module a subject, so that each of them can be read alone."""
        from vonggac.apps.compliance import entering

        entering.enter()
