"""Forms of the room threats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.forms import DateField, FileField, Form, TextField
from vonggac.apps.face.handling_words import HANDLING
from vonggac.apps.face.memory_upload import MOST
from vonggac.apps.organisations.ui.fields import BodyField, share_directory
from vonggac.apps.registry import queries as registry
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.threats.models import ThreatList
from vonggac.apps.threats.queries.lists import replaceable
from vonggac.apps.threats.ui.words import MEANING_CHOICES, ORDERS, ZONES
from vonggac.sources.addresslists import DateOrder, Meaning, Shape

ENDINGS = ("xlsx", "csv", "txt", "tsv", "pdf", "docx", "html")


class ListForm(Form):
    """A list as it came."""

    file = FileField(label=gettext_lazy("Tệp danh sách"), endings=ENDINGS, most=MOST)
    source = TextField(
        label=gettext_lazy("Nơi gửi"), max_length=200, widget=forms.TextInput(attrs={"list": "list-sources", "autocomplete": "off"})
    )
    letter_number = TextField(label=gettext_lazy("Số, ký hiệu văn bản kèm theo"), max_length=120, required=False)
    list_day = DateField(
        label=gettext_lazy("Ngày của danh sách"), help_text=gettext_lazy("Dòng không ghi thời điểm được tính vào ngày này.")
    )
    handling = forms.ChoiceField(label=gettext_lazy("Hạn chế lưu hành"), choices=HANDLING, initial="none")
    made_inside = forms.BooleanField(
        label=gettext_lazy("Danh sách lập từ bên trong mạng: địa chỉ nội bộ cũng được đối chiếu"), required=False
    )
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("Đính chính cho danh sách"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Không đính chính danh sách nào"),
    )
    holds_no_secret = forms.BooleanField(label=gettext_lazy("Tôi xác nhận danh sách không chứa bí mật nhà nước"), required=False)

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = replaceable(user).select_related("source")  # type: ignore[attr-defined]
        self.fields["replaces"].label_from_instance = _named  # type: ignore[attr-defined]
        self.fields["list_day"].latest = today  # type: ignore[attr-defined]


def _named(row: ThreatList) -> str:
    return f"{row.source.name}, {row.list_day:%d/%m/%Y}, {row.file_name}"


class ShapeForm(Form):
    """What each column is, and in which zone times are."""

    zone = forms.ChoiceField(label=gettext_lazy("Múi giờ của danh sách"), choices=ZONES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, shape: Shape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        if shape.zone not in dict(ZONES):
            self.fields["zone"].choices = [(shape.zone, shape.zone), *ZONES]  # type: ignore[attr-defined]
        self.fields["zone"].initial = shape.zone
        orders = {one.order for table in shape.tables for one in table.columns if one.order is not None}
        if orders:
            first = next(iter(orders)) if len(orders) == 1 else DateOrder.DAY_FIRST
            self.fields["order"] = forms.ChoiceField(
                label=_("Thứ tự ngày, tháng"), choices=ORDERS, widget=forms.RadioSelect, initial=first.value
            )
        for table, index, meaning in self._columns():
            name = _("cột %(place)s") % {"place": index + 1}
            self.fields[column_name(table, index)] = forms.ChoiceField(
                label=name, choices=MEANING_CHOICES, required=False, initial=meaning.value if meaning else ""
            )
        self._settle()

    def _columns(self) -> Iterator[tuple[int, int, Meaning | None]]:
        for number, table in enumerate(self.shape.tables):
            for column in table.columns:
                yield number, column.index, column.meaning

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for number in range(len(self.shape.tables)):
            self._demand_once(number, values)
        said = [values.get(column_name(table, index)) for table, index, _meaning in self._columns()]
        if Meaning.ADDRESS.value not in said:
            self.add_error(None, _("Chọn một cột là địa chỉ IP của máy nhiễm."))
        return values

    def _demand_once(self, number: int, values: dict[str, Any]) -> None:
        seen: set[str] = set()
        for table, index, _meaning in self._columns():
            name = column_name(table, index)
            said = values.get(name)
            if table == number and said and said in seen:
                self.add_error(name, _("Mỗi loại chỉ chọn cho một cột của bảng; cột khác đã được chọn loại này."))
            seen |= {said} if table == number and said else set()

    def meanings(self) -> dict[tuple[int, int], Meaning | None]:
        """Return what was said of each column."""
        said = {(table, index): self.cleaned_data[column_name(table, index)] for table, index, _meaning in self._columns()}
        return {at: Meaning(word) if word else None for at, word in said.items()}

    def order_of_days(self) -> DateOrder | None:
        """Return the order of day and month, where a column has one."""
        said = self.cleaned_data.get("order")
        return DateOrder(said) if said else None


def column_name(table: int, index: int) -> str:
    """Return the name of a column's box."""
    return f"c-{table}-{index}"


class ReasonForm(Form):
    """A reason that stays."""

    reason = TextField(label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": "3"}))


class SettleForm(Form):
    """Whose the chosen addresses were, and how that is known."""

    addresses = forms.MultipleChoiceField(label=gettext_lazy("Địa chỉ"), widget=forms.CheckboxSelectMultiple)
    organisation = BodyField(
        label=gettext_lazy("Cơ quan đã dùng các địa chỉ này"), help_text=gettext_lazy("Mã hoặc tên cơ quan, gõ không dấu được.")
    )
    system = TextField(
        label=gettext_lazy("Mã hệ thống"), max_length=60, required=False, help_text=gettext_lazy("Để trống nếu chỉ biết cơ quan.")
    )
    reason = TextField(
        label=gettext_lazy("Căn cứ"),
        max_length=500,
        help_text=gettext_lazy("Ví dụ: nhà mạng trả lời tại công văn số 12/VT ngày 22/11/2026."),
    )

    def __init__(self, *args: Any, addresses: Sequence[str], user: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addresses"].choices = [(one, one) for one in addresses]  # type: ignore[attr-defined]
        self.user = user
        self.directory = share_directory(self, on)

    def body_names(self) -> list[str]:
        """Return the names to pick from."""
        return self.directory.names()

    def clean_system(self) -> InformationSystem | None:
        """Return the system of a code that the person may know."""
        typed = self.cleaned_data["system"]
        if not typed:
            return None
        found = registry.visible_to(self.user).filter(code__iexact=typed.strip()).first()
        if found is None:
            raise forms.ValidationError(_("Không có hệ thống mã này. Xem mã trong danh sách hệ thống, hoặc để trống."))
        return found
