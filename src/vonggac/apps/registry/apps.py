"""The room registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "vonggac.apps.registry"
    label = "registry"
