"""What is typed when a yearly report is sent or given back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import DateField, Form, TextField


class SendForm(Form):
    """Other matters of the form, and why it goes with empty cells."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    remarks = TextField(label=_("Nội dung khác"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reason = TextField(label=_("Lý do gửi khi còn ô trống"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            self.fields["reason"].widget = forms.HiddenInput()


class ReturnForm(Form):
    """Why a report is given back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label=_("Lý do trả lại"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class LetterForm(Form):
    """By when the bodies shall send their report."""

    answer_by = DateField(label=_("Gửi báo cáo trước ngày"), help_text=_("Ngày này được in trong công văn đôn đốc."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].earliest = localdate()  # type: ignore[attr-defined]
