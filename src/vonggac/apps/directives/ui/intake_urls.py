"""Addresses of letters that come in, are reviewed and given out."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
