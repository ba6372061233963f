"""Pages of rules that hide alerts: the list, a new one with what it would have hidden, ending and extending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.alerts.models import Suppression
from vonggac.apps.alerts.queries import suppressions as queries
from vonggac.apps.alerts.queries.visibility import sees_all
from vonggac.apps.alerts.services import suppressing as services
from vonggac.apps.alerts.ui.field_words import field_words, offered
from vonggac.apps.alerts.ui.suppression_forms import FIELDS, LOOKS, EndForm, ExtendForm, RuleForm, end_of, told_in
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry.ui.systems import placed
from vonggac.engines.alerts import Condition, Look
from vonggac.kernel.reading import format_date

READ = ("GET", "HEAD")
A_PAGE = 50


def _rule_or_404(request: HttpRequest, pk: int) -> Suppression:
    return get_object_or_404(queries.with_open(queries.suppressions_visible_to(request.user)), pk=pk)


def standing_words(rule: Suppression, at: Any) -> tuple[str, str]:
    """Return the mark and the word of how a rule stands."""
    return {
        queries.IN_FORCE: ("doing", _("Đang ẩn")),
        queries.ENDS_SOON: ("doing", _("Sắp hết hạn")),
        queries.EXPIRED: ("off", _("Hết hạn")),
        queries.ENDED: ("off", _("Đã kết thúc")),
        queries.LATER: ("new", _("Chưa bắt đầu")),
    }[queries.standing_of(rule, at)]


def condition_words(conditions: Any) -> list[str]:
    """Return conditions as sentences."""
    looks = dict(LOOKS)
    return [f"{field_words(one['field'])} {_look_words(one, looks)}: {', '.join(one['values'][:20])}" for one in conditions]


def _look_words(one: Any, looks: dict[str, Any]) -> str:
    return _("là") if one["test"] == str(Look.IS) and len(one["values"]) == 1 else str(looks[one["test"]])


@requires("alerts.read", methods=READ)
def suppressions(request: HttpRequest) -> HttpResponse:
    """Show the rules, those in force first."""
    if not sees_all(request.user):
        raise Http404
    at = now()
    rows = Paginator(queries.in_order(queries.suppressions_visible_to(request.user), at), A_PAGE).get_page(request.GET.get("page"))
    lines = [(row, standing_words(row, at), condition_words(row.conditions)) for row in rows]
    may_edit = request.user.may("alerts.suppress")  # type: ignore[union-attr]
    soon = sum(queries.standing_of(row, at) == queries.ENDS_SOON for row in rows)
    return page(request, "alerts/suppressions.html", rows=rows, lines=lines, soon=soon, may_edit=may_edit)


@requires("alerts.read", methods=READ)
def suppression(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one rule: what it hides, why, until when."""
    row, at = _rule_or_404(request, pk), now()
    standing = queries.standing_of(row, at)
    return page(
        request,
        "alerts/suppression.html",
        row=row,
        state=standing_words(row, at),
        conditions=condition_words(row.conditions),
        is_over=standing in {queries.ENDED, queries.EXPIRED},
        is_ended=row.ended_at is not None,
        may_edit=request.user.may("alerts.suppress"),  # type: ignore[union-attr]
    )


@requires("alerts.suppress")
def new_suppression(request: HttpRequest) -> HttpResponseBase:
    """Ask for a rule, show what it would have hidden, then make it."""
    form = RuleForm(request.POST or None, today=localdate(), told=told_in(request.GET))
    if request.method == "POST" and form.is_valid():
        new = form.new_rule()
        faults = services.faults_in(new, now())
        form.place(faults)
        if not faults and (answer := _looked_at(request, new)):
            return answer
        if not faults:
            row = services.make_rule(new, by=request.user, at=now())
            messages.success(request, _("Đã đặt quy tắc ẩn %(name)s.") % {"name": row.name})
            return redirect("alerts:suppression", row.pk)
    return page(request, "alerts/suppression_form.html", 422 if form.errors else 200, form=form, fields=offered(FIELDS))


def _looked_at(request: HttpRequest, new: services.NewRule) -> HttpResponse | None:
    """Show what the rule would have hidden in a week; a tick is asked for where it touches level 3 and above.

    The figures grow by the minute and stand beside what is agreed to, not in it.
    """
    found = queries.preview(new.conditions, now())
    happens = [
        Line(_("Quy tắc"), new.name),
        *[Line(_("Điều kiện"), _words(one)) for one in new.conditions],
        Line(_("Ẩn đến hết ngày"), format_date(localdate(new.expires_at - end_of(localdate()).resolution))),
    ]
    promise = ""
    if found.on_level_three:
        happens.append(Line(_("Hệ thống cấp độ 3 trở lên"), _("có cảnh báo sẽ bị ẩn"), warns=True))
        promise = _("Tôi đã xem các cảnh báo ở hệ thống cấp độ 3 trở lên và chịu trách nhiệm ẩn chúng")
    shown = Shown(
        title=_("Xem quy tắc sẽ ẩn những gì"),
        happens=happens,
        stays=[Line(_("Cảnh báo bị ẩn"), _("vẫn được lưu và đếm; kết thúc quy tắc thì đưa lại hàng chờ được"))],
        button=_("Đặt quy tắc ẩn"),
        back=reverse("alerts:suppressions"),
        promise=promise,
    )
    kept = [
        (name, value)
        for name in request.POST
        if name not in {"agreed_to", "promise", "csrfmiddlewaretoken"}
        for value in request.POST.getlist(name)
    ]
    return ask(request, shown, template="alerts/suppression_preview.html", found=found, kept=kept)


def _words(one: Condition) -> str:
    return condition_words([{"field": one.field, "test": str(one.test), "values": one.values}])[0]


@requires("alerts.suppress")
def extend_suppression(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a rule hide for longer."""
    row = _rule_or_404(request, pk)
    form = ExtendForm(request.POST or None, initial={"expires_on": localdate(row.expires_at)})
    if request.method == "POST" and form.is_valid():
        try:
            services.extend_rule(row, expires_at=end_of(form.cleaned_data["expires_on"]), by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã gia hạn quy tắc."))
            return redirect("alerts:suppression", row.pk)
    return page(request, "alerts/suppression_extend.html", 422 if form.errors else 200, form=form, row=row)


def _ended(back: int) -> str:
    words = ngettext("Đã kết thúc quy tắc; %(n)s cảnh báo trở lại hàng chờ.", "Đã kết thúc quy tắc; %(n)s cảnh báo trở lại hàng chờ.", back)
    return words % {"n": back}


@requires("alerts.suppress")
def end_suppression(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a rule now, with or without bringing back what it hides."""
    row = _rule_or_404(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            back = services.end_rule(row, bring_back=form.cleaned_data["bring_back"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _ended(back))
            return redirect("alerts:suppression", row.pk)
    return page(request, "alerts/suppression_end.html", 422 if form.errors else 200, form=form, row=row)
