"""Addresses of the overview and of the yearly report."""

from django.urls import path

from vonggac.apps.compliance.ui import overview, report_letters, reporting

ONE = "bao-cao/<int:number>/<int:pk>/"
urlpatterns = [
    path("", overview.overview_page, name="overview"),
    path("ban-do/", overview.communes, name="communes"),
    path("chuyen-tiep/", overview.transitions, name="transitions"),
    path("bao-cao/", reporting.this_year, name="report-now"),
    path("bao-cao/<int:number>/", reporting.reports, name="reports"),
    path("bao-cao/<int:number>/don-doc/", reporting.remind, name="report-remind"),
    path("bao-cao/<int:number>/cong-van/", report_letters.draft, name="report-letter"),
    path("bao-cao/<int:number>/van-ban-di/", report_letters.letters, name="report-letters"),
    path("bao-cao/<int:number>/van-ban-di/<int:letter>/", report_letters.move, name="report-letter-step"),
    path("bao-cao/<int:number>/van-ban-di/<int:letter>/ban-soan/", report_letters.file, {"which": "ban-soan"}, name="report-letter-draft"),
    path("bao-cao/<int:number>/van-ban-di/<int:letter>/da-ky/", report_letters.file, {"which": "da-ky"}, name="report-letter-signed"),
    path(ONE, reporting.report, name="report"),
    path(f"{ONE}gui/", reporting.send, name="report-send"),
    path(f"{ONE}tra-lai/", reporting.give_back, name="report-return"),
    path(f"{ONE}tong-hop/", reporting.accept, name="report-accept"),
    path(f"{ONE}bo-sung/", reporting.ask_for_cells, name="report-cells"),
    *(path(f"{ONE}bao-cao.{ending}", reporting.file, {"ending": ending}, name=f"report-{ending}") for ending in ("xlsx", "docx", "pdf")),
]
