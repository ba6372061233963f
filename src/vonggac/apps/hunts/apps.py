"""The room hunts."""

from django.apps import AppConfig


class HuntsConfig(AppConfig):
    name = "vonggac.apps.hunts"
    label = "hunts"

    def ready(self) -> None:
        """Enter what this room gives to the rooms below."""
        from vonggac.apps.hunts import entering

        entering.enter()
