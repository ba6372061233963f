"""What a person hands in: a file or pasted words, and the word that no state secret is inside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.directives.services.intake import Upload
from vonggac.apps.face.forms import FileField, Form, TextField
from vonggac.apps.face.handling_words import HANDLING
from vonggac.apps.face.memory_upload import MOST

ENDINGS = ["pdf", "docx", "txt", "html", "htm", "png", "jpg", "jpeg", "tif", "tiff", "edxml", "xml"]
PASTED_NAME = "van-ban-dan.txt"


class UploadForm(Form):
    """One letter coming in."""

    file = FileField(label=gettext_lazy("Tệp văn bản"), endings=ENDINGS, most=MOST, required=False)
    pasted = TextField(
        label=gettext_lazy("Hoặc dán nội dung văn bản"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        strip=False,
        help_text=gettext_lazy("Dán chữ hoặc mã HTML của văn bản; dùng khi không có tệp."),
    )
    handling = forms.ChoiceField(
        label=gettext_lazy("Chế độ lưu hành"),
        choices=HANDLING,
        help_text=gettext_lazy("Nếu văn bản có đóng dấu chế độ lưu hành mà ở đây chọn “Không hạn chế”, máy lấy theo dấu."),
    )
    declared = forms.BooleanField(
        label=gettext_lazy("Tôi cam kết tệp này không chứa bí mật nhà nước."),
        help_text=gettext_lazy(
            "Văn bản có dấu MẬT, TỐI MẬT, TUYỆT MẬT không được đưa lên mạng (khoản 2 Điều 5 Luật Bảo vệ bí mật nhà nước)."
        ),
        error_messages={"required": gettext_lazy("Đánh dấu cam kết tệp không chứa bí mật nhà nước trước khi tải lên")},
    )
    again = forms.BooleanField(label=gettext_lazy("Tệp này đã có, vẫn nhận thành một văn bản mới"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors.get("file"):
            return cleaned
        if not cleaned.get("file") and not (cleaned.get("pasted") or "").strip():
            self.add_error("file", _("Chọn tệp văn bản, hoặc dán nội dung vào ô bên dưới"))
        elif cleaned.get("file") and (cleaned.get("pasted") or "").strip():
            self.add_error("pasted", _("Chỉ dùng một cách: bỏ nội dung đã dán, hoặc không chọn tệp"))
        return cleaned

    def upload(self) -> Upload:
        """Return what was handed in, as bytes."""
        facts = self.cleaned_data
        data = facts["file"].read() if facts.get("file") else facts["pasted"].encode()
        name = facts["file"].name if facts.get("file") else PASTED_NAME
        return Upload(data, name, declared=facts["declared"], handling=facts["handling"])


class SameFileForm(Form):
    """The same file once more, when the house no longer holds it in memory."""

    file = FileField(label=gettext_lazy("Chọn lại đúng tệp đó"), endings=ENDINGS, most=MOST)


class ScanForm(Form):
    """A person's word that the pages shown carry no mark of secrecy."""

    looked = forms.BooleanField(
        label=gettext_lazy("Tôi đã xem các trang: không có dấu MẬT, TỐI MẬT, TUYỆT MẬT."),
        error_messages={"required": gettext_lazy("Xem các trang rồi đánh dấu: không có dấu chỉ độ mật")},
    )
    ticket = forms.CharField(widget=forms.HiddenInput)


class AnnexForm(Form):
    """An annex that the letter announces, or that a person has at hand."""

    file = FileField(label=gettext_lazy("Tệp phụ lục"), endings=[*ENDINGS, "xlsx"], most=MOST)
    title = TextField(label=gettext_lazy("Tên phụ lục"), max_length=500, required=False)
    declared = forms.BooleanField(
        label=gettext_lazy("Tôi cam kết tệp này không chứa bí mật nhà nước."),
        error_messages={"required": gettext_lazy("Đánh dấu cam kết tệp không chứa bí mật nhà nước trước khi tải lên")},
    )
