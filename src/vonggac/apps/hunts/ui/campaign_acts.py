"""What people do with a campaign: draft it, choose its bodies, give it out, excuse a body, end it, draft the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import FIELD, Line, Shown, ask
from vonggac.apps.face.forms import Form, place_errors
from vonggac.apps.hunts.models import Campaign
from vonggac.apps.hunts.queries import campaigns as queries
from vonggac.apps.hunts.queries.coverage import Stage, coverage_of
from vonggac.apps.hunts.queries.packs import usable_packs
from vonggac.apps.hunts.queries.whom import asked_already, bodies_meant
from vonggac.apps.hunts.services import campaigns as services
from vonggac.apps.hunts.services.asked_of_bodies import GivingPlan, plan_of, steps_of
from vonggac.apps.hunts.services.excusing import excuse_body, expect_again
from vonggac.apps.hunts.services.repeating import repeat_campaign
from vonggac.apps.hunts.stages import reach_words
from vonggac.apps.hunts.ui.campaign_forms import CampaignForm, CloseForm, ExcuseForm, ExpectForm, WhomForm, written
from vonggac.apps.hunts.ui.campaigns import body_or_404, campaign_or_404
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.work.models import Relation
from vonggac.apps.work.services.noticing import people_told
from vonggac.kernel.reading import format_date, format_number


def _carried_out(request: HttpRequest, form: Form, act: Callable[[], Any]) -> Any:
    """Do it, or put the refusal beside its field and return None."""
    try:
        return act()
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return None


def _refused(request: HttpRequest, row: Campaign, act: Callable[[], Any]) -> bool:
    """Do an act that has no form; say why when it is refused."""
    try:
        act()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return True
    return False


@requires("hunts.campaign")
def new_campaign(request: HttpRequest) -> HttpResponseBase:
    """Draft a campaign with whom it asks."""
    today, data = localdate(), request.POST or None
    form, whom = CampaignForm(data, packs=usable_packs(request.user), today=today), WhomForm(data, today=today)
    if request.method == "POST" and form.is_valid() & whom.is_valid():
        bodies = [body.pk for body in bodies_meant(whom.whom(), today)]
        row = _carried_out(request, form, lambda: services.draft_campaign(form.new_campaign(), bodies=bodies, by=request.user, at=now()))
        if row is not None:
            return redirect(row)
    status = 422 if form.errors or whom.errors else 200
    return page(request, "hunts/campaign_form.html", status, form=form, whom=whom, row=None)


@requires("hunts.campaign")
def change_campaign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write a draft anew."""
    row = campaign_or_404(request, pk)
    form = CampaignForm(request.POST or None, packs=usable_packs(request.user), today=localdate(), initial=written(row))
    if request.method == "POST" and form.is_valid():
        changed = _carried_out(request, form, lambda: services.change_draft(row, form.new_campaign(), by=request.user, at=now()))
        if changed is not None:
            messages.success(request, _("Đã lưu bản nháp."))
            return redirect(row)
    return page(request, "hunts/campaign_form.html", 422 if form.errors else 200, form=form, whom=None, row=row)


