"""The folders into which bodies drop files: DATA/hunts-in/<code of the body>/. Whoever drops may be trusted less than we are: no link is
followed, nothing but a plain file with one name is read, every step goes through open folders, so that nobody exchanges one meanwhile.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

QUIET = 180.0
"""Seconds without a change after which a file counts as copied to its end."""
REFUSED = "tu-choi"
"""Where refused files lie, each with a file that says why."""
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it looked when it was found finished."""

    name: str
    inode: int
    size: int
    changed: int


class Unfit(Exception):  # noqa: N818  it reads as what happened
    """What lies there is not read; the sentence says why."""


@contextmanager
def opened(parent: Path, code: str) -> Iterator[int]:
    """Open the folder of a body; `OSError` when it is a link or no folder."""
    above = os.open(parent, _FLAGS | os.O_DIRECTORY)
    try:
        folder = os.open(code, _FLAGS | os.O_DIRECTORY, dir_fd=above)
        try:
            yield folder
        finally:
            os.close(folder)
    finally:
        os.close(above)


def codes(parent: Path) -> list[str]:
    """Return the names of the folders that lie there; links are none."""
    if not parent.is_dir():
        return []
    with os.scandir(parent) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."))


def look(folder: int, now: float) -> tuple[list[Seen], int]:
    """Return what lies there finished, the oldest first, and how many are still being copied."""
    found, waiting = [], 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == REFUSED:
                continue
            facts = entry.stat(follow_symlinks=False)
            if entry.name.lower().endswith(UNFINISHED) or now - max(facts.st_mtime, facts.st_ctime) < QUIET:
                waiting += 1
            else:
                found.append(Seen(entry.name, facts.st_ino, facts.st_size, facts.st_mtime_ns))
    return sorted(found, key=lambda one: (one.changed, one.name)), waiting


@contextmanager
def open_file(folder: int, seen: Seen) -> Iterator[BinaryIO]:
    """Open a file that was seen; raise `Unfit` for anything that is no plain file of its own."""
    try:
        handle = os.open(seen.name, _FLAGS | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
    except OSError as error:
        raise Unfit("Đây là liên kết hoặc tệp không mở được; chỉ nhận tệp thường.") from error
    try:
        _demand_plain(os.fstat(handle))
    except Unfit:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb") as file:
        yield file


def _demand_plain(facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise Unfit("Đây không phải tệp thường (thư mục, ống dẫn, thiết bị). Nén thư mục thành một gói zip rồi thả lại.")
    if facts.st_nlink > 1:
        raise Unfit("Tệp này còn một tên ở chỗ khác (liên kết cứng) nên không đọc. Chép tệp thay vì liên kết.")


def has_changed(folder: int, seen: Seen) -> bool:
    """Say whether a file is another than it was when it was seen: then it waits for the next look."""
    try:
        facts = os.stat(seen.name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return True
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns) != (seen.inode, seen.size, seen.changed)


def remove(folder: int, seen: Seen) -> None:
    """Take a file away that lies with its hunt by now."""
    with suppress(FileNotFoundError):
        os.unlink(seen.name, dir_fd=folder)


def put_aside(folder: int, seen: Seen, why: str) -> None:
    """Move what is refused into the folder for that, with the reason beside it."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{seen.inode}-{os.fsdecode(os.fsencode(seen.name)[:160])}"
    with _refused(folder) as target:
        os.rename(seen.name, name, src_dir_fd=folder, dst_dir_fd=target)
        _explain(target, name, why)


def wipe_away(folder: int, seen: Seen, why: str) -> None:
    """Overwrite and delete a file that must not lie here, and leave the reason, without its name."""
    with _refused(folder) as target:
        with suppress(OSError):
            _overwrite(folder, seen)
        os.unlink(seen.name, dir_fd=folder)
        _explain(target, f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{seen.inode}", why)


def _overwrite(folder: int, seen: Seen) -> None:
    handle = os.open(seen.name, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(handle, "wb") as file:
        left = os.fstat(handle).st_size
        while left > 0:
            left -= file.write(b"\0" * min(1 << 20, left))
        file.flush()
        os.fsync(handle)


@contextmanager
def _refused(folder: int) -> Iterator[int]:
    with suppress(FileExistsError):
        os.mkdir(REFUSED, 0o700, dir_fd=folder)
    target = os.open(REFUSED, _FLAGS | os.O_DIRECTORY, dir_fd=folder)
    try:
        yield target
        os.fsync(target)
        os.fsync(folder)
    finally:
        os.close(target)


def _explain(folder: int, name: str, why: str) -> None:
    reason = os.open(f"{name}.ly-do.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    with os.fdopen(reason, "w", encoding="utf-8") as file:
        file.write(why + "\n")
