"""Addresses of the room: /cap-do/…; each subject keeps its own list beside its views."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from vonggac.apps.compliance.ui import catalogues_urls, determining_urls, dossier_urls, exports_urls, measures_urls, reporting_urls

app_name = "compliance"
urlpatterns: list[URLPattern | URLResolver] = [
    *catalogues_urls.urlpatterns,
    *determining_urls.urlpatterns,
    *exports_urls.urlpatterns,
    *dossier_urls.urlpatterns,
    *measures_urls.urlpatterns,
    *reporting_urls.urlpatterns,
]
