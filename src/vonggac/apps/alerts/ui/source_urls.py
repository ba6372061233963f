"""Addresses of sources, mappings, rules and what could not be read: /canh-bao/…"""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
