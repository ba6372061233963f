"""The room reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "vonggac.apps.reports"
    label = "reports"
