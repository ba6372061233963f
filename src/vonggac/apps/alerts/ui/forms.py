"""Forms of the queue and of one alert."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.alerts.queries.queue import WAITING, QueueFilters
from vonggac.apps.alerts.ui.words import DECISIONS
from vonggac.apps.face.forms import FileField, Form, TextField
from vonggac.kernel.reading import parse_key
from vonggac.kernel.vietnamese import fold

NAMES = ("q", "state", "source", "severity", "level", "body", "system", "mine", "late", "verdict", "hidden", "rule", "product", "kind")
LONGEST = 200
EVIDENCE = ("pdf", "docx", "xlsx", "png", "jpg", "jpeg", "txt", "csv", "log")


def seen_in(asked: QueryDict) -> dict[str, str]:
    """Return the filters as the address says them."""
    return {name: asked.get(name, "")[:LONGEST].strip() for name in NAMES}


def filters_of(seen: dict[str, str]) -> QueueFilters:
    """Read them; a number that is none asks for nothing."""
    plain: dict[str, Any] = {name: seen[name] for name in ("q", "level", "verdict", "hidden", "product", "kind")}
    numbers = {name: parse_key(seen[name]) for name in ("source", "severity", "body", "system", "rule")}
    marks = {name: bool(seen[name]) for name in ("mine", "late")}
    # What rules hide is read whole, as somebody looks over their shoulder; otherwise the queue is what waits.
    state = seen["state"] or ("all" if seen["hidden"] or seen["rule"] else WAITING)
    return QueueFilters(state=state, **plain, **numbers, **marks)


FALSE_BECAUSE = (
    gettext_lazy("Hoạt động bình thường của hệ thống"),
    gettext_lazy("Quét, kiểm thử đã được phép"),
    gettext_lazy("Quy tắc phát hiện báo nhầm"),
    gettext_lazy("Đã kiểm tra máy, không có dấu hiệu"),
)
"""Reasons that come up every day, offered while typing; the box takes any other."""


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows)})


class VerdictForm(Form):
    """True, false or unsure; the last two with a reason."""

    verdict = forms.ChoiceField(label=gettext_lazy("Kết luận"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = TextField(
        label=gettext_lazy("Lý do"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Kết luận sai hoặc nghi ngờ thì phải ghi; kết luận đúng thì không cần."),
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("verdict") in ("false", "unsure"):
            self.fields["reason"].widget.attrs["autofocus"] = True
            self.fields["reason"].required = not self.is_bound  # said at the box; what was sent is judged by `clean`

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("verdict") in ("false", "unsure") and not (values.get("reason") or "").strip():
            self.add_error("reason", _("Ghi lý do để người xem sau hiểu."))
        return values


class AssignForm(Form):
    """Who shall handle it."""

    to = forms.ModelChoiceField(label=gettext_lazy("Người xử lý"), queryset=None, empty_label=gettext_lazy("Chọn người"))
    words = TextField(label=gettext_lazy("Lời dặn"), max_length=1000, required=False, widget=_lines())

    def __init__(self, *args: Any, people: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda person: person.full_name  # type: ignore[attr-defined]


class HandledForm(Form):
    """What was done."""

    words = TextField(label=gettext_lazy("Đã làm gì"), max_length=4000, widget=_lines(5))
    evidence = FileField(label=gettext_lazy("Minh chứng"), required=False, endings=EVIDENCE)


class ManyHandledForm(Form):
    """What was done about many."""

    words = TextField(label=gettext_lazy("Đã làm gì"), max_length=4000, widget=_lines(5))


class ReasonForm(Form):
    """A reason that stays."""

    reason = TextField(label=gettext_lazy("Lý do"), max_length=1000, widget=_lines())


class NoteForm(Form):
    """Words for the time line."""

    words = TextField(label=gettext_lazy("Ghi chú"), max_length=4000, widget=_lines(2))


class SystemForm(Form):
    """Which system was hit: one of those that claim the address, or another of the register."""

    system = TextField(
        label=gettext_lazy("Hệ thống"),
        max_length=300,
        help_text=gettext_lazy("Gõ tên hoặc mã hệ thống, không dấu được."),
        widget=forms.TextInput(attrs={"list": "systems", "autocomplete": "off"}),
    )
    reason = TextField(
        label=gettext_lazy("Căn cứ"), max_length=1000, help_text=gettext_lazy("Ví dụ: theo nhật ký cấp địa chỉ ngày ấy."), widget=_lines(2)
    )

    def __init__(self, *args: Any, systems: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.systems = systems

    def clean_system(self) -> Any:
        typed = self.cleaned_data["system"].strip()
        code = typed.rpartition("(")[2].rstrip(")").strip() if typed.endswith(")") else typed
        found = list(self.systems.filter(code=code)[:2]) or list(self.systems.filter(folded__contains=fold(typed))[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("Gõ mã hoặc tên đủ để chỉ còn một hệ thống."))
        return found[0]


def versions_in(texts: Iterable[str]) -> dict[int, int | None]:
    """Read "123.4": the number of an alert and the version that was seen; what is neither is left out."""
    found: dict[int, int | None] = {}
    for text in texts:
        number, _dot, version = text.partition(".")
        if parse_key(number) is not None:
            found[int(number)] = parse_key(version)
    return found
