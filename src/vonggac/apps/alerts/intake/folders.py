"""The drop folders on the disk: which files are finished, opened without following anything, and put away afterwards.

Whoever drops files may be trusted less than we are: no link is followed, nothing but a plain file with one name is read, and every step
goes through open folders, so that nobody can exchange one under our hands.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

QUIET = 3.0
"""Seconds without a change after which a file counts as finished."""
KEPT = 7 * 86_400.0
"""Seconds for which a file lies in done/."""
DONE, REFUSED = "done", "refused"
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it looked; the same look twice means that nobody writes it."""

    name: str
    inode: int
    size: int
    changed: int


class Unfit(Exception):  # noqa: N818  it reads as what happened
    """What lies there is not read; the sentence says why."""


@contextmanager
def opened(parent: Path, code: str) -> Iterator[int]:
    """Open the drop folder of a source."""
    above = os.open(parent, _FLAGS | os.O_DIRECTORY)
    try:
        folder = os.open(code, _FLAGS | os.O_DIRECTORY, dir_fd=above)
        try:
            yield folder
        finally:
            os.close(folder)
    finally:
        os.close(above)


def prepare(parent: Path, code: str) -> None:
    """Make the folder of a source where it is missing."""
    parent.mkdir(mode=0o700, exist_ok=True)
    for folder in (parent / code, parent / code / DONE, parent / code / REFUSED):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)


def look(folder: int, now: float) -> list[Seen]:
    """Return what lies there and has not changed for a while, the oldest first."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED) or entry.name in {DONE, REFUSED}:
                continue
            facts = entry.stat(follow_symlinks=False)
            if now - facts.st_mtime >= QUIET or not stat.S_ISREG(facts.st_mode):
                found.append(Seen(entry.name, facts.st_ino, facts.st_size, facts.st_mtime_ns))
    return sorted(found, key=lambda one: (one.changed, one.name))


def open_file(folder: int, seen: Seen, largest: int) -> int:
    """Open a file that was seen; raise `Unfit` for anything that is no plain file of its own."""
    try:
        handle = os.open(seen.name, _FLAGS | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
    except OSError as error:
        raise Unfit("Đây là liên kết hoặc tệp không mở được; chỉ nhận tệp thường.") from error
    facts = os.fstat(handle)
    try:
        if not stat.S_ISREG(facts.st_mode):
            raise Unfit("Đây không phải tệp thường (thư mục, ống dẫn, thiết bị); chỉ nhận tệp thường.")
        if facts.st_nlink > 1:
            raise Unfit("Tệp này còn một tên ở chỗ khác (liên kết cứng) nên không đọc. Chép tệp thay vì liên kết.")
        if facts.st_size > largest:
            raise Unfit(f"Tệp lớn hơn {largest // 2**20} MB. Chia thành nhiều tệp.")
    except Unfit:
        os.close(handle)
        raise
    return handle


def put_away(folder: int, seen: Seen, where: str, why: str = "") -> None:
    """Move what was seen into done/ or refused/, with the reason beside it."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{seen.inode}-{os.fsdecode(os.fsencode(seen.name)[:180])}"
    target = os.open(where, _FLAGS | os.O_DIRECTORY, dir_fd=folder)
    try:
        os.rename(seen.name, name, src_dir_fd=folder, dst_dir_fd=target)
        if why:
            _explain(target, name, why)
        os.fsync(target)
        os.fsync(folder)
    finally:
        os.close(target)


def throw_away(folder: int, seen: Seen, why: str) -> None:
    """Delete a file that must not lie here, and leave the reason where refused files lie."""
    target = os.open(REFUSED, _FLAGS | os.O_DIRECTORY, dir_fd=folder)
    try:
        os.unlink(seen.name, dir_fd=folder)
        _explain(target, f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{seen.inode}", why)
        os.fsync(target)
        os.fsync(folder)
    finally:
        os.close(target)


def _explain(folder: int, name: str, why: str) -> None:
    reason = os.open(f"{name}.ly-do.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    with os.fdopen(reason, "w", encoding="utf-8") as file:
        file.write(why + "\n")


def tidy(folder: int, now: float | None = None) -> None:
    """Delete what has lain in done/ for long; what was refused stays until somebody has looked."""
    now = time.time() if now is None else now
    with suppress(OSError):
        done = os.open(DONE, _FLAGS | os.O_DIRECTORY, dir_fd=folder)
        try:
            for name in os.listdir(done):  # noqa: PTH208  an open folder, no path
                facts = os.stat(name, dir_fd=done, follow_symlinks=False)
                if stat.S_ISREG(facts.st_mode) and now - max(facts.st_mtime, facts.st_ctime) > KEPT:
                    os.unlink(name, dir_fd=done)
        finally:
            os.close(done)
