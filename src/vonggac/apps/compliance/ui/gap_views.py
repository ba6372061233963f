"""Pages of what is missing: the list in the order of priority, giving it out as work, and the questionnaire that leaves."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.compliance.models import Assessment
from vonggac.apps.compliance.queries import measures
from vonggac.apps.compliance.services.closing_gaps import control_of, give_gaps_out
from vonggac.apps.compliance.services.questionnaires import export_questionnaire
from vonggac.apps.compliance.ui.assessments import UNFOLDED, in_english, known
from vonggac.apps.compliance.ui.cadences import in_words
from vonggac.apps.compliance.ui.measure_forms import GiveForm, nothing_ticked
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.apps.face.forms import place_errors
from vonggac.apps.lists.services import MEDIA
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_date, format_number
from vonggac.kernel.vietnamese import slug
from vonggac.law.catalogue import Catalogue


@requires("compliance.read", methods=("GET", "HEAD"))
def gaps(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the measures that are missing, what is to be closed first at the top."""
    row, edition = known(request, pk)
    return _gaps_page(request, row, edition, None)


def _gaps_page(
    request: HttpRequest, row: Assessment, edition: Catalogue, form: GiveForm | None, seen: tuple[str, ...] = ()
) -> HttpResponse:
    lines = {line.control.code: line for line in measures.lines_of(row, edition, on=localdate())}
    found = [(gap, lines[gap.control.code], in_words(gap.control.cadence.get(gap.level))) for gap in measures.gaps_of(row, edition)]
    may_give = request.user.may("work.assign")  # type: ignore[union-attr]
    if form is None and may_give:
        form = GiveForm(system=row.system)
    return page(
        request, "compliance/measures/gaps.html", assessment=row, edition=edition, rows=found, form=form, may_give=may_give, seen=seen,
        blocks=_blocks(found, edition, seen),
    )  # fmt: skip


def _blocks(rows: list[tuple[Any, Any, str]], edition: Catalogue, seen: tuple[str, ...]) -> list[tuple[str, list[Any], bool]]:
    """Divide the list where its order turns: from which level on a measure is demanded, then its kind; the first block stands open."""
    kinds = {kind.code: kind.title_en if in_english() else kind.title_vi for kind in edition.kinds}
    found = []
    for (level, kind), part in groupby(rows, key=lambda one: (one[0].control.level_min, one[0].control.kind)):
        words = _("Từ cấp độ %(level)s: %(kind)s") % {"level": int(level), "kind": kinds[kind].lower()}
        block = list(part)
        ticked_here = any(gap.control.code in seen for gap, _line, _often in block)
        found.append((words, block, len(rows) <= UNFOLDED or not found or ticked_here))
    return found


@requires("work.assign", methods=("POST",))
def give_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Give chosen measures out as work, after a page that shows exactly what will be asked of whom."""
    row, edition = known(request, pk)
    form, codes = GiveForm(request.POST, system=row.system), tuple(dict.fromkeys(request.POST.getlist("chon")))
    codes = tuple(code for code in codes if code in edition)
    if not codes:
        form.add_error(None, nothing_ticked())
    if not form.is_valid():
        return _gaps_page(request, row, edition, form, codes)
    facts = form.cleaned_data
    body = dict(form.fields["organisation"].choices)[facts["organisation"]]  # type: ignore[attr-defined]
    shown = _giving(row, edition, codes, body, facts)
    carried = [(name, value) for name in ("organisation", "due_on", "recurring", "chon") for value in request.POST.getlist(name)]
    if answer := ask(request, shown, template="compliance/measures/carried.html", carried=carried):
        return answer
    try:
        give_gaps_out(
            row, codes, organisation_id=facts["organisation"], due_on=facts["due_on"], recurring=facts["recurring"], by=request.user,
            at=now(),
        )  # fmt: skip
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return _gaps_page(request, row, edition, form, codes)
    return HttpResponseRedirect(reverse("compliance:gaps", args=[row.pk]))


def _giving(row: Assessment, edition: Catalogue, codes: tuple[str, ...], body: str, facts: dict[str, Any]) -> Shown:
    count = format_number(len(codes))
    asked = "; ".join(f"{code} {edition.control(code).title_vi}" for code in codes)
    often = _("Mỗi kỳ theo chu kỳ của tiêu chuẩn mở một việc mới") if facts["recurring"] else _("Một lần")
    return Shown(
        title=ngettext("Giao %(n)s việc về biện pháp của %(name)s", "Giao %(n)s việc về biện pháp của %(name)s", len(codes))
        % {"n": count, "name": row.system.name},
        happens=[
            Line(_("Cơ quan thực hiện"), body),
            Line(_("Yêu cầu"), asked),
            Line(_("Hạn"), f"{format_date(facts['due_on'])}, {_('hạn theo dõi nội bộ')}"),
            Line(_("Lặp lại"), often),
        ],
        stays=[Line(_("Câu trả lời"), _("Giữ nguyên; khi việc được chấp nhận, yêu cầu được đánh dấu để người trả lời xem lại"))],
        button=ngettext("Giao %(n)s việc", "Giao %(n)s việc", len(codes)) % {"n": count},
        back=reverse("compliance:gaps", args=[row.pk]),
        back_words=_("Chưa giao, quay lại"),
    )


@requires("compliance.read")
def questionnaire(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Show what leaves; on agreeing, record it and hand the questionnaire over."""
    row, _edition = known(request, pk)
    if form not in ("xlsx", "csv"):
        raise Http404
    total = measures.Tally.sum(measures.tallies_of([row.pk])[row.pk].values())
    shown = Shown(
        title=_("Tải phiếu trả lời của %(name)s") % {"name": row.system.name},
        happens=[
            Line(
                _("Rời khỏi hệ thống"),
                _("Một tệp %(form)s: %(all)s yêu cầu và câu trả lời đã có") % {"form": form.upper(), "all": total.demanded},
            ),
            Line(_("Cách giữ"), _("Phiếu cho biết hệ thống còn thiếu gì: giữ như tài liệu lưu hành nội bộ"), warns=True),
            Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn")),
        ],
        button=_("Tải phiếu"),
        back=reverse("compliance:assessment", args=[row.pk]),
        back_words=_("Chưa tải, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    made = export_questionnaire(row, form, by=request.user, at=now())
    name = f"phieu-bien-phap-{slug(row.system.code)}-{row.as_of:%Y%m%d}.{form}"
    return download(made, name, MEDIA[form])


def origin(user: object, assignment: Any) -> str | None:
    """Return the control's page behind a task of this room, for who may know the measures."""
    code = control_of(assignment)
    row = measures.assessments_visible_to(user).filter(pk=assignment.origin_id).first() if code else None
    if row is None or not measures.may_know(user, row.system):
        return None
    return reverse("compliance:control", args=[row.pk, code])
