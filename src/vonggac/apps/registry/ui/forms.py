"""Forms of the room registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.forms import CountField, DateField, Form, TextField
from vonggac.apps.organisations.ui.fields import BodyField, share_directory
from vonggac.apps.registry.models import AddressRange, InformationSystem
from vonggac.kernel.vietnamese import fold

LEVEL_WORDS = {0: gettext_lazy("Chưa xác định cấp độ")} | {n: format_lazy("{} {}", gettext_lazy("Cấp độ"), n) for n in range(1, 6)}
LEVELS = [("", LEVEL_WORDS[0]), *((str(n), LEVEL_WORDS[n]) for n in range(1, 6))]
LEVEL_FILTERS = [("3+", gettext_lazy("Cấp độ 3 trở lên")), *((str(n), LEVEL_WORDS[n]) for n in range(5, 0, -1)), ("0", LEVEL_WORDS[0])]
HOSTING_FILTERS = [*InformationSystem.Hosting.choices, ("-", gettext_lazy("Chưa ghi nơi đặt"))]
STANDING_FILTERS = [("in-use", gettext_lazy("Đang xây dựng hoặc vận hành")), *InformationSystem.Standing.choices]
LAYER_FILTERS = [
    ("1", gettext_lazy("Thiếu lớp 1")),
    ("2", gettext_lazy("Thiếu lớp 2")),
    ("3", gettext_lazy("Thiếu lớp 3")),
    ("4", gettext_lazy("Thiếu lớp 4")),
]
HOLDS = [("", gettext_lazy("Còn hiệu lực và sắp tới")), ("90", gettext_lazy("Hết hạn trong 90 ngày")), ("het", gettext_lazy("Đã hết hạn"))]


class OfBodies(Form):
    """A form with boxes for bodies."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directory = share_directory(self, on)

    def body_names(self) -> list[str]:
        """Return the names to pick from."""
        return self.directory.names()


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows)})


class SystemForm(OfBodies):
    """One information system."""

    name = TextField(label=gettext_lazy("Tên hệ thống"), max_length=300)
    code = TextField(label=gettext_lazy("Mã hệ thống"), max_length=60, required=False, help_text=gettext_lazy("Để trống để được cấp mã."))
    owner = BodyField(label=gettext_lazy("Chủ quản"), help_text=gettext_lazy("Mã hoặc tên cơ quan, gõ không dấu được."))
    operator = BodyField(label=gettext_lazy("Đơn vị vận hành"), required=False)
    provider = BodyField(label=gettext_lazy("Nhà cung cấp"), required=False)
    specialised_unit = BodyField(
        label=gettext_lazy("Đơn vị chuyên trách"),
        required=False,
        help_text=gettext_lazy("Đơn vị của chủ quản thẩm định hồ sơ cấp độ 1 đến 3."),
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Cấp độ"),
        choices=LEVELS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Theo hồ sơ đã phê duyệt; để trống nếu chưa có. Về sau đổi theo hồ sơ, hoặc đính chính có lý do."),
    )
    exposure = forms.ChoiceField(
        label=gettext_lazy("Hệ thống kết nối như thế nào?"), choices=InformationSystem.Exposure.choices, widget=forms.RadioSelect
    )
    standing = forms.ChoiceField(label=gettext_lazy("Tình trạng"), choices=InformationSystem.Standing.choices, widget=forms.RadioSelect)
    purpose = TextField(label=gettext_lazy("Mục đích"), max_length=4000, required=False, widget=area(3))
    note = TextField(label=gettext_lazy("Ghi chú"), max_length=4000, required=False, widget=area(2))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, standing: InformationSystem | None = None, **kwargs: Any) -> None:
        """Take what stands; the level of a system that stands is no part of the form."""
        if standing is not None:
            kwargs["initial"] = {name: getattr(standing, name) for name in self.base_fields}
        else:
            kwargs.setdefault("initial", {"standing": InformationSystem.Standing.RUNNING})
        super().__init__(*args, **kwargs)
        if standing is not None:
            self.fields["code"].required = True
            self.fields["code"].help_text = ""
            del self.fields["level"]

    def facts(self) -> dict[str, Any]:
        """Return what was said, as services take it."""
        said = dict(self.cleaned_data)
        return said if said["version"] is not None else {name: value for name, value in said.items() if name != "version"}


