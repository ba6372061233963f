"""Addresses of feeds, indicators and lists of false positives."""

from __future__ import annotations

from django.urls import path

from vonggac.apps.threats.ui import feeds, indicators, sightings

urlpatterns = [
    path("nguon-tin/", feeds.feeds, name="feeds"),
    path("nguon-tin/them/", feeds.make, name="feed-make"),
    path("nguon-tin/<int:pk>/", feeds.feed, name="feed"),
    path("nguon-tin/<int:pk>/sua/", feeds.change, name="feed-change"),
    path("nguon-tin/<int:pk>/gui-tep/", feeds.send, name="feed-send"),
    path("nguon-tin/<int:pk>/lay-ngay/", feeds.fetch_now, name="feed-fetch"),
    path("nguon-tin/<int:pk>/chuyen/<slug:to>/", feeds.turn, name="feed-turn"),
    path("nguon-tin/<int:pk>/lan/<int:run>/", feeds.run, name="feed-run"),
    path("nguon-tin/<int:pk>/lan/<int:run>/nhan/", feeds.agree, name="feed-agree"),
    path("nguon-tin/<int:pk>/lan/<int:run>/bo/", feeds.drop, name="feed-drop"),
    path("dau-hieu/", indicators.indicators, name="indicators"),
    path("dau-hieu/xuat/", sightings.export, name="sightings-export"),
    path("dau-hieu/<int:pk>/", indicators.indicator, name="indicator"),
    path("canh-bao-gia/", indicators.innocent_lists, name="innocents"),
    path("canh-bao-gia/them/", indicators.take_innocent, name="innocent-take"),
    path("canh-bao-gia/<int:pk>/", indicators.innocent, name="innocent"),
    path("canh-bao-gia/<int:pk>/doi/", indicators.turn_innocent, name="innocent-turn"),
]
