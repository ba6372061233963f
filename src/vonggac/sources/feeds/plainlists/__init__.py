"""Plain lists of indicators, one a line: addresses, ranges, domains, web addresses, hashes, mailboxes, mixed and made harmless.

The lists of Maltrail name the family in the file name and its aliases and references in comments; IPsum puts a count behind the address;
a hosts file puts an address before the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from vonggac.kernel.badrows import Place
from vonggac.sources.feeds import scope
from vonggac.sources.feeds.ceilings import HEAD
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.lines import Lines
from vonggac.sources.feeds.model import FeedIndicator, Found, Kind
from vonggac.sources.feeds.observables import NotAValue, any_of
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse

_COMMENT = re.compile(r"^\s*(?:#|//|;)")
_TRAILING = re.compile(r"\s+(?:#|//|;)\s?(?P<note>.*)$")
_ALIASES = re.compile(r"^#\s*Aliases:\s*(?P<names>.+)$", re.IGNORECASE)
_REFERENCE = re.compile(r"^#\s*Reference:\s*(?P<where>\S+)", re.IGNORECASE)
_NOWHERE = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104  how hosts files block, not an address to listen on
_WEB = re.compile(r"h(?:tt|xx)ps?://\S+$", re.IGNORECASE)
_PATH = re.compile(r"/\S*$")
_ENOUGH = 0.7
_SENTENCE = 3
"""A line of more words than this, outside its comment, is prose."""


class PlainList:
    """A text file of which most lines are indicators."""

    format = "indicator-list"

    def recognise(self, head: bytes, name: str) -> float:
        """By trying: most lines must be values. Never surer than a format that states what it is."""
        if b"\0" in head:
            return 0.0
        text = head.decode("utf-8", errors="replace").removeprefix("\ufeff")
        lines = text.splitlines()[: -1 if len(head) >= HEAD else None]
        tried = [line for line in lines if line.strip() and not _COMMENT.match(line)][:60]
        if not tried:
            return 0.35 if "Maltrail" in text[:300] else 0.0
        paths = sum(1 for line in tried if _PATH.match(line.strip()))
        share = (sum(_is_value(line) for line in tried) + paths * ("Maltrail" in text[:300])) / len(tried)
        return 0.5 if share >= _ENOUGH else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield every value once; what stands in a list twice is counted."""
        yield from _List(stream, name, limits).found()


class _List:
    """One list while it is read."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.lines = Lines(stream, name, limits)
        self.faults = Faults(name, limits.bad_rows)
        self.families: tuple[str, ...] = ()
        self.reference = ""
        self.seen: set[tuple[Kind, str, int | None]] = set()

    def found(self) -> Iterator[Found]:
        for raw in self.lines:
            yield from self.lines.faults(self.faults)
            line = raw.strip()
            if not line:
                continue
            if _COMMENT.match(line):
                self._learn(line)
                continue
            if len(self.seen) >= self.limits.rows:
                refuse(self.name, f"Danh sách có hơn {self.limits.rows} dòng. Chia thành nhiều tệp.", "too-many-rows")
            yield from self._line(line)
        yield from self.lines.faults(self.faults)
        yield from self.faults.rest()

    def _learn(self, comment: str) -> None:
        if "Maltrail" in comment:
            stem = re.split(r"[/›]", self.name)[-1].strip().rpartition(".")[0]
            self.families = (re.sub(r"-\d+$", "", stem).replace("_", " "),)
        elif found := _ALIASES.match(comment):
            self.families = tuple(dict.fromkeys((*self.families, *(one.strip() for one in found["names"].split(",")))))
        elif found := _REFERENCE.match(comment):
            self.reference = found["where"]

    def _line(self, line: str) -> Iterator[Found]:
        number = self.lines.number
        if _PATH.match(line):
            self.faults.once(number, "Chỉ có đường dẫn của URL, không có tên máy; không thành chỉ dấu.", "path-only", line)
            return
        value, note = _parted(line)
        try:
            kind, canonical, port = any_of(value)
        except NotAValue as error:
            yield from self.faults.bad(number, f"{error}. Kiểm tra dòng này.", "bad-value", line)
            return
        if (kind, canonical, port) in self.seen:
            self.faults.once(number, "Chỉ dấu đã có ở dòng trước; tính một lần.", "duplicate", line)
            return
        self.seen.add((kind, canonical, port))
        if kind is Kind.ADDRESS and scope.is_not_public(canonical):
            self.faults.once(number, scope.WHY, scope.RULE, canonical)
        yield FeedIndicator(
            Place(self.name, line=number), kind, canonical, source=self.name, families=self.families, port=port, note=note or self.reference
        )


def _parted(line: str) -> tuple[str, str]:
    """Return the value and the note behind it."""
    found = _TRAILING.search(line)
    note = found["note"].strip() if found else ""
    words = (line[: found.start()] if found else line).replace("\t", " ").split()
    if len(words) == 2 and words[0] in _NOWHERE:
        return words[1], note
    if len(words) == 2 and words[1].isdecimal():
        return words[0], note or words[1]
    return " ".join(words).rstrip(",;"), note


def _is_value(line: str) -> bool:
    value, _ = _parted(line.strip())
    if len(value.split()) > _SENTENCE:
        return False
    if _WEB.match(value):
        return True
    try:
        kind, text, _ = any_of(value)
    except ValueError:
        return False
    return kind is not Kind.DOMAIN or text.rpartition(".")[2] not in _ENDINGS_OF_FILES


_ENDINGS_OF_FILES = frozenset({"csv", "txt", "json", "exe", "xml", "pdf", "docx", "xlsx", "html", "log"})
"""Endings by which a list of file names would pass for a list of domains."""
