"""Whether a log or a file that comes in shows a degree of state secret, told piece by piece before the piece is written.

The rule is that of records and letters (`sources.recordsecrecy`, Law 117/2025, Article 5.2). Text is looked through line by line; binary
logs keep words in UTF-16, where the one word that every degree has is looked for. What is packed shows only the names inside it: its
content is for the reader of the hunt.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from vonggac.kernel.handling import may_show_degree
from vonggac.sources.recordsecrecy import shows_degree

LONGEST_LINE = 256 * 1024
"""Octets of a line that wait for its end; a longer one is looked at in pieces."""
MOST_NAMES = 100_000
_AROUND = 240
_WIDE = re.compile(
    rb"[mM]\x00(?:[\xac\xad]\x1e|[aA]\x00\x23\x03\x02\x03|[aA]\x00\x02\x03\x23\x03|[\xc2\xe2]\x00\x23\x03|[\xa0\xa1]\x1e\x02\x03)[tT]\x00"
)
"""Mật in UTF-16, composed or not."""
_WIDE_PARTS = (b"\xac\x1e", b"\xad\x1e", b"\x23\x03")
_NO_LETTERS = re.compile(r"[^\x20-\x7e\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff]+")


class ShowsDegree(Exception):  # noqa: N818  it reads as what was found
    """What came in shows a degree of secrecy; `line` where one can be counted."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(line)
        self.line = line


class Look:
    """Looks through one file as it comes in."""

    def __init__(self) -> None:
        self._kind = ""
        self._rest = b""
        self._line = 0

    def at(self, data: bytes) -> None:
        """Look at the next piece; raise `ShowsDegree` before it is written."""
        self._kind = self._kind or kind_of(data)
        whole = self._rest + data
        if self._kind == "binary":
            self._at_wide(whole)
            self._rest = whole[-2 * _AROUND :]
            return
        cut = self._end_of_lines(whole)
        self._at_lines(whole[:cut])
        self._rest = whole[cut:]

    def end(self) -> None:
        """Look at what is left."""
        if self._kind and self._kind != "binary":
            self._at_lines(self._rest)
        self._rest = b""

    def _end_of_lines(self, data: bytes) -> int:
        end = b"\n\x00" if self._kind == "utf-16-le" else b"\x00\n" if self._kind == "utf-16-be" else b"\n"
        cut = data.rfind(end) + len(end)
        if cut < len(end) and len(data) > LONGEST_LINE:
            cut = len(data)
        return max(0, cut if cut >= len(end) else 0) & (~1 if len(end) > 1 else ~0)

    def _at_lines(self, data: bytes) -> None:
        if self._kind.startswith("utf-16"):
            data = data.decode(self._kind, "replace").encode()
        if may_show_degree(data):
            for number, line in enumerate(data.split(b"\n"), start=1):
                if shows_degree(line):
                    raise ShowsDegree(self._line + number)
        self._line += data.count(b"\n")

    def _at_wide(self, data: bytes) -> None:
        if not any(part in data for part in _WIDE_PARTS):
            return
        for found in _WIDE.finditer(data):
            start = max(found.start() % 2, found.start() - _AROUND)
            words = data[start : found.end() + _AROUND].decode("utf-16-le", "replace")
            if shows_degree(_NO_LETTERS.sub("\n", words).encode()):
                raise ShowsDegree


def kind_of(head: bytes) -> str:
    """Return how the first piece of a file writes words: utf-8, utf-16-le, utf-16-be or binary."""
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    return "binary" if b"\x00" in head[:4096] or head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF")) else "utf-8"


def names_inside(path: Path) -> Iterator[str]:
    """Give the names in a ZIP; nothing of what cannot be opened as one."""
    try:
        with zipfile.ZipFile(path) as parts:
            yield from (part.filename for part in parts.infolist()[:MOST_NAMES])
    except (OSError, ValueError, zipfile.BadZipFile):
        return
