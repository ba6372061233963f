"""Taking the results of an assessment out of the house, for whoever may know its single answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.compliance.models import Assessment
from vonggac.apps.compliance.queries import measures
from vonggac.apps.compliance.queries.exporting import exportable_by, plan_of
from vonggac.apps.compliance.services.exporting import FORMS, PLAN, RESULTS, export_assessment
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.kernel.levels import level_text
from vonggac.kernel.reading import format_date, format_number


@requires("compliance.read", methods=("GET", "HEAD"))
def exports(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what of an assessment may be taken out."""
    assessment = get_object_or_404(exportable_by(request.user), pk=pk)
    return page(request, "compliance/exports.html", assessment=assessment, **_counts(assessment))


def _counts(assessment: Assessment) -> dict[str, Any]:
    edition = measures.edition_of(assessment)
    if edition is None:
        raise Http404
    items = plan_of(assessment, edition, on=localdate())
    remedies = [remedy for item in items for remedy in item.remedies]
    answered = sum(sum(vars_of(tally)) for tally in measures.tallies_of([assessment.pk])[assessment.pk].values())
    return {"answers": answered, "missing": len(items), "without_task": sum(not item.remedies for item in items), "tasks": len(remedies)}


def vars_of(tally: Any) -> tuple[int, ...]:
    """The five ways an answer may count; each answer is one of them."""
    return tally.met, tally.partly, tally.not_met, tally.not_applicable, tally.unanswered


@requires("compliance.read")
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Show what would leave; on agreeing, note it and hand the file over."""
    assessment = get_object_or_404(exportable_by(request.user), pk=pk)
    counts = _counts(assessment)
    if form not in FORMS or (form == PLAN and not counts["missing"]) or not counts["answers"]:
        raise Http404
    if answer := ask(request, _leaving(assessment, form, counts)):
        return answer
    try:
        made = export_assessment(assessment.pk, form, by=request.user, at=now())
    except ValidationError:
        raise Http404 from None
    return download(made.content, made.name, made.media_type)


def _leaving(assessment: Assessment, form: str, counts: dict[str, int]) -> Shown:
    system = assessment.system
    facts = {"edition": assessment.catalogue, "day": format_date(assessment.as_of), "level": level_text(assessment.level).lower()}
    happens = [
        Line(_("Hệ thống"), f"{system.name} ({system.code})"),
        Line(_("Lần đánh giá"), _("%(edition)s, %(level)s, ngày %(day)s") % facts),
        *(_results_lines(counts) if form == RESULTS else _plan_lines(counts)),
        Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn")),
    ]
    return Shown(
        title=_("Xuất kết quả đánh giá") if form == RESULTS else _("Xuất kế hoạch khắc phục"),
        lead=_("Tệp nêu hệ thống còn thiếu biện pháp nào. Chỉ gửi cho nơi phải biết, bằng đường được phép."),
        happens=happens,
        stays=[Line(_("Không có trong tệp"), _("Tệp minh chứng, tài khoản và địa chỉ của hệ thống"))],
        button=_("Tải tệp OSCAL"),
        back=reverse("compliance:assessment-exports", args=[assessment.pk]),
        back_words=_("Chưa xuất, quay lại"),
        sensitive=True,
        beneath=[form, assessment.pk, assessment.version],
    )


def _results_lines(counts: dict[str, int]) -> list[Line]:
    words = ngettext(
        "%(n)s yêu cầu với câu trả lời, ghi chú, ngày của minh chứng",
        "%(n)s yêu cầu với câu trả lời, ghi chú, ngày của minh chứng",
        counts["answers"],
    )
    return [Line(_("Trong tệp"), words % {"n": format_number(counts["answers"])})]


def _plan_lines(counts: dict[str, int]) -> list[Line]:
    return [
        Line(_("Yêu cầu chưa đạt"), format_number(counts["missing"])),
        Line(_("Việc đã giao"), _("%(tasks)s, với cơ quan làm, hạn và tình trạng") % {"tasks": format_number(counts["tasks"])}),
        Line(_("Chưa giao cho ai"), format_number(counts["without_task"])),
    ]
