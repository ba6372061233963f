"""The room organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "vonggac.apps.organisations"
    label = "organisations"
