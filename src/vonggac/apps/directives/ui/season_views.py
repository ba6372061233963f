"""Đợt cao điểm: one tap a day for an officer, the grid of every body for the coordinator, the report at its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.directives import following, queries, season_grid
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import papers, review, seasons
from vonggac.apps.directives.ui.amend_forms import SeasonForm
from vonggac.apps.directives.ui.letters import dated, given_or_404, letter_or_404, ways
from vonggac.apps.directives.ui.papers_views import READ, whole_letter_or_404
from vonggac.apps.directives.ui.review_parts import standing_words
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.downloads import download
from vonggac.apps.face.forms import DateField, Form, TextField

PER_PAGE = 50


class IncidentForm(Form):
    """What happened on one day; the hot line comes first, this is for the record."""

    day = DateField(label=gettext_lazy("Ngày"))
    note = TextField(
        label=gettext_lazy("Chuyện gì đã xảy ra"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Sự cố đang diễn ra thì gọi đường dây nóng trước. Ví dụ: trang thông tin điện tử không vào được từ 07:40 đến 08:15."
        ),
    )


@requires("directives.read", methods=READ)
def season(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A person's own days, and for those who steer the whole grid."""
    return _show(request, given_or_404(request, pk))


def _show(request: HttpRequest, directive: Directive, status: int = 200, **over: Any) -> HttpResponseBase:
    today, user = timezone.localdate(), request.user
    whole = queries.sees_everything(user)
    mine = season_grid.bodies_to_speak_for(user, directive) if directive.season_from else []
    initial = {"name": directive.season_name, "first": directive.season_from, "last": directive.season_to, "version": directive.version}
    context: dict[str, Any] = {
        "directive": directive,
        "dated": dated(directive),
        "today": today,
        "runs_today": directive.is_season_on(today),
        "mine": season_grid.rows_of(directive, mine, today),
        "incident_form": IncidentForm(initial={"day": today}),
        "ways": ways(request, directive, "season"),
        "season_form": SeasonForm(initial=initial, prefix="s") if user.may("directives.give_out") else None,  # type: ignore[union-attr]
        "whole": whole,
    }
    if whole and directive.season_from:
        context |= _grid(request, directive)
    return page(request, "directives/season.html", status, **{**context, **over})


def _grid(request: HttpRequest, directive: Directive) -> dict[str, Any]:
    today = timezone.localdate()
    shown = Paginator(following.bodies_of(directive), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page_of": shown,
        "grid": season_grid.rows_of(directive, list(shown.object_list), today),
        "sums": season_grid.day_sums(directive, today),
        "standing": seasons.standing(directive, today),
        "incidents": season_grid.incidents_of(directive, today),
    }


@requires("work.answer", methods=("POST",))
def say(request: HttpRequest, pk: int, body_pk: int) -> HttpResponseBase:
    """Say of a day that it was quiet, or what happened."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    body = next((one for one in season_grid.bodies_to_speak_for(request.user, directive) if one.pk == body_pk), None)
    if body is None:
        raise Http404
    quiet = request.POST.get("do") != "incident"
    form = DayForm(request.POST) if quiet else IncidentForm(request.POST)
    if form.is_valid():
        facts = {"quiet": quiet, "note": form.cleaned_data.get("note", ""), "today": timezone.localdate()}
        try:
            said = seasons.say_day(directive, body, form.cleaned_data["day"], by=request.user, at=timezone.now(), **facts)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = _("Đã ghi ngày %(day)s: không có sự cố.") if quiet else _("Đã ghi sự việc ngày %(day)s.")
            messages.success(request, words % {"day": f"{said.day:%d/%m/%Y}"})
            return redirect("work:mine" if request.POST.get("from") == "mine" else "directives:season", **_target(request, pk))
    return _show(request, directive, 422, incident_form=form if not quiet else IncidentForm(), form=form)


def _target(request: HttpRequest, pk: int) -> dict[str, int]:
    return {} if request.POST.get("from") == "mine" else {"pk": pk}


class DayForm(Form):
    """One quiet day."""

    day = DateField(label=gettext_lazy("Ngày"))


@requires("directives.give_out", methods=("POST",))
def set_season(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the letter a season, or other days."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    form = SeasonForm(request.POST, prefix="s")
    if form.is_valid():
        try:
            review.set_season(directive, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            _refuse_season(form, error, directive)
        else:
            messages.success(request, _("Đã đặt đợt cao điểm."))
            return redirect("directives:season", pk=pk)
    return _show(request, directive, 422, season_form=form, form=form)


def _refuse_season(form: SeasonForm, error: ValidationError, directive: Directive) -> None:
    """Say it at the last day; to who came too late also what stands now, and let the next try start from it."""
    form.add_error("last", error)
    if getattr(error, "code", "") != "changed":
        return
    directive.refresh_from_db()
    form.data = {**form.data.dict(), "s-version": str(directive.version)}
    if words := standing_words(directive, "dot"):
        form.add_error("last", _("Đang ghi: %(words)s.") % {"words": words})


@requires("directives.report")
def season_report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the season's report; sending the form keeps it among the outgoing papers."""
    directive = whole_letter_or_404(request, pk)
    today, at = timezone.localdate(), timezone.now()
    try:
        paper = papers.season_paper(directive, today=today)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("directives:season", pk=pk)
    if request.method == "POST":
        papers.draft_paper(directive, what="season", paper=paper, today=today, by=request.user, at=at)
        messages.success(request, _("Đã lập báo cáo đợt cao điểm."))
        return redirect("directives:papers", pk=pk)
    return download(papers.docx_of(paper, today=today, at=at), f"bao-cao-dot-cao-diem-{pk}.docx", papers.DOCX)
