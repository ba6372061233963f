"""A file of alerts that a person brings goes the way of every other file: the drop folder of its source, the intake, the journal.

So it is kept, counted and never taken twice by the same rules. Before it lies there it is looked through in memory by the code that the
intake cuts files with: what cannot be cut is refused with its place, what shows a degree of secrecy is not written at all.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vonggac.apps.alerts.intake import folders
from vonggac.apps.alerts.intake.cutting import BadDocument, items_of, length_of
from vonggac.apps.alerts.intake.desk import sort_out
from vonggac.apps.alerts.intake.parts import parts_of, unpacked
from vonggac.apps.alerts.models import AlertFile, AlertSource
from vonggac.apps.alerts.services.publishing import intake_folder
from vonggac.apps.audit.services import record, said
from vonggac.apps.work.services.taking import demand
from vonggac.sources import dropped
from vonggac.sources.archives import open_package
from vonggac.sources.documents.secrecy import find_marks
from vonggac.sources.limits import Limits
from vonggac.sources.names import safe_name
from vonggac.sources.recordsecrecy import SECRET
from vonggac.sources.refusal import Refused

ACT = "alerts.sources"
MEGABYTE = 1024 * 1024
UNPACKED = 128 * MEGABYTE
RATIO = 200
MOST_ITEMS = 200_000
MOST_SECONDS = 30.0
MOST_REMARKS = 50
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """What somebody brings."""

    content: bytes
    file_name: str
    holds_no_secret: bool = False
    """The person's own declaration."""


@dataclass(slots=True)
class Looked:
    """What a look through a file found, as the intake will find it."""

    items: int = 0
    parts: int = 0
    refused: int = 0
    remarks: list[dict[str, int]] = field(default_factory=list)


def bring_file(source: AlertSource, new: NewFile, *, by: Any, at: datetime) -> tuple[AlertFile, bool]:
    """Put a file into the drop folder of a source; return it, and False when it was brought before: then nothing changes."""
    demand(by, ACT)
    if not new.holds_no_secret:
        raise ValidationError({"holds_no_secret": _("Xác nhận tệp không chứa bí mật nhà nước. Có bí mật thì không đưa vào đây.")})
    if source.stopped_at is not None:
        raise ValidationError(_("Nguồn đã dừng. Nhận lại nguồn trước khi nạp tệp."))
    name = safe_name(new.file_name)
    if find_marks("", name):
        raise ValidationError({"file": _("Tên tệp có dấu chỉ độ mật. Không đưa tài liệu bí mật nhà nước lên mạng; tệp chưa được lưu.")})
    clear = in_clear(new.content, name)
    digest = sha256(clear).hexdigest()
    if (known := AlertFile.objects.filter(source=source, sha256=digest).first()) is not None:
        return known, False
    looked = look_through(clear, source.largest_item)
    facts: dict[str, Any] = {"name": name[:200], "sha256": digest, "size": len(clear), "by": by, "at": at}
    told = {"items": looked.items, "parts": looked.parts, "refused": looked.refused, "remarks": looked.remarks}
    return _put(AlertFile(source=source, **facts, **told), clear, by, at)


def _put(row: AlertFile, clear: bytes, by: Any, at: datetime) -> tuple[AlertFile, bool]:
    """Write the file where the intake does not look yet, and let it appear with the row; whoever else brings it at once finds the row."""
    parent = intake_folder() / "drop"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folders.prepare(parent, row.source.code)
    with _hidden(parent, row.source.code, clear) as appear:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                body = row.source.organisation_id
                record(
                    "alerts.file.brought",
                    by=by,
                    at=at,
                    subject=row.source,
                    organisation_id=body,
                    count=row.items,
                    sha256=row.sha256,
                    file=said(row.name),
                )
                appear(f"tai-len-{row.pk}")
        except IntegrityError:
            return AlertFile.objects.get(source=row.source, sha256=row.sha256), False
    return row, True


