"""Addresses of the room face."""

from django.urls import URLPattern

app_name = "face"
urlpatterns: list[URLPattern] = []
