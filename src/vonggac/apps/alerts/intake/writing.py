"""Writing the journal: one process at a time, whole records only, and one fsync for everybody who waits for it."""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from typing import BinaryIO

from vonggac.apps.alerts.intake import records, segments
from vonggac.apps.alerts.intake.records import Entry

SEGMENT_SIZE = 64 * 1024 * 1024
FOLDER_MODE = 0o700


class Busy(Exception):  # noqa: N818  it reads as what happened
    """Another process writes this journal."""


class NoRoom(Exception):  # noqa: N818
    """The disk took nothing; what was to be written is kept and tried again with the next write."""


class Journal:
    """The one writer.

    `append` takes, `flush` hands to the operating system (survives SIGKILL), `sync` puts on the disk (survives power loss).
    """

    def __init__(self, folder: Path, *, segment_size: int = SEGMENT_SIZE) -> None:
        """Open, behind the last whole record; an unfinished one behind it is cut off, into a file beside."""
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self.folder, self._segment_size = folder, segment_size
        self._guard, self._syncing = threading.Lock(), threading.Lock()
        self._buffer: list[bytes] = []
        self._buffered = 0
        self._retired: list[int] = []
        self._lock = self._only_one()
        try:
            self._open()
        except BaseException:
            os.close(self._lock)
            raise
        self.sequence = self.written = self.synced

    def append(self, entry: Entry) -> int:
        """Take an entry; return its sequence. It lies nowhere yet."""
        with self._guard:
            if self._end + self._buffered >= self._segment_size:
                self._turn_page()
            data = records.encode(entry, self.sequence + 1, self._head.mark)
            self._buffer.append(data)
            self._buffered += len(data)
            self.sequence += 1
            return self.sequence

    def flush(self) -> None:
        """Write what was taken. From here on the death of this process loses nothing."""
        with self._guard:
            self._write()

    def sync(self) -> int:
        """Write and wait for the disk; return the sequence up to which everything now survives a power loss."""
        with self._syncing:
            with self._guard:
                self._write()
                handle, upto = self._handle, self.written
                retired, self._retired = self._retired, []
            for old in retired:
                os.close(old)
            if upto > self.synced:
                os.fdatasync(handle)
                self.synced = upto
            return self.synced

    def close(self) -> None:
        """Put everything on the disk and let another process write."""
        self.sync()
        os.close(self._handle)
        os.close(self._lock)

    def _only_one(self) -> int:
        handle = os.open(self.folder / ".writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, segments.FILE_MODE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise Busy(f"Một tiến trình khác đang ghi nhật ký tiếp nhận trong {self.folder}.") from error
        return handle

    def _write(self) -> None:
        if not self._buffer:
            return
        data = memoryview(b"".join(self._buffer))
        try:
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError as error:
            os.ftruncate(self._handle, self._end)
            os.lseek(self._handle, self._end, os.SEEK_SET)
            raise NoRoom(f"Không ghi được nhật ký tiếp nhận: {error.strerror}.") from error
        self._end += self._buffered
        self._buffer.clear()
        self._buffered, self.written = 0, self.sequence

    def _turn_page(self) -> None:
        """Begin a new segment; the old one lies wholly on the disk before anything is written to the new."""
        try:
            self._write()
            os.fdatasync(self._handle)
            fresh = segments.begin(self.folder, self._number + 1, self.sequence + 1)
        except (NoRoom, OSError):
            return
        self._retired.append(self._handle)
        self._number, self._end = self._number + 1, segments.HEAD_SIZE
        self._handle, self._head = fresh

    # --- opening ------------------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        there = segments.numbers(self.folder)
        while there:
            path = segments.path_of(self.folder, there[-1])
            with path.open("r+b") as file:
                head = segments.read_head(file)
                if head is not None:
                    self._continue(there[-1], file, head)
                    return
            self._set_aside(path, path.read_bytes(), 0)
            path.unlink()
            there.pop()
        self._begin(1, 1)

    def _continue(self, number: int, file: BinaryIO, head: segments.Head) -> None:
        """Stand behind the last whole record. Damage with whole records behind it is left as it is, for the reader to tell of."""
        end, last = segments.HEAD_SIZE, head.first - 1
        damaged = False
        while True:
            try:
                found = segments.whole_at(file, end, head.mark)
                if found is None and (later := segments.whole_after(file, end + 1, head.mark)) is not None:
                    raise records.Spoiled("a whole record follows")
                if found is None:
                    break
                last = records.head_of(found.body, found.checksum)["sequence"]
                end = found.end
            except records.Spoiled:
                later = segments.whole_after(file, end + 1, head.mark)
                if later is None:
                    break
                damaged, end = True, later
        if damaged:
            self._begin(number + 1, last + 1)
            return
        self._cut(number, file, end)
        self._handle = os.open(segments.path_of(self.folder, number), os.O_RDWR | os.O_CLOEXEC)
        os.lseek(self._handle, end, os.SEEK_SET)
        self._number, self._head, self._end, self.synced = number, head, end, last
        os.fsync(self._handle)
        segments.sync_folder(self.folder)

    def _cut(self, number: int, file: BinaryIO, end: int) -> None:
        file.seek(end)
        rest = file.read()
        if rest:
            self._set_aside(segments.path_of(self.folder, number), rest, end)
            file.truncate(end)

    def _set_aside(self, path: Path, rest: bytes, offset: int) -> None:
        """What is cut off was never acknowledged; it is kept all the same, for whoever asks what it was."""
        if rest.strip(b"\0"):
            beside = path.with_name(f"{path.stem}-{offset}.cut")
            beside.write_bytes(rest)
            beside.chmod(segments.FILE_MODE)

    def _begin(self, number: int, first: int) -> None:
        self._handle, self._head = segments.begin(self.folder, number, first)
        self._number, self._end, self.synced = number, segments.HEAD_SIZE, first - 1
