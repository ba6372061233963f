"""What a person does with findings: says true, false or known good, one or many; gives out work; takes the results along."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.hunts.event_fields import shared
from vonggac.apps.hunts.models import Finding, KnownGood
from vonggac.apps.hunts.queries.findings import events_of, for_list, in_order
from vonggac.apps.hunts.queries.known import has_units, may_speak_for_all, may_speak_for_units
from vonggac.apps.hunts.queries.visibility import findings_workable_by
from vonggac.apps.hunts.services import knowing, tasking, triage
from vonggac.apps.hunts.ui.findings import back_to, workable_or_404
from vonggac.apps.hunts.ui.forms import FALSE_BECAUSE, KnownForm, VerdictForm, end_of, versions_in
from vonggac.apps.hunts.ui.words import verdict_of
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_date, format_number

COUNTED = 2_000
"""So many findings that known good would set aside are counted one by one before it is said."""


def _version(request: HttpRequest, row: Finding) -> int | None:
    """Return the version that the person saw; the first look at a page sees the present one."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else row.version


@requires("hunts.triage")
def judge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say true or false, or take the verdict back; true is one press on the finding's page."""
    row = workable_or_404(request, pk)
    form = VerdictForm(request.POST or None, initial={"verdict": request.GET.get("verdict") or None})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            triage.judge_findings(
                {pk: _version(request, row)}, verdict=said["verdict"], reason=said["reason"] or "", by=request.user, at=now()
            )
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã ghi kết luận."))
            return redirect(back_to(request, row))
    told = {"row": row, "form": form, "back": back_to(request, row), "reasons": FALSE_BECAUSE, "verdict": verdict_of(row)}
    return page(request, "hunts/judge.html", 422 if form.errors else 200, **told)


@requires("hunts.triage")
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Show what will be said of the ticked findings, and say it when the form is sent."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = versions_in(sent.getlist("chon")[: triage.MOST_AT_ONCE])
    rows = list(for_list(in_order(findings_workable_by(request.user).filter(pk__in=list(chosen)))))
    form, status = VerdictForm(request.POST or None), 200
    if request.method == "POST" and rows:
        if form.is_valid() and (done := _judged(request, form, {row.pk: chosen[row.pk] for row in rows})) is not None:
            words = ngettext("Đã ghi kết luận cho %(n)s kết quả.", "Đã ghi kết luận cho %(n)s kết quả.", done)
            messages.success(request, words % {"n": format_number(done)})
            return redirect(back_to(request))
        status = 422
    title = ngettext("Kết luận %(n)s kết quả", "Kết luận %(n)s kết quả", len(rows)) % {"n": format_number(len(rows))}
    told = {"rows": [(row, verdict_of(row)) for row in rows], "form": form, "reasons": FALSE_BECAUSE, "back": back_to(request)}
    return page(request, "hunts/bulk.html", status, title=title if rows else _("Chưa có kết quả nào để ghi"), **told)


def _judged(request: HttpRequest, form: VerdictForm, chosen: dict[int, int | None]) -> int | None:
    said = form.cleaned_data
    try:
        return len(triage.judge_findings(chosen, verdict=said["verdict"], reason=said["reason"] or "", by=request.user, at=now()))
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return None


