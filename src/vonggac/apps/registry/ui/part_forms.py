"""Forms of what hangs on one system: its description, parts, zones, data, links, layers, proofs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.forms import CountField, DateField, FileField, Form, NumberField, TextField
from vonggac.apps.organisations.ui.fields import BodyField
from vonggac.apps.registry.models import (
    AcceptanceItem,
    Component,
    DataKind,
    InformationSystem,
    Layer,
    ProviderContract,
    SystemLink,
    SystemProof,
)
from vonggac.apps.registry.ui.forms import OfBodies, area, named_systems

NOT_SAID = gettext_lazy("Chưa ghi")
YES_NO = [("", NOT_SAID), ("yes", gettext_lazy("Có")), ("no", gettext_lazy("Không"))]


def _note(longest: int = 500) -> TextField:
    return TextField(label=gettext_lazy("Ghi chú"), max_length=longest, required=False, widget=area(2))


class DescriptionForm(Form):
    """How a system is described."""

    system_type = forms.ChoiceField(
        label=gettext_lazy("Loại hệ thống"), choices=[("", NOT_SAID), *InformationSystem.SystemType.choices], required=False
    )
    hosting = forms.ChoiceField(
        label=gettext_lazy("Hệ thống đặt ở đâu?"), choices=[("", NOT_SAID), *InformationSystem.Hosting.choices], required=False
    )
    serves = TextField(label=gettext_lazy("Phục vụ ai"), max_length=500, required=False, widget=area(2))
    users = CountField(label=gettext_lazy("Số người dùng, khoảng"), required=False)
    serves_several = forms.TypedChoiceField(
        label=gettext_lazy("Dùng chung cho nhiều cơ quan?"),
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    physical = TextField(
        label=gettext_lazy("Mô hình vật lý"),
        max_length=20_000,
        required=False,
        widget=area(4),
        help_text=gettext_lazy("Thiết bị nào, đặt ở đâu, nối với nhau thế nào."),
    )
    logical = TextField(
        label=gettext_lazy("Mô hình lô-gích"),
        max_length=20_000,
        required=False,
        widget=area(4),
        help_text=gettext_lazy("Vùng mạng nào, ứng dụng nào ở vùng nào, dữ liệu đi qua đâu."),
    )
    construction_started_on = DateField(label=gettext_lazy("Bắt đầu xây dựng từ ngày"), required=False)
    in_operation_on = DateField(label=gettext_lazy("Vận hành từ ngày"), required=False)
    ended_on = DateField(label=gettext_lazy("Vận hành đến hết ngày"), required=False, help_text=gettext_lazy("Để trống nếu còn dùng."))
    unwatched_because = TextField(
        label=gettext_lazy("Lý do nằm ngoài phạm vi giám sát"),
        max_length=500,
        required=False,
        widget=area(2),
        help_text=gettext_lazy("Chỉ ghi khi cơ quan đã quyết định không giám sát hệ thống này."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        several = initial.get("serves_several")
        initial = {**initial, "serves_several": "" if several is None else "yes" if several else "no"}
        super().__init__(*args, initial=initial, **kwargs)

    def facts(self) -> dict[str, Any]:
        """Return what was said, as services take it."""
        return dict(self.cleaned_data)


class _PartForm:
    """A form that fills a row, and takes its first values from it."""

    cleaned_data: dict[str, Any]

    def fill(self, row: Any) -> None:
        """Write what was said into the row."""
        for name, value in self.cleaned_data.items():
            setattr(row, name, value)


class ComponentForm(_PartForm, Form):
    """One part of a system."""

    what = forms.ChoiceField(label=gettext_lazy("Loại thành phần"), choices=Component.What.choices)
    name = TextField(label=gettext_lazy("Tên thành phần"), max_length=200)
    use = forms.ChoiceField(label=gettext_lazy("Dùng vào việc gì"), choices=[("", NOT_SAID), *Component.Use.choices], required=False)
    host = forms.ChoiceField(label=gettext_lazy("Chạy trên"), required=False, help_text=gettext_lazy("Máy chủ của ứng dụng, dịch vụ."))
    zone = forms.ChoiceField(label=gettext_lazy("Vùng mạng"), required=False)
    place = TextField(label=gettext_lazy("Nơi đặt"), max_length=200, required=False)
    vendor = TextField(label=gettext_lazy("Hãng"), max_length=120, required=False)
    product = TextField(label=gettext_lazy("Sản phẩm"), max_length=200, required=False)
    version = TextField(
        label=gettext_lazy("Phiên bản"), max_length=80, required=False, help_text=gettext_lazy("Ví dụ 1.10 hoặc 2019 CU14.")
    )
    os = TextField(label=gettext_lazy("Hệ điều hành"), max_length=120, required=False)
    private_ip = TextField(
        label=gettext_lazy("Địa chỉ IP trong"), max_length=45, required=False, widget=forms.TextInput(attrs={"class": "mono"})
    )
    public_ip = TextField(
        label=gettext_lazy("Địa chỉ IP ngoài"), max_length=45, required=False, widget=forms.TextInput(attrs={"class": "mono"})
    )
    asset_tag = TextField(label=gettext_lazy("Số sê-ri, mã tài sản"), max_length=120, required=False)
    quantity = CountField(label=gettext_lazy("Số lượng"), max_value=1_000_000, initial=1)
    note = _note(4000)

    def __init__(self, *args: Any, part: Component, knows: bool, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        if initial is not None:
            initial = {**initial, "host": part.host_id or "", "zone": part.zone_id or ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.hosts = {str(one.pk): one for one in part.system.components.order_by("name") if one.pk != part.pk}
        self.zones = {str(one.pk): one for one in part.system.zones.order_by("name")}
        if not knows:
            for name in ("zone", "private_ip", "public_ip"):
                del self.fields[name]
        self._offer("host", self.hosts.values())
        self._offer("zone", self.zones.values())

    def _offer(self, name: str, rows: Iterable[Any]) -> None:
        if name in self.fields:
            self.fields[name].choices = [("", NOT_SAID), *((str(one.pk), str(one)) for one in rows)]  # type: ignore[attr-defined]

    def fill(self, row: Component) -> None:
        """Write what was said into the row."""
        said = dict(self.cleaned_data)
        row.host = self.hosts.get(said.pop("host"))
        if "zone" in said:
            row.zone = self.zones.get(said.pop("zone"))
        for name, value in said.items():
            setattr(row, name, value)


class ZoneForm(_PartForm, Form):
    """One network zone."""

    name = TextField(label=gettext_lazy("Tên vùng mạng"), max_length=200)
    purpose = TextField(label=gettext_lazy("Dùng để làm gì"), max_length=500, required=False)
    private_prefix = TextField(label=gettext_lazy("Dải IP trong"), max_length=100, required=False, help_text=gettext_lazy("10.51.20.0/24"))
    public_prefix = TextField(label=gettext_lazy("Dải IP ngoài"), max_length=100, required=False)
    note = _note()


class DataForm(_PartForm, Form):
    """One kind of data."""

    name = TextField(label=gettext_lazy("Loại thông tin"), max_length=200, help_text=gettext_lazy("Ví dụ hồ sơ đất đai, lý lịch cán bộ."))
    sort = forms.ChoiceField(label=gettext_lazy("Thuộc nhóm"), choices=DataKind.Sort.choices, widget=forms.RadioSelect)
    basic_subjects = CountField(
        label=gettext_lazy("Số người có dữ liệu cá nhân cơ bản"),
        required=False,
        max_value=10_000_000_000,
        help_text=gettext_lazy("Để trống nếu chưa đếm; ghi 0 nếu không có."),
    )
    sensitive_subjects = CountField(label=gettext_lazy("Số người có dữ liệu cá nhân nhạy cảm"), required=False, max_value=10_000_000_000)
    as_of = DateField(label=gettext_lazy("Tính đến ngày"))
    source = TextField(label=gettext_lazy("Theo ai, theo văn bản nào"), max_length=300, required=False)
    note = _note()


class LinkForm(_PartForm, Form):
    """One link to another system."""

    sort = forms.ChoiceField(label=gettext_lazy("Hệ thống này"), choices=SystemLink.Sort.choices, widget=forms.RadioSelect)
    target = TextField(label=gettext_lazy("Hệ thống kia"), max_length=300, help_text=gettext_lazy("Mã hoặc tên trong sổ đăng ký."))
    flows = TextField(label=gettext_lazy("Dữ liệu gì đi giữa hai bên"), max_length=300, required=False)
    valid_from = DateField(label=gettext_lazy("Từ ngày"), required=False)
    valid_to = DateField(label=gettext_lazy("Đến hết ngày"), required=False)
    note = _note()

    def __init__(self, *args: Any, choices: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        if initial and isinstance(initial.get("target"), InformationSystem):
            initial = {**initial, "target": initial["target"].code}
        super().__init__(*args, initial=initial, **kwargs)
        self.choices = choices

    def clean_target(self) -> InformationSystem:
        """Return the system that is named."""
        written = self.cleaned_data["target"]
        found = named_systems(self.choices, [written])[written]
        if found is None:
            raise ValidationError(_("Nhập mã hoặc tên đầy đủ của một hệ thống trong sổ đăng ký"))
        return found


class LayerForm(_PartForm, OfBodies):
    """Who holds a layer."""

    layer = forms.TypedChoiceField(label=gettext_lazy("Lớp"), choices=Layer.choices, coerce=int)
    body = BodyField(label=gettext_lazy("Cơ quan giữ lớp này"), required=False)
    who = TextField(
        label=gettext_lazy("Ghi rõ thêm"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Ví dụ “4 người, trực 24/7”; hoặc tên đơn vị nếu không có trong danh bạ."),
    )
    contract = forms.ChoiceField(label=gettext_lazy("Theo hợp đồng"), required=False)
    valid_from = DateField(label=gettext_lazy("Từ ngày"), required=False)
    valid_to = DateField(label=gettext_lazy("Đến hết ngày"), required=False)
    note = _note()

    def __init__(self, *args: Any, contracts: Iterable[ProviderContract], initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        if initial and isinstance(initial.get("contract"), ProviderContract):
            initial = {**initial, "contract": initial["contract"].pk}
        super().__init__(*args, initial=initial, **kwargs)
        self.contracts = {str(one.pk): one for one in contracts}
        offered = [(pk, f"{one.number}, {one.provider.name}") for pk, one in self.contracts.items()]
        self.fields["contract"].choices = [("", NOT_SAID), *offered]  # type: ignore[attr-defined]

    def clean_contract(self) -> ProviderContract | None:
        """Return the contract that was chosen."""
        return self.contracts.get(self.cleaned_data["contract"])


class ProofForm(_PartForm, Form):
    """One proof of a layer."""

    layer = forms.TypedChoiceField(label=gettext_lazy("Lớp"), choices=Layer.choices, coerce=int)
    proved_on = DateField(label=gettext_lazy("Ngày của minh chứng"))
    sort = forms.ChoiceField(label=gettext_lazy("Loại minh chứng"), choices=SystemProof.Sort.choices)
    reference = TextField(
        label=gettext_lazy("Số, ký hiệu văn bản hoặc nơi lưu"), max_length=300, help_text=gettext_lazy("Ví dụ báo cáo số 12/BC-TTCĐS.")
    )
    note = _note()
    file = FileField(
        label=gettext_lazy("Tệp minh chứng"),
        required=False,
        endings=("pdf", "docx", "xlsx", "txt", "png", "jpg", "jpeg", "webp", "heic"),
    )
    no_secret = forms.BooleanField(label=gettext_lazy("Tệp không chứa bí mật nhà nước"), required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("file") and not values.get("no_secret"):
            self.add_error("no_secret", _("Đánh dấu cam kết tệp không chứa bí mật nhà nước trước khi gửi tệp"))
        return values

    def fill(self, row: SystemProof) -> None:
        """Write what was said into the row; the file goes its own way."""
        for name in ("layer", "proved_on", "sort", "reference", "note"):
            setattr(row, name, self.cleaned_data[name])

    def content(self) -> tuple[bytes | None, str]:
        """Return the file that was handed in, and its name."""
        file = self.cleaned_data["file"]
        return (file.read(), file.name) if file else (None, "")


class ItemForm(_PartForm, Form):
    """One thing that a contract promises."""

    position = CountField(label=gettext_lazy("Thứ tự"), max_value=1000, initial=1)
    measure = forms.ChoiceField(label=gettext_lazy("Đo bằng"), choices=AcceptanceItem.Measure.choices)
    words = TextField(label=gettext_lazy("Nội dung nghiệm thu"), max_length=300, help_text=gettext_lazy("Ghi như trong hợp đồng."))
    at_least = NumberField(label=gettext_lazy("Mức thấp nhất"), required=False, max_digits=12, decimal_places=3)
    at_most = NumberField(
        label=gettext_lazy("Mức cao nhất"),
        required=False,
        max_digits=12,
        decimal_places=3,
        help_text=gettext_lazy("Để trống cả hai mức nếu hằng tháng một người kết luận đạt hay không."),
    )
