"""The room work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "vonggac.apps.work"
    label = "work"
