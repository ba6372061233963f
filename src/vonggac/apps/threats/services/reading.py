"""Reading a big list in the background: its tables are built, its columns proposed; what cannot be a list is put aside with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.jobs.progress import report
from vonggac.apps.threats.models import ThreatList
from vonggac.apps.threats.ranges import RangeBook
from vonggac.apps.threats.services.intake import propose_columns, read_in_memory
from vonggac.apps.work import files
from vonggac.apps.work.models import StoredFile
from vonggac.sources.refusal import Refused

SECRECY = "secrecy-mark"


def read_columns(list_id: int, *, at: datetime) -> dict[str, Any]:
    """Read one list that was taken in; run again after it was cut off, it does the same. A list dropped meanwhile is left alone."""
    row = ThreatList.objects.select_related("file", "source").get(pk=list_id)
    if row.state != ThreatList.State.READING:
        return {"state": row.state}
    report(0, 0, _("Đang đọc tệp và tìm các cột"))
    try:
        proposal = read_in_memory(files.path_of(row.file.sha256).read_bytes(), row.file_name, RangeBook(localdate(at)).addresses())
    except Refused as refused:
        return _put_aside(row, refused.bad.why, at, is_secret=refused.bad.rule == SECRECY)
    except OSError:
        return _put_aside(row, _("Không mở được tệp đã lưu. Báo người quản trị."), at)
    with transaction.atomic():
        row = _held(row.pk)
        if row.state == ThreatList.State.READING:
            propose_columns(row, proposal)
            record("threats.list.read", by=None, at=at, subject=row, count=len(proposal.shape.tables))
    return {"state": row.state}


def _held(pk: int) -> ThreatList:
    return ThreatList.objects.select_for_update().select_related("source").get(pk=pk)


def _put_aside(row: ThreatList, why: str, at: datetime, *, is_secret: bool = False) -> dict[str, Any]:
    """Note that no list can be read from the file; the bytes of one that shows a mark of secrecy are erased at once."""
    with transaction.atomic():
        row = _held(row.pk)
        if row.state != ThreatList.State.READING:
            return {"state": row.state}
        row.state, row.why, row.replaces = ThreatList.State.DROPPED, why[:500], None
        row.erased_at = at if is_secret else None
        row.save(update_fields=["state", "why", "replaces", "erased_at"])
        record("threats.list.refused", by=None, at=at, subject=row)
        if is_secret:
            StoredFile.objects.filter(pk=row.file_id).update(erased_at=at)
            transaction.on_commit(lambda: files.erase(row.file.sha256))
    return {"state": row.state}
