"""The room work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "vonggac.apps.work"
    label = "work"

    def ready(self) -> None:
        from vonggac.apps.organisations.ports import carriers
        from vonggac.apps.work.services.inheriting import TaskCarrier

        carriers.add("work.tasks", TaskCarrier())
