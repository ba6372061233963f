"""Reading the journal: any number of readers, each from its own position; and throwing away what has been sorted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import orjson

from vonggac.apps.alerts.intake import records, segments
from vonggac.apps.alerts.intake.records import Position, Record

SORTED_NAME = "sorted.json"


class Damaged(Exception):  # noqa: N818  it reads as what happened
    """Something in the journal is not as it was written. `resume` gives the next place that can be read."""

    def __init__(self, folder: Path, segment: int, offset: int, why: str) -> None:
        super().__init__(f"Nhật ký tiếp nhận hỏng ở tệp {segments.path_of(folder, segment).name}, vị trí {offset}: {why}.")
        self.segment, self.offset, self.why = segment, offset, why


def read_from(folder: Path, position: Position = Position()) -> Iterator[Record]:  # noqa: B008  frozen
    """Give all whole records behind a position, in their order, up to the end of what is written now.

    An unfinished record at the end of the newest segment ends the reading quietly; damage anywhere else raises `Damaged`.
    What is given lies on the disk: a reader that writes down how far it came must never be ahead of the journal after a power loss.
    """
    there = segments.numbers(folder)
    if position.segment and position.segment not in there:
        raise Damaged(folder, position.segment, position.offset, "tệp không còn")
    for number in there:
        if number < position.segment:
            continue
        start = position if number == position.segment else Position(number, 0, position.sequence)
        for record in _segment(folder, start, newest=number == there[-1]):
            yield record
            position = record.after


def _segment(folder: Path, start: Position, *, newest: bool) -> Iterator[Record]:
    number = start.segment
    with segments.path_of(folder, number).open("rb", buffering=0) as file:
        head = segments.read_head(file)
        if head is None:
            if newest:
                return
            raise Damaged(folder, number, 0, "đầu tệp không đọc được")
        expected = start.sequence + 1 if start.offset else head.first
        if start.sequence and expected != start.sequence + 1:
            raise Damaged(folder, number, 0, f"thiếu các bản ghi từ {start.sequence + 1} đến {expected - 1}")
        at = Position(number, start.offset or segments.HEAD_SIZE, expected - 1)
        size = file.seek(0, os.SEEK_END)
        if at.offset > size:
            raise Damaged(folder, number, size, f"tệp ngắn hơn chỗ đã đọc ({at.offset})")
        if newest and at.offset < size:
            os.fdatasync(file.fileno())
        while (record := _next(folder, file, head, at, size, newest=newest)) is not None:
            yield record
            at = record.after


def _next(folder: Path, file: segments.Readable, head: segments.Head, at: Position, size: int, *, newest: bool) -> Record | None:
    if at.offset >= size:
        return None
    try:
        found = segments.whole_at(file, at.offset, head.mark)
        if found is not None:
            sequence, entry = records.decode(found.body, found.checksum)
    except records.Spoiled as error:
        if newest and segments.whole_after(file, at.offset + 1, head.mark) is None:
            return None
        raise Damaged(folder, at.segment, at.offset, "bản ghi bị thay đổi") from error
    if found is None:
        if newest and not _is_followed(file, at.offset, head.mark):
            return None
        raise Damaged(folder, at.segment, at.offset, "bản ghi bị cắt")
    if newest and found.end > size:
        return None
    if sequence != at.sequence + 1:
        raise Damaged(folder, at.segment, at.offset, f"chờ bản ghi {at.sequence + 1}, gặp bản ghi {sequence}")
    return Record(sequence, entry, at, Position(at.segment, found.end, sequence))


def _is_followed(file: segments.Readable, offset: int, mark: bytes) -> bool:
    """Say whether a whole record follows an unfinished one, which the writer has not just finished under our eyes."""
    return segments.whole_after(file, offset + 1, mark) is not None and segments.whole_at(file, offset, mark) is None


def resume(folder: Path, damage: Damaged) -> Position | None:
    """Return the first place behind the damage from which records can be read again; nothing when no whole record follows."""
    for number in segments.numbers(folder):
        if number < damage.segment:
            continue
        with segments.path_of(folder, number).open("rb", buffering=0) as file:
            head = segments.read_head(file)
            offset = damage.offset + 1 if number == damage.segment else segments.HEAD_SIZE
            start = None if head is None else segments.whole_after(file, max(offset, segments.HEAD_SIZE), head.mark)
            if head is None or start is None:
                continue
            found = segments.whole_at(file, start, head.mark)
            if found is not None:
                return Position(number, start, records.head_of(found.body, found.checksum)["sequence"] - 1)
    return None


def forget_before(folder: Path, position: Position, *, first: Callable[[], object] | None = None) -> int:
    """Publish how far the sorter is, and delete the segments that lie wholly before it; return how many. The newest always stays.

    `first` is called before anything is deleted: it sees to it that what was made of the records survives a power loss without them.
    """
    publish(folder, position)
    gone = [number for number in segments.numbers(folder)[:-1] if number < position.segment]
    if gone and first is not None:
        first()
    for number in gone:
        segments.path_of(folder, number).unlink(missing_ok=True)
    if gone:
        segments.sync_folder(folder)
    return len(gone)


def publish(folder: Path, position: Position) -> None:
    """Tell the intake how far the sorter is. Only a word for its back-pressure: what counts is the cursor in the database."""
    handle, name = tempfile.mkstemp(prefix=".sorted-", dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(orjson.dumps({"segment": position.segment, "offset": position.offset, "sequence": position.sequence}))
    Path(name).replace(folder / SORTED_NAME)


def published(folder: Path) -> Position:
    """Return how far the sorter said it was; the beginning when it said nothing."""
    with suppress(OSError, orjson.JSONDecodeError, KeyError, TypeError):
        said = orjson.loads((folder / SORTED_NAME).read_bytes())
        return Position(int(said["segment"]), int(said["offset"]), int(said["sequence"]))
    return Position()


def outstanding(folder: Path, position: Position) -> int:
    """Return how many octets of records lie behind a position."""
    total = 0
    for number in segments.numbers(folder):
        if number >= position.segment:
            with suppress(FileNotFoundError):
                begins = position.offset if number == position.segment else 0
                total += max(0, segments.path_of(folder, number).stat().st_size - max(begins, segments.HEAD_SIZE))
    return total
