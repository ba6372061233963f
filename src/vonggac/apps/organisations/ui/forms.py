"""Forms of the directory."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.apps.organisations import queries
from vonggac.apps.organisations.models import Contact, Kind, Mandate, Organisation
from vonggac.kernel.addresses import AddressError, parse_domain

PRECISIONS = [
    ("read", _("đã đọc: có văn bản nói đúng như vậy")),
    ("inferred", _("suy ra: từ văn bản khác, chưa thấy nói thẳng")),
    ("unverified", _("chưa kiểm tra")),
]
BODY_FIELDS = ("name", "short_name", "addressee_name", "kind", "parent", "domain", "address", "precision", "source", "note")
CONTACT_FIELDS = ("role", "name", "phone", "email", "purpose", "is_hotline", "is_representative", "valid_from", "valid_to", "source")
LEAST_DIGITS = 3


class BodyChoice(forms.ModelChoiceField):
    """One body out of a list; the browser finds it by the letters typed, no script needed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", queries.nobody())
        super().__init__(**kwargs)

    def label_from_instance(self, obj: Organisation) -> str:  # type: ignore[override]
        return obj.name


class BodyForm(Form):
    """What the directory says of one body."""

    name = TextField(
        label=_("Tên đầy đủ"), max_length=300, help_text=_("Đúng như trong văn bản thành lập, ví dụ: Sở Khoa học và Công nghệ")
    )
    short_name = TextField(label=_("Tên gọi tắt"), max_length=120, required=False)
    addressee_name = TextField(
        label=_("Tên khi là nơi nhận"),
        max_length=300,
        required=False,
        help_text=_("Ví dụ: UBND xã Đức Hòa. Để trống nếu giống tên đầy đủ."),
    )
    kind = forms.ChoiceField(label=_("Loại cơ quan"), choices=[("", _("Chọn loại")), *Kind.choices])
    parent = BodyChoice(label=_("Cơ quan cấp trên"), required=False, empty_label=_("không có"))
    domain = TextField(label=_("Tên miền thư công vụ"), max_length=253, required=False, help_text=_("Ví dụ: so.tinh.gov.vn"))
    address = TextField(label=_("Trụ sở"), max_length=300, required=False)
    precision = forms.ChoiceField(label=_("Mức tin cậy"), choices=PRECISIONS, widget=forms.RadioSelect)
    source = TextField(label=_("Căn cứ"), max_length=300, help_text=_("Số, ngày, nơi ban hành của văn bản nói điều này."))
    note = TextField(label=_("Ghi chú"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, on: date, body: Organisation | None = None, **kwargs: Any) -> None:
        if body is not None:
            kwargs["initial"] = {name: getattr(body, name) for name in BODY_FIELDS}
        super().__init__(*args, **kwargs)
        self.body = body
        self.fields["parent"].queryset = queries.may_stand_over(body, on)  # type: ignore[attr-defined]

    def clean_domain(self) -> str:
        """Refuse what is no domain name."""
        typed: str = self.cleaned_data["domain"]
        try:
            return str(parse_domain(typed)) if typed else ""
        except AddressError:
            raise ValidationError(_("Nhập tên miền, ví dụ so.tinh.gov.vn"), code="domain") from None

    def changed(self) -> dict[str, Any]:
        """Return what differs from what stands."""
        said = {name: self.cleaned_data[name] for name in BODY_FIELDS}
        return {name: value for name, value in said.items() if self.body is None or getattr(self.body, name) != value}


class NewBodyForm(BodyForm):
    """A body that the directory does not know yet."""

    code = forms.SlugField(
        label=_("Mã"),
        max_length=40,
        help_text=_("Chữ thường không dấu, số, gạch nối; ví dụ x-duc-hoa. Mã không đổi khi cơ quan đổi tên."),
        error_messages={"invalid": _("Viết mã bằng chữ không dấu, số và dấu gạch nối, ví dụ x-duc-hoa")},
    )
    valid_from = DateField(label=_("Hoạt động từ ngày"), required=False, help_text=_("Để trống nếu có từ trước, không rõ ngày."))

    field_order = ["name", "code", "kind", "parent", "valid_from"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, first = cleaned.get("code"), cleaned.get("valid_from")
        if code and queries.is_code_taken(code, first):
            self.add_error("code", _("Mã này đang dùng cho một cơ quan trong cùng thời gian. Viết mã khác, hoặc sửa cơ quan ấy."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return everything the service needs for a new row."""
        parent = self.cleaned_data["parent"]
        national = self.cleaned_data["kind"] == Kind.NATIONAL
        province = "" if national else (parent.province_code if parent and parent.province_code else queries.main_province())
        own = {"code": self.cleaned_data["code"], "valid_from": self.cleaned_data["valid_from"], "province_code": province}
        return {**self.changed(), **own}


class ContactForm(Form):
    """Whom to call or write to."""

    role = TextField(label=_("Chức danh hoặc bộ phận"), max_length=200, help_text=_("Ví dụ: Trực ban an ninh mạng"))
    name = TextField(label=_("Họ và tên"), max_length=200, required=False, help_text=_("Chỉ ghi khi cơ quan đã cung cấp."))
    phone = TextField(label=_("Điện thoại"), max_length=60, required=False)
    email = forms.EmailField(label=_("Thư điện tử công vụ"), max_length=254, required=False)
    purpose = TextField(label=_("Gọi về việc gì"), max_length=200, required=False, help_text=_("Ví dụ: sự cố, thư điện tử, văn bản"))
    is_hotline = forms.BooleanField(label=_("Đường dây nóng, trực 24/24 giờ"), required=False)
    is_representative = forms.BooleanField(
        label=_("Người đại diện của cơ quan"), required=False, help_text=_("Ghi họ và tên; chức danh in trong báo cáo năm.")
    )
    valid_from = DateField(label=_("Dùng từ ngày"), required=False)
    valid_to = DateField(label=_("Dùng đến hết ngày"), required=False, help_text=_("Để trống nếu còn dùng."))
    source = TextField(label=_("Căn cứ"), max_length=300, required=False, help_text=_("Văn bản hoặc lần liên hệ đã cho biết."))

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        if contact is not None and contact.pk:
            kwargs["initial"] = {name: getattr(contact, name) for name in CONTACT_FIELDS}
        super().__init__(*args, **kwargs)

    def clean_phone(self) -> str:
        """Refuse a number without digits: it could not be called."""
        typed: str = self.cleaned_data["phone"]
        if typed and sum(letter.isdigit() for letter in typed) < LEAST_DIGITS:
            raise ValidationError(_("Nhập số điện thoại gọi được, ví dụ 0255 000 0000"), code="phone")
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_representative") and not cleaned.get("name") and not self.errors:
            self.add_error("name", _("Nhập họ và tên của người đại diện"))
        if not self.errors and not cleaned.get("phone") and not cleaned.get("email") and not cleaned.get("is_representative"):
            self.add_error("phone", _("Nhập số điện thoại hoặc thư điện tử"))
        if cleaned.get("is_hotline") and not cleaned.get("phone") and not self.errors:
            self.add_error("phone", _("Nhập số điện thoại của đường dây nóng"))
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Nhập ngày cuối không trước ngày đầu"))
        return cleaned

    def fill(self, contact: Contact) -> Contact:
        """Put what was said into the row, unsaved."""
        for name in CONTACT_FIELDS:
            setattr(contact, name, self.cleaned_data[name])
        return contact


class MandateForm(Form):
    """The document that says what a body is for."""

    document = TextField(
        label=_("Văn bản quy định chức năng, nhiệm vụ"),
        max_length=300,
        help_text=_("Loại, số, ngày, nơi ban hành, như khi nêu trong văn bản."),
    )
    valid_from = DateField(label=_("Có hiệu lực từ ngày"), required=False)
    valid_to = DateField(label=_("Có hiệu lực đến hết ngày"), required=False, help_text=_("Để trống nếu còn hiệu lực."))

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(mandate, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.mandate = mandate

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Nhập ngày cuối không trước ngày đầu"))
        return cleaned

    def filled(self) -> Mandate:
        """Return the row with what was said, unsaved."""
        for name in self.base_fields:
            setattr(self.mandate, name, self.cleaned_data[name])
        return self.mandate


class EndForm(Form):
    """The last day of a contact."""

    valid_to = DateField(label=_("Ngày cuối còn dùng"))

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean_valid_to(self) -> date:
        """Refuse an end before the beginning."""
        last: date = self.cleaned_data["valid_to"]
        if self.contact.valid_from and last < self.contact.valid_from:
            raise ValidationError(_("Nhập ngày cuối không trước ngày đầu"), code="order")
        return last
