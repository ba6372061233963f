"""The forms of dossiers: opening, one part, one step, a regulation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.compliance import rulebook
from vonggac.apps.compliance.models import Determination, Dossier
from vonggac.apps.compliance.queries.dossiers import determinations_for
from vonggac.apps.compliance.services.dossier_approval import regulations_for
from vonggac.apps.compliance.services.filing import Document
from vonggac.apps.face.forms import DateField, FileField, Form, TextField
from vonggac.apps.organisations.ui.fields import BodyField, share_directory
from vonggac.apps.registry.models import InformationSystem
from vonggac.kernel.levels import Level, level_text
from vonggac.kernel.reading import format_date

ENDINGS = ("pdf", "docx", "xlsx", "txt", "png", "jpg", "jpeg")
LEVELS = [("", gettext_lazy("Theo bản xác định cấp độ")), *((str(int(one)), level_text(one)) for one in Level)]


class Versioned(Form):
    """A form that knows which state of the dossier the person saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class OpenForm(Form):
    """Open a dossier: from a determination, or with a stated level."""

    determination = forms.ModelChoiceField(
        label=gettext_lazy("Bản xác định cấp độ"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Không có"),
    )
    level = forms.TypedChoiceField(label=gettext_lazy("Cấp độ đề xuất"), choices=LEVELS, coerce=int, empty_value=None, required=False)
    reason = TextField(
        label=gettext_lazy("Căn cứ, lý do"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("Phải ghi khi không có bản xác định cấp độ, hoặc khi xác định lại."),
    )
    happened_on = DateField(label=gettext_lazy("Ngày lập hồ sơ"))
    under_construction = forms.BooleanField(
        label=gettext_lazy("Hệ thống đang xây dựng khi quy định thay đổi, làm theo quy định cũ trong thời gian chuyển tiếp"), required=False
    )
    is_critical = forms.BooleanField(label=gettext_lazy("Thuộc danh mục hệ thống thông tin quan trọng về an ninh quốc gia"), required=False)

    def __init__(self, *args: Any, system: InformationSystem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = determinations_for(system)
        field = self.fields["determination"]
        field.queryset = done  # type: ignore[attr-defined]
        field.label_from_instance = _determined  # type: ignore[attr-defined]


def _determined(row: Determination) -> str:
    facts = {"level": level_text(row.final_level()), "day": format_date(row.on_day), "regime": row.regime.upper()}
    return _("%(level)s, theo quy định ngày %(day)s (%(regime)s)") % facts


class PartForm(Versioned):
    """One part of the dossier: a text or a file."""

    text = TextField(
        label=gettext_lazy("Nội dung, hoặc nơi lưu tài liệu"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "12"}),
    )
    file = FileField(label=gettext_lazy("Tệp"), endings=ENDINGS, required=False)


class StepForm(Versioned):
    """What most steps ask: the day, the paper, words. `wanted` keeps the fields of one step."""

    favourable = forms.TypedChoiceField(
        label=gettext_lazy("Kết luận"),
        choices=[("1", gettext_lazy("Đạt, thống nhất")), ("0", gettext_lazy("Không đạt, chưa thống nhất"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    issuer = forms.ChoiceField(label=gettext_lazy("Cấp đã ký quyết định"))
    appraiser = BodyField(
        label=gettext_lazy("Đơn vị thẩm định được giao"),
        required=False,
        help_text=gettext_lazy("Để trống nếu là đơn vị chuyên trách của chủ quản. Đơn vị vận hành không được thẩm định."),
    )
    council = TextField(label=gettext_lazy("Hoặc hội đồng thẩm định độc lập"), max_length=300, required=False)
    implementation = forms.ChoiceField(
        label=gettext_lazy("Mức đã triển khai"), choices=Dossier.Implementation.choices, widget=forms.RadioSelect
    )
    happened_on = DateField(label=gettext_lazy("Ngày"), help_text=gettext_lazy("Ngày việc xảy ra; ngày ghi do hệ thống giữ."))
    number = TextField(label=gettext_lazy("Số, ký hiệu văn bản"), max_length=120, required=False)
    dated_on = DateField(label=gettext_lazy("Ngày văn bản"), required=False)
    file = FileField(label=gettext_lazy("Tệp văn bản"), endings=ENDINGS, required=False)
    regulation = forms.ModelChoiceField(
        label=gettext_lazy("Quy chế bảo đảm an ninh mạng"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Chưa có"),
    )
    until = DateField(label=gettext_lazy("Dự kiến triển khai đầy đủ"), required=False)
    expected_on = DateField(label=gettext_lazy("Dự kiến phê duyệt"), required=False)
    due_on = DateField(label=gettext_lazy("Hạn hoàn thiện"))
    note = TextField(label=gettext_lazy("Nội dung"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": "4"}))
    promise = forms.BooleanField(label="")

    def __init__(
        self,
        *args: Any,
        dossier: Dossier,
        wanted: tuple[str, ...],
        on: date,
        promise: str = "",
        required: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = {*wanted, "version", *(("promise",) if promise else ())}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        self.order_fields([*wanted, "promise", "version"])
        for name in required:
            self.fields[name].required = True
        self._fit(dossier, on, promise)
        self.directory = share_directory(self, on)

    def _fit(self, dossier: Dossier, on: date, promise: str) -> None:
        if "issuer" in self.fields:
            roles = {rulebook.authority_on(dossier, on).approves, *rulebook.APPROVERS}
            choices = sorted(((one.value, rulebook.role_name(one)) for one in roles), key=lambda pair: pair[1])
            self.fields["issuer"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        if "regulation" in self.fields:
            field = self.fields["regulation"]
            field.queryset = regulations_for(dossier.system)  # type: ignore[attr-defined]
            field.label_from_instance = lambda row: f"{row.number}, {format_date(row.issued_on)}, {row.issuer}"  # type: ignore[attr-defined]
        if promise:
            self.fields["promise"].label = promise
            self.fields["promise"].error_messages["required"] = _("Đánh dấu câu xác nhận trước khi tiếp tục")

    def body_names(self) -> list[str]:
        """Return the names to pick from, where a body is asked."""
        return self.directory.names() if "appraiser" in self.fields else []

    def paper(self) -> Document:
        """Return the paper that was typed in."""
        said, file = self.cleaned_data, self.cleaned_data.get("file")
        return Document(
            number=said.get("number") or "",
            dated_on=said.get("dated_on"),
            content=file.read() if file else None,
            file_name=file.name if file else "",
        )


class RegulationForm(Form):
    """A security regulation that was issued."""

    organisation = BodyField(label=gettext_lazy("Cơ quan áp dụng"), help_text=gettext_lazy("Mã hoặc tên cơ quan, gõ không dấu được."))
    number = TextField(label=gettext_lazy("Số, ký hiệu"), max_length=120)
    dated_on = DateField(label=gettext_lazy("Ngày ban hành"))
    issuer = TextField(label=gettext_lazy("Cơ quan ban hành"), max_length=300)
    title = TextField(label=gettext_lazy("Trích yếu"), max_length=300, required=False)
    valid_to = DateField(label=gettext_lazy("Hết hiệu lực sau ngày"), required=False)
    file = FileField(label=gettext_lazy("Tệp"), endings=ENDINGS, required=False)
    systems = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Chỉ áp dụng cho hệ thống"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("Không chọn hệ thống nào thì quy chế áp dụng cho mọi hệ thống của cơ quan."),
    )

    def __init__(self, *args: Any, systems: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["systems"].queryset = systems  # type: ignore[attr-defined]
        self.directory = share_directory(self, on)

    def body_names(self) -> list[str]:
        """Return the names to pick from."""
        return self.directory.names()


class EndForm(Form):
    """The last day of a regulation."""

    valid_to = DateField(label=gettext_lazy("Hết hiệu lực sau ngày"))
