"""Evidence on disk: each file once, under its SHA-256, written whole or not at all, readable by the house only."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from vonggac.apps.face.reading import size_text
from vonggac.apps.work.refusals import Refused
from vonggac.sources.names import extension
from vonggac.sources.wiping import zero

ACCEPTED = "PDF, DOCX, XLSX, TXT, PNG, JPEG, WebP, HEIC"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_TEXT_ENDINGS = {"txt", "log", "csv"}
"""Text says nothing about itself: under another name it would pretend to be what it is not."""
_MOST_PARTS, _MOST_UNPACKED = 5_000, 200 * 1024 * 1024


def size_limit() -> int:
    """Return the largest accepted file in bytes (VONGGAC_EVIDENCE_LIMIT)."""
    return int(settings.EVIDENCE_LIMIT)


def media_type_of(content: bytes) -> str | None:
    """Tell the type from the content, never from the name; None for everything that is not accepted."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return _office_type(content) if content.startswith(b"PK\x03\x04") else _text_type(content)


def _office_type(content: bytes) -> str | None:
    """Tell DOCX and XLSX from other ZIP archives by their parts; one that carries macros, or unpacks to too much, is not accepted."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, ValueError):
        return None
    names = {part.filename.lower() for part in listed}
    too_much = len(listed) > _MOST_PARTS or sum(part.file_size for part in listed) > _MOST_UNPACKED
    if too_much or "[content_types].xml" not in names or any(name.endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _text_type(content: bytes) -> str | None:
    if not content or b"\x00" in content:
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return None if start.startswith(b"<") else "text/plain"


def demand_acceptable(content: bytes, name: str) -> str:
    """Return the media type, or refuse with what to do."""
    limit = size_limit()
    if not content:
        raise Refused(_("Tệp rỗng."), {"evidence": _("Tệp “%(name)s” rỗng; chọn lại tệp.") % {"name": name}})
    if len(content) > limit:
        words = _("Tệp “%(name)s” lớn hơn %(most)s; chia nhỏ hoặc chụp lại với cỡ nhỏ hơn.")
        raise Refused(_("Tệp quá lớn."), {"evidence": words % {"name": name, "most": size_text(limit)}})
    kind = media_type_of(content)
    if kind is None or (kind == "text/plain" and extension(name) not in _TEXT_ENDINGS):
        words = _("Nội dung tệp “%(name)s” không thuộc loại nhận được. Gửi %(kinds)s; tệp nén thì mở ra rồi gửi từng tệp.")
        raise Refused(_("Loại tệp không nhận."), {"evidence": words % {"name": name, "kinds": ACCEPTED}})
    return kind


def path_of(sha256: str) -> Path:
    """Return where a file lies: two levels of folders keep each folder small."""
    return Path(settings.EVIDENCE_FOLDER) / sha256[:2] / sha256[2:4] / sha256


def keep(content: bytes) -> str:
    """Write a file under its SHA-256 and return it; the bytes are on the disk before the name exists. Safe to repeat."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if target.is_file() and target.stat().st_size == len(content):
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(target, content)
    sync_folder(target.parent)
    return sha256


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that whoever opens it finds it whole: as it was, or with the new bytes, which are on the disk by then."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def erase(sha256: str) -> int:
    """Overwrite and remove the bytes of a digest, a half-written piece too; safe to run again."""
    erased = 0
    for path in Path(settings.EVIDENCE_FOLDER).rglob(f"{sha256}*"):
        with path.open("r+b") as file:
            zero(file, path.stat().st_size)
        path.unlink()
        erased += 1
    return erased


def sync_folder(folder: Path) -> None:
    """See the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