@requires("hunts.triage")
def know(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hold what a finding shows to be legitimate: how far, why, until when; then exactly what would be set aside; then do it."""
    row = workable_or_404(request, pk)
    events = [one.fields for one in events_of(row)]
    body, by = row.organisation_id, request.user
    reach = {"for_all": may_speak_for_all(by), "for_units": has_units(body) and may_speak_for_units(by, body)}
    form = KnownForm(request.POST or None, finding=row, shared=shared(events), today=localdate(), **reach)
    if request.method == "POST" and form.is_valid():
        answer = _known(request, row, form)
        if answer is not None:
            return answer
    told = {"row": row, "form": form, "back": back_to(request, row), "verdict": verdict_of(row)}
    return page(request, "hunts/know.html", 422 if form.errors else 200, **told)


def _known(request: HttpRequest, row: Finding, form: KnownForm) -> HttpResponseBase | None:
    said, at = form.cleaned_data, now()
    name, value = form.chosen()
    reach = said["reach"]
    scope = knowing.Scope(every_host=reach != "host", with_units=reach == "units", every_body=reach == "all", field=name, value=value)
    told = {"because": said["because"], "expires_at": end_of(said["expires_on"])}
    try:
        known = knowing.proposed(row, scope, **told, by=request.user, at=at)
        if answer := _confirmed(request, row, form, known):
            return answer
        made = knowing.know_good(row.pk, version=_version(request, row), scope=scope, **told, by=request.user, at=at)
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return None
    words = ngettext("Đã ghi hợp lệ cho %(n)s kết quả.", "Đã ghi hợp lệ cho %(n)s kết quả.", made.hidden)
    messages.success(request, words % {"n": format_number(made.hidden)})
    return redirect(back_to(request, row))


def _confirmed(request: HttpRequest, row: Finding, form: KnownForm, known: KnownGood) -> HttpResponse | None:
    """Show which findings would be set aside; a tick is asked for where they are on systems of level 3 and above."""
    like = [one for _place, one in zip(range(COUNTED), knowing.would_hide(known, request.user), strict=False)]
    others = [one for one in like if one.pk != row.pk]
    high = sum(one.level is not None and one.level >= 3 for one in [row, *others])
    count = len(others) + 1
    happens = [
        Line(_("Quy tắc"), row.title),
        Line(_("Áp dụng cho"), dict(form.fields["reach"].choices)[form.cleaned_data["reach"]]),  # type: ignore[attr-defined]
        *([Line(_("Chỉ khi mọi sự kiện có"), f"{known.field} = {known.value}")] if known.field else []),
        Line(_("Đến hết ngày"), format_date(form.cleaned_data["expires_on"])),
        Line(_("Ghi hợp lệ ngay"), ngettext("%(n)s kết quả", "%(n)s kết quả", count) % {"n": format_number(count)}),
    ]
    if high:
        words = ngettext("%(n)s kết quả", "%(n)s kết quả", high) % {"n": format_number(high)}
        happens.append(Line(_("Trên hệ thống cấp độ 3 trở lên"), words, warns=True))
    shown = Shown(
        title=_("Ghi là hoạt động hợp lệ đã biết"),
        happens=happens,
        stays=[Line(_("Kết quả"), _("vẫn được lưu và đếm; kết thúc mục này thì đưa lại chờ xác minh được"))],
        button=ngettext("Ghi hợp lệ cho %(n)s kết quả", "Ghi hợp lệ cho %(n)s kết quả", count) % {"n": format_number(count)},
        back=back_to(request, row),
        promise=_("Tôi đã xem các kết quả trên hệ thống cấp độ 3 trở lên và chịu trách nhiệm") if high else "",
    )
    kept = [(name, request.POST.get(name, "")) for name in ("reach", "field", "because", "expires_on", "version", "next")]
    return ask(request, shown, template="hunts/know_confirm.html", kept=kept, others=others[:20], more=max(0, len(others) - 20))


@requires("hunts.triage")
def give(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the task that a finding becomes, then give it out."""
    row = workable_or_404(request, pk)
    at = now()
    try:
        offer = tasking.offer_of(row, at)
        if answer := ask(request, _giving(request, row, offer), template="hunts/give.html", steps=offer.steps):
            return answer
        given = tasking.give_work(pk, version=row.version, by=request.user, at=at)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect(back_to(request, row))
    number = given.task.number() if given.task else ""
    messages.success(request, _("Đã giao việc %(number)s cho %(body)s.") % {"number": number, "body": given.organisation.name})
    return redirect(back_to(request, row))


def _giving(request: HttpRequest, row: Finding, offer: tasking.Offer) -> Shown:
    happens = [
        Line(_("Giao cho"), offer.organisation.name),
        Line(_("Việc"), offer.title),
        Line(_("Hạn theo dõi nội bộ"), format_date(offer.due_on) if offer.due_on else _("không đặt")),
        Line(_("Minh chứng"), _("phải có khi trả lời")),
    ]
    if offer.judges:
        happens.append(Line(_("Kết luận"), _("kết quả này được ghi là đúng")))
    stays = [
        Line(_("Từng sự kiện"), _("ở trang kết quả, chỉ người được biết mới mở được")),
        Line(_("Xóa tệp, gỡ phần mềm"), _("không tự làm gì trên máy")),
    ]
    return Shown(
        title=_("Giao việc từ kết quả săn lùng"),
        happens=happens,
        stays=stays,
        button=_("Giao việc"),
        back=back_to(request, row),
        beneath=[row.version, list(offer.steps)],
    )
