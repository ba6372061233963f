"""Addresses of the room audit."""

from django.urls import URLPattern, path

from vonggac.apps.audit.ui import views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("", views.log, name="log"),
    path("xuat", views.export, name="export"),
    path("neo", views.anchor, name="anchor"),
]
