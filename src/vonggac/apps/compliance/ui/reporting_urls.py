"""Addresses of the overview and of the yearly report."""

from django.urls import path

from vonggac.apps.compliance.ui import overview, reporting

ONE = "bao-cao/<int:number>/<int:pk>/"
urlpatterns = [
    path("", overview.overview_page, name="overview"),
    path("ban-do/", overview.communes, name="communes"),
    path("chuyen-tiep/", overview.transitions, name="transitions"),
    path("bao-cao/", reporting.this_year, name="report-now"),
    path("bao-cao/<int:number>/", reporting.reports, name="reports"),
    path("bao-cao/<int:number>/don-doc/", reporting.remind, name="report-remind"),
    path(ONE, reporting.report, name="report"),
    path(f"{ONE}gui/", reporting.send, name="report-send"),
    path(f"{ONE}tra-lai/", reporting.give_back, name="report-return"),
    path(f"{ONE}tong-hop/", reporting.accept, name="report-accept"),
    path(f"{ONE}bo-sung/", reporting.ask_for_cells, name="report-cells"),
    *(path(f"{ONE}bao-cao.{ending}", reporting.file, {"ending": ending}, name=f"report-{ending}") for ending in ("xlsx", "docx", "pdf")),
]
