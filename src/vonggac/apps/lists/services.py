"""Reading a list for a preview, and writing exactly what the preview showed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.jobs.progress import report
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.lists.comparing import Compared, compare
from vonggac.apps.lists.kinds import Desk, ListKind, Values, Wanted, kind_of, packed, same_value, unpacked
from vonggac.apps.lists.models import ImportRun
from vonggac.kernel.badrows import BadRow
from vonggac.sources.tables import Table, read_table, template_xlsx, write_csv, write_xlsx

KEPT_FOR = timedelta(hours=24)
"""A preview that nobody confirmed is forgotten after a day: it may hold addresses."""
WRITTEN_AT_ONCE = 2_000
"""More rows than these are written by the background worker."""
SHOWN_BAD = 2_000


class NotWritten(ValidationError):  # noqa: N818  reads as what it says
    """The list may not go in as shown; the message says what to do."""


def preview_list(kind: ListKind, data: bytes, name: str, *, user: Any, at: datetime, on: date) -> ImportRun:
    """Read and compare a list, and keep what it would do. Raises `sources.refusal.Refused` when the file cannot be a list at all."""
    return preview_table(kind, read_table(data, name, expected=kind.columns), user=user, at=at, on=on)


def preview_table(kind: ListKind, table: Table, *, user: Any, at: datetime, on: date) -> ImportRun:
    """Compare lines that were read already, also from another program's list, and keep what they would do."""
    compared = compare(table, kind.desk(kind, user, on))
    rows = [_kept(kind, one) for one in compared.wanted]
    own_bad = len(compared.bad) - len(table.bad)
    return ImportRun.objects.create(
        kind=kind.key,
        source=table.source[:255],
        by=user,
        at=at,
        on=on,
        expires_at=at + KEPT_FOR,
        digest=_digest(rows),
        added=compared.added,
        changed=compared.changed,
        same=compared.same,
        bad_count=table.bad_count + own_bad,
        rows=rows,
        unknown=list(table.unknown),
        **_located(compared),
    )


def _located(compared: Compared) -> dict[str, Any]:
    return {"bad": _in_places(compared.bad[:SHOWN_BAD]), "warnings": _in_places(compared.warnings[:SHOWN_BAD])}


def _in_places(bad: Iterable[BadRow]) -> list[list[Any]]:
    return [[one.place.sheet, one.place.line, one.place.column, one.seen, one.why] for one in bad]


def _kept(kind: ListKind, one: Wanted) -> list[Any]:
    return [one.line, one.sheet, one.pk, None if one.before is None else packed(kind, one.before), packed(kind, one.after)]


def _digest(rows: list[Any]) -> str:
    return sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def wanted_of(kind: ListKind, run: ImportRun) -> Iterator[Wanted]:
    """Give the lines of a run again as they were understood."""
    for line, sheet, pk, before, after in run.rows:
        yield Wanted(line, sheet, pk, None if before is None else unpacked(kind, before), unpacked(kind, after))


@transaction.atomic
def confirm_import(run: ImportRun, *, by: Any, at: datetime) -> ImportRun:
    """Write what was shown: at once, or by the background worker when it is much. Confirming again changes nothing."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportRun.State.SHOWN:
        return run
    if not run.is_open_at(at):
        raise NotWritten(_("Bản xem trước đã hết hạn. Tải tệp lên lại."))
    if run.to_write > WRITTEN_AT_ONCE:
        from vonggac.apps.lists.jobs import write_run

        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.WAITING)
        enqueue(write_run, run.pk, unique_key=run.job_key)
        run.state = ImportRun.State.WAITING
        return run
    return apply_import(run, by=by, at=at)


@transaction.atomic
def apply_import(run: ImportRun, *, by: Any, at: datetime) -> ImportRun:
    """Write the whole list in one transaction with one line in the log; killed half-way, nothing of it stands and it may run again."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state == ImportRun.State.APPLIED:
        return run
    kind = kind_of(run.kind)
    if kind is None or _digest(run.rows) != run.digest:
        raise NotWritten(_("Danh sách đã kiểm tra không còn nguyên vẹn. Tải tệp lên lại."))
    if not by.may(kind.import_act):
        raise NotWritten(_("Người tải tệp lên không còn được giao việc nhập danh sách. Nhờ người được giao tải lên lại."))
    wanted = list(wanted_of(kind, run))
    desk = kind.desk(kind, by, run.on)
    desk.at = at
    _demand_unchanged(desk, wanted)
    written = desk.write(wanted, _teller(len(wanted)))
    record(
        kind.act,
        by=by,
        at=at,
        subject=run,
        count=len(written),
        touched=[row.pk for row in written],
        added=run.added,
        changed=run.changed,
        file=said(run.source),
        rows=run.digest,
    )
    run.state, run.applied_at, run.rows = ImportRun.State.APPLIED, at, []
    run.save(update_fields=["state", "applied_at", "rows"])
    return run


