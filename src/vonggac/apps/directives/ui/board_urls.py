"""Addresses of what follows from a letter: board, papers, season, spill."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
