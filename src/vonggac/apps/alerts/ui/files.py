"""Bringing a file of alerts to a source, and the page that says what became of it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.alerts.models import AlertFile, AlertSource
from vonggac.apps.alerts.queries.files import files_of, outcome_of
from vonggac.apps.alerts.queries.visibility import alerts_visible_to
from vonggac.apps.alerts.services.bringing import NewFile, bring_file
from vonggac.apps.alerts.ui.sources import source_or_404
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import FileField, Form, place_errors
from vonggac.apps.face.memory_upload import MOST, in_memory, say_dropped
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_date

READ = ("GET", "HEAD")
ENDINGS = ("log", "txt", "json", "jsonl", "ndjson", "csv", "xml", "gz", "zip")


class BringForm(Form):
    """A file of alerts."""

    file = FileField(label=gettext_lazy("Tệp cảnh báo"), endings=ENDINGS, most=MOST)
    holds_no_secret = forms.BooleanField(label=gettext_lazy("Tôi xác nhận tệp không chứa bí mật nhà nước"), required=False)


@in_memory
@requires("alerts.sources")
def bring(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a file to a source: looked through in memory, then given to the intake."""
    row = source_or_404(request, pk)
    if row.stopped_at is not None:
        raise Http404
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        brought = _brought(request, row, form)
        if brought is not None:
            return redirect(brought)
    return page(request, "alerts/source_bring.html", 422 if form.errors else 200, row=row, form=form)


def _brought(request: HttpRequest, row: AlertSource, form: BringForm) -> AlertFile | None:
    file, at = form.cleaned_data["file"], now()
    new = NewFile(content=file.read(), file_name=file.name, holds_no_secret=form.cleaned_data["holds_no_secret"])
    try:
        brought, is_new = bring_file(row, new, by=request.user, at=at)
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return None
    if not is_new:
        words = _("Tệp này đã nạp vào nguồn ngày %(day)s; không nạp lại, không có gì thay đổi.")
        messages.warning(request, words % {"day": format_date(brought.at.astimezone().date())})
    return brought


@requires("alerts.read", methods=READ)
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Show what became of a file."""
    row = get_object_or_404(files_of(source_or_404(request, pk)), pk=file)
    outcome = outcome_of(row, alerts_visible_to(request.user), now())
    return page(request, "alerts/source_file.html", row=row, outcome=outcome, waiting=not outcome.is_done)
