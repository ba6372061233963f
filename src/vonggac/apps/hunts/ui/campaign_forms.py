"""Forms of campaigns: what is hunted for and until when, whom to ask, why one is excused, how it ended."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.apps.hunts.models import Campaign
from vonggac.apps.hunts.queries.whom import Whom, kinds_offered
from vonggac.apps.hunts.services.campaigns import NewCampaign
from vonggac.apps.hunts.services.repeating import half_year_of
from vonggac.apps.organisations.directory import Directory, NotInDirectory
from vonggac.apps.organisations.models import Kind
from vonggac.kernel.levels import level_text
from vonggac.kernel.periods import add_months

PARAGRAPH = forms.Textarea(attrs={"rows": "4"})


class CampaignForm(Form):
    """What is hunted for, in which logs, until when."""

    title = TextField(
        label=gettext_lazy("Tên đợt săn lùng"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Dấu hiệu mã độc tống tiền, 6 tháng cuối năm 2026."),
    )
    purpose = TextField(
        label=gettext_lazy("Tìm gì, vì sao lúc này"),
        max_length=4_000,
        required=False,
        widget=PARAGRAPH,
        help_text=gettext_lazy("Cơ quan được giao đọc nguyên văn đoạn này."),
    )
    period = TextField(label=gettext_lazy("Kỳ"), max_length=40, required=False)
    letter_number = TextField(
        label=gettext_lazy("Số văn bản giao"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Để trống thì hạn là hạn theo dõi nội bộ, không tính quá hạn trong báo cáo."),
    )
    due_on = DateField(label=gettext_lazy("Hạn nộp nhật ký"))
    since = DateField(
        label=gettext_lazy("Lấy nhật ký từ ngày"), required=False, help_text=gettext_lazy("Để trống thì lấy mọi nhật ký máy còn giữ.")
    )
    packs = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Bộ quy tắc"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_indicators = forms.BooleanField(label=gettext_lazy("Tìm cả chỉ dấu đang theo dõi"), required=False, initial=True)

    def __init__(self, *args: Any, packs: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        due_on = add_months(today, 1)
        kwargs["initial"] = {"due_on": due_on, "period": half_year_of(due_on), "packs": list(packs), **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        self.fields["packs"].queryset = packs  # type: ignore[attr-defined]
        self.fields["since"].latest = today  # type: ignore[attr-defined]

    def new_campaign(self) -> NewCampaign:
        """Return what was said."""
        said = self.cleaned_data
        return NewCampaign(
            title=said["title"],
            purpose=said["purpose"],
            period=said["period"],
            letter_number=said["letter_number"],
            due_on=said["due_on"],
            since=_start_of(said["since"]),
            packs=list(said["packs"]),
            with_indicators=said["with_indicators"],
        )


def _start_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), get_current_timezone()) if day else None


def written(row: Campaign) -> dict[str, Any]:
    """Return a campaign as its form shows it."""
    names = ("title", "purpose", "period", "letter_number", "due_on", "with_indicators")
    since = localtime(row.since).date() if row.since else None
    return {**{name: getattr(row, name) for name in names}, "since": since, "packs": list(row.packs.all())}


class WhomForm(Form):
    """Whom to ask; every part adds bodies."""

    everyone = forms.BooleanField(label=gettext_lazy("Mọi cơ quan, đơn vị của tỉnh có trong danh bạ"), required=False)
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Theo loại cơ quan"), required=False, widget=forms.CheckboxSelectMultiple)
    least_level = forms.TypedChoiceField(label=gettext_lazy("Cơ quan có hệ thống từ cấp độ"), required=False, coerce=int, empty_value=None)
    named = TextField(
        label=gettext_lazy("Từng cơ quan, mỗi dòng một"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "false"}),
        help_text=gettext_lazy("Tên hoặc mã trong danh bạ, không dấu cũng được."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["kinds"].choices = [(one, Kind(one).label) for one in kinds_offered(today)]  # type: ignore[attr-defined]
        self.fields["least_level"].choices = [("", _("Không chọn theo cấp độ")), *((n, level_text(n)) for n in range(1, 6))]  # type: ignore[attr-defined]

    def clean_named(self) -> list[int]:
        """Find each line in the directory; each that names nobody says what to write instead."""
        lines = [line.strip() for line in (self.cleaned_data.get("named") or "").splitlines() if line.strip()]
        directory, found, wrong = Directory(self.today) if lines else None, [], []
        for line in lines:
            try:
                found.append(directory.find(line))  # type: ignore[union-attr]
            except NotInDirectory as unknown:
                wrong.append(str(unknown))
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def clean(self) -> dict[str, Any]:
        """Demand that somebody is meant."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not (said["everyone"] or said["kinds"] or said["least_level"] or said["named"]):
            self.add_error("everyone", _("Chọn cơ quan: tất cả, theo loại, theo cấp độ, hoặc ghi tên từng cơ quan"))
        return said

    def whom(self) -> Whom:
        """Return what was said."""
        said = self.cleaned_data
        return Whom(everyone=said["everyone"], kinds=said["kinds"], least_level=said["least_level"], named=said["named"])


class ExcuseForm(Form):
    """Why nothing is expected of a body."""

    because = TextField(
        label=gettext_lazy("Lý do miễn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("Báo cáo đợt săn lùng nêu nguyên văn. Ví dụ: máy đã được Trung tâm dữ liệu tỉnh kiểm tra trong tháng 10."),
    )


class ExpectForm(Form):
    """Why a body is asked again."""

    because = TextField(label=gettext_lazy("Lý do yêu cầu lại"), max_length=500, widget=forms.Textarea(attrs={"rows": "3"}))


class CloseForm(Form):
    """How a campaign ended."""

    conclusion = TextField(
        label=gettext_lazy("Đánh giá, kiến nghị"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": "6"}),
        help_text=gettext_lazy("In nguyên văn thành mục cuối của báo cáo; không ghi tên máy, địa chỉ, tên người."),
    )
