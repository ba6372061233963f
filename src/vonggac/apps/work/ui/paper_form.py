"""The form of the next step of an outgoing paper, with what came back; every room that keeps papers shows this one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import DateField, FileField, Form, TextField
from vonggac.apps.work.outgoing import OutgoingPaperBase


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
