"""Forms of assessments, answers, proofs, inheritance and work for what is missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.apps.compliance.spoken import titled
from vonggac.apps.face.forms import DateField, FileField, Form, TextField
from vonggac.apps.registry.models import InformationSystem
from vonggac.kernel.levels import Level
from vonggac.law.catalogue import Catalogue

STATES = [(code, words) for code, words in Answer.State.choices if code]
FILTER_STATES = [*STATES, ("none", Answer.State.UNANSWERED.label)]
ONLY = [
    ("missing", gettext_lazy("Còn thiếu")),
    ("waiting", gettext_lazy("Chờ xác nhận")),
    ("again", gettext_lazy("Phải xem lại")),
    ("returned", gettext_lazy("Bị trả lại")),
    ("inherited", gettext_lazy("Kế thừa")),
    ("without-proof", gettext_lazy("Đạt nhưng không có minh chứng còn hạn")),
    ("task-done", gettext_lazy("Việc đã xong, xem lại câu trả lời")),
]


class OpenForm(Form):
    """What opens an assessment."""

    edition = forms.ChoiceField(label=gettext_lazy("Tiêu chuẩn"))
    level = forms.TypedChoiceField(label=gettext_lazy("Cấp độ"), coerce=int, choices=[(int(one), str(one)) for one in Level])
    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=Assessment.Kind.choices)
    as_of = DateField(label=gettext_lazy("Đánh giá tại ngày"))
    assessor = TextField(
        label=gettext_lazy("Tổ chức đánh giá"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ghi khi tổ chức độc lập đánh giá; tổ chức này không được là đơn vị vận hành (điểm c khoản 2 Điều 31)."),
    )

    def __init__(self, *args: Any, editions: tuple[Catalogue, ...], system: InformationSystem, **kwargs: Any) -> None:
        first = editions[0].code if editions else ""
        initial = {"edition": first, "level": system.level, "kind": Assessment.Kind.SELF, "as_of": localdate()}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["edition"].choices = [(one.code, one.code) for one in editions]  # type: ignore[attr-defined]


class AnswerForm(Form):
    """One answer."""

    state = forms.ChoiceField(label=gettext_lazy("Câu trả lời"), choices=STATES, widget=forms.RadioSelect)
    note = TextField(
        label=gettext_lazy("Đã làm gì, còn thiếu gì"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Bắt buộc ghi lý do khi chọn Không áp dụng."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BulkForm(Form):
    """The same answer for all that are ticked."""

    state = forms.ChoiceField(label=gettext_lazy("Trả lời các yêu cầu đã chọn"), choices=STATES)
    note = TextField(label=gettext_lazy("Ghi chú chung"), required=False, max_length=4_000)


class ReturnForm(Form):
    """Why answers go back."""

    because = TextField(label=gettext_lazy("Lý do trả lại"), max_length=4_000, required=False)


class GiveForm(Form):
    """Who shall close the gaps, and by when."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Cơ quan thực hiện"), coerce=int, widget=forms.RadioSelect)
    due_on = DateField(label=gettext_lazy("Hạn"))
    recurring = forms.BooleanField(
        label=gettext_lazy("Giao định kỳ theo chu kỳ của tiêu chuẩn"),
        required=False,
        help_text=gettext_lazy("Chỉ với yêu cầu mà tiêu chuẩn nêu chu kỳ; mỗi kỳ mở một việc mới."),
    )

    def __init__(self, *args: Any, system: InformationSystem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [body for body in (system.operator, system.owner, system.provider) if body is not None]
        self.fields["organisation"].choices = list({body.pk: (body.pk, body.name) for body in bodies}.values())  # type: ignore[attr-defined]
        self.initial["organisation"] = bodies[0].pk


class InheritanceForm(Form):
    """From which system a tenant takes over what."""

    shared = forms.ModelChoiceField(label=gettext_lazy("Hệ thống dùng chung"), queryset=None)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Nhóm yêu cầu kế thừa cả nhóm"), required=False, widget=forms.CheckboxSelectMultiple
    )
    controls = TextField(label=gettext_lazy("Mã yêu cầu kế thừa riêng"), required=False, help_text=gettext_lazy("Cách nhau bằng dấu phẩy."))
    valid_from = DateField(label=gettext_lazy("Từ ngày"))
    valid_to = DateField(label=gettext_lazy("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, edition: Catalogue, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": localdate()}, **kwargs)
        self.fields["shared"].queryset = offered  # type: ignore[attr-defined]
        self.fields["groups"].choices = [(one.code, titled(one)) for one in edition.groups]  # type: ignore[attr-defined]

    def clean_controls(self) -> list[str]:
        return codes_in(self.cleaned_data["controls"] or "")