def _teller(total: int) -> Callable[[int], None]:
    return lambda done: report(done, total, _("Đã ghi %(done)s trên %(total)s dòng") % {"done": done, "total": total})


def _demand_unchanged(desk: Desk, wanted: list[Wanted]) -> None:
    """Refuse when a row that the list touches is no longer as the preview showed it, or a new one has come up meanwhile."""
    desk.look_at(one.after for one in wanted)
    standing = {row.pk: desk.values_of(row) for row in desk.rows()}
    keys = {key for values in standing.values() for key in desk.standing_keys(values)}
    for one in wanted:
        moved = not _as_before(standing.get(one.pk), one.before) if one.pk is not None else bool(keys & set(desk.finding_keys(one.after)))
        if moved:
            said = _("Dòng %(line)s: dữ liệu đã được người khác sửa sau khi xem trước. Tải tệp lên lại để so lại.")
            raise NotWritten(said % {"line": one.line})
    if any(remark.refuses for remark in desk.judge(wanted)):
        raise NotWritten(_("Có dòng không còn hợp với dữ liệu đã ghi. Tải tệp lên lại để xem dòng nào."))


def _as_before(now: Values | None, before: Values | None) -> bool:
    return now is not None and before is not None and all(same_value(now[key], value) for key, value in before.items())


def refuse_import(run: ImportRun, why: str) -> None:
    """Note that a list could not go in, and what to do."""
    ImportRun.objects.filter(pk=run.pk).exclude(state=ImportRun.State.APPLIED).update(state=ImportRun.State.REFUSED, why=why[:500], rows=[])


def forget_expired(*, at: datetime) -> int:
    """Empty what previews kept when nobody confirmed them in time; a run that is being written is left alone."""
    expired = ImportRun.objects.filter(expires_at__lte=at).exclude(state=ImportRun.State.WAITING)
    return expired.filter(state=ImportRun.State.SHOWN).delete()[0] + expired.exclude(bad=[]).update(bad=[], warnings=[], rows=[])


XLSX, CSV = "xlsx", "csv"
MEDIA = {XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", CSV: "text/csv; charset=utf-8"}


def template(kind: ListKind) -> bytes:
    """Return an empty list to fill in, with guidance and choices."""
    return template_xlsx(kind.columns, sheet=str(kind.title), about=str(kind.about))


def list_of(kind: ListKind, form: str, *, user: Any, on: date) -> tuple[bytes, list[int]]:
    """Return the rows a person may see as a file, and their ids."""
    desk = kind.desk(kind, user, on)
    rows = list(desk.rows())
    values = [desk.values_of(row) for row in rows]
    made = write_csv(kind.columns, values) if form == CSV else write_xlsx(kind.columns, values, sheet=str(kind.title))
    return made, [row.pk for row in rows]


@transaction.atomic
def export_list(kind: ListKind, form: str, *, by: Any, at: datetime, on: date) -> bytes:
    """Return the file and note in the log that it left the house."""
    made, ids = list_of(kind, form, user=by, on=on)
    record("lists.exported", by=by, at=at, count=len(ids), touched=ids, kind=kind.key, form=form, sha256=sha256(made).hexdigest())
    return made


def bad_rows_xlsx(run: ImportRun) -> bytes:
    """Return what is wrong with a list, located, as a workbook."""
    from vonggac.sources.tables import Column, Kind

    titles = [("sheet", "Trang tính"), ("line", "Dòng"), ("column", "Cột"), ("seen", "Đọc được"), ("why", "Cần sửa")]
    columns = [Column(key, title, Kind.INTEGER if key == "line" else Kind.TEXT) for key, title in titles]
    return write_xlsx(columns, [dict(zip([key for key, _title in titles], one, strict=True)) for one in run.bad], sheet="Dòng cần sửa")


__all__ = [
    "CSV", "MEDIA", "XLSX", "NotWritten", "apply_import", "bad_rows_xlsx", "confirm_import", "export_list", "forget_expired",
    "list_of", "preview_list", "preview_table", "refuse_import", "template", "wanted_of",
]  # fmt: skip
