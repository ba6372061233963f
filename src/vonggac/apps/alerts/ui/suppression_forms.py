"""The form of a rule: a name, some conditions, an end, a reason."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.alerts.services.suppressing import NewRule
from vonggac.apps.alerts.ui.field_words import field_named
from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.engines.alerts import Condition, Look
from vonggac.engines.alerts.ecs import KINDS, holds
from vonggac.engines.alerts.suppressing import OF_THE_HOUSE

ROWS = 5
LOOKS = [
    (str(Look.IS), gettext_lazy("là một trong")),
    (str(Look.WITHIN), gettext_lazy("nằm trong dải địa chỉ")),
    (str(Look.STARTS), gettext_lazy("bắt đầu bằng")),
    (str(Look.CONTAINS), gettext_lazy("có chứa")),
    (str(Look.AT_MOST), gettext_lazy("không quá")),
]
FIELDS = (*sorted(OF_THE_HOUSE), *sorted(KINDS))


def end_of(day: date) -> datetime:
    """Return the end of a day of the province."""
    return datetime.combine(day + timedelta(days=1), time(), get_current_timezone())


class RuleForm(Form):
    """A rule; empty rows of conditions count for nothing."""

    name = TextField(label=gettext_lazy("Tên quy tắc"), max_length=200, help_text=gettext_lazy("Ví dụ: máy quét của Trung tâm."))
    because = TextField(label=gettext_lazy("Lý do ẩn"), max_length=500, widget=forms.Textarea(attrs={"rows": "3"}))
    expires_on = DateField(label=gettext_lazy("Ẩn đến hết ngày"), help_text=gettext_lazy("Bắt buộc, trong vòng 12 tháng."))

    def __init__(self, *args: Any, today: date, told: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = today + timedelta(days=30)
        for number in range(ROWS):
            name, value = told[number] if told and number < len(told) else ("", "")
            self._row(number + 1, name, value)
        self._settle()

    def _row(self, number: int, name: str, value: str) -> None:
        told = {"number": number}
        self.fields[f"field-{number}"] = TextField(
            label=_("Trường (điều kiện %(number)s)") % told,
            max_length=120,
            required=False,
            initial=name,
            widget=forms.TextInput(attrs={"list": "ecs-fields", "autocomplete": "off", "spellcheck": "false"}),
        )
        self.fields[f"test-{number}"] = forms.ChoiceField(
            label=_("Phép so (điều kiện %(number)s)") % told, choices=LOOKS, required=False, initial=str(Look.IS)
        )
        self.fields[f"values-{number}"] = TextField(
            label=_("Giá trị, mỗi dòng một (điều kiện %(number)s)") % told,
            max_length=20_000,
            required=False,
            initial=value,
            widget=forms.Textarea(attrs={"rows": "2", "spellcheck": "false"}),
        )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the boxes of each condition."""
        return [(self[f"field-{n}"], self[f"test-{n}"], self[f"values-{n}"]) for n in range(1, ROWS + 1)]

    def asked(self) -> list[int]:
        """Return the numbers of the rows in which something stands."""
        said = self.cleaned_data
        return [n for n in range(1, ROWS + 1) if (said.get(f"field-{n}") or "").strip() or (said.get(f"values-{n}") or "").strip()]

    def new_rule(self) -> NewRule:
        """Return what was said."""
        said = self.cleaned_data
        return NewRule(
            name=said["name"],
            conditions=[self._condition(n) for n in self.asked()],
            because=said["because"],
            expires_at=end_of(said["expires_on"]),
        )

    def _condition(self, number: int) -> Condition:
        said = self.cleaned_data
        values = tuple(line.strip() for line in (said.get(f"values-{number}") or "").splitlines() if line.strip())
        return Condition(field_named(said.get(f"field-{number}") or ""), Look(said.get(f"test-{number}") or Look.IS), values)

    def place(self, faults: dict[str, list[str]]) -> None:
        """Put what the engine found wrong beside the boxes that it speaks of."""
        asked = self.asked()
        for place, said in faults.items():
            name = {"expires_at": "expires_on", "because": "because", "name": "name"}.get(place)
            if place.startswith("conditions["):
                number, _closed, part = place.removeprefix("conditions[").partition("].")
                name = f"{'field' if part == 'field' else 'values'}-{asked[int(number)]}"
            for one in said:
                self.add_error(name, one)


class ExtendForm(Form):
    """Until when a rule hides."""

    expires_on = DateField(label=gettext_lazy("Ẩn đến hết ngày"))


class EndForm(Form):
    """Whether what a rule hides comes back."""

    bring_back = forms.BooleanField(label=gettext_lazy("Đưa các cảnh báo đang mở mà quy tắc này ẩn trở lại hàng chờ"), required=False)


def told_in(query: Any) -> list[tuple[str, str]]:
    """Return the conditions that an address proposes: field=value; what is no field of ours is left out."""
    pairs = [(name, value) for name in query for value in [query.get(name, "")]]
    return [(name, value[:500]) for name, value in pairs if value and (name in OF_THE_HOUSE or holds(name) is not None)][:ROWS]
