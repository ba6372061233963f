"""Addresses of the determination of levels."""

from django.urls import path

from vonggac.apps.compliance.ui import determined, determining

urlpatterns = [
    path("xac-dinh/", determining.determinations, name="determinations"),
    path("xac-dinh/he-thong/<int:pk>/", determining.open_one, name="determination-open"),
    path("xac-dinh/<int:pk>/", determined.determination, name="determination"),
    path("xac-dinh/<int:pk>/buoc/<slug:step>/", determining.step, name="determination-step"),
    path("xac-dinh/<int:pk>/truong-hop/<slug:case>/", determined.case, name="determination-case"),
    path("xac-dinh/<int:pk>/thanh-phan/", determined.parts, name="determination-parts"),
    path("xac-dinh/<int:pk>/rui-ro/", determined.raise_level, name="determination-raise"),
    path("xac-dinh/<int:pk>/ket-luan/", determined.conclude, name="determination-conclude"),
    path("xac-dinh/<int:pk>/bo/", determined.drop, name="determination-drop"),
    path("xac-dinh/<int:pk>/thuyet-minh.docx", determined.paper, name="determination-paper"),
    path("dinh-chinh/<int:pk>/", determined.correct, name="level-correct"),
]
