"""Uploads that stay in memory: until a secrecy mark was looked for, nothing of a file may touch the disk (Law 117/2025, Article 5.2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from vonggac.apps.face.reading import size_text

MOST = 50_000_000
"""Bytes that the files of one form may weigh together; the readers refuse less on their own."""
SLACK = 6 * 1024 * 1024
"""What the other fields of a form may weigh (pasted text among them)."""


class InMemoryOnly(FileUploadHandler):
    """Keeps a file in memory up to a limit; a bigger one is dropped while it comes in, and `too_big` says so."""

    def __init__(self, request: HttpRequest | None = None, most: int | None = None) -> None:
        super().__init__(request)
        self.most = MOST if most is None else most
        self.too_big = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any) -> None:  # noqa: N803
        """Drop what announces too much, before any of it is read."""
        self.too_big = content_length > self.most + SLACK

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()
        if self.too_big:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.most:
            self.too_big = True
            raise SkipFile
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset, self.content_type_extra
        )


def keep_in_memory(request: HttpRequest) -> InMemoryOnly:
    """Make this request's files stay in memory; call it before anything reads the form."""
    handler = InMemoryOnly(request)
    request.upload_handlers = [handler]
    return handler


def in_memory(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep the files of a form in memory; the form's own protection is checked afterwards, because it reads the form."""
    protected = csrf_protect(view)

    @wraps(view)
    def first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            request.too_big = keep_in_memory(request)  # type: ignore[attr-defined]
        return protected(request, *args, **kwargs)

    return csrf_exempt(first)


def say_dropped(request: HttpRequest, form: forms.BaseForm, name: str | None) -> bool:
    """Say beside the field that its files were dropped while they came in; False when nothing was."""
    handler = getattr(request, "too_big", None)
    if handler is None or not handler.too_big:
        return False
    form.errors.pop(name or "", None)
    words = _("Chọn các tệp nhẹ hơn: một lần gửi được tối đa %(most)s; gửi làm nhiều lần hoặc chụp lại với cỡ nhỏ hơn")
    form.add_error(name, words % {"most": size_text(handler.most)})
    return True
