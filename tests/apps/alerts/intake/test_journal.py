"""The journal keeps whole records in their order, whatever happens to the process, the machine or the file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation import ROOT
from vonggac.apps.alerts.intake import segments
from vonggac.apps.alerts.intake.journal import (
    Busy,
    Damaged,
    Entry,
    Journal,
    Kind,
    NoRoom,
    Position,
    Way,
    forget_before,
    outstanding,
    publish,
    published,
    read_from,
    resume,
)  # fmt: skip

AT = 1_795_393_268_517_000
BATCHES = st.lists(st.lists(st.binary(max_size=40), max_size=4), min_size=1, max_size=6)


def entry(*items: bytes, key: str = "", source: int = 7) -> Entry:
    return Entry(Kind.BATCH, source, Way.HTTP, AT, "192.0.2.1", key, "d" * 64 if key else "", items)


def written(folder: Path, batches: list[list[bytes]], *, segment_size: int = 64 * 1024 * 1024) -> Journal:
    journal = Journal(folder, segment_size=segment_size)
    for batch in batches:
        journal.append(entry(*batch))
        journal.flush()
    return journal


def items(folder: Path, position: Position = Position()) -> list[list[bytes]]:  # noqa: B008
    return [list(record.entry.items) for record in read_from(folder, position)]


def test_what_was_appended_is_read_in_order_and_as_it_was(tmp_path: Path) -> None:
    with_everything = Entry(
        Kind.BATCH, 7, Way.SYSLOG, AT, "2001:db8::1", "khóa-1", "ab" * 32,
        (b"", b"a\nb\0c", "Đức Hòa".encode()), {"too-long": 2}, {"too-long": ["dài…"]},
    )  # fmt: skip
    refusal = Entry(Kind.REFUSAL, 0, Way.HTTP, AT, "192.0.2.9", refused={"wrong-token": 3})
    journal = Journal(tmp_path)
    assert [journal.append(with_everything), journal.append(refusal)] == [1, 2]
    journal.close()
    records = list(read_from(tmp_path))
    assert [record.entry for record in records] == [with_everything, refusal]
    assert [record.sequence for record in records] == [1, 2]
    assert records[0].after == records[1].before


@given(batches=BATCHES, cut=st.integers(0, 10**6), again=BATCHES)
def test_a_cut_anywhere_leaves_a_prefix_of_whole_records_and_the_writer_goes_on(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[bytes]], cut: int, again: list[list[bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    written(folder, batches).close()
    path = segments.path_of(folder, 1)
    os.truncate(path, cut % (path.stat().st_size + 1))
    kept = items(folder)
    assert kept == batches[: len(kept)]
    journal = Journal(folder)
    assert journal.sequence == len(kept)
    assert [journal.append(entry(*batch)) for batch in again] == [len(kept) + 1 + n for n in range(len(again))]
    journal.close()
    assert items(folder) == kept + again


@given(batches=BATCHES, place=st.integers(0, 10**6), value=st.integers(1, 255))
def test_a_changed_octet_is_never_read_as_an_alert(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[bytes]], place: int, value: int
) -> None:
    """One record may be lost to the damage, the others are all read, and the damage is told unless it looks like an unfinished end."""
    folder = tmp_path_factory.mktemp("journal")
    written(folder, batches).close()
    path = segments.path_of(folder, 1)
    data = bytearray(path.read_bytes())
    at = segments.HEAD_SIZE + place % (len(data) - segments.HEAD_SIZE)
    data[at] ^= value
    path.write_bytes(data)
    found, told, position = [], False, Position()
    while True:
        try:
            for record in read_from(folder, position):
                found.append((record.sequence, list(record.entry.items)))
                position = record.after
            break
        except Damaged as damage:
            told, behind = True, resume(folder, damage)
            assert behind is not None
            position = behind
    whole = list(enumerate(batches, 1))
    assert len(whole) - 1 <= len(found) <= len(whole)
    assert [one for one in whole if one in found] == found
    assert told or found == whole[:-1]


@given(batches=BATCHES, size=st.integers(60, 400))
def test_segments_follow_each_other_without_a_gap(tmp_path_factory: pytest.TempPathFactory, batches: list[list[bytes]], size: int) -> None:
    folder = tmp_path_factory.mktemp("journal")
    written(folder, batches, segment_size=size).close()
    records = list(read_from(folder))
    assert [list(record.entry.items) for record in records] == batches
    for record in records:
        assert items(folder, record.after) == batches[record.sequence :]
        assert items(folder, record.before) == batches[record.sequence - 1 :]


def test_nothing_inside_an_item_can_pass_for_a_record(tmp_path: Path) -> None:
    """An item that holds the whole of an earlier segment, marks and all, of another journal: after damage it is not read as records."""
    other = tmp_path / "other"
    written(other, [[b"gia mao"]]).close()
    forged = segments.path_of(other, 1).read_bytes()
    folder = tmp_path / "ours"
    written(folder, [[forged], [b"that"]]).close()
    path = segments.path_of(folder, 1)
    data = bytearray(path.read_bytes())
    data[segments.HEAD_SIZE + 20] ^= 1
    path.write_bytes(data)
    with pytest.raises(Damaged) as caught:
        items(folder)
    behind = resume(folder, caught.value)
    assert behind is not None
    assert items(folder, behind) == [[b"that"]]


def test_a_writer_never_cuts_whole_records_away(tmp_path: Path) -> None:
    written(tmp_path, [[b"1"], [b"2"], [b"3"]]).close()
    second = list(read_from(tmp_path))[1]
    with segments.path_of(tmp_path, 1).open("r+b") as file:
        file.seek(second.before.offset + 30)
        file.write(b"\xff\xff")
    journal = Journal(tmp_path)
    assert journal.append(entry(b"4")) == 4
    journal.close()
    with pytest.raises(Damaged, match=f"0000000001.journal, vị trí {second.before.offset}") as caught:
        items(tmp_path)
    behind = resume(tmp_path, caught.value)
    assert behind is not None
    assert items(tmp_path, behind) == [[b"3"], [b"4"]]


def test_what_the_writer_cuts_off_is_kept_beside(tmp_path: Path) -> None:
    written(tmp_path, [[b"1"], [b"2"]]).close()
    path = segments.path_of(tmp_path, 1)
    os.truncate(path, path.stat().st_size - 1)
    Journal(tmp_path).close()
    (beside,) = tmp_path.glob("*.cut")
    assert beside.stat().st_mode & 0o077 == 0
    assert items(tmp_path) == [[b"1"]]


def test_a_segment_that_was_never_finished_is_begun_again(tmp_path: Path) -> None:
    written(tmp_path, [[b"1"]]).close()
    segments.path_of(tmp_path, 2).write_bytes(b"VGJ")
    assert items(tmp_path) == [[b"1"]]
    journal = Journal(tmp_path)
    assert journal.append(entry(b"2")) == 2
    journal.close()
    assert items(tmp_path) == [[b"1"], [b"2"]]


def test_only_one_process_writes(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(Busy, match="đang ghi"):
        Journal(tmp_path)
    journal.close()
    Journal(tmp_path).close()


def test_segments_before_the_sorter_are_forgotten_the_newest_never(tmp_path: Path) -> None:
    written(tmp_path, [[b"%d" % n] for n in range(9)], segment_size=200).close()
    records = list(read_from(tmp_path))
    middle = records[4].after
    assert forget_before(tmp_path, middle) == middle.segment - 1
    assert items(tmp_path, middle) == [[b"%d" % n] for n in range(5, 9)]
    forget_before(tmp_path, Position(99, 0, 99))
    assert len(segments.numbers(tmp_path)) == 1
    journal = Journal(tmp_path)
    assert journal.append(entry(b"next")) == 10, "numbers go on though everything was forgotten"
    journal.close()


def test_outstanding_is_what_lies_behind_the_sorter(tmp_path: Path) -> None:
    written(tmp_path, [[b"x" * 100]] * 6, segment_size=700).close()
    records = list(read_from(tmp_path))
    sizes = [record.after.offset - record.before.offset for record in records]
    assert outstanding(tmp_path, Position()) == sum(sizes)
    assert outstanding(tmp_path, records[3].after) == sum(sizes[4:])
    publish(tmp_path, records[3].after)
    assert published(tmp_path) == records[3].after
    (tmp_path / "sorted.json").write_bytes(b"{")
    assert published(tmp_path) == Position()


def test_a_reader_is_told_when_its_place_is_gone(tmp_path: Path) -> None:
    written(tmp_path, [[b"1"]]).close()
    with pytest.raises(Damaged, match="không còn"):
        items(tmp_path, Position(5, 24, 9))
    with pytest.raises(Damaged, match="ngắn hơn"):
        items(tmp_path, Position(1, 5_000, 9))


def test_a_full_disk_loses_nothing_and_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = written(tmp_path, [[b"1"]])
    real, room = os.write, [10]

    def little_room(handle: int, data: memoryview) -> int:
        if room[0] == 0:
            raise OSError(28, "No space left on device")
        took, room[0] = real(handle, bytes(data[: room[0]])), 0
        return took

    monkeypatch.setattr(os, "write", little_room)
    journal.append(entry(b"2"))
    with pytest.raises(NoRoom, match="Không ghi được"):
        journal.sync()
    assert items(tmp_path) == [[b"1"]]
    monkeypatch.setattr(os, "write", real)
    assert journal.sync() == 2
    assert items(tmp_path) == [[b"1"], [b"2"]]
    journal.close()


WRITER = """
import sys
from pathlib import Path
from vonggac.apps.alerts.intake.journal import Entry, Journal, Kind, Way
journal = Journal(Path(sys.argv[1]), segment_size=20_000)
while True:
    numbers = [journal.append(Entry(Kind.BATCH, 1, Way.HTTP, 0, items=(b"%d" % (journal.sequence + 1), b"x" * 300))) for _ in range(5)]
    journal.sync()
    print(numbers[-1], flush=True)
"""


def _killed_after(folder: Path, lines: int) -> int:
    """Run a writer, kill it in the middle of its work; return the last number that it acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    seen = [process.stdout.readline() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    seen += process.stdout.read().splitlines(keepends=True)
    process.wait()
    return int([line for line in seen if line.endswith(b"\n")][-1])


def test_a_killed_writer_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(4)
    for _ in range(4):
        acknowledged = _killed_after(tmp_path, chance.randint(1, 40))
        numbers = [record.sequence for record in read_from(tmp_path)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= acknowledged
        assert [record.entry.items[0] for record in read_from(tmp_path)] == [b"%d" % number for number in numbers]