class _hidden:  # noqa: N801  used as a statement
    """A file under a name that the intake passes over; gone again when nobody let it appear."""

    def __init__(self, parent: Path, code: str, content: bytes) -> None:
        self._opened, self._content = dropped.opened(parent, code), content
        self._name = f".{secrets.token_hex(8)}"

    def __enter__(self) -> Callable[[str], None]:
        self._folder = self._opened.__enter__()
        handle = os.open(self._name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(self._content)
            file.flush()
            os.fsync(file.fileno())
        return self._appear

    def _appear(self, name: str) -> None:
        os.rename(self._name, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        os.fsync(self._folder)

    def __exit__(self, *why: Any) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self._name, dir_fd=self._folder)
        self._opened.__exit__(*why)


# --- looking through --------------------------------------------------------------------------------------------------------------


def in_clear(content: bytes, name: str) -> bytes:
    """Return a file without its packing: gzip, or a ZIP with one file inside; within limits."""
    try:
        if content.startswith(_ZIP):
            return _only_file_in(content, name)
        stream = unpacked(BytesIO(content), packed=len(content), ratio=RATIO)
        clear = stream.read(UNPACKED + 1)
    except Refused as refused:
        raise ValidationError({"file": refused.bad.why}) from refused
    except BadDocument as bad:
        raise ValidationError({"file": bad.why}) from bad
    if len(clear) > UNPACKED:
        raise ValidationError({"file": _("Tệp giải nén ra hơn %(most)s MB. Chia thành nhiều tệp.") % {"most": UNPACKED // MEGABYTE}})
    return clear


def _only_file_in(content: bytes, name: str) -> bytes:
    package = open_package(content, name, Limits(unpacked=UNPACKED, ratio=RATIO))
    if len(package.entries) != 1 or package.entries[0].is_package:
        raise ValidationError({"file": _("Gói ZIP phải có đúng một tệp cảnh báo bên trong, không phải gói khác. Nạp từng tệp.")})
    if find_marks("", package.entries[0].name):
        raise ValidationError({"file": _("Tên tệp có dấu chỉ độ mật. Không đưa tài liệu bí mật nhà nước lên mạng; tệp chưa được lưu.")})
    return package.read(package.entries[0].name, UNPACKED)


def look_through(clear: bytes, longest: int) -> Looked:
    """Cut a file as the intake does; refuse it with the place where it breaks, or where it shows a degree of secrecy."""
    looked, end, number = Looked(), time.monotonic() + MOST_SECONDS, 0
    try:
        for part in parts_of(items_of(BytesIO(clear))):
            sorted_out = sort_out(part.items, longest)
            if sorted_out.refused.get(SECRET):
                raise ValidationError({"file": _secret_in(part.items, longest, number)})
            looked.items += len(sorted_out.kept)
            looked.parts += bool(sorted_out.kept)
            _note_long(looked, part.items, longest, number)
            number += len(part.items)
            if number > MOST_ITEMS or time.monotonic() > end:
                many = _(
                    "Tệp có quá nhiều bản ghi cho một lần nạp (tối đa %(most)s). Chia thành nhiều tệp, hoặc thả vào thư mục của nguồn."
                )
                raise ValidationError({"file": many % {"most": f"{MOST_ITEMS:,}".replace(",", ".")}})
    except BadDocument as bad:
        raise ValidationError({"file": f"{bad.why} ({bad.where})" if bad.where else bad.why}) from bad
    if not number:
        raise ValidationError({"file": _("Tệp không có bản ghi nào. Mỗi dòng, hoặc mỗi phần tử của mảng JSON, là một cảnh báo.")})
    return looked


def _secret_in(items: list[bytes], longest: int, before: int) -> str:
    first = next(place for place, item in enumerate(items) if sort_out([item], longest).refused.get(SECRET))
    words = _("Bản ghi thứ %(number)s có dấu chỉ độ mật. Không đưa tài liệu bí mật nhà nước lên mạng; tệp chưa được lưu.")
    return words % {"number": before + first + 1}


def _note_long(looked: Looked, items: list[bytes], longest: int, before: int) -> None:
    for place, item in enumerate(items):
        if length_of(item) > longest:
            looked.refused += 1
            if len(looked.remarks) < MOST_REMARKS:
                looked.remarks.append({"number": before + place + 1, "length": length_of(item)})
