"""Addresses of sets of rules: /san-lung/bo-quy-tac/…"""

from __future__ import annotations

from django.urls import path

from vonggac.apps.hunts.ui import packs

urlpatterns = [
    path("bo-quy-tac/", packs.packs, name="packs"),
    path("bo-quy-tac/nap/", packs.new_pack, name="pack_new"),
    path("bo-quy-tac/<int:pk>/", packs.pack, name="pack"),
    path("bo-quy-tac/<int:pk>/thoi-dung/", packs.retire, name="pack_retire"),
]
