"""The page before cases are opened: exactly what will happen, system by system; and the page for what only a person can settle."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import visible_to as bodies_visible_to
from vonggac.apps.registry.queries import visible_to as systems_visible_to
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.threats.models import Case, Listing, ThreatList
from vonggac.apps.threats.queries.cases import case_for_page
from vonggac.apps.threats.queries.lists import waiting_addresses
from vonggac.apps.threats.queries.planning import Plan, plan_of
from vonggac.apps.threats.services.applying import apply_list
from vonggac.apps.threats.services.settling import settle_addresses
from vonggac.apps.threats.ui.forms import SettleForm
from vonggac.apps.threats.ui.lists import inside_rows, list_or_404
from vonggac.kernel.reading import format_number
from vonggac.law.cleanups import clean_up_rules

What = Listing.What
WORDS = dict(What.choices)


@requires("threats.import")
def open_cases(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the plan; on agreeing to just this one, carry it out."""
    row = list_or_404(request, pk)
    if row.state != ThreatList.State.MATCHED:
        return redirect("threats:list", row.pk)
    at = now()
    plan = plan_of(row, at)
    shown = _shown(row, plan)
    if answer := ask(request, shown, template="threats/open_cases.html", row=row, **_beneath(request, plan)):
        return answer
    try:
        apply_list(row, digest=plan.digest, by=request.user, at=at)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect("threats:open-cases", row.pk)
    messages.success(request, _("Đã làm theo danh sách %(name)s: %(what)s.") % {"name": row.file_name, "what": _in_a_sentence(plan)})
    return redirect("threats:list", row.pk)


def summed(plan: Plan) -> str:
    """Say the whole plan in one sentence: "Mở 37 ca tại 21 cơ quan, hỏi 2 nhà mạng về 112 địa chỉ"."""
    said = _in_a_sentence(plan)
    return said[:1].upper() + said[1:]


def _in_a_sentence(plan: Plan) -> str:
    opened, back = len(plan.doing(What.OPENED)), len(plan.doing(What.RETURNED))
    parts = []
    if opened + back:
        told = {"cases": format_number(opened + back), "bodies": format_number(len(plan.bodies))}
        parts.append(_("mở %(cases)s ca tại %(bodies)s cơ quan") % told)
    elif joined := len(plan.doing(What.JOINED)):
        parts.append(ngettext("thêm vào %(n)s ca đang mở", "thêm vào %(n)s ca đang mở", joined) % {"n": format_number(joined)})
    if plan.asking:
        asked = {"providers": format_number(len(plan.asking)), "addresses": format_number(plan.asked_addresses)}
        parts.append(_("hỏi %(providers)s nhà mạng về %(addresses)s địa chỉ") % asked)
    if taken := len(plan.taken_back):
        parts.append(ngettext("rút %(n)s ca", "rút %(n)s ca", taken) % {"n": format_number(taken)})
    return ", ".join(parts) or _("ghi nhận danh sách, không mở ca nào")


def _shown(row: ThreatList, plan: Plan) -> Shown:
    sentence = summed(plan)
    return Shown(
        title=sentence,
        happens=list(_happens(row, plan)),
        stays=list(_stays(row, plan)),
        button=sentence,
        back=reverse("threats:list", args=[row.pk]),
        back_words=_("Chưa mở, quay lại"),
        sensitive=True,
        beneath=plan.digest,
    )


