"""The small forms of the review page. Each stands alone, says what it changes, and knows the act that carries it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.queries import holdings_now
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import annexes, review
from vonggac.apps.directives.ui.intake_forms import AnnexForm
from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.apps.face.handling_words import HANDLING

Words = str | Promise


class ReviewForm(Form):
    """A form of the review page: bound to a letter, guarded by its version."""

    submit: Words = gettext_lazy("Lưu")
    act = "directives.upload"

    def __init__(self, *args: Any, directive: Directive, part: str, user: Any, today: date, row: Any = None, **kwargs: Any) -> None:
        self.directive, self.part, self.user, self.today, self.row = directive, part, user, today, row
        kwargs.setdefault("auto_id", f"id-{part}-%s")
        super().__init__(*args, **kwargs)

    @property
    def version(self) -> int | None:
        """Return the version of the letter that the person saw."""
        sent = self.data.get("version", "") if self.is_bound else ""
        return int(sent) if str(sent).isdigit() else None

    def carry_out(self, *, by: Any, at: datetime) -> None:
        """Do what the form asks; raises `ValidationError` with what to do instead."""
        raise NotImplementedError


class FieldForm(ReviewForm):
    """One value of the letter put right."""

    pointer = ""
    value: forms.Field

    def carry_out(self, *, by: Any, at: datetime) -> None:
        review.correct_letter(self.directive, {self.pointer: self.cleaned_data["value"]}, by=by, at=at, version=self.version)


def _text(label: Words, most: int, *, rows: int = 0, hint: Words = "") -> Callable[[], forms.Field]:
    widget = {"widget": forms.Textarea(attrs={"rows": rows})} if rows else {}
    return lambda: TextField(label=label, max_length=most, required=False, help_text=hint, **widget)


FIELDS: dict[str, tuple[str, Callable[[], forms.Field]]] = {
    "so": ("/number", _text(gettext_lazy("Số, ký hiệu đầy đủ"), 60, hint=gettext_lazy("Ví dụ 5653/UBND-CNTT"))),
    "ky-hieu": ("/symbol", _text(gettext_lazy("Ký hiệu"), 60)),
    "loai": ("/kind", lambda: forms.ChoiceField(label=gettext_lazy("Loại văn bản"), choices=Directive.Kind.choices)),
    "ngay": ("/date", lambda: DateField(label=gettext_lazy("Ngày ban hành"), required=False, help_text=gettext_lazy("Ví dụ 31/12/2026"))),
    "noi-ban-hanh": ("/place", _text(gettext_lazy("Nơi ban hành"), 100)),
    "co-quan": ("/issuer", _text(gettext_lazy("Cơ quan ban hành"), 300)),
    "cap-tren": ("/parent", _text(gettext_lazy("Cơ quan cấp trên"), 300)),
    "trich-yeu": ("/subject", _text(gettext_lazy("Trích yếu"), 1000, rows=3)),
    "nguoi-ky": ("/signer/name", _text(gettext_lazy("Người ký"), 200)),
    "chuc-vu": ("/signer/title", _text(gettext_lazy("Chức vụ người ký"), 300)),
    "can-cu": ("/bases", _text(gettext_lazy("Căn cứ, mỗi dòng một văn bản"), 4000, rows=4)),
    "vien-dan": ("/cited", _text(gettext_lazy("Văn bản viện dẫn, mỗi dòng một số"), 4000, rows=3)),
    "dau-moi": ("/contacts", _text(gettext_lazy("Đầu mối liên hệ, mỗi dòng một đầu mối"), 6000, rows=6)),
}
"""Part of the page → JSON pointer and the control that edits it."""


def field_form(slug: str) -> type[FieldForm]:
    """Return the form class of one value."""
    pointer, make = FIELDS[slug]
    return type("OneField", (FieldForm,), {"pointer": pointer, "value": make()})


class NoteForm(ReviewForm):
    """The leader's decision on the letter (bút phê): recorded by the leader, or by the coordinator as the paper has it."""

    submit = gettext_lazy("Ghi bút phê")
    text = TextField(label=gettext_lazy("Nội dung bút phê"), widget=forms.Textarea(attrs={"rows": 3}))
    lead = TextField(label=gettext_lazy("Chủ trì"), max_length=300)
    support = TextField(label=gettext_lazy("Phối hợp"), max_length=500, required=False)
    due_on = DateField(label=gettext_lazy("Hạn"), required=False)
    decided_by = TextField(
        label=gettext_lazy("Người cho ý kiến"),
        max_length=200,
        help_text=gettext_lazy("Chức vụ, ví dụ Trưởng phòng; ghi tên chỉ khi giấy có ghi."),
    )
    decided_on = DateField(label=gettext_lazy("Ngày cho ý kiến"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = self.today
        self.own_post = own_post(self.user)
        if self.own_post:
            self.fields["decided_by"].initial = self.own_post
            self.fields["decided_by"].disabled = True

    def carry_out(self, *, by: Any, at: datetime) -> None:
        review.note_decision(self.directive, by=by, at=at, version=self.version, **self.cleaned_data)


def own_post(user: Any) -> str:
    """Return the leader's own post, who decides in no other name; empty for who only records what the paper says."""
    held = [holding.post.title for holding in holdings_now(user) if holding.post.role == Role.LEADER]
    return held[0] if held and not user.may("directives.upload") else ""


class HandlingForm(ReviewForm):
    """Who may see the letter and its work."""

    handling = forms.ChoiceField(label=gettext_lazy("Chế độ lưu hành"), choices=HANDLING)

    def carry_out(self, *, by: Any, at: datetime) -> None:
        review.set_handling(self.directive, self.cleaned_data["handling"], by=by, at=at, version=self.version)


class SeasonForm(ReviewForm):
    """A season (đợt cao điểm): from when to when bodies say every day that nothing happened."""

    submit = gettext_lazy("Lưu đợt cao điểm")
    name = TextField(
        label=gettext_lazy("Tên đợt"), max_length=200, required=False, help_text=gettext_lazy("Ví dụ: Tết Nguyên đán Đinh Mùi")
    )
    first = DateField(label=gettext_lazy("Từ ngày"), required=False)
    last = DateField(
        label=gettext_lazy("Đến ngày"), required=False, help_text=gettext_lazy("Để trống cả hai ngày nếu văn bản không có đợt cao điểm.")
    )

    def carry_out(self, *, by: Any, at: datetime) -> None:
        facts = self.cleaned_data
        named = {"name": facts["name"], "first": facts["first"], "last": facts["last"]}
        review.set_season(self.directive, by=by, at=at, version=self.version, **named)


class ScanCheckForm(ReviewForm):
    """A person has compared the recognised text with the picture."""

    submit = gettext_lazy("Ghi nhận đã kiểm tra")
    looked = forms.BooleanField(
        label=gettext_lazy("Tôi đã đối chiếu chữ máy nhận dạng với bản quét: không có dấu chỉ độ mật."),
        error_messages={"required": gettext_lazy("Đối chiếu bản quét rồi đánh dấu: không có dấu chỉ độ mật")},
    )

    def carry_out(self, *, by: Any, at: datetime) -> None:
        review.check_scan(self.directive, by=by, at=at, version=self.version)


class AnnexPartForm(AnnexForm, ReviewForm):
    """An annex as a file."""

    submit = gettext_lazy("Tải lên phụ lục")

    def carry_out(self, *, by: Any, at: datetime) -> None:
        facts = self.cleaned_data
        annexes.add_annex(
            self.directive,
            annexes.Annex(facts["file"].read(), facts["file"].name, facts["title"], declared=facts["declared"]),
            by=by,
            at=at,
            version=self.version,
        )


class SkipForm(ReviewForm):
    """An obligation that is not given out, with the reason; or taken up again."""

    submit = gettext_lazy("Không giao nội dung này")
    reason = TextField(label=gettext_lazy("Lý do không giao"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def carry_out(self, *, by: Any, at: datetime) -> None:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Ghi lý do không giao nội dung này."))
        review.change_obligation(self.row, skipped=True, skipped_reason=reason, by=by, at=at, version=self.version)


class TakeUpForm(ReviewForm):
    """A skipped obligation is given out after all."""

    submit = gettext_lazy("Giao lại nội dung này")

    def carry_out(self, *, by: Any, at: datetime) -> None:
        review.change_obligation(self.row, skipped=False, skipped_reason="", by=by, at=at, version=self.version)
