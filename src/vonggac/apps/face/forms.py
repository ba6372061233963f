"""Forms whose errors say what to do, keep what was typed, and read dates and numbers as people here write them.

Every form of the house comes from `Form` or `ModelForm`. The page shows errors with `<c-error-summary>` and `<c-field>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import ErrorList
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.reading import size_text
from vonggac.kernel import reading
from vonggac.kernel.vietnamese import nfc

MB = 1_000_000


def anchor_of(field: forms.BoundField) -> str:
    """Return the id that a link to this field leads to: a group of choices is entered at its first one."""
    return field.id_for_label or f"{field.auto_id}_0"


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: "Họ và tên" becomes "họ và tên", "SHA-256" stays."""
    text = str(label).strip().rstrip("?:")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _asks(field: forms.Field, label: str) -> dict[str, Any]:
    """Return what a field says when it is left empty, by what a person does to fill it."""
    if isinstance(field, forms.FileField):
        return {"required": _("Chọn tệp: %(label)s") % {"label": label}}
    if isinstance(field, forms.BooleanField):
        return {"required": _("Đánh dấu: %(label)s") % {"label": label}}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return {"required": _("Chọn %(label)s") % {"label": label}}
    return {"required": _("Nhập %(label)s") % {"label": label}}


def _sentences(field: forms.Field, label: str) -> dict[str, Any]:
    """Return a field's error sentences by Django's codes; each says what to do."""
    named = {"label": label}
    texts: dict[str, Any] = {
        **_asks(field, label),
        "max_length": _("Viết %(label)s ngắn lại, tối đa %%(limit_value)d ký tự; hiện có %%(show_value)d") % named,
        "min_length": _("Viết %(label)s dài hơn, ít nhất %%(limit_value)d ký tự; hiện có %%(show_value)d") % named,
        "max_value": _("Nhập %(label)s không quá %%(limit_value)s") % named,
        "min_value": _("Nhập %(label)s từ %%(limit_value)s trở lên") % named,
        "step_size": _("Nhập %(label)s là bội số của %%(limit_value)s") % named,
        "max_digits": _("Nhập %(label)s không quá %%(max)s chữ số") % named,
        "max_decimal_places": _("Nhập %(label)s không quá %%(max)s chữ số sau dấu phẩy") % named,
        "max_whole_digits": _("Nhập %(label)s không quá %%(max)s chữ số trước dấu phẩy") % named,
        "invalid_choice": _("Chọn lại %(label)s trong danh sách; giá trị vừa gửi không còn trong đó") % named,
        "invalid_pk_value": _("Chọn lại %(label)s trong danh sách") % named,
        "invalid_list": _("Chọn lại %(label)s trong danh sách") % named,
        "null_characters_not_allowed": _("Xóa ký tự ẩn trong %(label)s rồi nhập lại") % named,
        "unique": _("Nhập %(label)s khác; giá trị này đã có") % named,
        "incomplete": _("Nhập đủ các phần của %(label)s") % named,
        "overflow": _("Nhập %(label)s ngắn hơn; giá trị này quá lớn") % named,
        "invalid": _invalid(field, label),
    }
    return texts


def _invalid(field: forms.Field, label: str) -> str:
    """Return what to write instead, with an example of the kind."""
    examples: list[tuple[type | tuple[type, ...], str]] = [
        (forms.DateTimeField, _("07:42 23/11/2026")),
        (forms.DateField, _("31/12/2026")),
        (forms.TimeField, _("07:42")),
        (forms.DurationField, _("1:30:00")),
        (forms.EmailField, _("vanphong@coquan.gov.vn")),
        (forms.URLField, _("https://coquan.gov.vn")),
        (forms.GenericIPAddressField, _("192.0.2.10")),
        (forms.IntegerField, _("1.234")),
        (forms.DecimalField, _("9,8")),
        (forms.FloatField, _("9,8")),
    ]
    for kind, example in examples:
        if isinstance(field, kind):
            return _("Nhập %(label)s, ví dụ %(example)s") % {"label": label, "example": example}
    if isinstance(field, forms.FileField):
        return _("Chọn lại tệp: %(label)s; tệp chưa được gửi cùng biểu mẫu") % {"label": label}
    return _("Nhập lại %(label)s") % {"label": label}


FILE_SENTENCES = {
    "missing": gettext_lazy("Chọn lại tệp; tệp chưa được gửi cùng biểu mẫu"),
    "empty": gettext_lazy("Chọn tệp khác; tệp này không có nội dung"),
    "contradiction": gettext_lazy("Chọn một trong hai: gửi tệp mới, hoặc bỏ tệp cũ"),
}


def _own_defaults(field: forms.Field) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        known.update(getattr(kind, "default_error_messages", {}))
    return known


def _speak(field: forms.Field, label: str) -> None:
    """Give the field our sentences, except those its form wrote itself."""
    defaults = _own_defaults(field)
    texts = _sentences(field, label)
    if isinstance(field, forms.FileField):
        texts |= FILE_SENTENCES
    for code, text in texts.items():
        said = field.error_messages.get(code)
        if said is None or (said is defaults.get(code) and not isinstance(field, Speaks)):
            field.error_messages[code] = text
    if isinstance(field, Speaks) and field.error_messages.get("required") is defaults.get("required"):
        field.error_messages["required"] = texts["required"]


_CONTROL = {forms.Select: "form-select", forms.SelectMultiple: "form-select", forms.CheckboxInput: "form-check-input"}
_DASHES = BLANK_CHOICE_DASH[0][1]
_UNDRESSED = (forms.HiddenInput, forms.MultipleHiddenInput)


