"""The folders into which bodies drop files: DATA/hunts-in/<code of the body>/. They are read by the rules of `sources.dropped`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from vonggac.sources import dropped
from vonggac.sources.dropped import Seen

QUIET = 180.0
"""Seconds without a change after which a file counts as copied to its end."""
REFUSED = "tu-choi"
"""Where refused files lie, each with a file that says why."""


def codes(parent: Path) -> list[str]:
    """Return the names of the folders that lie there; links are none."""
    if not parent.is_dir():
        return []
    with os.scandir(parent) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."))


def look(folder: int, now: float) -> tuple[list[Seen], int]:
    """Return what lies there finished, the oldest first, and how many are still being copied."""
    found, copied = dropped.look(folder, (REFUSED,))
    finished = [seen for seen in found if now - seen.quiet_since() >= QUIET]
    return finished, copied + len(found) - len(finished)


def open_file(folder: int, seen: Seen) -> BinaryIO:
    """Open a file that was seen; raise `Unfit` for anything that is no plain file of its own."""
    return dropped.open_file(folder, seen, advice="Nén thư mục thành một gói zip rồi thả lại.")


def put_aside(folder: int, seen: Seen, why: str) -> None:
    """Move what is refused into the folder for that, with the reason beside it."""
    dropped.put_away(folder, seen, REFUSED, why)


def wipe_away(folder: int, seen: Seen, why: str) -> None:
    """Overwrite and delete a file that must not lie here, and leave the reason, without its name."""
    dropped.wipe_away(folder, seen, REFUSED, why)
