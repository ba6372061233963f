"""The forms around outgoing papers and reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import DateField, Form, TextField

ANSWER_WITHIN = timedelta(days=5)


class AnswerByForm(Form):
    """By when the reminded bodies shall answer."""

    answer_by = DateField(label=_("Gửi kết quả trước ngày"), help_text=_("Ngày này được in trong công văn đôn đốc."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"answer_by": today + ANSWER_WITHIN})
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].earliest = today  # type: ignore[attr-defined]


class RemindForm(Form):
    """Words to the bodies that were ticked, as a notice in the house."""

    text = TextField(label=_("Lời đôn đốc"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))
