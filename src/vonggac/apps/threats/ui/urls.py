"""Addresses of the room: /nguy-co/…"""

from __future__ import annotations

from django.urls import include, path

from vonggac.apps.threats.models import MatchReason
from vonggac.apps.threats.ui import cases, inquiries, leaving, lists, opening, overview, shaping

app_name = "threats"
urlpatterns = [
    path("", include("vonggac.apps.threats.ui.feed_urls")),
    path("", overview.overview, name="overview"),
    path("danh-sach/", lists.lists, name="lists"),
    path("danh-sach/nhan/", lists.receive, name="receive"),
    path("danh-sach/<int:pk>/", lists.one_list, name="list"),
    path("danh-sach/<int:pk>/cot/", shaping.columns, name="columns"),
    path("danh-sach/<int:pk>/mo-ca/", opening.open_cases, name="open-cases"),
    path("danh-sach/<int:pk>/bo/", lists.drop, name="drop"),
    path("danh-sach/<int:pk>/cho-can-xem/", lists.remarks, name="remarks"),
    path("danh-sach/<int:pk>/quyet-dinh/", opening.settle, {"way": MatchReason.Way.WAIT}, name="settle"),
    path("danh-sach/<int:pk>/tra-loi/", opening.settle, {"way": MatchReason.Way.INQUIRY}, name="answer"),
    path("ca/", cases.cases, name="cases"),
    path("ca/xuat/<str:form>/", leaving.cases, name="cases-export"),
    path("ca/<int:pk>/", cases.case, name="case"),
    path("ca/<int:pk>/tim-may/", cases.find_machine, name="find-machine"),
    path("ca/<int:pk>/khong-xac-dinh/", cases.unidentified, name="unidentified"),
    path("hoi-nha-mang/", inquiries.inquiries, name="inquiries"),
    path("hoi-nha-mang/<int:pk>/", inquiries.inquiry, name="inquiry"),
    path("hoi-nha-mang/<int:pk>/buoc/", inquiries.step, name="inquiry-step"),
    path("hoi-nha-mang/<int:pk>/khong-tra-duoc/", inquiries.close, name="inquiry-close"),
    path("hoi-nha-mang/<int:pk>/dia-chi/", inquiries.addresses, name="inquiry-addresses"),
    path("hoi-nha-mang/<int:pk>/ban-soan/", inquiries.file, {"which": "ban-soan"}, name="inquiry-draft"),
    path("hoi-nha-mang/<int:pk>/da-ky/", inquiries.file, {"which": "da-ky"}, name="inquiry-signed"),
]
