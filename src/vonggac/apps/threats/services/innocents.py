"""Lists of false positives: taken from a file, put out of use and back; every change has the indicators compared anew."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.threats.models import LONGEST_VALUE, FalsePositiveEntry, FalsePositiveList
from vonggac.apps.threats.services.deliveries import MEDIA, refuse_in_memory
from vonggac.apps.work.services.evidence import keep_file
from vonggac.apps.work.services.taking import demand
from vonggac.engines.indicators import refused_patterns
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.feeds import FEED, Matching, readers
from vonggac.sources.feeds import FalsePositiveList as ReadList
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import Refused

FORM = "misp-warninglist"
JOB_KEY = "threats.judge"
MOST_ENTRIES = 1_000_000


@dataclass(frozen=True, slots=True)
class TakenList:
    """The list as it stands now, and what of its file was left out."""

    row: FalsePositiveList
    remarks: tuple[BadRow, ...]


@transaction.atomic
def take_innocent_list(content: bytes, file_name: str, *, holds_no_secret: bool, by: Any, at: datetime) -> TakenList:
    """Take a list of MISP warninglists in; one of the same name is replaced by it."""
    demand(by, "threats.feeds")
    if not holds_no_secret:
        raise ValidationError({"holds_no_secret": _("Xác nhận tệp không chứa bí mật nhà nước. Có bí mật thì không đưa vào đây.")})
    name = safe_name(file_name)
    refuse_in_memory(content, name, FORM)
    found, remarks = _read(content, name, at)
    entries, left = _usable(found)
    row, _made = FalsePositiveList.objects.update_or_create(
        name=found.name[:200],
        defaults={
            "matching": found.matching.value,
            "kinds": [one.value for one in found.kinds],
            "edition": found.version[:60],
            "note": found.note[:1000],
            "size": len(entries),
            "file": keep_file(content, media_type=MEDIA, at=at),
            "taken_by": by,
            "taken_at": at,
            "is_used": True,
        },
    )
    _replace(row, entries)
    record("threats.innocents.taken", by=by, at=at, subject=row, count=len(entries), sha256=row.file.sha256, file=said(name))
    _judge_anew()
    return TakenList(row, (*remarks, *left))


def _read(content: bytes, name: str, at: datetime) -> tuple[ReadList, list[BadRow]]:
    reader = next(one for one in readers() if one.format == FORM)
    try:
        values = list(reader.read(io.BytesIO(content), name, limits=FEED, today=localdate(at)))
    except Refused as refused:
        raise ValidationError({"file": refused.bad.why}) from refused
    found = next(one for one in values if isinstance(one, ReadList))
    if not found.entries or len(found.entries) > MOST_ENTRIES:
        raise ValidationError({"file": _("Danh sách phải có từ 1 đến 1.000.000 mục dùng được. Chia thành nhiều tệp.")})
    return found, [one for one in values if isinstance(one, BadRow)]


def _usable(found: ReadList) -> tuple[list[str], list[BadRow]]:
    """Return the entries that can be compared, and remarks on those that cannot."""
    bad = refused_patterns(found.entries) if found.matching is Matching.REGEX else frozenset()
    why = _("Biểu thức không chạy được với thời gian có giới hạn. Đã bỏ mục này.")
    long = _("Mục dài quá mức so được. Đã bỏ mục này.")
    kept, left = [], []
    for place, entry in enumerate(found.entries):
        if place in bad or len(entry.encode()) > LONGEST_VALUE:
            left.append(BadRow(Place(found.place.source, column=f"list[{place}]"), why if place in bad else long, entry[:200], "bad-value"))
        else:
            kept.append(entry)
    return kept, left


def _replace(row: FalsePositiveList, entries: list[str]) -> None:
    """Make the entries these, keeping the rows of those that stay, so that what they speak for stays tied to them."""
    wanted = dict.fromkeys(entries)
    standing = dict(row.entries.values_list("value", "id"))
    gone = [pk for value, pk in standing.items() if value not in wanted]
    for at in range(0, len(gone), 500):
        FalsePositiveEntry.objects.filter(pk__in=gone[at : at + 500]).delete()
    new = [FalsePositiveEntry(list=row, value=value) for value in wanted if value not in standing]
    FalsePositiveEntry.objects.bulk_create(new, batch_size=2_000)


@transaction.atomic
def use_innocent_list(row: FalsePositiveList, *, use: bool, by: Any, at: datetime) -> FalsePositiveList:
    """Put a list out of use, or back into use; indicators that only it spoke for alarm again."""
    demand(by, "threats.feeds")
    row = FalsePositiveList.objects.select_for_update().get(pk=row.pk)
    if row.is_used != use:
        FalsePositiveList.objects.filter(pk=row.pk).update(is_used=use)
        record("threats.innocents.used", by=by, at=at, subject=row, state="used" if use else "unused")
        _judge_anew()
        row.refresh_from_db()
    return row


def _judge_anew() -> None:
    from vonggac.apps.threats.jobs import judge_indicators

    enqueue(judge_indicators, unique_key=JOB_KEY)
