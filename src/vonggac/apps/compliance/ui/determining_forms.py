"""Forms of the wizard: questions of the law data become fields; "not known" and "as the register says" are answers like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.compliance.asking import Asked
from vonggac.apps.compliance.spoken import answer_of, ask_of, hint_of, in_english, option_of
from vonggac.apps.face.forms import CountField, DateField, Form, TextField
from vonggac.engines.levels.truth import shown
from vonggac.kernel.levels import Level
from vonggac.law.levels.model import Input, InputType, Option, Row, Value

YES, NO, AS_READY, UNKNOWN = "co", "khong", "dung-nhu-the", "chua-biet"
HOW = "--chon"
"""Behind the name of a number: the box that says "as the register says" or "not known" instead of a figure."""


def _option_words(one: Option) -> SafeString:
    name, beside = option_of(one)
    return format_html('{} <small class="muted">{}</small>', name, beside) if beside else format_html("{}", name)


def _unanswered(one: Input) -> str:
    return _("Trả lời “%(ask)s”, hoặc chọn “Chưa biết”") % {"ask": ask_of(one)}


class StepForm(Form):
    """The questions of one step."""

    def __init__(self, *args: Any, asked: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {one.question.id: one for one in asked}
        for one in asked:
            self._add(one)
        self._settle()

    def _add(self, one: Asked) -> None:
        name = one.question.id
        if one.question.type is InputType.INT:
            errors = {"invalid": _("Nhập số, ví dụ 250.000"), "min_value": _("Nhập số từ 0 trở lên")}
            self.fields[name] = CountField(label=ask_of(one.question), required=False, initial=_figure(one), error_messages=errors)
            self.fields[name].widget.attrs["aria-describedby"] = f"id_{name}_hint"
            how = forms.MultipleChoiceField(
                label=_("Thay cho con số"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[*_ready_choice(one), (UNKNOWN, _("Chưa biết"))],
                initial=_standing(one),
            )
            self.fields[name + HOW] = how
            return
        many = one.question.type is InputType.MULTI
        kind: Any = forms.MultipleChoiceField if many else forms.ChoiceField
        self.fields[name] = kind(
            label=ask_of(one.question),
            help_text=hint_of(one.question),
            widget=forms.CheckboxSelectMultiple if many else forms.RadioSelect,
            choices=[*_ready_choice(one), *_own_choices(one.question), (UNKNOWN, _("Chưa biết"))],
            initial=_standing(one) if many else next(iter(_standing(one)), None),
            error_messages={"required": _unanswered(one.question)},
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return the questions as the page draws them; a number stands with its box."""
        return [
            {
                "asked": one,
                "field": self[name],
                "how": self[name + HOW] if name + HOW in self.fields else None,
                "hint": hint_of(one.question),
                "article": one.question.article,
            }
            for name, one in self.asked.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, one in self.asked.items():
            if name in self.errors:
                continue
            try:
                self._check(one, given)
            except ValidationError as wrong:
                self.add_error(name, wrong)
        return given

    def _check(self, one: Asked, given: dict[str, Any]) -> None:
        name = one.question.id
        if one.question.type is InputType.MULTI and {AS_READY, UNKNOWN} & set(given[name]) and len(given[name]) > 1:
            raise ValidationError(_("Chọn một cách trả lời: các loại cụ thể, đúng như đã ghi, hoặc “Chưa biết”"))
        if one.question.type is InputType.INT:
            how = given.get(name + HOW) or []
            answers = len(how) + (given.get(name) is not None)
            if answers == 0:
                raise ValidationError(_unanswered(one.question))
            if answers > 1 and not (how == [AS_READY] and one.registered and given.get(name) == one.registered.value):
                raise ValidationError(_("Chọn một cách trả lời: con số, đúng như đã ghi, hoặc “Chưa biết”"))
            highest = one.question.highest
            if highest is not None and (given.get(name) or 0) > highest:
                raise ValidationError(_("Nhập số từ 0 đến %(most)s") % {"most": highest})

    def answers(self) -> dict[str, Value | None]:
        """Return the answers; None is "not known"."""
        return {name: self._answer(one) for name, one in self.asked.items()}

    def _answer(self, one: Asked) -> Value | None:
        marks = self._marks(one)
        if UNKNOWN in marks:
            return None
        if AS_READY in marks and one.registered is not None:
            return one.registered.value
        given = self.cleaned_data[one.question.id]
        match one.question.type:
            case InputType.BOOL:
                return bool(given == YES)
            case InputType.MULTI:
                return frozenset(given)
            case _:
                return given  # type: ignore[no-any-return]

    def _marks(self, one: Asked) -> set[str]:
        given = self.cleaned_data.get(one.question.id + HOW if one.question.type is InputType.INT else one.question.id)
        return {given} if isinstance(given, str) else set(given or ())

    def origins(self) -> dict[str, str]:
        """Return where each confirmed value was read."""
        return {name: one.registered.source for name, one in self.asked.items() if one.registered and AS_READY in self._marks(one)}


def _own_choices(one: Input) -> list[tuple[str, Any]]:
    if one.type is InputType.BOOL:
        return [(YES, _("Có")), (NO, _("Không"))]
    return [(option.id, _option_words(option)) for option in one.options]


def _ready_choice(one: Asked) -> list[tuple[str, Any]]:
    """Offer what stands ready; it counts only when a person ticks it."""
    if one.registered is None:
        return []
    value = answer_of(one.question, shown(one.question, one.registered.value))
    return [
        (AS_READY, format_html('{} <b>{}</b> <small class="muted">{}</small>', _("Đúng như đã ghi:"), value, f"({one.registered.source})"))
    ]


def _standing(one: Asked) -> list[str]:
    """Return the marks of what was answered before."""
    if one.is_unknown:
        return [UNKNOWN]
    if one.stated is None:
        return []
    if one.was_confirmed and one.registered is not None and one.registered.value == one.stated:
        return [AS_READY]
    if one.question.type is InputType.INT:
        return []
    if isinstance(one.stated, frozenset):
        return sorted(one.stated)
    if isinstance(one.stated, bool):
        return [YES if one.stated else NO]
    return [str(one.stated)]


def _figure(one: Asked) -> int | None:
    return one.stated if isinstance(one.stated, int) and AS_READY not in _standing(one) else None


class QuickForm(Form):
    """One answer for the whole national step."""

    any_of = forms.ChoiceField(
        label=gettext_lazy("Hệ thống có rơi vào trường hợp nào ở trên không?"),
        widget=forms.RadioSelect,
        choices=[
            (NO, gettext_lazy("Không, không trường hợp nào")),
            (YES, gettext_lazy("Có, hoặc chưa chắc: trả lời từng câu")),
            (UNKNOWN, gettext_lazy("Chưa biết cả")),
        ],
        error_messages={"required": gettext_lazy("Chọn một câu trả lời")},
    )


class OpenForm(Form):
    """The day whose rules apply, and whether the system still goes under the former decree."""

    on_day = DateField(
        label=gettext_lazy("Xác định theo quy định của ngày"),
        help_text=gettext_lazy("Thường là hôm nay. Ngày khác chỉ để xem lại hồ sơ cũ."),
    )
    under_construction = forms.BooleanField(required=False)

    def __init__(self, *args: Any, since: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = {"since": since.strftime("%d/%m/%Y"), "last": last.strftime("%d/%m/%Y")}
        self.fields["under_construction"].label = _("Hệ thống đang xây dựng, đầu tư vào ngày %(since)s") % day
        self.fields["under_construction"].help_text = (
            _(
                "Hệ thống như vậy được thẩm định, phê duyệt theo Nghị định 85/2016/NĐ-CP đến hết ngày %(last)s "
                "(khoản 1 Điều 39 Nghị định 331/2026/NĐ-CP)."
            )
            % day
        )
        self._settle()


REASON = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 2000}


class CaseForm(Form):
    """What a person concludes about a case that the law leaves open."""

    reading = forms.ChoiceField(label=gettext_lazy("Kết luận"), widget=forms.RadioSelect)
    words = TextField(
        label=gettext_lazy("Lý do"), help_text=gettext_lazy("Vào bản thuyết minh; ghi cả văn bản của đơn vị thẩm định nếu có."), **REASON
    )

    def __init__(self, *args: Any, rows: Sequence[Row], computed: Level | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, str]] = []
        if computed is not None:
            choices.append(("", _("Giữ cấp độ theo tiêu chí: %(level)s") % {"level": computed}))
            choices += [(row.id, _("Coi là: %(text)s (%(article)s), %(level)s") % _row_words(row)) for row in rows]
        else:
            choices += [(str(level.value), str(level)) for level in Level]
        self.fields["reading"].choices = [(value or "-", words) for value, words in choices]  # type: ignore[attr-defined]
        self._settle()

    def reading_of(self) -> tuple[str, int | None]:
        """Return the row, or the level given by hand."""
        given = self.cleaned_data["reading"]
        return ("", int(given)) if given.isdigit() else ("" if given == "-" else given, None)


