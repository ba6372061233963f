"""The log as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vonggac.apps.audit import ports
from vonggac.apps.audit.labels import label_of
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services.recording import record
from vonggac.apps.audit.services.wording import said
from vonggac.kernel.reading import format_moment

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"


@transaction.atomic
def export_lines(*, entries: QuerySet[Entry], by: Any, at: datetime, narrowed_by: dict[str, str]) -> Iterator[str]:
    """Record that these lines were exported and return the CSV, line by line; the export's own line is not among them."""
    newest = entries.order_by("-number").values_list("number", flat=True).first() or 0
    frozen = entries.filter(number__lte=newest)
    record(
        "audit.lines.exported",
        by=by,
        at=at,
        count=frozen.count(),
        newest=newest,
        narrowed_by={name: said(text) for name, text in narrowed_by.items()},
    )
    return _csv(frozen)


def _csv(entries: QuerySet[Entry]) -> Iterator[str]:
    heads = [
        _("Số"),
        _("Lúc"),
        _("Người"),
        _("Việc"),
        _("Mã việc"),
        _("Đối tượng"),
        _("Cơ quan"),
        _("Số lượng"),
        _("Chi tiết"),
        _("Mã băm"),
    ]
    yield BYTE_ORDER_MARK + _line(heads)
    batch: list[Entry] = []
    for entry in entries.order_by("-number").iterator(chunk_size=2000):
        batch.append(entry)
        if len(batch) == 2000:
            yield from _lines(batch)
            batch = []
    yield from _lines(batch)


def _lines(batch: list[Entry]) -> Iterator[str]:
    names = ports.names_of(entry.organisation_id for entry in batch if entry.organisation_id is not None)
    for entry in batch:
        yield _line(
            [
                entry.number,
                format_moment(entry.at),
                entry.actor,
                label_of(entry.act),
                entry.act,
                entry.subject,
                names.get(entry.organisation_id or 0, ""),
                entry.count,
                json.dumps(entry.detail, ensure_ascii=False, sort_keys=True),
                entry.digest,
            ]
        )


def _line(cells: list[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return buffer.getvalue()


def _harmless(cell: object) -> object:
    """A cell that a spreadsheet would read as a formula gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell
