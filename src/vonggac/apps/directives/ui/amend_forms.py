"""Forms of what may happen to a letter after its work was given out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vonggac.apps.directives import following
from vonggac.apps.directives.models import Directive, Obligation
from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.apps.work.models import DueOrigin, Relation

LONG = 2_000


def reason_box(words: Any = "") -> TextField:
    """Return the box for why: kept in the log and in the trail of every task it touches."""
    return TextField(label=_("Lý do"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 2}), help_text=words)


class Leaves(forms.ModelMultipleChoiceField):
    """Obligations that are out, by number and title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=following.no_obligations(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.title}" if obj.number else str(obj.title)


class Bodies(forms.ModelMultipleChoiceField):
    """Bodies, as a letter addresses them."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.addressed_as())


class Body(forms.ModelChoiceField):
    """One body, as a letter addresses it."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.addressed_as())


class DeadlineForm(Form):
    """Another deadline: for which obligations, for whom, said by whom, why."""

    leaves = Leaves(label=_("Nội dung"))
    due_on = DateField(label=_("Hạn mới"), required=False, help_text=_("Để trống thì bỏ hạn."))
    due_origin = forms.ChoiceField(label=_("Hạn này do đâu"), widget=forms.RadioSelect, initial=DueOrigin.INTERNAL)
    bodies = Bodies(
        label=_("Chỉ cho các cơ quan này"),
        required=False,
        queryset=following.no_bodies(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Không chọn cơ quan nào thì đổi cho mọi cơ quan."),
    )
    reason = reason_box(_("Ví dụ: UBND tỉnh yêu cầu tổng hợp trước ngày 15."))

    def __init__(self, *args: Any, directive: Directive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaves"].queryset = following.given_leaves(directive)  # type: ignore[attr-defined]
        self.fields["bodies"].queryset = following.bodies_of(directive)  # type: ignore[attr-defined]
        self.fields["due_origin"].choices = [  # type: ignore[attr-defined]
            (DueOrigin.INTERNAL, _("Hạn theo dõi nội bộ: để đôn đốc, không bao giờ tính là quá hạn trong báo cáo")),
            (DueOrigin.TEXT, _("Theo văn bản: văn bản này hoặc văn bản gia hạn của nơi ban hành nêu rõ ngày")),
        ]


class ObligationForm(Form):
    """One more obligation for everyone the letter addresses."""

    title = TextField(label=_("Tên ngắn"), max_length=110, help_text=_("Hiện trên bảng và trong việc của cơ quan."))
    text = TextField(label=_("Nội dung phải làm"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}))
    due_on = DateField(label=_("Hạn theo dõi nội bộ"), required=False)
    wants_evidence = forms.BooleanField(label=_("Phải gửi minh chứng"), required=False)


class AddresseeForm(Form):
    """One more body."""

    body = Body(label=_("Cơ quan"), queryset=following.no_bodies(), empty_label=_("Chọn cơ quan"))
    relation = forms.ChoiceField(label=_("Quan hệ"), widget=forms.RadioSelect, initial=Relation.REQUEST)
    leaves = Leaves(label=_("Nội dung giao"))
    reason = reason_box(_("Ví dụ: cơ quan mới tiếp nhận trung tâm dữ liệu."))

    def __init__(self, *args: Any, directive: Directive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = following.bodies_today(timezone.localdate())  # type: ignore[attr-defined]
        self.fields["leaves"].queryset = following.given_leaves(directive)  # type: ignore[attr-defined]
        self.fields["relation"].choices = [one for one in Relation.choices if one[0] != Relation.INFORM]  # type: ignore[attr-defined]


class WithdrawForm(Form):
    """Taking one obligation back."""

    leaf = forms.ModelChoiceField(label=_("Nội dung rút"), queryset=following.no_obligations(), widget=forms.RadioSelect, empty_label=None)
    reason = reason_box(_("Ghi căn cứ, ví dụ số văn bản điều chỉnh."))

    def __init__(self, *args: Any, directive: Directive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["leaf"]
        field.queryset = following.given_leaves(directive)
        field.label_from_instance = _numbered


def _numbered(leaf: Obligation) -> str:
    return f"{leaf.number}. {leaf.title}" if leaf.number else leaf.title


class EndForm(Form):
    """Ending a letter, or taking it up again."""

    reason = reason_box()


class SupersedeForm(Form):
    """Ending a letter because a newer one takes its place."""

    newer = forms.ModelChoiceField(label=_("Văn bản thay thế"), queryset=following.no_letters(), empty_label=_("Chọn văn bản đã giao việc"))
    reason = reason_box()

    def __init__(self, *args: Any, directive: Directive, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newer"].queryset = following.open_letters(user).exclude(pk=directive.pk)  # type: ignore[attr-defined]


class SeasonForm(Form):
    """From when to when a season lasts."""

    name = TextField(label=_("Tên đợt cao điểm"), max_length=200, help_text=_("Ví dụ: Tết Nguyên đán 2027."))
    first = DateField(label=_("Từ ngày"))
    last = DateField(label=_("Đến hết ngày"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """The letter as the person saw it."""
