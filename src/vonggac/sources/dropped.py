"""Files that others drop into a folder of ours: which lie there, opened without following anything, moved aside or wiped afterwards.

Whoever drops may be trusted less than we are: no link is followed, nothing but a plain file with one name is read, every step goes
through open folders, so that nobody exchanges one meanwhile. When a file counts as finished is for whoever watches the folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from vonggac.sources.wiping import open_to_wipe, overwrite

ONLY_PLAIN = "Chỉ nhận tệp thường."
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_LONGEST_NAME = 160
"""Bytes of a name that are kept where it is moved: a time, a number and `.ly-do.txt` stand around it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it looked; the same look again means that nobody wrote it meanwhile."""

    name: str
    inode: int
    size: int
    changed: int
    touched: int
    """When anything of it last changed, its times too: nobody can set this one back."""
    plain: bool

    def quiet_since(self) -> float:
        """Return the moment since which nothing of it changed."""
        return max(self.changed, self.touched) / 1e9


class Unfit(Exception):  # noqa: N818  it reads as what happened
    """What lies there is not read; the sentence says why."""


@contextmanager
def opened(parent: Path, code: str) -> Iterator[int]:
    """Open a folder inside another; `OSError` when one of them is a link or no folder."""
    above = os.open(parent, _FLAGS | os.O_DIRECTORY)
    try:
        with inside(above, code) as folder:
            yield folder
    finally:
        os.close(above)


@contextmanager
def inside(above: int, name: str) -> Iterator[int]:
    """Open a folder inside an open one."""
    folder = os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=above)
    try:
        yield folder
    finally:
        os.close(folder)


def make_inside(above: int, *names: str) -> None:
    """Make folders inside an open one where they are missing."""
    for name in names:
        with suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=above)


def look(folder: int, ours: Collection[str]) -> tuple[list[Seen], int]:
    """Return what lies there, the oldest first, and how many say by their name that they are still being copied; `ours` is passed over."""
    found, copied = [], 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name in ours:
                continue
            if entry.name.lower().endswith(_UNFINISHED):
                copied += 1
                continue
            with suppress(FileNotFoundError):
                found.append(_seen(entry.name, entry.stat(follow_symlinks=False)))
    return sorted(found, key=lambda one: (one.changed, one.name)), copied


def _seen(name: str, facts: os.stat_result) -> Seen:
    return Seen(name, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, stat.S_ISREG(facts.st_mode))


def open_file(folder: int, seen: Seen, *, largest: int | None = None, advice: str = ONLY_PLAIN) -> BinaryIO:
    """Open a file that was seen; raise `Unfit` for anything that is no plain file of its own: `advice` says what to do instead."""
    try:
        handle = os.open(seen.name, _FLAGS | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
    except OSError as error:
        raise Unfit("Đây là liên kết hoặc tệp không mở được; chỉ nhận tệp thường.") from error
    try:
        _demand_plain(os.fstat(handle), largest, advice)
    except Unfit:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _demand_plain(facts: os.stat_result, largest: int | None, advice: str) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise Unfit(f"Đây không phải tệp thường (thư mục, ống dẫn, thiết bị). {advice}")
    if facts.st_nlink > 1:
        raise Unfit("Tệp này còn một tên ở chỗ khác (liên kết cứng) nên không đọc. Chép tệp thay vì liên kết.")
    if largest is not None and facts.st_size > largest:
        raise Unfit(f"Tệp lớn hơn {largest // 2**20} MB. Chia thành nhiều tệp.")


def has_changed(folder: int, seen: Seen, file: BinaryIO) -> bool:
    """Say whether what was read, or what bears its name by now, is another than what was seen."""
    try:
        named = os.stat(seen.name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return True
    return not _seen(seen.name, os.fstat(file.fileno())) == _seen(seen.name, named) == seen


def remove(folder: int, seen: Seen) -> None:
    """Take a file away."""
    with suppress(FileNotFoundError):
        os.unlink(seen.name, dir_fd=folder)


def put_away(folder: int, seen: Seen, where: str, why: str = "") -> None:
    """Move what was seen into a folder of ours beside it, with the reason."""
    with _kept_inside(folder, where) as target:
        name = f"{_mark(seen)}-{os.fsdecode(os.fsencode(seen.name)[:_LONGEST_NAME])}"
        os.rename(seen.name, name, src_dir_fd=folder, dst_dir_fd=target)
        if why:
            _explain(target, name, why)


def wipe_away(folder: int, seen: Seen, where: str, why: str) -> None:
    """Overwrite and delete a file that must not lie here, and leave the reason in a folder of ours, without its name.

    It goes there first: a fall half-way leaves zeros where nobody takes them for a file that came.
    """
    with _kept_inside(folder, where) as target:
        os.rename(seen.name, mark := _mark(seen), src_dir_fd=folder, dst_dir_fd=target)
        with suppress(OSError), open_to_wipe(mark, target) as file:
            overwrite(file)
        os.unlink(mark, dir_fd=target)
        _explain(target, mark, why)


def _mark(seen: Seen) -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{seen.inode}"


@contextmanager
def _kept_inside(folder: int, where: str) -> Iterator[int]:
    """Open a folder of ours, made where it is missing; what is done in it is on the disk afterwards."""
    make_inside(folder, where)
    with inside(folder, where) as target:
        yield target
        os.fsync(target)
        os.fsync(folder)


def _explain(folder: int, name: str, why: str) -> None:
    reason = os.open(f"{name}.ly-do.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
    with os.fdopen(reason, "w", encoding="utf-8") as file:
        file.write(why + "\n")
