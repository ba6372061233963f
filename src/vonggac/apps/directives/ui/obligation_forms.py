"""What the letter asks, of whom, by when, and what is asked back: the whole of one obligation on one form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.directives import queries
from vonggac.apps.directives.rhythms import RHYTHMS, rhythm_choices
from vonggac.apps.directives.services import review
from vonggac.apps.directives.ui.review_forms import ReviewForm
from vonggac.apps.face.forms import DateField, TextField
from vonggac.apps.work.models import DueOrigin

FREE_ROWS = 3
"""Empty rows for figures behind those that stand; saving gives three more."""


class ObligationForm(ReviewForm):
    """One obligation, all of it."""

    submit = gettext_lazy("Lưu nội dung")
    number = TextField(label=gettext_lazy("Số mục"), max_length=20, required=False)
    title = TextField(label=gettext_lazy("Tên ngắn trên bảng theo dõi"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    text = TextField(label=gettext_lazy("Nội dung đầy đủ"), widget=forms.Textarea(attrs={"rows": 5}))
    whom = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
        choices=[("all", gettext_lazy("Tất cả đơn vị ở Kính gửi")), ("some", gettext_lazy("Chỉ những dòng đánh dấu dưới đây"))],
        widget=forms.RadioSelect,
    )
    lines = forms.MultipleChoiceField(label=gettext_lazy("Các dòng nhận"), required=False, widget=forms.CheckboxSelectMultiple)
    due_on = DateField(label=gettext_lazy("Hạn"), required=False, help_text=gettext_lazy("Để trống nếu không có hạn."))
    due_origin = forms.ChoiceField(
        label=gettext_lazy("Nguồn của hạn"),
        choices=[
            (DueOrigin.TEXT.value, gettext_lazy("Theo văn bản")),
            (DueOrigin.INTERNAL.value, gettext_lazy("Hạn theo dõi nội bộ, văn bản không nêu")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Hạn theo dõi nội bộ không tính quá hạn trong báo cáo."),
    )
    due_quote = TextField(label=gettext_lazy("Câu chữ của hạn trong văn bản"), max_length=300, required=False)
    recurrence = forms.ChoiceField(label=gettext_lazy("Lặp lại"), choices=RHYTHMS, required=False)
    wants_evidence = forms.BooleanField(label=gettext_lazy("Cần tệp minh chứng"), required=False)
    central_operator = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Đơn vị vận hành trả lời một lần cho mọi nơi"),
        required=False,
        empty_label=gettext_lazy("Từng đơn vị tự trả lời"),
        help_text=gettext_lazy("Ví dụ mật khẩu thư điện tử công vụ, phần mềm phòng chống mã độc quản lý tập trung."),
    )
    plain_question = TextField(
        label=gettext_lazy("Câu hỏi dễ hiểu cho cấp xã"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    applies_to_owners = forms.BooleanField(label=gettext_lazy("Chỉ áp dụng cho nơi có hệ thống thông tin hoặc phòng máy"), required=False)
    own = forms.BooleanField(label=gettext_lazy("Việc cơ quan ban hành tự làm, không giao cho nơi nhận"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_lines = {str(line.pk): line for line in queries.lines_to_choose(self.directive)}
        choices = [(key, f"{line.text} ({line.get_where_display()})") for key, line in self.known_lines.items()]
        self.fields["lines"].choices = choices  # type: ignore[attr-defined]
        self.fields["central_operator"].queryset = queries.operators(self.today)  # type: ignore[attr-defined]
        self.figures = list(self.row.figures) if self.row is not None else []
        self.rows = len(self.figures) + FREE_ROWS
        self._begin()
        self._add_figures()
        self._settle()

    def _begin(self) -> None:
        """Start from the row, or from an empty one that asks everybody for evidence."""
        row, begin = self.row, self.initial
        begin.setdefault("whom", "all" if row is None or row.for_everyone else "some")
        begin.setdefault("due_origin", DueOrigin.INTERNAL if row is None else row.due_origin)
        begin.setdefault("wants_evidence", True)
        if row is None:
            return
        self.fields["recurrence"].choices = rhythm_choices(row.recurrence)  # type: ignore[attr-defined]
        begin["lines"] = [str(line.pk) for line in row.lines.all()]
        names = (
            "number",
            "title",
            "text",
            "due_on",
            "due_quote",
            "recurrence",
            "wants_evidence",
            "plain_question",
            "applies_to_owners",
            "own",
        )
        begin.update({name: getattr(row, name) for name in names}, central_operator=row.central_operator_id)

    def _add_figures(self) -> None:
        for place in range(self.rows):
            standing = self.figures[place] if place < len(self.figures) else {}
            named = {"n": place + 1}
            self.fields[f"figure_{place}"] = TextField(
                label=_("Số liệu %(n)s") % named, max_length=200, required=False, initial=standing.get("label", "")
            )
            self.fields[f"unit_{place}"] = TextField(
                label=_("Đơn vị tính của số liệu %(n)s") % named, max_length=40, required=False, initial=standing.get("unit", "")
            )
            self.fields[f"required_{place}"] = forms.BooleanField(
                label=_("Bắt buộc"), required=False, initial=standing.get("required", True)
            )

    def figure_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Yield the three boxes of each figure."""
        for place in range(self.rows):
            yield self[f"figure_{place}"], self[f"unit_{place}"], self[f"required_{place}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("whom") == "some" and not cleaned.get("lines"):
            self.add_error("lines", _("Đánh dấu ít nhất một dòng, hoặc chọn giao cho tất cả"))
        if cleaned.get("due_on") and cleaned.get("due_origin") == DueOrigin.TEXT and not (cleaned.get("due_quote") or "").strip():
            self.add_error("due_quote", _("Chép câu chữ của hạn trong văn bản, hoặc chọn “Hạn theo dõi nội bộ”"))
        for place in range(self.rows):
            if cleaned.get(f"unit_{place}") and not cleaned.get(f"figure_{place}"):
                self.add_error(f"figure_{place}", _("Ghi tên số liệu, ví dụ: Máy chủ đã rà quét"))
        return cleaned

    def carry_out(self, *, by: Any, at: datetime) -> None:
        facts = dict(self.cleaned_data)
        chosen = [self.known_lines[key] for key in facts.pop("lines")]
        for_everyone = facts.pop("whom") == "all"
        figures = [
            {"label": facts[f"figure_{n}"], "unit": facts[f"unit_{n}"], "required": facts[f"required_{n}"]}
            for n in range(self.rows)
            if facts[f"figure_{n}"]
        ]
        for n in range(self.rows):
            for name in ("figure", "unit", "required"):
                facts.pop(f"{name}_{n}")
        if facts["due_origin"] == DueOrigin.INTERNAL:
            facts["due_quote"] = ""
        facts |= {"figures": figures, "for_everyone": for_everyone, "lines": [] if for_everyone else chosen}
        if self.row is None:
            review.add_obligation(self.directive, by=by, at=at, version=self.version, **facts)
        else:
            review.change_obligation(self.row, by=by, at=at, version=self.version, **facts)
