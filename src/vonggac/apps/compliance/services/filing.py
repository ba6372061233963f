"""Files and papers that come into a dossier: checked in memory, kept once under their SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.work import files
from vonggac.apps.work.models import StoredFile
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.evidence import keep_file, refuse_secrets
from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.documents.secrecy import find_marks
from vonggac.sources.names import safe_name

LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of a body: its number, its day, its file as it came."""

    number: str = ""
    dated_on: date | None = None
    content: bytes | None = None
    file_name: str = ""


NO_DOCUMENT = Document()


def keep(content: bytes | None, name: str, *, at: datetime, field: str = "file") -> tuple[StoredFile | None, str]:
    """Keep a file, or refuse it beside its field; one that shows a degree of secrecy is stopped before anything is written."""
    if content is None:
        return None, ""
    plain = safe_name(name)
    try:
        kind = files.demand_acceptable(content, plain)
        refuse_secrets(content, plain)
        return keep_file(content, media_type=kind, at=at), plain
    except Refused as refused:
        raise ValidationError({field: list(refused.errors.values()) or [refused.message]}) from refused


def words(text: str, *, field: str, required: str = "", most: int = LONGEST) -> str:
    """Return typed words in normal form, or refuse them beside their field."""
    said = nfc(text).strip()
    if required and not said:
        raise ValidationError({field: required})
    if len(said) > most:
        raise ValidationError({field: _("Viết ngắn lại, tối đa %(most)s ký tự.") % {"most": most}})
    marks = find_marks(said, "")
    if marks:
        stop = _("Nội dung có dấu chỉ độ mật: “%(mark)s”. Không đưa bí mật nhà nước lên mạng; nội dung chưa được lưu.")
        raise ValidationError({field: stop % {"mark": marks[0].quote}})
    return said


def demand_paper(paper: Document, *, happened_on: date, file: bool = True) -> None:
    """Refuse a paper without number, day or signed file, each beside its field; its day cannot follow the day it came back."""
    errors: dict[str, str] = {}
    if not paper.number.strip():
        errors["number"] = _("Nhập số, ký hiệu của văn bản.")
    if paper.dated_on is None:
        errors["dated_on"] = _("Nhập ngày của văn bản.")
    elif paper.dated_on > happened_on:
        errors["dated_on"] = _("Nhập ngày văn bản không sau %(day)s.") % {"day": format_date(happened_on)}
    if file and paper.content is None:
        errors["file"] = _("Chọn tệp văn bản đã ký.")
    if errors:
        raise ValidationError(errors)
