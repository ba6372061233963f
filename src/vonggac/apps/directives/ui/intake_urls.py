"""Addresses of the first half: letters in, review, giving out."""

from __future__ import annotations

from django.urls import URLPattern, path

from vonggac.apps.directives.ui import intake_views, review_views, scan_views

urlpatterns: list[URLPattern] = [
    path("", intake_views.letters, name="letters"),
    path("nhap/", intake_views.upload, name="upload"),
    path("nhap/ban-quet/", scan_views.agree, name="scan_agree"),
    path("<int:pk>/nhan-dang/", scan_views.progress, name="scan"),
    path("tep/<int:pk>/", intake_views.file, name="file"),
    path("<int:pk>/ra-soat/", review_views.review, name="review"),
    path("<int:pk>/ra-soat/tra-lai/", review_views.lay_out_again, name="lay_out_again"),
    path("<int:pk>/ra-soat/<slug:part>/", review_views.change, name="change"),
    path("<int:pk>/kiem-tra/", review_views.confirm, name="confirm"),
]
