"""The door: a file and its confirmed shape in; batches of columns out, with what was wrong and where."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from vonggac.kernel.vietnamese import fold
from vonggac.sources.addresslists.assembling import Assembler, Faults
from vonggac.sources.addresslists.delimited import Rows
from vonggac.sources.addresslists.model import BATCH_ROWS, LIST_LIMITS, Batch, Meaning, Shape, TableShape
from vonggac.sources.addresslists.opening import Opened, open_list
from vonggac.sources.addresslists.proposing import propose
from vonggac.sources.addresslists.remembering import fit_shape
from vonggac.sources.addresslists.texts import Source
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse


def read_batches(
    source: Source,
    *,
    name: str | None = None,
    shape: Shape | None = None,
    today: date | None = None,
    limits: Limits = LIST_LIMITS,
    keep_rows: bool = False,
    only: Collection[Meaning] | None = None,
) -> Iterator[Batch]:
    """Give the rows of a list, about 50,000 at a time; `shape` is what a person confirmed, for this file or an earlier one like it.

    Raises `Refused` when the file cannot be read or its columns moved since the shape was confirmed; a mark of state secrecy may be met
    in the middle, so what was taken from earlier batches must not be kept then. `today` locates times in the future; `keep_rows` also
    hands over the cells as they were read. `only` leaves other columns unread, which is faster; a row without an address is bad then.
    """
    shown = name or (source.name if not isinstance(source, bytes) else "danh-sach")
    opened = open_list(source, shown, limits)
    proposal = propose(opened)
    fitted = proposal.shape
    if shape is not None:
        fit = fit_shape(shape, proposal)
        if fit.moved:
            refuse(opened.name, f"Bố cục tệp đã đổi so với lần trước. {' '.join(fit.moved)} Xác nhận lại các cột.", "shape-moved")
        fitted = fit.shape
    faults = Faults(opened.name, limits)
    for note in opened.notes:
        faults.add(note, left_out=False)
    for table in fitted.tables:
        yield from _table(opened, fitted, table, faults, today=today, keep_rows=keep_rows, only=only)
    opened.look_through(besides=[table.name for table in fitted.tables])


def _table(
    opened: Opened,
    shape: Shape,
    table: TableShape,
    faults: Faults,
    *,
    today: date | None,
    keep_rows: bool,
    only: Collection[Meaning] | None,
) -> Iterator[Batch]:
    if opened.is_text:
        parts, blanks = opened.text_rows(), {}
    else:
        sheet = next(each for each in opened.sheets if fold(each.name) == fold(table.name))
        parts, blanks = opened.sheet_rows(sheet), dict(sheet.faults)
    assembler = Assembler(shape, table, faults, today=today, blanks=blanks, keep_rows=keep_rows, only=only)
    for rows in parts:
        faults.extend(rows.bad, rows.bad_count)
        for part in _parts(_below(rows, table.first_row)):
            batch = assembler.batch(part)
            if len(batch) or batch.bad:
                yield batch
    bad, count = faults.taken()
    if bad or count:
        yield Batch(table.name, {}, {}, (), bad, count)


def _below(rows: Rows, first_row: int) -> Rows:
    """Without the rows above the data."""
    if not len(rows) or rows.places[0] >= first_row:
        return rows
    return rows.part(sum(1 for place in rows.places if place < first_row), len(rows))


def _parts(rows: Rows) -> Iterator[Rows]:
    for first in range(0, len(rows), BATCH_ROWS):
        yield rows.part(first, first + BATCH_ROWS) if len(rows) > BATCH_ROWS else rows.part(0, len(rows)) if rows.bad else rows