def _invite(field: forms.Field, label: str) -> None:
    """Say in a list of choices what the line without a choice means, where Django would draw dashes."""
    words = _("Chọn %(label)s") % {"label": label} if field.required else _("Chưa chọn")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == _DASHES:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list):
        field.choices = [(value, words if text == _DASHES else text) for value, text in field.choices]


def _dress(field: forms.Field) -> None:
    """Give the control its class of the theme."""
    widget = field.widget
    if isinstance(widget, _UNDRESSED):
        return
    wanted = "form-control"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        wanted = "form-check-input"
    else:
        wanted = next((name for kind, name in _CONTROL.items() if isinstance(widget, kind)), wanted)
    classes = widget.attrs.get("class", "").split()
    if wanted not in classes:
        widget.attrs["class"] = " ".join([wanted, *classes])
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "3"


class _House:
    """What our forms add to Django's."""

    fields: dict[str, forms.Field]
    use_required_attribute = False

    def _settle(self) -> None:
        for name, field in self.fields.items():
            label = in_sentence(str(field.label or name.replace("_", " ")))
            _dress(field)
            _invite(field, label)
            _speak(field, label)


class Form(_House, forms.Form):
    """A form of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._settle()


class ModelForm(_House, forms.ModelForm):  # type: ignore[type-arg]
    """A form over a row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._settle()


class Speaks:
    """Mark of a field that brings its own sentences."""


class TextField(forms.CharField):
    """Words; stored in normal form C, so that what looks alike is alike."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return nfc(text) if isinstance(text, str) else text


class DateField(forms.DateField):
    """A day as people write it: 5/3/2026, 05-03-26, 5.3.2026, "ngày 5 tháng 3 năm 2026"."""

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateInput(attrs={"class": "w-fig w-day", "inputmode": "numeric", "autocomplete": "off"}, format="%d/%m/%Y")
        )
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        day = reading.parse_date(str(value))
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(_("Nhập ngày từ %(day)s trở đi") % {"day": reading.format_date(self.earliest)}, code="too_early")
        if value and self.latest and value > self.latest:
            raise ValidationError(_("Nhập ngày không sau %(day)s") % {"day": reading.format_date(self.latest)}, code="too_late")


class NumberInput(forms.TextInput):
    """A number typed as text: a browser's number box refuses 1.234 and 9,8."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return reading.format_number(value)
        return super().format_value(value)


class NumberField(forms.DecimalField):
    """A number the Vietnamese way: 1.234 is a thousand and more, 9,8 has a decimal; `unit` stands behind the box."""

    def __init__(self, *, unit: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", NumberInput(attrs={"class": "w-fig", "inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or isinstance(value, int | float | Decimal):
            return super().to_python(value)
        number = reading.parse_number(str(value))
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class CountField(NumberField):
    """A count of things: whole, not below zero."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 2_000_000_000)
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        number = super().clean(value)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise ValidationError(_("Nhập số nguyên, ví dụ 12"), code="not_whole")
        return int(number)


class FileField(Speaks, forms.FileField):
    """A file of named kinds, up to a size; the reader behind it still decides what it really is."""

    def __init__(self, *, endings: Sequence[str], most: int = 20 * MB, **kwargs: Any) -> None:
        self.endings = tuple(ending.lower().lstrip(".") for ending in endings)
        self.most = most
        kinds = ", ".join(ending.upper() for ending in self.endings)
        kwargs.setdefault("help_text", format_lazy(gettext_lazy("{kinds}, tối đa {size}."), kinds=kinds, size=size_text(most)))
        kwargs.setdefault("max_length", 255)
        super().__init__(**kwargs)
        self.error_messages |= {code: text for code, text in FILE_SENTENCES.items() if code not in (kwargs.get("error_messages") or {})}
        self.widget.attrs.setdefault("accept", ",".join(f".{ending}" for ending in self.endings))

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        for one in file if isinstance(file, list) else [file]:
            if one is not None:
                self._weigh(one)
        return file

    def _weigh(self, file: Any) -> None:
        if PurePath(file.name).suffix.lower().lstrip(".") not in self.endings:
            kinds = ", ".join(ending.upper() for ending in self.endings)
            raise ValidationError(_("Chọn tệp loại %(kinds)s") % {"kinds": kinds}, code="invalid_extension")
        if file.size > self.most:
            sizes = {"most": size_text(self.most), "seen": size_text(file.size)}
            raise ValidationError(_("Chọn tệp tối đa %(most)s; tệp này %(seen)s") % sizes, code="too_big")


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFilesField(FileField):
    """Several files, each weighed like one; the value is a list."""

    def __init__(self, *, at_most: int = 20, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput())
        super().__init__(**kwargs)
        self.at_most = at_most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not given:
            super().clean(None, initial)
            return []
        if len(given) > self.at_most:
            raise ValidationError(_("Chọn tối đa %(most)s tệp một lần") % {"most": self.at_most}, code="too_many")
        return [super(ManyFilesField, self).clean(one, None) for one in given]


def place_errors(form: forms.BaseForm, errors: dict[str, str | Sequence[str]]) -> None:
    """Put the refusals of a service beside the fields they speak of; "" is for the whole form."""
    for name, said in errors.items():
        for sentence in [said] if isinstance(said, str) else said:
            form.add_error(name if name in form.fields else None, sentence)


def all_errors(form: forms.BaseForm) -> ErrorList:
    """Return every sentence the form says, in the order of the page."""
    found = list(form.non_field_errors())
    for field in form:
        found.extend(field.errors)
    return ErrorList(found)
