"""Addresses of what follows from a letter: board, papers, season, spill."""

from django.urls import URLPattern, path

from vonggac.apps.directives.ui import amend_views as amend
from vonggac.apps.directives.ui import board_views as board
from vonggac.apps.directives.ui import links_views as links
from vonggac.apps.directives.ui import package_views as packages
from vonggac.apps.directives.ui import papers_views as papers
from vonggac.apps.directives.ui import remind_views as remind
from vonggac.apps.directives.ui import season_views as season
from vonggac.apps.directives.ui import spill_views as spill

urlpatterns: list[URLPattern] = [
    path("<int:pk>/", board.board, name="board"),
    path("<int:pk>/noi-dung/", board.content, name="content"),
    path("<int:pk>/lich-su/", board.history, name="history"),
    path("<int:pk>/bao-cao/", papers.report, name="report"),
    path("<int:pk>/bao-cao/bao-cao.docx", papers.report_file, {"ending": "docx"}, name="report_docx"),
    path("<int:pk>/bao-cao/bao-cao.pdf", papers.report_file, {"ending": "pdf"}, name="report_pdf"),
    path("<int:pk>/bao-cao/bao-cao.xlsx", papers.report_file, {"ending": "xlsx"}, name="report_xlsx"),
    path("<int:pk>/van-ban-di/", papers.paper_list, name="papers"),
    path("<int:pk>/van-ban-di/<int:paper_pk>/", papers.move, name="paper"),
    path("<int:pk>/van-ban-di/<int:paper_pk>/goi-edxml/", packages.package, name="paper_package"),
    path("<int:pk>/van-ban-di/<int:paper_pk>/<str:which>/", papers.paper_file, name="paper_file"),
    path("<int:pk>/don-doc/", remind.remind, name="remind"),
    path("<int:pk>/don-doc/cong-van/", remind.draft_letter, name="draft_letter"),
    path("<int:pk>/don-doc/gui/", remind.send_notices, name="send_notices"),
    path("<int:pk>/chua-co-tai-khoan/", links.links, name="links"),
    path("<int:pk>/chua-co-tai-khoan/tao/", links.make, name="make_links"),
    path("<int:pk>/chua-co-tai-khoan/thu-hoi/", links.revoke, name="revoke_links"),
    path("<int:pk>/chua-co-tai-khoan/phieu.zip", links.all_forms, name="all_forms"),
    path("<int:pk>/chua-co-tai-khoan/<int:body_pk>/phieu.<str:ending>", links.form_file, name="form_file"),
    path("<int:pk>/dieu-chinh/", amend.amend, name="amend"),
    path("<int:pk>/dieu-chinh/han/", amend.deadline, name="deadline"),
    path("<int:pk>/dieu-chinh/noi-dung/", amend.add_obligation, name="add_obligation"),
    path("<int:pk>/dieu-chinh/co-quan/", amend.add_addressee, name="add_addressee"),
    path("<int:pk>/dieu-chinh/rut/", amend.withdraw, name="withdraw"),
    path("<int:pk>/dieu-chinh/ket-thuc/", amend.close, name="close"),
    path("<int:pk>/dieu-chinh/mo-lai/", amend.reopen, name="reopen"),
    path("<int:pk>/dieu-chinh/thay-the/", amend.supersede, name="supersede"),
    path("<int:pk>/dot-cao-diem/", season.season, name="season"),
    path("<int:pk>/dot-cao-diem/dat/", season.set_season, name="set_season"),
    path("<int:pk>/dot-cao-diem/bao-cao/", season.season_report, name="season_report"),
    path("<int:pk>/dot-cao-diem/<int:body_pk>/", season.say, name="say"),
    path("<int:pk>/lo-bi-mat/", spill.erase, name="spill"),
    path("<int:pk>/lo-bi-mat/bien-ban.docx", spill.minutes, name="spill_minutes"),
]
