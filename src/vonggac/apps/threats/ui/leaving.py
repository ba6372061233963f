"""The page before cases leave as a file: how many, which, and what is not in it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.apps.lists.services import MEDIA
from vonggac.apps.threats.queries.cases import CaseFilters, narrowed
from vonggac.apps.threats.queries.visibility import cases_visible_to
from vonggac.apps.threats.services.exporting import CASE_COLUMNS, export_cases
from vonggac.apps.threats.ui.cases import asked_of, chips_of, seen_in
from vonggac.kernel.reading import format_number


@requires("threats.read")
def cases(request: HttpRequest, form: str) -> HttpResponseBase:
    """Show what would leave, as it was narrowed in the queue; on agreeing, note it and hand the file over."""
    if form not in MEDIA:
        raise Http404
    seen = seen_in(request)
    asked = asked_of(seen)
    count = narrowed(cases_visible_to(request.user), asked, localdate()).count()
    if not count:
        raise Http404
    if answer := ask(request, _leaving(form, count, [words for _name, words in chips_of(seen)], asked, _back(request))):
        return answer
    content = export_cases(asked, form, by=request.user, at=now())
    return download(content, f"ca-nhiem-ma-doc.{form}", MEDIA[form])


def _back(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return reverse("threats:cases") + (f"?{query}" if query else "")


def _leaving(form: str, count: int, chips: list[str], asked: CaseFilters, back: str) -> Shown:
    told = {"n": format_number(count), "form": form.upper()}
    return Shown(
        title=ngettext("Xuất %(n)s ca nhiễm mã độc", "Xuất %(n)s ca nhiễm mã độc", count) % told,
        happens=[
            Line(_("Rời khỏi hệ thống"), ngettext("Một tệp %(form)s, %(n)s ca", "Một tệp %(form)s, %(n)s ca", count) % told),
            Line(_("Đang lọc"), "; ".join(chips) if chips else _("Ca đang làm sạch")),
            Line(_("Cột"), "; ".join(column.title for column in CASE_COLUMNS)),
            Line(_("Ghi lại"), _("Việc xuất này được ghi vào nhật ký với tên của bạn.")),
        ],
        stays=[Line(_("Không có trong tệp"), _("Địa chỉ IP, cổng và thời điểm của từng dòng"))],
        button=ngettext("Xuất %(n)s ca", "Xuất %(n)s ca", count) % told,
        back=back,
        back_words=_("Chưa xuất, quay lại"),
        sensitive=True,
        beneath=[form, count, str(asked)],
    )
