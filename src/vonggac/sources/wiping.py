"""Bytes that must not be here are written over before their file goes: no link is followed, nothing under a second name is touched."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

STEP = 1 << 20


def open_to_wipe(name: str | Path, folder: int | None = None) -> BinaryIO:
    """Open a file, in an open folder or by its path, to write over it; `OSError` for a link, a pipe without a reader, a folder."""
    flags = os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
    return os.fdopen(os.open(name, flags, dir_fd=folder), "wb")


def overwrite(file: BinaryIO) -> None:
    """Write zeros over a plain file with one name; a second name may stand for somebody else's."""
    facts = os.fstat(file.fileno())
    zero(file, facts.st_size if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 else 0)


def zero(file: BinaryIO, size: int) -> None:
    """Write so many zeros from where the file stands, and see them on the disk."""
    while size > 0:
        size -= file.write(b"\0" * min(STEP, size))
    file.flush()
    os.fsync(file.fileno())
