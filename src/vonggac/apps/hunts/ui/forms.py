"""Forms of hunts, findings, sets of rules and what is known to be good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.face.forms import DateField, Form, ManyFilesField, TextField
from vonggac.apps.face.handling_words import handling_words
from vonggac.apps.face.reading import size_text
from vonggac.apps.hunts.models import Campaign, Finding, RulePack
from vonggac.apps.hunts.packing import MOST, SIGMA_ENDINGS, YARA_ENDINGS
from vonggac.kernel.handling import Handling
from vonggac.kernel.reading import format_number

MARKS = (Handling.INTERNAL, Handling.TLP_GREEN, Handling.TLP_AMBER, Handling.TLP_AMBER_STRICT, Handling.TLP_RED)


def end_of(day: date) -> datetime:
    """Return the end of a day of the province."""
    return datetime.combine(day + timedelta(days=1), time(), get_current_timezone())


def start_of(day: date) -> datetime:
    """Return the start of a day of the province."""
    return datetime.combine(day, time(), get_current_timezone())


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows)})


def _marks() -> list[tuple[str, str]]:
    return [(one.value, handling_words(one.value)) for one in MARKS]


# --- handing in -----------------------------------------------------------------------------------------------------------------------


class AnyFilesField(ManyFilesField):
    """Logs, packages of logs, files to scan: what they are is found by their content, whatever they are called."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(endings=(), at_most=1_000, help_text="", **kwargs)
        self.widget.attrs.pop("accept", None)

    def _weigh(self, file: Any) -> None:
        """Its size was weighed while it came in."""


def _pack_words(row: RulePack) -> str:
    """Name a set with how many rules it looks for, and where."""
    words = ngettext("%(name)s: %(n)s quy tắc", "%(name)s: %(n)s quy tắc", row.loaded)
    return f"{words % {'name': row, 'n': format_number(row.loaded)}} ({row.get_kind_display()})"


