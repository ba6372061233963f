"""Forms of sources: declaring, changing, a token, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.alerts.services.sources import NewSource
from vonggac.apps.face.forms import CountField, DateField, Form, TextField
from vonggac.apps.organisations.ui.fields import BodyField, share_directory
from vonggac.apps.registry import queries as registry
from vonggac.apps.registry.models import InformationSystem

FORMATS = [
    ("auto", gettext_lazy("Tự nhận ra từng bản ghi")),
    ("wazuh", "Wazuh"),
    ("suricata", "Suricata EVE"),
    ("fast", "Snort, Suricata fast.log"),
    ("cef", "CEF"),
    ("leef", "LEEF"),
    ("defender", "Windows Defender"),
    ("clamav", "ClamAV"),
    ("zeek", "Zeek"),
    ("crowdsec", "CrowdSec"),
    ("ossec", "OSSEC"),
    ("syslog", "syslog"),
    ("mapped", gettext_lazy("Cách đọc tự lập")),
]
WAY_HINT = gettext_lazy(
    "HTTP: phần mềm giám sát gửi từng lô, có trả lời đã nhận; syslog: thiết bị gửi liên tục; tệp: đặt hoặc tải tệp lên; "
    "hộp thư: cảnh báo đến bằng thư điện tử."
)


class SourceForm(Form):
    """Plain questions about a source."""

    name = TextField(label=gettext_lazy("Tên nguồn"), max_length=200, help_text=gettext_lazy("Ví dụ: Wazuh của Trung tâm dữ liệu."))
    code = TextField(
        label=gettext_lazy("Mã nguồn"),
        max_length=60,
        help_text=gettext_lazy("Chữ thường không dấu, số, dấu gạch ngang; cũng là tên thư mục nhận tệp. Không đổi được về sau."),
    )
    organisation = BodyField(
        label=gettext_lazy("Cơ quan vận hành thiết bị"), help_text=gettext_lazy("Mã hoặc tên cơ quan, gõ không dấu được.")
    )
    system = TextField(
        label=gettext_lazy("Mã hệ thống được giám sát"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi thiết bị giám sát đúng một hệ thống; cảnh báo không nêu máy nào sẽ tính cho hệ thống này."),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Gửi đến bằng cách nào?"), choices=AlertSource.Way.choices, widget=forms.RadioSelect, help_text=WAY_HINT
    )
    peers = TextField(
        label=gettext_lazy("Địa chỉ máy gửi (syslog)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": "4", "spellcheck": "false"}),
        help_text=gettext_lazy("Mỗi dòng một địa chỉ hoặc một dải, ví dụ 10.20.0.5 hoặc 10.20.0.0/24. Máy ngoài danh sách bị từ chối."),
    )
    mailbox_host = TextField(label=gettext_lazy("Máy chủ thư (hộp thư)"), max_length=253, required=False)
    mailbox_port = CountField(label=gettext_lazy("Cổng máy chủ thư"), required=False, max_value=65535, initial=993)
    mailbox_tls = forms.BooleanField(label=gettext_lazy("Kết nối mã hóa (TLS) đến máy chủ thư"), required=False, initial=True)
    mailbox_user = TextField(label=gettext_lazy("Tên đăng nhập hộp thư"), max_length=200, required=False)
    mailbox_password_file = TextField(
        label=gettext_lazy("Tên tệp chứa mật khẩu hộp thư"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Người quản trị máy chủ đặt tệp trong thư mục intake/secrets của dữ liệu. Mật khẩu không nhập ở đây."),
    )
    mailbox_folder = TextField(label=gettext_lazy("Thư mục thư"), max_length=200, required=False, initial="INBOX")
    format = forms.ChoiceField(label=gettext_lazy("Bản ghi viết theo dạng nào?"), choices=FORMATS, initial="auto")
    mapping = forms.ModelChoiceField(
        label=gettext_lazy("Cách đọc tự lập"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Không dùng"),
        help_text=gettext_lazy("Chỉ dùng khi chọn dạng “Cách đọc tự lập”."),
    )
    zone = TextField(
        label=gettext_lazy("Múi giờ của thời gian không ghi múi giờ"),
        max_length=60,
        initial="Asia/Ho_Chi_Minh",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )
    largest_item = CountField(
        label=gettext_lazy("Bản ghi dài nhất"),
        initial=1024 * 1024,
        unit="byte",
        help_text=gettext_lazy("Bản ghi dài hơn bị từ chối và đếm riêng."),
    )
    most_per_second = CountField(
        label=gettext_lazy("Nhiều nhất mỗi giây"),
        required=False,
        min_value=1,
        unit=gettext_lazy("bản ghi"),
        help_text=gettext_lazy("Để trống thì không giới hạn."),
    )

    def __init__(self, *args: Any, user: Any, on: date, mappings: Any, standing: AlertSource | None = None, **kwargs: Any) -> None:
        initial = {**(told_of(standing) if standing else {}), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.user, self.standing = user, standing
        self.fields["mapping"].queryset = mappings  # type: ignore[attr-defined]
        self.directory = share_directory(self, on)
        if standing is not None:
            self.fields["code"].disabled = self.fields["way"].disabled = True

    def body_names(self) -> list[str]:
        """Return the names to pick from."""
        return self.directory.names()

    def clean_system(self) -> InformationSystem | None:
        """Return the system of a code that the person may know."""
        typed = (self.cleaned_data["system"] or "").strip()
        if not typed:
            return None
        found = registry.visible_to(self.user).filter(code__iexact=typed).first()
        if found is None:
            raise forms.ValidationError(_("Không có hệ thống mã này. Xem mã trong danh sách hệ thống, hoặc để trống."))
        return found

    def new_source(self) -> NewSource:
        """Return what was said."""
        said = dict(self.cleaned_data)
        mailbox = {name.removeprefix("mailbox_"): said.pop(name) for name in list(said) if name.startswith("mailbox_")}
        said["peers"] = (said["peers"] or "").splitlines()
        return NewSource(mailbox=mailbox, **said)


def told_of(source: AlertSource) -> dict[str, Any]:
    """Return a source as the form shows it."""
    plain = ("name", "code", "organisation", "way", "format", "mapping", "zone", "largest_item", "most_per_second")
    mailbox = {f"mailbox_{name}": value for name, value in source.mailbox.items()}
    return {
        **{name: getattr(source, name) for name in plain},
        "system": source.system.code if source.system else "",
        "peers": "\n".join(source.peers),
        **mailbox,
    }


class StopForm(Form):
    """Why nothing is taken from the source any more."""

    reason = TextField(label=gettext_lazy("Lý do dừng"), max_length=300, widget=forms.Textarea(attrs={"rows": "3"}))


class TokenForm(Form):
    """Until when a token holds."""

    expires_on = DateField(label=gettext_lazy("Dùng đến hết ngày"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].earliest = today  # type: ignore[attr-defined]
        self.fields["expires_on"].latest = today + timedelta(days=730)  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = today + timedelta(days=365)


def zones() -> Sequence[str]:
    """Return zones that are offered."""
    return ("Asia/Ho_Chi_Minh", "+07:00", "UTC", "+00:00")
