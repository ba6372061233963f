"""The forms of the room; services decide, forms read."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import DateField, Form, ManyFilesField, NumberField, TextField
from vonggac.apps.face.reading import size_text
from vonggac.apps.work import files
from vonggac.apps.work.models import FigureField, Task

ENDINGS = ["pdf", "docx", "xlsx", "png", "jpg", "jpeg", "webp", "heic", "txt"]
LONG = 5_000


def figure_name(pk: int) -> str:
    """Return the name of a figure's box; services name their refusals alike."""
    return f"figure-{pk}"


def figure_box(one: FigureField) -> NumberField:
    """Return the box of one figure. Whether it must be filled is the service's question: a draft may be empty."""
    return NumberField(label=one.label, unit=one.unit, required=False, max_digits=17, decimal_places=2, min_value=0)


def files_box(**facts: Any) -> ManyFilesField:
    """Return the box for evidence; a phone offers its camera, because photos are among the kinds."""
    return ManyFilesField(
        **{"label": _("Thêm minh chứng"), "endings": ENDINGS, "most": files.size_limit(), "at_most": 10, "required": False, **facts}
    )


class AnswerForm(Form):
    """What one organisation answers to one task."""

    answer = TextField(label=_("Đã làm gì"), required=False, max_length=LONG, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        self.asked = list(task.assignment.figure_fields.all())
        super().__init__(*args, **kwargs)
        for one in self.asked:
            self.fields[figure_name(one.pk)] = figure_box(one)
        self.fields["evidence"] = files_box(
            help_text=format_lazy(
                _("Báo cáo hoặc ảnh có ngày giờ; ảnh chụp giấy đã ký cũng được. PDF, DOCX, XLSX, ảnh, mỗi tệp tối đa {size}."),
                size=size_text(files.size_limit()),
            )
        )
        self.fields["expires_on"] = DateField(label=_("Minh chứng có hiệu lực đến"), required=False)
        self._settle()

    def figures(self) -> dict[int, Decimal | None]:
        """Return what was typed, by field."""
        return {one.pk: self.cleaned_data.get(figure_name(one.pk)) for one in self.asked}

    def figure_boxes(self) -> list[forms.BoundField]:
        """Return the boxes of the figures, in the order asked."""
        return [self[figure_name(one.pk)] for one in self.asked]


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = TextField(label=_("Lý do"), max_length=LONG, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ExtensionForm(Form):
    """Asking for more time."""

    wanted_on = DateField(label=_("Xin gia hạn đến ngày"), help_text=_("Ví dụ 05/12/2026."))
    reason = TextField(label=_("Lý do"), max_length=LONG, widget=forms.Textarea)


class DecisionForm(Form):
    """Deciding on more time."""

    until = DateField(label=_("Cho đến ngày khác"), required=False, help_text=_("Để trống thì theo ngày được đề nghị."))
    answer = TextField(label=_("Lý do, nếu không cho gia hạn"), required=False, max_length=LONG, widget=forms.Textarea)


class CommentForm(Form):
    """One line of the conversation."""

    text = TextField(label=_("Nội dung trao đổi"), max_length=LONG, widget=forms.Textarea)


class RelayForm(Form):
    """Giving a task on to units below."""

    organisations = forms.ModelMultipleChoiceField(queryset=None, label=_("Đơn vị trực thuộc"), widget=forms.CheckboxSelectMultiple)
    due_on = DateField(label=_("Hạn của cơ quan đặt"), required=False, help_text=_("Để trống thì giữ nguyên hạn của việc."))
    note = TextField(label=_("Dặn thêm"), required=False, max_length=LONG, widget=forms.Textarea)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = units  # type: ignore[attr-defined]


class PostForm(Form):
    """Naming the chair that does it."""

    post = forms.ModelChoiceField(queryset=None, label=_("Bộ phận, vị trí"), required=False, empty_label=_("Không giao riêng ai"))

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["post"].label_from_instance = lambda post: post.title  # type: ignore[attr-defined]


class QuestionForm(Form):
    """One plain question of a letter: done, does not apply, or not yet; the figures and a photo with it."""

    DONE, NOT_APPLICABLE, NOT_YET = "done", "not-applicable", "not-yet"
    choice = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[(DONE, _("Đã làm")), (NOT_YET, _("Chưa xong, trả lời sau")), (NOT_APPLICABLE, _("Không áp dụng với cơ quan"))],
        widget=forms.RadioSelect,
    )
    words = TextField(
        label=_("Ghi ngắn gọn: đã làm gì, hoặc vì sao không áp dụng"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, figure_fields: Iterable[FigureField], **kwargs: Any) -> None:
        self.asked = list(figure_fields)
        super().__init__(*args, **kwargs)
        for one in self.asked:
            self.fields[figure_name(one.pk)] = figure_box(one)
        self.fields["evidence"] = files_box(label=_("Ảnh chụp giấy đã ký, hoặc tệp"), help_text=_("Chụp bằng điện thoại cũng được."))
        self._settle()

    def clean(self) -> dict[str, Any]:
        """A reason is asked where the question does not apply."""
        given = super().clean() or {}
        if given.get("choice") == self.NOT_APPLICABLE and not (given.get("words") or "").strip():
            self.add_error("words", _("Ghi vì sao không áp dụng, ví dụ: xã không có máy chủ riêng."))
        return given

    def figures(self) -> dict[int, Decimal | None]:
        """Return what was typed, by field."""
        return {one.pk: self.cleaned_data.get(figure_name(one.pk)) for one in self.asked}

    def figure_boxes(self) -> list[forms.BoundField]:
        """Return the boxes of the figures, in the order asked."""
        return [self[figure_name(one.pk)] for one in self.asked]


class NameForm(Form):
    """Who answers through a link."""

    name = TextField(label=_("Họ tên, chức vụ người trả lời"), max_length=200)


class DraftForm(Form):
    """The wording of a reminder that a person sends."""

    text = TextField(label=_("Nội dung gửi"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 6}))
