"""The forms around outgoing papers and reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vonggac.apps.directives.models import OutgoingPaper
from vonggac.apps.face.forms import DateField, FileField, Form, TextField

ANSWER_WITHIN = timedelta(days=5)


class AnswerByForm(Form):
    """By when the reminded bodies shall answer."""

    answer_by = DateField(label=_("Gửi kết quả trước ngày"), help_text=_("Ngày này được in trong công văn đôn đốc."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"answer_by": today + ANSWER_WITHIN})
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].earliest = today  # type: ignore[attr-defined]


class PaperForm(Form):
    """How far an outgoing paper is outside, with what came back."""

    state = forms.ChoiceField(label=_("Văn bản đã qua bước"), widget=forms.RadioSelect)
    number = TextField(label=_("Số, ký hiệu"), required=False, max_length=60, help_text=_("Như văn thư cấp, ví dụ 125/BC-CAT-ANM."))
    dated_on = DateField(label=_("Ngày văn bản"), required=False)
    signed = FileField(label=_("Tệp đã ký"), endings=["pdf"], required=False)

    def __init__(self, *args: Any, paper: OutgoingPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = list(OutgoingPaper.State)
        ahead = steps[steps.index(OutgoingPaper.State(paper.state)) + 1 :]
        self.fields["state"].choices = [(one.value, one.label) for one in ahead]  # type: ignore[attr-defined]
        self.fields["dated_on"].latest = timezone.localdate()  # type: ignore[attr-defined]


class RemindForm(Form):
    """Words to the bodies that were ticked, as a notice in the house."""

    text = TextField(label=_("Lời đôn đốc"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))
