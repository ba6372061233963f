"""Addresses of the room: /canh-bao/…"""

from __future__ import annotations

from django.urls import path

from vonggac.apps.alerts.ui import alert, queue, source_urls

app_name = "alerts"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("dau-trang/<int:count>.svg", queue.favicon, name="favicon"),
    path("<int:pk>/", alert.alert, name="alert"),
    path("<int:pk>/ban-ghi/", alert.records, name="records"),
    *source_urls.urlpatterns,
]
