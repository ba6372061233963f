"""The room situation."""

from django.apps import AppConfig


class SituationConfig(AppConfig):
    name = "vonggac.apps.situation"
    label = "situation"
