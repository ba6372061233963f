"""Addresses of campaigns: /san-lung/dot/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from vonggac.apps.hunts.ui import campaign_acts as acts
from vonggac.apps.hunts.ui import campaign_paper as paper
from vonggac.apps.hunts.ui import campaigns as views

urlpatterns: list[URLPattern] = [
    path("dot/", views.campaigns, name="campaigns"),
    path("dot/lap/", acts.new_campaign, name="campaign-new"),
    path("dot/<int:pk>/", views.campaign, name="campaign"),
    path("dot/<int:pk>/sua/", acts.change_campaign, name="campaign-change"),
    path("dot/<int:pk>/co-quan/", acts.campaign_bodies, name="campaign-bodies"),
    path("dot/<int:pk>/bo-co-quan/", acts.remove_bodies, name="campaign-remove-bodies"),
    path("dot/<int:pk>/co-quan/<int:body>/", views.campaign_body, name="campaign-body"),
    path("dot/<int:pk>/co-quan/<int:body>/mien/", acts.excuse, name="campaign-excuse"),
    path("dot/<int:pk>/co-quan/<int:body>/yeu-cau-lai/", acts.expect, name="campaign-expect"),
    path("dot/<int:pk>/giao-viec/", acts.give_out, name="campaign-give"),
    path("dot/<int:pk>/bo/", acts.drop_campaign, name="campaign-drop"),
    path("dot/<int:pk>/lap-lai/", acts.repeat, name="campaign-repeat"),
    path("dot/<int:pk>/ket-thuc/", acts.close, name="campaign-close"),
    path("dot/<int:pk>/bao-cao/", paper.step, name="campaign-step"),
    path("dot/<int:pk>/bao-cao/tep/<str:which>/", paper.file, name="campaign-file"),
    path("dot/<int:pk>/cach-thu-thap/", views.collecting, name="campaign-guide"),
]