def _happens(row: ThreatList, plan: Plan) -> list[Line]:
    lines = [Line(_("Danh sách"), f"{row.source.name}, {row.list_day:%d/%m/%Y}, {row.file_name}")]
    for what, label in ((What.OPENED, _("Mở ca mới")), (What.JOINED, _("Thêm vào ca đang mở")), (What.RETURNED, _("Mở lại ca đã đóng"))):
        if count := len(plan.doing(what)):
            lines.append(Line(label, ngettext("%(n)s ca", "%(n)s ca", count) % {"n": format_number(count)}, warns=what == What.RETURNED))
    if kept := len(plan.kept):
        lines.append(
            Line(
                _("Giữ nguyên"),
                ngettext("%(n)s ca của danh sách được đính chính", "%(n)s ca của danh sách được đính chính", kept)
                % {"n": format_number(kept)},
            )
        )
    if plan.doing(What.OPENED) or plan.doing(What.RETURNED):
        lines.append(Line(_("Giao việc"), _("Mỗi ca mới một việc cho cơ quan, hạn theo dõi nội bộ, ưu tiên cấp độ 3 trở lên")))
    if plan.asking:
        lines.append(
            Line(
                _("Soạn công văn"),
                ngettext("%(n)s công văn hỏi nhà mạng, chưa gửi đi", "%(n)s công văn hỏi nhà mạng, chưa gửi đi", len(plan.asking))
                % {"n": format_number(len(plan.asking))},
            )
        )
    if plan.taken_back:
        lines.append(
            Line(
                _("Rút ca"),
                ngettext(
                    "%(n)s ca chỉ có trong danh sách được đính chính",
                    "%(n)s ca chỉ có trong danh sách được đính chính",
                    len(plan.taken_back),
                )
                % {"n": format_number(len(plan.taken_back))},
                warns=True,
            )
        )
    return [*lines, Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn và mã băm của kế hoạch này"))]


def _stays(row: ThreatList, plan: Plan) -> list[Line]:
    lines = []
    if earlier := len(plan.doing(What.EARLIER)):
        lines.append(
            Line(
                _("Không mở lại"),
                ngettext("%(n)s ca chỉ thấy trước lúc đã làm sạch", "%(n)s ca chỉ thấy trước lúc đã làm sạch", earlier)
                % {"n": format_number(earlier)},
            )
        )
    if plan.waiting_addresses:
        lines.append(
            Line(
                _("Chờ người quyết định"),
                ngettext("%(n)s địa chỉ chưa rõ của ai", "%(n)s địa chỉ chưa rõ của ai", plan.waiting_addresses)
                % {"n": format_number(plan.waiting_addresses)},
            )
        )
    unmatched = row.counts.get("unmatched", 0)
    if unmatched:
        lines.append(
            Line(
                _("Chỉ đếm"),
                ngettext(
                    "%(n)s dòng không thuộc tỉnh hoặc không đối chiếu được",
                    "%(n)s dòng không thuộc tỉnh hoặc không đối chiếu được",
                    unmatched,
                )
                % {"n": format_number(unmatched)},
            )
        )
    if inside := inside_rows(row):
        words = ngettext("%(n)s dòng là địa chỉ nội bộ, chưa được đối chiếu.", "%(n)s dòng là địa chỉ nội bộ, chưa được đối chiếu.", inside)
        lines.append(Line(_("Chưa đối chiếu"), words % {"n": format_number(inside)}, warns=True))
    return [*lines, Line(_("Không gửi đi"), _("Hệ thống không gửi gì ra ngoài; công văn do người có thẩm quyền ký và phát hành"))]


def _beneath(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Return what the plan does to each body, provider and case, by name."""
    bodies = bodies_visible_to(request.user).in_bulk(
        [one.organisation_id for one in plan.subjects] + [one.provider_id for one in plan.asking]
    )
    systems = systems_visible_to(request.user).in_bulk([one.system_id for one in plan.subjects if one.system_id])
    cases = case_for_page(request.user).in_bulk([one.case_id for one in plan.taken_back])
    today, rules = localdate(), clean_up_rules()
    lines = [
        (
            one,
            bodies[one.organisation_id],
            systems.get(one.system_id),
            _("Giữ ca") if one.is_kept else WORDS[one.what],
            rules.by_key(one.malware_class, today).name,
        )
        for one in sorted(plan.subjects, key=_in_order)
    ]
    asked: list[tuple[Any, Organisation]] = [(one, bodies[one.provider_id]) for one in plan.asking]
    back: list[tuple[Case, str]] = [(cases[one.case_id], _becomes(one.to)) for one in plan.taken_back]
    return {"lines": lines, "asked": asked, "back": back, "plan": plan}


def _becomes(state: str) -> str:
    return _("sẽ chuyển sang: %(state)s") % {"state": str(dict(Case.State.choices)[state]).lower()}


def _in_order(one: Any) -> tuple[int, int, int]:
    return (-one.level if one.level >= 3 else 0, -one.risk, one.organisation_id)


@requires("threats.settle")
def settle(request: HttpRequest, pk: int, way: str) -> HttpResponseBase:
    """Say whose addresses were that wait for a person, or that a provider has told."""
    row = list_or_404(request, pk)
    waiting = waiting_addresses(request.user, row, way)
    if row.state != ThreatList.State.APPLIED or not waiting:
        raise Http404
    form = SettleForm(request.POST or None, addresses=[one.address for one in waiting], user=request.user, on=localdate())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told = {"organisation": given["organisation"], "system": given["system"], "why": given["reason"]}
        try:
            case = settle_addresses(row, given["addresses"], **told, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã đưa vào ca %(number)s.") % {"number": case.number()})
            return redirect("threats:case", case.pk)
    return page(request, "threats/settle.html", 422 if form.errors else 200, row=row, form=form, waiting=waiting, way=way)
