"""The room face."""

from django.apps import AppConfig


class FaceConfig(AppConfig):
    name = "vonggac.apps.face"
    label = "face"
