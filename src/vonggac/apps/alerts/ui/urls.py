"""Addresses of the room: /canh-bao/…"""

from __future__ import annotations

from django.urls import path

from vonggac.apps.alerts.ui import acts, alert, bulk, queue, source_urls

app_name = "alerts"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("dau-trang/<int:count>.svg", queue.favicon, name="favicon"),
    path("<int:pk>/", alert.alert, name="alert"),
    path("<int:pk>/ban-ghi/", alert.records, name="records"),
    path("hang-loat/", bulk.bulk, name="bulk"),
    path("<int:pk>/ket-luan/", acts.verify, name="verify"),
    path("<int:pk>/giao-nguoi/", acts.assign, name="assign"),
    path("<int:pk>/xu-ly/", acts.handle, name="handle"),
    path("<int:pk>/dong/", acts.close, name="close"),
    path("<int:pk>/mo-lai/", acts.reopen, name="reopen"),
    path("<int:pk>/ghi-chu/", acts.note, name="note"),
    path("<int:pk>/he-thong/", acts.settle, name="settle"),
    path("<int:pk>/giao-viec/", acts.give, name="give"),
    path("<int:pk>/minh-chung/<int:act>/", acts.evidence, name="evidence"),
    *source_urls.urlpatterns,
]
