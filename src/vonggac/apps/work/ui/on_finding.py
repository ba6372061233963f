"""The page on which work is given out for a finding about a system or a contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.apps.work.queries.on_finding import bodies_for, finding_named, open_for
from vonggac.apps.work.services.on_finding import give_finding_out

DAYS = 14
"""The deadline that the page proposes; a person changes it."""


class FindingForm(Form):
    """For whom, until when, and what to add."""

    organisation = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Giao cho"), widget=forms.RadioSelect, empty_label=None)
    due_on = DateField(label=gettext_lazy("Hạn trả lời"))
    instructions = TextField(label=gettext_lazy("Dặn thêm"), required=False, max_length=5_000, widget=forms.Textarea)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


@requires("work.assign")
def for_finding(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what the work is about and ask for whom and until when; then give it out."""
    today, at = localdate(), now()
    finding = finding_named(request.user, key, today)
    if finding is None:
        raise Http404
    start = {"organisation": finding.organisation_id, "due_on": today + timedelta(days=DAYS)}
    form = FindingForm(request.POST or None, bodies=bodies_for(request.user, finding), initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            body, due_on = said["organisation"].pk, said["due_on"]
            task = give_finding_out(finding, organisation_id=body, due_on=due_on, instructions=said["instructions"], by=request.user, at=at)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Đã giao việc %(number)s.") % {"number": task.number()})
            return redirect("work:task", task.pk)
    return page(request, "work/for_finding.html", finding=finding, form=form, already=open_for(request.user, finding).first(), today=today)
