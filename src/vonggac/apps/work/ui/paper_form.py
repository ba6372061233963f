"""The form of the next step of an outgoing paper, with what came back; every room that keeps papers shows this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import DateField, FileField, Form, TextField
from vonggac.apps.work.outgoing import OutgoingPaperBase
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.outgoing import NEED_NUMBER


class PaperForm(Form):
    """How far an outgoing paper is outside, with what came back."""

    state = forms.ChoiceField(label=_("Văn bản đã qua bước"), widget=forms.RadioSelect)
    number = TextField(label=_("Số, ký hiệu"), required=False, max_length=60, help_text=_("Như văn thư cấp, ví dụ 125/BC-CAT-ANM."))
    dated_on = DateField(label=_("Ngày văn bản"), required=False)
    signed = FileField(label=_("Tệp đã ký"), endings=["pdf"], required=False)

    def __init__(self, *args: Any, paper: OutgoingPaperBase, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"number": paper.number, "dated_on": paper.dated_on})
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one.value, one.label) for one in paper.steps_ahead()]  # type: ignore[attr-defined]
        self.fields["dated_on"].latest = timezone.localdate()  # type: ignore[attr-defined]


def moved(request: HttpRequest, form: PaperForm, move: Callable[..., OutgoingPaperBase]) -> bool:
    """Carry a valid form out by the act of the room that keeps the paper; False when it was refused, with the reason beside its field."""
    given = form.cleaned_data
    signed = given["signed"].read() if given["signed"] else None
    try:
        row = move(given["state"], number=given["number"], dated_on=given["dated_on"], signed=signed, by=request.user, at=timezone.now())
    except ValidationError as error:
        form.add_error("number" if given["state"] in NEED_NUMBER and not signed else None, error)
        return False
    except Refused as refusal:
        form.add_error("signed", " ".join(refusal.errors.values()) or refusal.message)
        return False
    said = {"title": row.title, "state": row.get_state_display().lower()}  # type: ignore[attr-defined]
    messages.success(request, gettext("Đã ghi: %(title)s, %(state)s.") % said)
    return True