class ProofForm(Form):
    """A proof and for which controls it stands."""

    title = TextField(label=gettext_lazy("Tên minh chứng"), max_length=300)
    file = FileField(
        label=gettext_lazy("Tệp"), required=False, endings=("pdf", "docx", "xlsx", "txt", "png", "jpg", "jpeg", "webp", "heic")
    )
    statement = TextField(label=gettext_lazy("Lời xác nhận"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    effective_on = DateField(label=gettext_lazy("Có hiệu lực từ ngày"))
    expires_on = DateField(label=gettext_lazy("Hết hiệu lực ngày"), required=False)
    controls = TextField(
        label=gettext_lazy("Mã yêu cầu được chứng minh"),
        help_text=gettext_lazy("Một minh chứng dùng được cho nhiều yêu cầu, cách nhau bằng dấu phẩy."),
    )
    systems = TextField(
        label=gettext_lazy("Mã hệ thống khác cũng dùng minh chứng này"), required=False, help_text=gettext_lazy("Cách nhau bằng dấu phẩy.")
    )
    no_secret = forms.BooleanField(label=gettext_lazy("Tệp và lời xác nhận không chứa bí mật nhà nước"))

    def clean_controls(self) -> list[str]:
        return codes_in(self.cleaned_data["controls"])

    def clean_systems(self) -> list[str]:
        return codes_in(self.cleaned_data["systems"] or "")


class SystemsField(forms.MultipleChoiceField):
    """Codes of systems: ticked where they are few, typed with commas where they are many; the page says which is unknown."""

    def to_python(self, value: Any) -> list[str]:
        return codes_in(value if isinstance(value, str) else ",".join(value or []))

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")


class UseForm(Form):
    """For which further controls of which systems a proof shall stand."""

    edition = forms.ChoiceField(label=gettext_lazy("Tiêu chuẩn"))
    controls = TextField(
        label=gettext_lazy("Mã yêu cầu được chứng minh"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Cách nhau bằng dấu phẩy."),
    )
    systems = SystemsField(label=gettext_lazy("Hệ thống dùng minh chứng này"), widget=forms.CheckboxSelectMultiple)
    chosen_systems: list[InformationSystem]

    def __init__(self, *args: Any, editions: tuple[Catalogue, ...], offered: list[InformationSystem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {one.code: one for one in editions}
        self.fields["edition"].choices = [(code, code) for code in self.editions]  # type: ignore[attr-defined]
        if offered:
            self.fields["systems"].choices = [(one.code.upper(), f"{one.name} ({one.code})") for one in offered]  # type: ignore[attr-defined]
        else:
            self.fields["systems"].widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
            self.fields["systems"].help_text = _("Mã của một hoặc nhiều hệ thống bạn phụ trách, cách nhau bằng dấu phẩy.")

    def edition_chosen(self) -> Catalogue:
        """Return the edition that was chosen."""
        return self.editions[self.cleaned_data["edition"]]

    def clean_controls(self) -> list[str]:
        return codes_in(self.cleaned_data["controls"])


class UploadForm(Form):
    """A questionnaire that comes back."""

    file = FileField(label=gettext_lazy("Phiếu đã điền"), endings=("xlsx", "csv"))


def codes_in(text: str) -> list[str]:
    """Return the codes of a list that people typed, each once."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return list(dict.fromkeys(part.strip().upper() for part in parts if part.strip()))


def ticked(values: list[str]) -> dict[str, int]:
    """Return control → version of what was ticked; what no page of ours sends is left out."""
    found = {}
    for value in values:
        control, _sep, version = value.rpartition(":")
        if control and version.isdigit():
            found[control] = int(version)
    return found


def nothing_ticked() -> str:
    return _("Chọn ít nhất một yêu cầu ở cột đầu.")