@requires("hunts.campaign")
def campaign_bodies(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Name more bodies; of a campaign that runs, show who gets a task first."""
    row, today = campaign_or_404(request, pk), localdate()
    whom = WhomForm(request.POST or None, today=today)
    if request.method == "POST" and whom.is_valid():
        there = asked_already(row.pk)
        meant = [body for body in bodies_meant(whom.whom(), today) if body.pk not in there]
        if not meant:
            whom.add_error(None, _("Các cơ quan vừa chọn đã có trong đợt săn lùng."))
        elif row.state == Campaign.State.OPEN and (answer := _ask_about_more(request, row, meant)):
            return answer
        else:
            act = services.ask_more if row.state == Campaign.State.OPEN else services.add_bodies
            added = _carried_out(request, whom, lambda: act(row, [body.pk for body in meant], by=request.user, at=now()))
            if added is not None:
                messages.success(request, ngettext("Đã thêm %(n)s cơ quan.", "Đã thêm %(n)s cơ quan.", added) % {"n": format_number(added)})
                return redirect(row)
    return page(request, "hunts/campaign_bodies.html", 422 if whom.errors else 200, row=row, whom=whom)


def _ask_about_more(request: HttpRequest, row: Campaign, meant: list[Any]) -> HttpResponse | None:
    number = len(meant)
    words = ngettext("%(n)s việc nộp nhật ký, hạn %(day)s", "%(n)s việc nộp nhật ký, hạn %(day)s", number)
    shown = Shown(
        title=_("Kiểm tra lại trước khi giao thêm"),
        happens=[
            Line(_("Giao việc"), words % {"n": format_number(number), "day": format_date(row.due_on)}),
            Line(_("Cho"), "; ".join(body.addressed_as() for body in meant)),
        ],
        button=ngettext("Giao thêm cho %(n)s cơ quan", "Giao thêm cho %(n)s cơ quan", number) % {"n": format_number(number)},
        back=row.get_absolute_url(),
        beneath=[body.pk for body in meant],
    )
    return ask(request, shown, template="hunts/campaign_confirm.html", kept=_kept(request), plan=None)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    left_out = {FIELD, "promise", "csrfmiddlewaretoken"}
    return [(name, value) for name in request.POST if name not in left_out for value in request.POST.getlist(name)]


@requires("hunts.campaign", methods=("POST",))
def remove_bodies(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the ticked bodies out of a draft."""
    row = campaign_or_404(request, pk)
    ticked = [int(one) for one in request.POST.getlist("body") if one.isdecimal()]
    if not ticked:
        messages.error(request, _("Đánh dấu cơ quan cần bỏ khỏi đợt săn lùng."))
    else:
        _refused(request, row, lambda: services.remove_bodies(row, ticked, by=request.user, at=now()))
    return redirect(row)


@requires("hunts.campaign")
def give_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show exactly what giving out does; then do it."""
    row, at = campaign_or_404(request, pk), now()
    if row.state != Campaign.State.DRAFT:
        messages.error(request, _("Đợt săn lùng này đã giao việc."))
        return redirect(row)
    plan = plan_of(row, at)
    if not plan.asked:
        messages.error(request, _("Chọn ít nhất một cơ quan phải nộp nhật ký."))
        return redirect(row)
    if answer := ask(request, _shown(row, plan, at), template="hunts/campaign_confirm.html", plan=plan, steps=steps_of(row), kept=()):
        return answer
    if not _refused(request, row, lambda: services.give_out(row, shown=plan.digest(), by=request.user, at=at)):
        number = len(plan.asked)
        done = ngettext("Đã giao việc nộp nhật ký cho %(n)s cơ quan.", "Đã giao việc nộp nhật ký cho %(n)s cơ quan.", number)
        messages.success(request, done % {"n": format_number(number)})
    return redirect(row)


def _shown(row: Campaign, plan: GivingPlan, at: Any) -> Shown:
    number = len(plan.asked)
    told = {"n": format_number(number), "relations": _relations(plan)}
    words = ngettext("%(n)s việc cho %(n)s cơ quan: %(relations)s", "%(n)s việc cho %(n)s cơ quan: %(relations)s", number)
    stays = [Line(_("Được miễn"), f"{one.row.organisation.addressed_as()}: {one.row.excused_because}") for one in plan.excused]
    stays.append(Line(_("Kết quả săn lùng"), _("cơ quan chỉ thấy của mình; cơ quan khác không thấy")))
    return Shown(
        title=_("Kiểm tra lại trước khi giao đợt săn lùng"),
        lead=row.title,
        happens=[Line(_("Giao việc"), words % told), *_what(row, plan), *_told(plan, at), *_warnings(plan)],
        stays=stays,
        button=ngettext("Giao việc cho %(n)s cơ quan", "Giao việc cho %(n)s cơ quan", number) % told,
        back=row.get_absolute_url(),
        sensitive=True,
        beneath=plan.digest(),
    )


def _relations(plan: GivingPlan) -> str:
    counted = plan.by_relation()
    return ", ".join(f"{format_number(counted[one.value])} {one.label}" for one in Relation if counted.get(one.value))


def _what(row: Campaign, plan: GivingPlan) -> list[Line]:
    origin = _("theo văn bản số %(number)s") % {"number": row.letter_number} if row.letter_number else _("hạn theo dõi nội bộ")
    machines = ngettext("%(n)s máy chủ, máy trạm theo sổ đăng ký", "%(n)s máy chủ, máy trạm theo sổ đăng ký", plan.machines)
    looked = [*plan.packs, *([_("chỉ dấu đang theo dõi")] if row.with_indicators else [])]
    return [
        Line(_("Thời hạn"), f"{format_date(row.due_on)}, {origin}"),
        Line(_("Tìm bằng"), "; ".join(looked)),
        Line(_("Máy phải thấy"), machines % {"n": format_number(plan.machines)}),
    ]


def _told(plan: GivingPlan, at: Any) -> list[Line]:
    told = people_told(plan.bodies, at)
    people = {person for found in told.values() for person in found}
    without = [one.row.organisation.addressed_as() for one in plan.asked if not told.get(one.row.organisation_id)]
    words = ngettext("%(n)s người, trong hệ thống và qua thư điện tử", "%(n)s người, trong hệ thống và qua thư điện tử", len(people))
    lines = [Line(_("Thông báo"), words % {"n": format_number(len(people))})]
    if without:
        lines.append(Line(_("Chưa có tài khoản"), "; ".join(without), warns=True))
    return lines


def _warnings(plan: GivingPlan) -> list[Line]:
    unnamed = plan.unnamed
    if not unnamed:
        return []
    words = ngettext(
        "%(n)s cơ quan; mức độ bao phủ ở đó sẽ không tính được", "%(n)s cơ quan; mức độ bao phủ ở đó sẽ không tính được", len(unnamed)
    )
    return [Line(_("Sổ đăng ký chưa ghi máy nào"), words % {"n": format_number(len(unnamed))}, warns=True)]


@requires("hunts.campaign", methods=("POST",))
def drop_campaign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give up a draft."""
    row = campaign_or_404(request, pk)
    if not _refused(request, row, lambda: services.drop_campaign(row, by=request.user, at=now())):
        messages.success(request, _("Đã bỏ bản nháp %(title)s.") % {"title": row.title})
        return redirect("hunts:campaigns")
    return redirect(row)


@requires("hunts.campaign", methods=("POST",))
def repeat(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Draft the campaign of the next half-year."""
    row = campaign_or_404(request, pk)
    try:
        following = repeat_campaign(row, by=request.user, at=now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(row)
    messages.success(request, _("Đã soạn đợt săn lùng nửa năm sau; xem lại rồi giao việc."))
    return redirect(following)


@requires("hunts.campaign")
def excuse(request: HttpRequest, pk: int, body: int) -> HttpResponseBase:
    """Expect nothing of a body, with the reason."""
    row, form = body_or_404(request, pk, body), ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _carried_out(request, form, lambda: excuse_body(row, because=form.cleaned_data["because"], by=request.user, at=now()))
        if done is not None:
            messages.success(request, _("Đã miễn cho %(body)s.") % {"body": row.organisation.addressed_as()})
            return redirect(row.campaign)
    return page(request, "hunts/campaign_excuse.html", 422 if form.errors else 200, row=row, form=form, again=False)


@requires("hunts.campaign")
def expect(request: HttpRequest, pk: int, body: int) -> HttpResponseBase:
    """Take an excuse back, with the reason."""
    row, form = body_or_404(request, pk, body), ExpectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _carried_out(request, form, lambda: expect_again(row, because=form.cleaned_data["because"], by=request.user, at=now()))
        if done is not None:
            messages.success(request, _("Đã yêu cầu lại %(body)s.") % {"body": row.organisation.addressed_as()})
            return redirect(row.campaign)
    return page(request, "hunts/campaign_excuse.html", 422 if form.errors else 200, row=row, form=form, again=True)


@requires("hunts.campaign")
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a campaign: write the conclusion, see what follows, agree."""
    row, form = campaign_or_404(request, pk), CloseForm(request.POST or None)
    if row.state != Campaign.State.OPEN:
        messages.error(request, _("Chỉ kết thúc được đợt săn lùng đang chạy."))
        return redirect(row)
    covered = coverage_of(row, queries.bodies_visible_to(request.user, row).select_related("organisation", "task"))
    if request.method == "POST" and form.is_valid():
        shown = _ending(row, covered, form.cleaned_data["conclusion"])
        if answer := ask(request, shown, template="hunts/campaign_confirm.html", kept=_kept(request), plan=None):
            return answer
        act = lambda: services.close_campaign(row, conclusion=form.cleaned_data["conclusion"], by=request.user, at=now())  # noqa: E731
        if _carried_out(request, form, act) is not None:
            messages.success(request, _("Đã kết thúc đợt săn lùng và lập dự thảo báo cáo."))
            return redirect(row)
    told = {"covered": covered, "reach": reach_words(covered), "true": covered.total("true"), "waiting": covered.total("waiting")}
    return page(request, "hunts/campaign_close.html", 422 if form.errors else 200, row=row, form=form, **told)


def _ending(row: Campaign, covered: Any, conclusion: str) -> Shown:
    """Return what the end does; figures that grow by the minute stand on the page before, not in what is agreed to."""
    waiting = [one for one in covered.bodies if one.row.task is not None and one.row.task.is_open()]
    silent = covered.at(Stage.SILENT)
    words = ngettext("%(n)s việc, không chờ trả lời nữa", "%(n)s việc, không chờ trả lời nữa", len(waiting))
    happens = [Line(_("Đóng việc nộp nhật ký"), words % {"n": format_number(len(waiting))})]
    if silent:
        named = "; ".join(one.row.organisation.addressed_as() for one in silent)
        happens.append(Line(_("Báo cáo nêu tên, chưa nộp nhật ký"), named, warns=True))
    happens.append(Line(_("Lập dự thảo báo cáo"), _("số liệu chốt tại thời điểm này; phát hành ở ngoài")))
    happens.append(Line(_("Đánh giá, kiến nghị"), conclusion))
    return Shown(
        title=_("Kiểm tra lại trước khi kết thúc đợt săn lùng"),
        lead=row.title,
        happens=happens,
        stays=[Line(_("Việc xử lý đã giao từ kết quả"), _("làm tiếp đến khi xong")), Line(_("Kết quả chưa xác minh"), _("vẫn ở hàng chờ"))],
        button=_("Kết thúc đợt săn lùng"),
        back=reverse("hunts:campaign", args=[row.pk]),
        back_words=_("Chưa kết thúc, quay lại"),
    )