class NewHuntForm(Form):
    """What to hunt through, for whom, with which rules."""

    organisation = forms.ModelChoiceField(label=gettext_lazy("Cơ quan"), queryset=None)
    files = AnyFilesField(label=gettext_lazy("Tệp nhật ký, gói thu thập, tệp cần quét"))
    packs = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Bộ quy tắc"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_indicators = forms.BooleanField(
        label=gettext_lazy("Tìm cả chỉ dấu tấn công đã nhận từ các nguồn tin"), required=False, initial=True
    )
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("Đợt săn lùng"), queryset=None, required=False, empty_label=gettext_lazy("Không thuộc đợt nào")
    )
    since_on = DateField(label=gettext_lazy("Sự kiện từ ngày"), required=False)
    until_on = DateField(label=gettext_lazy("Đến hết ngày"), required=False)
    handling = forms.ChoiceField(label=gettext_lazy("Dấu phạm vi sử dụng"), choices=_marks, initial=Handling.INTERNAL.value)
    note = TextField(label=gettext_lazy("Ghi chú"), max_length=500, required=False, widget=_lines(2))
    again = forms.BooleanField(label=gettext_lazy("Chạy lại trên cả tệp đã nộp trước đây"), required=False)
    declared = forms.BooleanField(label=gettext_lazy("Tôi xác nhận các tệp không chứa bí mật nhà nước"), required=False)

    def __init__(
        self,
        *args: Any,
        bodies: QuerySet[Any],
        packs: QuerySet[RulePack],
        campaigns: QuerySet[Campaign],
        asks_again: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("organisation", bodies), ("packs", packs), ("campaign", campaigns)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["packs"].label_from_instance = _pack_words  # type: ignore[attr-defined]
        self._one_body(bodies)
        if not campaigns.exists():
            del self.fields["campaign"]
        if not asks_again:
            del self.fields["again"]
        self.fields["files"].help_text = _("Tối đa %(size)s một lượt. EVTX, XML, JSON, CSV, syslog, nhật ký web; để nguyên tệp nén.") % {
            "size": size_text(settings.HUNT_UPLOAD)
        }

    def _one_body(self, bodies: QuerySet[Any]) -> None:
        """Who answers for one body is not asked for which."""
        few = list(bodies[:2])
        if len(few) == 1:
            self.fields["organisation"].initial = few[0].pk
            self.fields["organisation"].widget = forms.HiddenInput()
            self.only_body = few[0]

    only_body: Any = None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        since, until = said.get("since_on"), said.get("until_on")
        said["since"] = start_of(since) if since else None
        said["until"] = end_of(until) if until else None
        if since and until and since > until:
            self.add_error("until_on", _("Chọn ngày cuối không trước ngày đầu."))
        return said


class AnewForm(Form):
    """Other rules for the same files."""

    packs = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Bộ quy tắc"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_indicators = forms.BooleanField(
        label=gettext_lazy("Tìm cả chỉ dấu tấn công đã nhận từ các nguồn tin"), required=False, initial=True
    )

    def __init__(self, *args: Any, packs: QuerySet[RulePack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["packs"].queryset = packs  # type: ignore[attr-defined]
        self.fields["packs"].label_from_instance = _pack_words  # type: ignore[attr-defined]


# --- findings -------------------------------------------------------------------------------------------------------------------------

FALSE_BECAUSE = (
    gettext_lazy("Việc của người quản trị, đã hỏi và xác nhận"),
    gettext_lazy("Phần mềm hợp lệ của cơ quan"),
    gettext_lazy("Quét, kiểm thử đã được phép"),
    gettext_lazy("Đã kiểm tra máy, không có dấu hiệu"),
)
"""Reasons that come up every day, offered while typing; the box takes any other."""
DECISIONS = [
    (Finding.Verdict.TRUE.value, gettext_lazy("Đúng, cần xử lý")),
    (Finding.Verdict.FALSE.value, gettext_lazy("Báo nhầm")),
    (Finding.Verdict.WAITING.value, gettext_lazy("Đưa về chưa xác minh")),
]


class VerdictForm(Form):
    """True, false, or taken back; the last two with a reason."""

    verdict = forms.ChoiceField(label=gettext_lazy("Kết luận"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = TextField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Kết luận đúng thì không bắt buộc."),
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("verdict") in {"false", "waiting"} and not (said.get("reason") or "").strip():
            self.add_error("reason", _("Ghi lý do để người xem sau hiểu."))
        return said


class KnownForm(Form):
    """How far what is legitimate reaches, why, and until when."""

    reach = forms.ChoiceField(label=gettext_lazy("Áp dụng cho"), widget=forms.RadioSelect)
    field = forms.ChoiceField(label=gettext_lazy("Chỉ khi mọi sự kiện có"), required=False)
    because = TextField(label=gettext_lazy("Vì sao hợp lệ"), max_length=500, widget=_lines())
    expires_on = DateField(
        label=gettext_lazy("Đến hết ngày"),
        help_text=gettext_lazy("Bắt buộc, trong vòng 12 tháng; hết hạn thì kết quả mới lại chờ xác minh."),
    )

    def __init__(
        self,
        *args: Any,
        finding: Finding,
        shared: Sequence[tuple[str, str]],
        for_all: bool,
        today: date,
        for_units: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # Of a machine without a name nothing narrower than its body can be said.
        reach = [("host", _("Máy %(host)s") % {"host": finding.host})] if finding.host else []
        reach.append(("body", _("Mọi máy của %(body)s") % {"body": finding.organisation.name}))
        if for_units:
            reach.append(("units", _("Mọi máy của %(body)s và các đơn vị trực thuộc") % {"body": finding.organisation.name}))
        if for_all:
            reach.append(("all", _("Mọi máy của mọi cơ quan")))
        self.fields["reach"].choices = reach  # type: ignore[attr-defined]
        self.fields["reach"].initial = reach[0][0]
        self.shared = list(shared)
        told = [(str(number), f"{name} = {value[:150]}") for number, (name, value) in enumerate(self.shared)]
        self.fields["field"].choices = [("", _("Không cần trường nào")), *told]  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = today + timedelta(days=180)

    def chosen(self) -> tuple[str, str]:
        """Return the field and its value; two empty texts for none."""
        number = self.cleaned_data["field"]
        return self.shared[int(number)] if number else ("", "")


class ExtendForm(Form):
    """Until when it holds."""

    expires_on = DateField(label=gettext_lazy("Đến hết ngày"))


class EndForm(Form):
    """Whether what was set aside comes back."""

    bring_back = forms.BooleanField(label=gettext_lazy("Đưa các kết quả đã ghi là hợp lệ trở lại chờ xác minh"), required=False)


# --- sets of rules --------------------------------------------------------------------------------------------------------------------


class PackForm(Form):
    """A set of rules and its files."""

    name = TextField(label=gettext_lazy("Tên bộ quy tắc"), max_length=200, help_text=gettext_lazy("Ví dụ: SigmaHQ core."))
    version = TextField(label=gettext_lazy("Phiên bản"), max_length=60, required=False)
    files = ManyFilesField(
        label=gettext_lazy("Tệp quy tắc"), endings=[*SIGMA_ENDINGS, *YARA_ENDINGS, ".zip"], most=MOST, at_most=500,
        help_text=gettext_lazy("Một gói ZIP (bản phát hành SigmaHQ, thư mục đã nén), hoặc nhiều tệp YML, YAR; tối đa 50 MB."),
    )  # fmt: skip
    origin = TextField(label=gettext_lazy("Nơi phát hành"), max_length=300, required=False)
    licence = TextField(
        label=gettext_lazy("Giấy phép"), max_length=120, required=False, help_text=gettext_lazy("Ví dụ: DRL 1.1 (SigmaHQ).")
    )
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("Thay cho bộ"), queryset=None, required=False, empty_label=gettext_lazy("Không thay bộ nào")
    )

    def __init__(self, *args: Any, older: QuerySet[RulePack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = older  # type: ignore[attr-defined]


class ReasonForm(Form):
    """A reason that stays."""

    reason = TextField(label=gettext_lazy("Lý do"), max_length=500, widget=_lines())


def versions_in(texts: Sequence[str]) -> dict[int, int | None]:
    """Read "123.4": the number of a finding and the version that was seen; what is neither is left out."""
    found: dict[int, int | None] = {}
    for text in texts:
        number, _dot, version = text.partition(".")
        if number.isascii() and number.isdecimal() and len(number) < 18:
            found[int(number)] = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None
    return found
