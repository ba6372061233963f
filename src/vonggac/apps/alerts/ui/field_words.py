"""What the fields of a record are called on the screen; a field that has no words here is shown by its name, as the device's papers do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from vonggac.kernel.vietnamese import fold

FIELD_WORDS: dict[str, Any] = {
    "product": gettext_lazy("Sản phẩm"),
    "rule": gettext_lazy("Quy tắc của sản phẩm"),
    "title": gettext_lazy("Tên cảnh báo"),
    "source": gettext_lazy("Bên tác động"),
    "target": gettext_lazy("Đích"),
    "severity": gettext_lazy("Mức độ, 0 đến 4"),
    "rule.id": gettext_lazy("Mã quy tắc"),
    "rule.name": gettext_lazy("Tên quy tắc của thiết bị"),
    "rule.category": gettext_lazy("Nhóm quy tắc"),
    "source.ip": gettext_lazy("Địa chỉ nguồn"),
    "source.port": gettext_lazy("Cổng nguồn"),
    "source.domain": gettext_lazy("Tên máy nguồn"),
    "destination.ip": gettext_lazy("Địa chỉ đích"),
    "destination.port": gettext_lazy("Cổng đích"),
    "destination.domain": gettext_lazy("Tên máy đích"),
    "host.name": gettext_lazy("Tên máy"),
    "host.ip": gettext_lazy("Địa chỉ máy"),
    "user.name": gettext_lazy("Tài khoản"),
    "user.email": gettext_lazy("Hộp thư của tài khoản"),
    "process.name": gettext_lazy("Tên tiến trình"),
    "process.executable": gettext_lazy("Đường dẫn tiến trình"),
    "process.command_line": gettext_lazy("Dòng lệnh"),
    "file.name": gettext_lazy("Tên tệp"),
    "file.path": gettext_lazy("Đường dẫn tệp"),
    "file.hash.sha256": gettext_lazy("Mã băm SHA-256 của tệp"),
    "file.hash.sha1": gettext_lazy("Mã băm SHA-1 của tệp"),
    "file.hash.md5": gettext_lazy("Mã băm MD5 của tệp"),
    "url.full": gettext_lazy("Đường dẫn web"),
    "url.domain": gettext_lazy("Tên miền của đường dẫn web"),
    "dns.question.name": gettext_lazy("Tên miền được hỏi"),
    "email.from.address": gettext_lazy("Hộp thư gửi"),
    "email.subject": gettext_lazy("Tiêu đề thư"),
    "event.action": gettext_lazy("Hành động của thiết bị"),
    "event.code": gettext_lazy("Mã sự kiện"),
    "network.transport": gettext_lazy("Giao thức vận chuyển"),
    "network.protocol": gettext_lazy("Giao thức ứng dụng"),
    "observer.name": gettext_lazy("Tên thiết bị giám sát"),
    "agent.name": gettext_lazy("Máy cài phần mềm giám sát"),
}


def field_words(name: str) -> str:
    """Return what a field is called."""
    return str(FIELD_WORDS.get(name, name))


def field_named(typed: str) -> str:
    """Return the field that a person means, by its name or by its words; what neither fits stays as it was typed."""
    wanted = typed.strip()
    if wanted in FIELD_WORDS:
        return wanted
    return next((name for name, words in FIELD_WORDS.items() if fold(str(words)) == fold(wanted)), wanted)


def offered(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the fields to choose from with their words, those that have words first."""
    known = [(name, str(words)) for name, words in FIELD_WORDS.items() if name in names]
    return known + [(name, "") for name in names if name not in FIELD_WORDS]