def _row_words(row: Row) -> dict[str, str]:
    return {"text": row.text_en if in_english() else row.text, "article": row.article, "level": str(row.level).lower()}


class PartsForm(Form):
    """Whether the highest level of the component systems counts."""

    takes = forms.ChoiceField(
        label=gettext_lazy("Kết luận"),
        widget=forms.RadioSelect,
        choices=[
            (YES, gettext_lazy("Lấy cấp độ cao nhất của các hệ thống thành phần")),
            (NO, gettext_lazy("Không tính: các hệ thống này không phải thành phần theo nghĩa của quy định")),
        ],
    )
    words = TextField(label=gettext_lazy("Lý do"), **REASON)


class RaiseForm(Form):
    """A higher level because of the risk."""

    level = forms.ChoiceField(
        label=gettext_lazy("Cấp độ đề xuất"), choices=[(str(level.value), str(level)) for level in Level if level > Level.ONE]
    )
    reason = TextField(
        label=gettext_lazy("Nguy cơ đã thấy khi đánh giá rủi ro"),
        help_text=gettext_lazy("Nêu nguy cơ, hậu quả và văn bản đánh giá rủi ro."),
        **REASON,
    )


class CorrectForm(Form):
    """The coordinator's correction of the level in the register."""

    level = forms.ChoiceField(
        label=gettext_lazy("Cấp độ đúng"),
        required=False,
        choices=[("", gettext_lazy("Chưa xác định cấp độ")), *((str(level.value), str(level)) for level in Level)],
    )
    reason = TextField(
        label=gettext_lazy("Lý do đính chính"),
        help_text=gettext_lazy("Cấp độ chỉ đổi khi hồ sơ được phê duyệt; ở đây chỉ sửa chỗ ghi sai."),
        **REASON,
    )
    before = forms.CharField(required=False, widget=forms.HiddenInput)
