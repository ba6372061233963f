"""The room directives."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "vonggac.apps.directives"
    label = "directives"
