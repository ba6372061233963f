"""Addresses of the room: /cap-do/…; each subject keeps its own list beside its views."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from vonggac.apps.compliance.ui import determining_urls

app_name = "compliance"
urlpatterns: list[URLPattern | URLResolver] = [
    *determining_urls.urlpatterns,
]
