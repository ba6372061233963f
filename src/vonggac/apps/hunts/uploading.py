"""Files of hunts as a form or a programme sends them: straight to the disk, each piece looked at first (Law 117/2025, Article 5.2).

A form that is refused leaves nothing behind: the desk on which its files lie is wiped when the request ends.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from vonggac.apps.face.api import TokenBearer
from vonggac.apps.face.memory_upload import SLACK
from vonggac.apps.face.models import ApiToken
from vonggac.apps.face.reading import size_text
from vonggac.apps.hunts.storing import Desk, Kept, Writer, wipe

ACT = "hunts.run"


class OnDesk(UploadedFile):
    """A file that lies on the disk already."""

    def __init__(self, kept: Kept, field_name: str | None, content_type: str) -> None:
        super().__init__(kept.path.open("rb"), kept.name, content_type, kept.size)
        self.field_name = field_name
        self.kept = kept

    def close(self) -> None:
        """Wipe it, with its desk, unless a hunt has taken it over."""
        super().close()
        wipe(self.kept.path)
        if self.kept.path.parent.is_dir() and not any(self.kept.path.parent.iterdir()):
            wipe(self.kept.path.parent.parent)


class Streamed(FileUploadHandler):
    """Writes the files of a request to a desk. From the first one that is refused on none is taken, and `refusal` says why; other fields
    of the form are read all the same."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refusal: ValidationError | None = None
        self._desk: Desk | None = None
        self._writer: Writer | None = None

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any) -> None:  # noqa: N803
        """Refuse what announces too much, before any of it is read."""
        if content_length > settings.HUNT_UPLOAD + SLACK:
            words = _("Một lượt săn lùng nhận tối đa %(most)s. Chia làm nhiều lượt, hoặc nén trước khi nộp.")
            self.refusal = ValidationError({"files": words % {"most": size_text(settings.HUNT_UPLOAD)}})

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.refusal is not None:
            raise SkipFile
        self._desk = self._desk or Desk()
        self._writer = self._tried(Writer, self._desk, self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self._writer is not None
        self._tried(self._writer.write, raw_data)

    def file_complete(self, file_size: int) -> OnDesk | None:
        """Return the file; an empty one is refused like any other."""
        if self._writer is None:
            return None
        try:
            kept: Kept = self._tried(self._writer.close)
        except SkipFile:
            return None
        return OnDesk(kept, self.field_name, self.content_type or "")

    def upload_interrupted(self) -> None:
        """The connection broke: nothing stays."""
        self._give_up()

    def _tried(self, do: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return do(*arguments)
        except (ValidationError, OSError) as error:
            disk = _("Không ghi được tệp xuống đĩa. Báo người quản trị, rồi nộp lại.")
            self.refusal = error if isinstance(error, ValidationError) else ValidationError({"files": disk})
            self._give_up()
            raise SkipFile from error

    def _give_up(self) -> None:
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None
        if self._desk is not None:
            wipe(self._desk.folder)
            self._desk = None


def stream_files(request: HttpRequest) -> Streamed:
    """Let this request's files go to the disk; call it before anything reads the form. Whoever may not run hunts writes nothing."""
    handler = Streamed(request)
    request.upload_handlers = [handler]
    request.refused_upload = handler  # type: ignore[attr-defined]
    return handler


def refusal_of(request: HttpRequest) -> ValidationError | None:
    """Return why the files of this request were not taken in, or None."""
    handler: Streamed | None = getattr(request, "refused_upload", None)
    return handler.refusal if handler is not None else None


def streamed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Stream the files of a form of people who may run hunts; the form's own protection is checked afterwards, for it reads the form."""
    protected = csrf_protect(view)

    @wraps(view)
    def first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if request.method == "POST" and user.is_authenticated and user.may(ACT):
            stream_files(request)
        return protected(request, *args, **kwargs)

    return csrf_exempt(first)


class StreamingBearer(TokenBearer):
    """Asked before the form is read, so that the files of a programme go straight to the disk."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        row = super().authenticate(request, token)
        if row is not None and ACT in row.scopes:
            stream_files(request)
        return row
