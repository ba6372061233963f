"""Addresses of what leaves the house: /cap-do/bien-phap/…/xuat/"""

from django.urls import URLPattern, path

from vonggac.apps.compliance.ui import exports

urlpatterns: list[URLPattern] = [
    path("bien-phap/<int:pk>/xuat/", exports.exports, name="assessment-exports"),
    path("bien-phap/<int:pk>/xuat/<slug:form>/", exports.export, name="assessment-export"),
]
