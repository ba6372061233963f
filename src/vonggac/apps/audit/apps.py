"""The room audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "vonggac.apps.audit"
    label = "audit"
