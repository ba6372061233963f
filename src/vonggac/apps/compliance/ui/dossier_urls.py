"""Addresses of dossiers and security regulations."""

from __future__ import annotations

from django.urls import path

from vonggac.apps.compliance.ui import dossier_acts, dossier_files, dossier_spill, dossiers, regulations

urlpatterns = [
    path("ho-so/", dossiers.dossiers, name="dossiers"),
    path("ho-so/lap/<int:system_pk>/", dossiers.open_new, name="dossier-open"),
    path("ho-so/<int:pk>/", dossiers.dossier, name="dossier"),
    path("ho-so/<int:pk>/thanh-phan/<str:key>/", dossiers.part, name="dossier-part"),
    path("ho-so/<int:pk>/lo-bi-mat/", dossier_spill.spill, name="dossier-spill"),
    path("ho-so/<int:pk>/buoc/<slug:slug>/", dossier_acts.act, name="dossier-act"),
    path("ho-so/<int:pk>/van-ban/<slug:key>.docx", dossier_files.paper, {"ending": "docx"}, name="dossier-docx"),
    path("ho-so/<int:pk>/van-ban/<slug:key>.pdf", dossier_files.paper, {"ending": "pdf"}, name="dossier-pdf"),
    path("ho-so/tep-buoc/<int:pk>/", dossier_files.step_file, name="dossier-step-file"),
    path("ho-so/tep/<int:pk>/", dossier_files.part_file, name="dossier-part-file"),
    path("quy-che/", regulations.regulations, name="regulations"),
    path("quy-che/them/", regulations.add, name="regulation-add"),
    path("quy-che/<int:pk>/het-hieu-luc/", regulations.end, name="regulation-end"),
    path("quy-che/<int:pk>/tep/", dossier_files.regulation_file, name="regulation-file"),
]
