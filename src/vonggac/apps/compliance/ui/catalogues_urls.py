"""Addresses of the catalogues: /cap-do/danh-muc/…"""

from django.urls import URLPattern, path

from vonggac.apps.compliance.ui import catalogues

urlpatterns: list[URLPattern] = [
    path("danh-muc/", catalogues.editions, name="catalogues"),
    path("danh-muc/kiem-tra/", catalogues.check, name="catalogue-check"),
    path("danh-muc/<slug:name>/", catalogues.edition, name="catalogue"),
    path("danh-muc/<slug:name>/tai/<slug:form>/", catalogues.download, name="catalogue-download"),
    path("danh-muc/<slug:name>/yeu-cau/<str:code>/", catalogues.control, name="catalogue-control"),
]
