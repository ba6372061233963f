"""Making one obligation of two, splitting it again, and deadlines of single classes: what will happen stands above the button."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.directives import queries
from vonggac.apps.directives.merging import Due, Merged, days_differ, neighbour_of, plan_merge, whom_words
from vonggac.apps.directives.models import Obligation
from vonggac.apps.directives.services import merging
from vonggac.apps.directives.ui.review_forms import ReviewForm
from vonggac.apps.face.forms import DateField, TextField
from vonggac.apps.work.models import DueOrigin
from vonggac.kernel.reading import format_date

FREE_ROWS = 2
"""Empty rows behind the deadlines that stand; saving gives two more."""


class MergeForm(ReviewForm):
    """This obligation and the next become one."""

    submit = gettext_lazy("Gộp thành một nội dung")
    title = TextField(label=gettext_lazy("Tên ngắn trên bảng theo dõi"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    keep = forms.ChoiceField(label=gettext_lazy("Hạn giữ lại"), widget=forms.RadioSelect)
    other = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.second: Obligation | None = None
        self.impossible = ""
        self.fields["title"].initial = self.row.title
        try:
            self.second = neighbour_of(self.row)
            self.planned: Merged | None = plan_merge(self.row, self.second)
        except ValidationError as refusal:
            self.planned, self.impossible = None, " ".join(refusal.messages)
        self._offer_days()

    def _offer_days(self) -> None:
        """Ask whose day stands only where somebody would have two."""
        if self.second is None or self.planned is None or not days_differ(self.row, self.second):
            del self.fields["keep"]
        else:
            field: Any = self.fields["keep"]
            field.choices = [(str(one.pk), _("%(number)s: %(due)s") % {"number": one.number, "due": _days(one)}) for one in self._both()]
            field.initial = str(self.row.pk)
        self.fields["other"].initial = self.second.pk if self.second else None

    def _both(self) -> list[Obligation]:
        return [self.row, self.second] if self.second else [self.row]

    def effects(self) -> Iterator[tuple[str, str]]:
        """Yield what the merge does, in words, before it happens."""
        if self.second is None or self.planned is None:
            return
        yield (
            _("Gộp"),
            _("%(first)s và %(second)s, mang số %(number)s")
            % {
                "first": self.row.number or self.row.title,
                "second": self.second.number or self.second.title,
                "number": self.planned.facts["number"] or "–",
            },
        )
        for one in self._both():
            yield _("%(number)s đang giao cho") % {"number": one.number or one.title}, whom_words(one, self.directive)
        yield _("Sau khi gộp giao cho"), "; ".join(line.text for line in self.planned.lines)
        if "keep" not in self.fields:
            yield _("Hạn"), _days_of(self.planned)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.impossible:
            raise ValidationError(self.impossible)
        return cleaned

    def carry_out(self, *, by: Any, at: datetime) -> None:
        facts = self.cleaned_data
        keep = next((one for one in self._both() if str(one.pk) == facts.get("keep")), None)
        named = {"title": facts["title"], "expected": facts.get("other"), "version": self.version}
        merging.merge_obligations(self.row, keep=keep, by=by, at=at, **named)


def _days(one: Obligation) -> str:
    own = [(line.line, Due(line.due_on, line.due_origin, line.due_quote)) for line in one.class_deadlines.all()]
    return _day_words(one.due_on, own)


def _days_of(planned: Merged) -> str:
    return _day_words(planned.facts["due_on"], planned.own_dues)


def _day_words(day: Any, own: Any) -> str:
    words = [format_date(day) if day else _("không nêu thời hạn")]
    return "; ".join([*words, *(_("riêng %(line)s: %(day)s") % {"line": line.text, "day": format_date(due.on)} for line, due in own)])


class SplitForm(ReviewForm):
    """A merged obligation becomes the two it was made of."""

    submit = gettext_lazy("Tách lại")

    def effects(self) -> Iterator[tuple[str, str]]:
        """Yield what the split does, in words, before it happens."""
        for one in self.row.originals.order_by("position", "id"):
            yield one.number or "–", one.title
        yield _("Mất"), _("chỉnh sửa đã làm ở nội dung gộp; hai nội dung trở lại như trước khi gộp")

    def carry_out(self, *, by: Any, at: datetime) -> None:
        merging.split_obligation(self.row, by=by, at=at, version=self.version)


class ClassDeadlineForm(ReviewForm):
    """Which addressees of one obligation have another deadline than the others."""

    submit = gettext_lazy("Lưu hạn riêng")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = queries.lines_of_obligation(self.row, queries.lines_to_choose(self.directive))
        self.lines = {str(line.pk): line for line in known}
        self.standing = list(self.row.class_deadlines.all())
        self.count = len(self.standing) + min(FREE_ROWS, max(len(self.lines) - len(self.standing), 0))
        for place in range(self.count):
            self._add_row(place)
        self._settle()

    def _add_row(self, place: int) -> None:
        own = self.standing[place] if place < len(self.standing) else None
        named = {"n": place + 1}
        choices = [("", _("Chọn dòng nhận")), *((key, line.text) for key, line in self.lines.items())]
        self.fields[f"line_{place}"] = forms.ChoiceField(
            label=_("Dòng nhận %(n)s") % named, choices=choices, required=False, initial=str(own.line_id) if own else ""
        )
        self.fields[f"day_{place}"] = DateField(
            label=_("Hạn riêng %(n)s") % named,
            required=False,
            initial=own.due_on if own else None,
            help_text=_("Xóa ngày để bỏ hạn riêng."),
        )
        self.fields[f"origin_{place}"] = forms.ChoiceField(
            label=_("Nguồn của hạn riêng %(n)s") % named,
            choices=[(DueOrigin.TEXT.value, _("Theo văn bản")), (DueOrigin.INTERNAL.value, _("Hạn theo dõi nội bộ, văn bản không nêu"))],
            required=False,
            initial=own.due_origin if own else DueOrigin.INTERNAL.value,
        )
        self.fields[f"quote_{place}"] = TextField(
            label=_("Câu chữ của hạn riêng %(n)s trong văn bản") % named,
            max_length=300,
            required=False,
            initial=own.due_quote if own else "",
        )

    def deadline_rows(self) -> Iterator[list[forms.BoundField]]:
        """Yield the boxes of each deadline."""
        for place in range(self.count):
            yield [self[f"{name}_{place}"] for name in ("line", "day", "origin", "quote")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: set[str] = set()
        for place in range(self.count):
            line, day = cleaned.get(f"line_{place}"), cleaned.get(f"day_{place}")
            if day and not line:
                self.add_error(f"line_{place}", _("Chọn dòng nhận có hạn này"))
            if line and day and line in taken:
                self.add_error(f"line_{place}", _("Dòng này đã có hạn riêng ở trên"))
            if line and day and cleaned.get(f"origin_{place}") == DueOrigin.TEXT and not (cleaned.get(f"quote_{place}") or "").strip():
                self.add_error(f"quote_{place}", _("Chép câu chữ của hạn trong văn bản, hoặc chọn “Hạn theo dõi nội bộ”"))
            if line and not day and f"day_{place}" not in self.errors and place >= len(self.standing):
                self.add_error(f"day_{place}", _("Nhập hạn riêng của dòng này, ví dụ 31/12/2026"))
            taken |= {line} if line and day else set()
        return cleaned

    def carry_out(self, *, by: Any, at: datetime) -> None:
        facts = self.cleaned_data
        wanted = [
            merging.LineDue(
                self.lines[facts[f"line_{place}"]],
                facts[f"day_{place}"],
                facts[f"origin_{place}"] or DueOrigin.INTERNAL,
                facts[f"quote_{place}"],
            )
            for place in range(self.count)
            if facts[f"line_{place}"] and facts[f"day_{place}"]
        ]
        merging.set_class_deadlines(self.row, wanted, by=by, at=at, version=self.version)
