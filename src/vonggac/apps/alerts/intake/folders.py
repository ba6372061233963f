"""The drop folders of sources: which files are finished, and what becomes of them. They are read by the rules of `sources.dropped`."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from vonggac.sources import dropped
from vonggac.sources.dropped import Seen

QUIET = 3.0
"""Seconds without a change after which a file counts as finished."""
KEPT = 7 * 86_400.0
"""Seconds for which a file lies in done/."""
DONE, REFUSED = "done", "refused"


def prepare(parent: Path, code: str) -> None:
    """Make the folder of a source where it is missing."""
    for folder in (parent, parent / code):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
    with dropped.opened(parent, code) as folder_of_source:
        dropped.make_inside(folder_of_source, DONE, REFUSED)


def look(folder: int, now: float) -> list[Seen]:
    """Return what lies there and has not been written for a while, the oldest first."""
    found, _copied = dropped.look(folder, (DONE, REFUSED))
    return [seen for seen in found if not seen.plain or now - seen.changed / 1e9 >= QUIET]


def tidy(folder: int, now: float | None = None) -> None:
    """Delete what has lain in done/ for long; what was refused stays until somebody has looked."""
    now = time.time() if now is None else now
    with suppress(OSError), dropped.inside(folder, DONE) as done:
        for name in os.listdir(done):  # noqa: PTH208  an open folder, no path
            facts = os.stat(name, dir_fd=done, follow_symlinks=False)
            if stat.S_ISREG(facts.st_mode) and now - max(facts.st_mtime, facts.st_ctime) > KEPT:
                os.unlink(name, dir_fd=done)