class _HeldForm(OfBodies):
    """What a body holds for a time."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Nhập ngày kết thúc không trước ngày bắt đầu, hoặc để trống nếu còn dùng"))
        return values


_BODY = {"label": gettext_lazy("Cơ quan quản lý"), "help_text": gettext_lazy("Mã hoặc tên cơ quan, gõ không dấu được.")}


def _first_day() -> DateField:
    return DateField(
        label=gettext_lazy("Sử dụng từ ngày"),
        required=False,
        help_text=gettext_lazy("Ví dụ 01/07/2025. Viết bằng dấu / - hoặc . đều được."),
    )


def _last_day() -> DateField:
    return DateField(label=gettext_lazy("Đến hết ngày"), required=False, help_text=gettext_lazy("Để trống nếu còn dùng."))


class RangeForm(_HeldForm):
    """One address range."""

    written = TextField(
        label=gettext_lazy("Dải địa chỉ IP"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "mono"}),
        help_text=gettext_lazy("Một địa chỉ, một dải từ–đến, hoặc CIDR. Chấp nhận IPv4 và IPv6."),
    )
    organisation = BodyField(**_BODY)
    behind_nat = forms.BooleanField(label=gettext_lazy("Địa chỉ nội bộ, ra Internet qua NAT"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại dải"),
        choices=AddressRange.Kind.choices,
        initial=AddressRange.Kind.FIXED,
        required=False,
        help_text=gettext_lazy("Địa chỉ cấp động, dùng chung hoặc sau NAT thì phải hỏi mới biết máy nào."),
    )
    provider = BodyField(label=gettext_lazy("Nhà mạng trả lời về máy dùng địa chỉ"), required=False)
    port_first = CountField(label=gettext_lazy("Từ cổng"), max_value=65535, required=False)
    port_last = CountField(label=gettext_lazy("Đến cổng"), max_value=65535, required=False)
    valid_from = _first_day()
    valid_to = _last_day()
    note = TextField(label=gettext_lazy("Ghi chú"), max_length=300, required=False, widget=area(2))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("port_first"), values.get("port_last")
        if last is not None and (first is None or last < first):
            self.add_error("port_last", _("Nhập “Từ cổng” không lớn hơn “Đến cổng”"))
        values["kind"] = values.get("kind") or AddressRange.Kind.FIXED
        return values


class DomainForm(_HeldForm):
    """One domain."""

    name = TextField(label=gettext_lazy("Tên miền"), max_length=300, help_text=gettext_lazy("Ví dụ coquan.example.vn."))
    organisation = BodyField(**_BODY)
    valid_from = _first_day()
    valid_to = _last_day()
    note = TextField(label=gettext_lazy("Ghi chú"), max_length=300, required=False, widget=area(2))


class MailDomainForm(DomainForm):
    """One domain of official mailboxes."""

    mailboxes = CountField(label=gettext_lazy("Số hộp thư"), required=False, max_value=10_000_000)
    field_order = ("name", "organisation", "mailboxes", "valid_from", "valid_to", "note")


class ContractForm(_HeldForm):
    """One contract of a provider."""

    provider = BodyField(label=gettext_lazy("Nhà cung cấp"))
    number = TextField(label=gettext_lazy("Số hợp đồng"), max_length=120)
    client = BodyField(label=gettext_lazy("Bên thuê"))
    title = TextField(label=gettext_lazy("Nội dung"), max_length=300, required=False)
    service_level = TextField(label=gettext_lazy("Mức dịch vụ cam kết"), max_length=300, required=False)
    valid_from = DateField(label=gettext_lazy("Từ ngày"))
    valid_to = DateField(label=gettext_lazy("Đến hết ngày"), required=False, help_text=gettext_lazy("Để trống nếu không thời hạn."))
    systems = TextField(
        label=gettext_lazy("Mã các hệ thống trong hợp đồng"),
        required=False,
        max_length=20_000,
        widget=area(4),
        help_text=gettext_lazy("Mỗi dòng một mã hoặc tên. Nhà cung cấp thấy được đúng các hệ thống này khi hợp đồng còn hiệu lực."),
    )
    hosts = forms.BooleanField(label=gettext_lazy("Nhà cung cấp cho thuê nơi đặt hệ thống"), required=False)
    operates = forms.BooleanField(label=gettext_lazy("Hợp đồng nêu nhà cung cấp là đơn vị vận hành"), required=False)
    watches = forms.BooleanField(label=gettext_lazy("Nhà cung cấp giám sát hệ thống"), required=False)
    assesses = forms.BooleanField(label=gettext_lazy("Nhà cung cấp kiểm tra, đánh giá hệ thống"), required=False)
    licence_number = TextField(label=gettext_lazy("Số giấy phép của nhà cung cấp"), max_length=120, required=False)
    licence_until = DateField(label=gettext_lazy("Giấy phép có giá trị đến ngày"), required=False)
    undertaking_on = DateField(
        label=gettext_lazy("Ngày cam kết bảo mật"), required=False, help_text=gettext_lazy("Để trống nếu chưa có cam kết.")
    )
    note = TextField(label=gettext_lazy("Ghi chú"), max_length=4000, required=False, widget=area(2))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def clean_systems(self) -> list[InformationSystem]:
        """Return the systems that the lines name, each by code or name."""
        lines = [line.strip() for line in self.cleaned_data["systems"].replace(";", "\n").splitlines() if line.strip()]
        found = named_systems(self.choices, lines) if lines else {}
        unknown = [line for line in lines if found[line] is None]
        if unknown:
            raise ValidationError([_("Sửa “%(line)s” thành mã của một hệ thống trong sổ đăng ký") % {"line": line} for line in unknown])
        return [system for line in lines if (system := found[line]) is not None]


def named_systems(choices: Iterable[InformationSystem], lines: Iterable[str]) -> dict[str, InformationSystem | None]:
    """Return the one system that each line names by code or name; None where it names none, or several."""
    by_word: dict[str, list[InformationSystem]] = {}
    for system in choices:
        for word in {fold(system.code), fold(system.name)}:
            by_word.setdefault(word, []).append(system)
    meant = {line: by_word.get(fold(line), []) for line in lines}
    return {line: found[0] if len(found) == 1 else None for line, found in meant.items()}
