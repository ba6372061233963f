"""Addresses of measures, under /cap-do/."""

from __future__ import annotations

from django.urls import URLPattern, path

from vonggac.apps.compliance.ui import assessments, gap_views, reviewing, sharing, using_proofs
from vonggac.apps.lists.ui.pages import pages_of

urlpatterns: list[URLPattern] = [
    path("bien-phap/", assessments.assessments, name="assessments"),
    path("bien-phap/minh-chung/", sharing.proofs_list, name="proofs"),
    path("bien-phap/minh-chung/<int:pk>/", using_proofs.proof, name="proof"),
    path("bien-phap/minh-chung/<int:pk>/dung/", using_proofs.use, name="proof-use"),
    path("bien-phap/minh-chung/<int:pk>/tep", sharing.proof_file, name="proof-file"),
    path("bien-phap/minh-chung/<int:pk>/rut/", sharing.withdraw, name="proof-withdraw"),
    path("bien-phap/ke-thua/<int:pk>/dong-y/", sharing.agree, name="inheritance-agree"),
    path("bien-phap/ke-thua/<int:pk>/ket-thuc/", sharing.end, name="inheritance-end"),
    path("bien-phap/he-thong/<int:pk>/mo/", assessments.open_one, name="assessment-open"),
    path("bien-phap/he-thong/<int:pk>/ke-thua/", sharing.inheritance, name="inheritance"),
    path("bien-phap/<int:pk>/", assessments.assessment, name="assessment"),
    path("bien-phap/<int:pk>/nop/", assessments.hand_in, name="hand-in"),
    path("bien-phap/<int:pk>/xac-nhan/", reviewing.review, name="review"),
    path("bien-phap/<int:pk>/ket-thuc/", assessments.close, name="close"),
    path("bien-phap/<int:pk>/so-sanh/", reviewing.comparison, name="comparison"),
    path("bien-phap/<int:pk>/con-thieu/", gap_views.gaps, name="gaps"),
    path("bien-phap/<int:pk>/giao-viec/", gap_views.give_out, name="gaps-give-out"),
    path("bien-phap/<int:pk>/minh-chung/them/", sharing.add_proof, name="proof-add"),
    path("bien-phap/<int:pk>/minh-chung/da-co/", using_proofs.choose, name="proof-choose"),
    path("bien-phap/<int:pk>/phieu.<str:form>", gap_views.questionnaire, name="questionnaire"),
    path("bien-phap/<int:pk>/yeu-cau/<str:code>/", assessments.control, name="control"),
    *pages_of("compliance", import_act="compliance.prepare", export_act="registry.export"),
]
