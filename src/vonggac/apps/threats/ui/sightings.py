"""The page before our own sightings leave as a file."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.face.access import requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.apps.threats.services import exporting_sightings as services
from vonggac.kernel.reading import format_number

DAYS = [("7", gettext_lazy("7 ngày qua")), ("30", gettext_lazy("30 ngày qua")), ("90", gettext_lazy("90 ngày qua"))]
MARKS = [(one, one.upper()) for one in services.MAY_LEAVE]


@requires("threats.feeds")
def export(request: HttpRequest) -> HttpResponseBase:
    """Show how many sightings would leave and how many stay; on agreeing to just these, hand them over."""
    days, mark = _chosen(request)
    at = now()
    out = services.outgoing(request.user, days=int(days), up_to=mark, at=at)
    chosen = {"days": days, "mark": mark, "days_choices": DAYS, "mark_choices": MARKS, "empty": not out.rows}
    answer = ask(request, _shown(out, days, mark), template="threats/sightings_export.html", **chosen)
    if answer or not out.rows:
        return answer or ask_again(request)
    author = f"{settings.PRODUCT_NAME}, {settings.PROVINCE_NAME}" if getattr(settings, "PRODUCT_NAME", "") else settings.PROVINCE_NAME
    return _file(services.export_sightings(out, author=author, by=request.user, at=at))


def ask_again(request: HttpRequest) -> HttpResponseBase:
    """Lead back: there is nothing to hand over."""
    from django.shortcuts import redirect

    return redirect("threats:sightings-export")


def _chosen(request: HttpRequest) -> tuple[str, str]:
    days, mark = request.GET.get("days", ""), request.GET.get("tlp", "")
    return days if days in dict(DAYS) else "30", mark if mark in dict(MARKS) else services.MAY_LEAVE[1]


def _shown(out: services.Outgoing, days: str, mark: str) -> Shown:
    indicators = ngettext("%(n)s chỉ dấu", "%(n)s chỉ dấu", len(out.rows)) % {"n": format_number(len(out.rows))}
    times = ngettext("%(n)s lần gặp", "%(n)s lần gặp", out.sightings) % {"n": format_number(out.sightings)}
    kept = ngettext("%(n)s chỉ dấu", "%(n)s chỉ dấu", out.held_back) % {"n": format_number(out.held_back)}
    return Shown(
        title=_("Xuất các lần gặp chỉ dấu"),
        happens=[
            Line(_("Trong tệp"), f"{indicators}, {times}"),
            Line(_("Thời gian"), str(dict(DAYS)[days])),
            Line(_("Mức TLP cao nhất"), mark.upper()),
            Line(_("Định dạng"), "STIX 2.1"),
            Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn và mã băm của tệp")),
        ],
        stays=[
            Line(_("Ở lại vì TLP chặt hơn"), kept),
            Line(_("Không có trong tệp"), _("Gặp ở cơ quan, hệ thống, địa chỉ nào của tỉnh")),
        ],
        button=_("Xuất tệp STIX"),
        back=reverse("threats:indicators"),
        back_words=_("Chưa xuất, quay lại"),
        sensitive=True,
        beneath=[out.sign, days, mark],
    )


def _file(content: bytes) -> HttpResponse:
    return download(content, f"lan-gap-{localdate():%Y-%m-%d}.json", "application/stix+json;version=2.1")
