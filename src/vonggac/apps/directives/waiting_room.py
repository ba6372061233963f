"""Scans between uploading and a person's word: held in this process's memory, never on a disk, and forgotten after a while.

A file that may carry a secrecy mark must not be written before somebody has looked (Law 117/2025, Article 5.2). When the process is
another one, or the time is over, the page asks for the same file once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

HELD_FOR = timedelta(minutes=20)
MOST_BYTES = 200 * 1024 * 1024


class WaitingRoom:
    """Bytes by (person, digest); the oldest leave first when there is no room."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[int, str], tuple[datetime, bytes]] = OrderedDict()

    def hold(self, person: int, sha256: str, data: bytes, *, at: datetime) -> None:
        """Hold a file for its uploader."""
        with self._lock:
            self._forget(at)
            self._held.pop((person, sha256), None)
            self._held[person, sha256] = (at, data)
            while sum(len(kept) for _at, kept in self._held.values()) > self.most and len(self._held) > 1:
                self._held.popitem(last=False)

    def take(self, person: int, sha256: str, *, at: datetime) -> bytes | None:
        """Return what is held, and let it go."""
        with self._lock:
            self._forget(at)
            found = self._held.pop((person, sha256), None)
        return found[1] if found else None

    def look(self, person: int, sha256: str, *, at: datetime) -> bytes | None:
        """Return what is held, and go on holding it."""
        with self._lock:
            self._forget(at)
            found = self._held.get((person, sha256))
        return found[1] if found else None

    def _forget(self, at: datetime) -> None:
        for key in [key for key, (since, _data) in self._held.items() if since + HELD_FOR < at]:
            del self._held[key]


scans = WaitingRoom()
