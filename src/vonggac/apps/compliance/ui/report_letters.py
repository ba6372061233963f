"""The letter that urges bodies to send their yearly report: the page that shows who will be named, the drafts, their steps outside."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance.queries.annual import ReportYear
from vonggac.apps.compliance.queries.silent import letters_of, letters_visible_to, silent_senders
from vonggac.apps.compliance.services import report_letters as services
from vonggac.apps.compliance.ui.reporting import READ, year_or_404
from vonggac.apps.compliance.ui.reporting_forms import LetterForm
from vonggac.apps.compliance.ui.spoken_form import due_on_screen
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.work.ui.downloads import stored_response
from vonggac.apps.work.ui.paper_form import PaperForm, moved

AT_LEAST = timedelta(days=5)
"""What bodies are given to answer when the day of the law has passed."""


@requires("work.assign")
def draft(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show whom the letter will name, in its order, and draft it."""
    year, today = year_or_404(number), localdate()
    form = LetterForm(request.POST or None, initial={"answer_by": _answer_by(year, today)})
    if request.method == "POST" and form.is_valid():
        try:
            services.draft_report_letter(year, answer_by=form.cleaned_data["answer_by"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã soạn công văn đôn đốc. Tải bản soạn để trình ký."))
            return redirect("compliance:report-letters", number)
    silent = silent_senders(request.user, year, today)
    named = [one for one in silent if one.may_be_urged]
    status = 422 if form.errors else 200
    left_out = [one for one in silent if not one.may_be_urged]
    said = {"named": named, "left_out": left_out, "due_words": due_on_screen(year.to_owner, year.regime)}
    return page(request, "compliance/report_letter.html", status, year=year, form=form, **said)


def _answer_by(year: ReportYear, today: date) -> date:
    """Return the day of the law while it lies ahead, else a few days from now."""
    day = year.to_owner.step.before.in_year(year.year)
    return day if day > today else today + AT_LEAST


@requires("compliance.read", methods=READ)
def letters(request: HttpRequest, number: int) -> HttpResponse:
    """Show the letters that were drafted about a year's report, and how far each is outside."""
    _demand_sight(request)
    year = year_or_404(number)
    may_move = request.user.may("work.assign")  # type: ignore[union-attr]
    return page(request, "compliance/report_letters.html", year=year, letters=list(letters_of(request.user, year)), may_move=may_move)


def _demand_sight(request: HttpRequest) -> None:
    from vonggac.apps.accounts.queries import is_province_wide, leads_the_coordination

    if not (is_province_wide(request.user) or leads_the_coordination(request.user)):
        raise Http404


@in_memory
@requires("work.assign")
def move(request: HttpRequest, number: int, letter: int) -> HttpResponseBase:
    """Note how far a letter is outside; number, day and signed file come back here."""
    year, row = year_or_404(number), get_object_or_404(letters_visible_to(request.user), pk=letter)
    form, act = PaperForm(request.POST or None, request.FILES or None, paper=row), partial(services.move_report_letter, row)
    if request.method == "POST" and not say_dropped(request, form, "signed") and form.is_valid() and moved(request, form, act):
        return redirect("compliance:report-letters", number)
    return page(request, "compliance/report_letter_step.html", 422 if form.errors else 200, year=year, letter=row, form=form)


@requires("compliance.read", methods=READ)
def file(request: HttpRequest, number: int, letter: int, which: str) -> HttpResponseBase:
    """Hand out the draft, or the signed file."""
    year_or_404(number)
    row = get_object_or_404(letters_visible_to(request.user), pk=letter)
    stored = row.signed if which == "da-ky" else row.draft
    ending = "pdf" if which == "da-ky" else "docx"
    return stored_response(stored, f"cong-van-don-doc-bao-cao-nam-{number}-{row.pk}.{ending}")
