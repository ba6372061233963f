"""The items of one record of the journal, read as their source says; what stops a reader is kept, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import orjson
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import AlertEvent
from vonggac.apps.alerts.services.taking_in.values import Batch, Read, Sender, Spot, moment_of
from vonggac.engines.alerts import Format, RawAlert, normalise
from vonggac.engines.alerts.moments import moment_of as time_of
from vonggac.kernel.badrows import Place
from vonggac.sources.logs import Reading, Unparsed, read_line, read_log
from vonggac.sources.logs.lines import as_text
from vonggac.sources.logs.mapping import shipped_mappings
from vonggac.sources.logs.syslog import read_header
from vonggac.sources.logs.writing import relate

if TYPE_CHECKING:
    from vonggac.apps.alerts.intake.records import Record
    from vonggac.sources.logs import Record as LogRecord

Kind = AlertEvent.Kind
LONGEST_FAULT = 300


def read_batch(record: Record, sender: Sender, poisoned: Collection[Spot] = ()) -> Batch:
    """Read one record of the journal; every item is in the answer at least once."""
    entry = record.entry
    arrived_at = moment_of(entry.arrived_at)
    reading = Reading(arrived_at, sender.zone, sender.name)
    batch = Batch(record.sequence, sender, arrived_at, entry.key, entry.digest, len(entry.items), [], str(entry.way))
    for number, item in enumerate(entry.items):
        if poisoned and (record.sequence, number) in poisoned:
            batch.reads.append(_poisoned(batch, item, _("Không lưu được bản ghi này dưới dạng cảnh báo; giữ nguyên văn.")))
        else:
            _add(batch, item, reading)
    return batch


def kept_aside(record: Record, sender: Sender, key: str, why: str) -> Batch:
    """Return one record whose items do not go into the queue: each is kept as it came, with the reason; the batch under another key."""
    entry = record.entry
    batch = Batch(record.sequence, sender, moment_of(entry.arrived_at), key, entry.digest, len(entry.items), [])
    for item in entry.items:
        batch.reads.append(_poisoned(batch, item, why))
    return batch


def _add(batch: Batch, item: bytes, reading: Reading) -> None:
    """Whatever a reader does with hostile content, the next item is read."""
    before = len(batch.reads)
    try:
        if batch.sender.mapping is None and b"\n" not in item:
            batch.reads.append(_read(batch, read_line(item, reading, mappings=_shipped()), reading))
            return
        for one in _records(item, batch.sender, reading):
            batch.reads.append(_read(batch, one, reading))
    except Exception as error:  # noqa: BLE001  the content decided what happened; it is kept, with the name of the fault
        del batch.reads[before:]
        why = _("Trình đọc dừng ở bản ghi này (%(kind)s); giữ nguyên văn. Gửi mẫu cho nơi phát triển.")
        batch.reads.append(_poisoned(batch, item, why % {"kind": type(error).__name__}))
    if len(batch.reads) == before:
        batch.reads.append(_nothing_in(batch, item))


def _records(item: bytes, sender: Sender, reading: Reading) -> Iterator[LogRecord]:
    """One item is one record; several lines are read as a file where only that gives an alert (OSSEC blocks, Zeek with its #fields)."""
    if sender.mapping is not None and (found := _by_mapping(item, sender, reading)) is not None:
        yield found
        return
    one = read_line(item, reading, mappings=_shipped())
    if b"\n" in item.strip() and not (isinstance(one, RawAlert) and one.is_alert):
        several = list(read_log(BytesIO(item), reading, mappings=_shipped()))
        if any(isinstance(each, RawAlert) and each.format is not Format.SYSLOG for each in several):
            yield from several
            return
    yield one


def read_once_more(batch: Batch, place: int, line: str) -> Read | None:
    """Read a kept record as its source says now, at its place; None where it still is not read as one record."""
    reading = Reading(batch.arrived_at, batch.sender.zone, batch.sender.name)
    try:
        found = list(_records(line.encode(), batch.sender, reading))
    except Exception:  # noqa: BLE001  the content decided what happened; it stays as it is
        return None
    if len(found) != 1 or isinstance(found[0], Unparsed):
        return None
    return _read(batch, found[0], reading)._replace(place=place)


def _shipped() -> list[object]:
    """Return the shipped mappings, compiled once."""
    if not _SHIPPED:
        _SHIPPED.extend(shipped_mappings())
    return _SHIPPED


_SHIPPED: list[object] = []


def _by_mapping(item: bytes, sender: Sender, reading: Reading) -> RawAlert | None:
    """Read with the mapping that the source names, before any reader of ours looks; behind a syslog head too."""
    text, notes = as_text(item)
    text = text.rstrip("\r\n")
    found = _claimed(text.lstrip("\ufeff \t"), sender, reading)
    if found is None and text.startswith("<"):
        found = _claimed(read_header(text, reading).content.lstrip(" "), sender, reading)
    if found is None:
        return None
    fields, more, is_alert = found
    relate(fields)
    fields["event.kind"] = "alert" if is_alert else "event"
    return RawAlert(Place(reading.source), Format.MAPPED, fields, text, is_alert, (*notes, *more))


def _claimed(text: str, sender: Sender, reading: Reading):  # type: ignore[no-untyped-def]  # noqa: ANN202  what mappings give
    record = None
    if text.startswith("{"):
        try:
            record = orjson.loads(text)
        except orjson.JSONDecodeError:
            return None
    return sender.mapping.read(text, record, reading)  # type: ignore[union-attr]


def _read(batch: Batch, one: LogRecord, reading: Reading) -> Read:
    place = len(batch.reads)
    if isinstance(one, Unparsed):
        format_, why = one.format.value if one.format else "", one.why[:LONGEST_FAULT]
        return Read(batch.sequence, place, Kind.UNPARSED, batch.arrived_at, format_, None, why, _kept(one.message), None, None)
    mapping_id = batch.sender.mapping_id if one.format is Format.MAPPED and batch.sender.mapping is not None else None
    line = _kept(one.message)
    if one.is_alert:
        alert = normalise(one, reading.now)
        skew = alert.moment.skew_seconds if alert.moment.told is not None else None
        return Read(batch.sequence, place, Kind.ALERT, alert.moment.at, one.format.value, mapping_id, "", line, alert, skew)
    moment = time_of(one.fields.get("@timestamp"), reading.now)
    skew = moment.skew_seconds if moment.told is not None else None
    return Read(batch.sequence, place, Kind.CONTEXT, moment.at, one.format.value, mapping_id, "", line, None, skew)


def _kept(text: str) -> str:
    """Return what every database can hold: readers have written NUL as \\x00 already, exports of several lines have not."""
    return text.replace("\0", "\\x00") if "\0" in text else text


def _poisoned(batch: Batch, item: bytes, why: str) -> Read:
    line = as_text(item)[0]
    return Read(batch.sequence, len(batch.reads), Kind.UNPARSED, batch.arrived_at, "", None, why[:LONGEST_FAULT], line, None, None)


def _nothing_in(batch: Batch, item: bytes) -> Read:
    """A blank item, or one of header lines only, is context: it arrived, so it is kept and counted."""
    return Read(batch.sequence, len(batch.reads), Kind.CONTEXT, batch.arrived_at, "", None, "", as_text(item)[0], None, None)
