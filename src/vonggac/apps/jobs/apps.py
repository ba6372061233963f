"""The room jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "vonggac.apps.jobs"
    label = "jobs"
