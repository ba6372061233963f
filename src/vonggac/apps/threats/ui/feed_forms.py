"""Forms of feeds: what a feed is, a file of it, a list of false positives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vonggac.apps.face.forms import CountField, FileField, Form, TextField
from vonggac.apps.face.memory_upload import MOST
from vonggac.apps.threats.models import Feed
from vonggac.apps.threats.services.feeds import FeedFacts
from vonggac.apps.threats.ui.feed_words import FORMS, MINUTES, TLP

ENDINGS = ("txt", "csv", "json", "jsonl", "xml", "log", "netset", "ipset", "eml", "mbox", "zip", "gz")
_NO_SECRET = gettext_lazy("Tôi xác nhận tệp không chứa bí mật nhà nước")


class FeedForm(Form):
    """A feed as a person describes it."""

    name = TextField(label=gettext_lazy("Tên nguồn tin"), max_length=200)
    source = TextField(
        label=gettext_lazy("Nơi cho tin"), max_length=200, widget=forms.TextInput(attrs={"list": "feed-sources", "autocomplete": "off"})
    )
    way = forms.ChoiceField(label=gettext_lazy("Lối lấy tin"), choices=Feed.Way.choices, widget=forms.RadioSelect, initial="upload")
    url = TextField(
        label=gettext_lazy("Địa chỉ"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Để trống nếu gửi tệp. MISP: thư mục có manifest.json, hoặc tệp của một sự kiện."),
    )
    collection = TextField(
        label=gettext_lazy("Bộ sưu tập TAXII"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Tên hoặc mã, khi địa chỉ chưa nêu bộ sưu tập."),
    )
    secret_file = TextField(
        label=gettext_lazy("Tệp đăng nhập"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Chỉ tên tệp. Người quản trị đặt tệp vào thư mục feeds của dữ liệu; mật khẩu không nhập ở đây."),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Lịch lấy tin"),
        choices=[("", gettext_lazy("Không lấy")), *MINUTES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    form = forms.ChoiceField(label=gettext_lazy("Định dạng"), choices=FORMS, required=False)
    tlp = forms.ChoiceField(
        label=gettext_lazy("Hạn chế lưu hành"),
        choices=TLP,
        initial="tlp:amber",
        help_text=gettext_lazy("Áp cho chỉ dấu không ghi mức; mức chặt hơn của chỉ dấu được giữ."),
    )
    confidence = CountField(
        label=gettext_lazy("Độ tin cậy, khi nguồn không ghi"), max_value=100, required=False, help_text=gettext_lazy("0 đến 100.")
    )
    keep_days = CountField(
        label=gettext_lazy("Hiệu lực, khi nguồn không ghi"),
        min_value=1,
        max_value=3_650,
        required=False,
        unit=gettext_lazy("ngày"),
        help_text=gettext_lazy("Tính từ lần nhận gần nhất. Để trống: đến khi nguồn rút."),
    )
    is_full = forms.BooleanField(label=gettext_lazy("Mỗi lần là danh sách đầy đủ: cái không còn trong đó coi như đã rút"), required=False)

    def facts(self) -> FeedFacts:
        """Return what was said."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in {"confidence", "keep_days"}}
        return FeedFacts(**told, confidence=self._whole("confidence"), keep_days=self._whole("keep_days"))

    def _whole(self, name: str) -> int | None:
        value = self.cleaned_data.get(name)
        return None if value is None else int(value)

    @staticmethod
    def said_of(row: Feed) -> dict[str, Any]:
        """Return what stands, to begin from."""
        names = ("name", "way", "url", "collection", "secret_file", "minutes", "form", "tlp", "confidence", "keep_days", "is_full")
        return {name: getattr(row, name) for name in names} | {"source": row.source.name}


class DeliveryForm(Form):
    """A file of a feed."""

    file = FileField(label=gettext_lazy("Tệp của nguồn tin"), endings=ENDINGS, most=MOST)
    holds_no_secret = forms.BooleanField(label=_NO_SECRET, required=False)


class InnocentForm(Form):
    """A list of false positives."""

    file = FileField(label=gettext_lazy("Tệp danh sách (MISP warninglist)"), endings=("json",), most=MOST)
    holds_no_secret = forms.BooleanField(label=_NO_SECRET, required=False)
