"""The forms of the face's own pages."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import CountField, DateField, FileField, Form, TextField


class PreferencesForm(Form):
    """How the pages look and speak to one person."""

    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("Giao diện"), choices=[("auto", _("Theo máy")), ("light", _("Sáng")), ("dark", _("Tối"))], widget=forms.RadioSelect
    )
    keys = forms.ChoiceField(
        label=_("Phím tắt một phím"),
        choices=[("on", _("Bật")), ("off", _("Tắt"))],
        widget=forms.RadioSelect,
        help_text=_("Tắt nếu dùng phần mềm đọc lệnh bằng giọng nói. Phím Tab và Enter vẫn dùng như thường."),
    )


class SampleForm(Form):
    """The form of the gallery: one field of each kind, nothing is stored."""

    name = TextField(label=_("Tên hệ thống"), max_length=200, help_text=_("Tên đầy đủ như trong hồ sơ cấp độ."))
    since = DateField(
        label=_("Sử dụng từ ngày"),
        error_messages={
            "required": _("Nhập ngày bắt đầu sử dụng, ví dụ 01/07/2025"),
            "invalid": _("Nhập ngày bắt đầu sử dụng, ví dụ 01/07/2025"),
        },
        help_text=_("Ví dụ 01/07/2025. Viết bằng dấu / - hoặc . đều được."),
    )
    machines = CountField(label=_("Máy đã kiểm tra"), unit=_("máy"))
    exposure = forms.ChoiceField(
        label=_("Hệ thống này kết nối Internet như thế nào?"),
        choices=[
            ("public", _("Địa chỉ công cộng, nhìn thấy từ Internet")),
            ("inside", _("Địa chỉ nội bộ, ra Internet qua NAT")),
            ("none", _("Không kết nối Internet")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn loại kết nối của hệ thống")},
    )
    level = forms.ChoiceField(
        label=_("Cấp độ"), choices=[("", _("Chưa xác định")), *[(str(n), _("Cấp độ") + f" {n}") for n in range(1, 6)]], required=False
    )
    evidence = FileField(label=_("Minh chứng"), endings=["pdf", "docx", "xlsx", "png", "jpg"], required=False)
    note = TextField(label=_("Ghi chú"), widget=forms.Textarea(), required=False)
    checked = forms.BooleanField(label=_("Tôi đã đối chiếu với hồ sơ gốc."))
