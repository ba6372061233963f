"""Addresses of sources, mappings, rules and what could not be read: /canh-bao/…"""

from __future__ import annotations

from django.urls import path

from vonggac.apps.alerts.ui import arrivals, files, mappings, rereading, sources, statistics, suppressions

SOURCES = [
    path("nguon/", sources.sources, name="sources"),
    path("nguon/khai/", sources.new_source, name="source-new"),
    path("nguon/<int:pk>/", sources.source, name="source"),
    path("nguon/<int:pk>/sua/", sources.edit_source, name="source-edit"),
    path("nguon/<int:pk>/dung/", sources.stop_source, name="source-stop"),
    path("nguon/<int:pk>/nhan-lai/", sources.start_source, name="source-start"),
    path("nguon/<int:pk>/nap-tep/", files.bring, name="source-bring"),
    path("nguon/<int:pk>/tep/<int:file>/", files.file, name="source-file"),
    path("nguon/<int:pk>/doc-lai/", rereading.read_again, name="source-again"),
    path("nguon/<int:pk>/cap-khoa/", sources.new_token, name="source-token"),
    path("nguon/<int:pk>/khoa/<int:token>/thu-hoi/", sources.revoke_token, name="source-token-revoke"),
]
RULES = [
    path("quy-tac-an/", suppressions.suppressions, name="suppressions"),
    path("quy-tac-an/dat/", suppressions.new_suppression, name="suppression-new"),
    path("quy-tac-an/<int:pk>/", suppressions.suppression, name="suppression"),
    path("quy-tac-an/<int:pk>/gia-han/", suppressions.extend_suppression, name="suppression-extend"),
    path("quy-tac-an/<int:pk>/ket-thuc/", suppressions.end_suppression, name="suppression-end"),
]
MAPPINGS = [
    path("cach-doc/", mappings.mappings, name="mappings"),
    path("cach-doc/lap/", mappings.edit_mapping, name="mapping-new"),
    path("cach-doc/<int:pk>/", mappings.mapping, name="mapping"),
    path("cach-doc/<int:pk>/dung/<int:source>/", mappings.use_mapping, name="mapping-use"),
    path("thang/", statistics.months, name="months"),
    path("khong-doc-duoc/", arrivals.unread, name="unparsed"),
]
urlpatterns = [*SOURCES, *RULES, *MAPPINGS]
