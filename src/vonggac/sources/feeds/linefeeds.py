"""Feeds of one thing a line below a heading in comments: what all of them share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, ClassVar

from vonggac.kernel.badrows import Place
from vonggac.sources.feeds.drafting import Drafting
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.lines import Lines
from vonggac.sources.feeds.model import Found
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse


class NotThisLine(ValueError):  # noqa: N818  read as a sentence
    """A line is none of this feed; the message says in Vietnamese what it should be."""


class LineFeed:
    """A reader by lines; a subclass says how it is known and what a line means."""

    format: ClassVar[str] = ""
    comments: ClassVar[tuple[str, ...]] = ("#", ";")

    def __init__(self) -> None:
        self.heading: dict[str, str] = {}

    def recognise(self, head: bytes, name: str) -> float:
        """Say how sure the words of the heading make it."""
        return 0.9 if self.is_mine(head.decode("utf-8", errors="replace"), name.lower()) else 0.0

    def is_mine(self, head: str, name: str) -> bool:
        raise NotImplementedError

    def note(self, comment: str) -> None:
        """Take from a comment what holds for the lines below it."""

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        """Yield the fields of the events of a line; raise NotThisLine or ValueError when it is none."""
        raise NotImplementedError

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield the events of every line."""
        faults, self.heading = Faults(name, limits.bad_rows), {}
        drafting, lines, count = Drafting(name, faults, today), Lines(stream, name, limits), 0
        for raw in lines:
            yield from lines.faults(faults)
            line = raw.strip()
            if not line or line.startswith(self.comments):
                self.note(line)
                continue
            count += 1
            if count > limits.rows:
                refuse(name, f"Tệp có hơn {limits.rows} dòng. Chia thành nhiều tệp.", "too-many-rows")
            try:
                drafts = list(self.events_of(raw.rstrip("\r\n")))
            except ValueError as error:
                why = str(error) if isinstance(error, NotThisLine) else "Dòng không đúng dạng của nguồn tin này."
                rule = "truncated" if lines.is_cut else "wrong-columns"
                yield from faults.bad(lines.number, f"{why} Tải lại tệp gốc.", rule, line[:200])
                continue
            for fields in drafts:
                yield from drafting.event(Place(name, line=lines.number), fields)
        yield from lines.faults(faults)
        yield from faults.rest()
