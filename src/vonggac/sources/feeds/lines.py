"""Lines of a feed, numbered; what is too long or no text is skipped with its place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from vonggac.kernel.badrows import BadRow
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.limits import Limits, megabytes
from vonggac.sources.lines import LONG, LONGEST_LINE, NUL, chunks_of, has_long_line, whole_lines, why_left_out
from vonggac.sources.refusal import refuse

_MARK = b"\xef\xbb\xbf"


class Lines:
    """Text lines with their number; `skipped` holds the numbers of those that were too long or held NUL."""

    def __init__(self, stream: BinaryIO, source: str, limits: Limits) -> None:
        self.number = 0
        self.skipped: list[tuple[int, str]] = []
        self.is_utf8 = True
        self.is_cut = False
        """The last line read has no end: right for a last line, unless half of it is missing."""
        self._stream, self._source, self._limits = stream, source, limits

    def __iter__(self) -> Iterator[str]:
        for data, is_long in whole_lines(self._weighed(), (b"\n",)):
            if is_long:
                self._skip(LONG)
            else:
                yield from self._lines(data, may_skip=b"\0" in data or has_long_line(data))

    def _weighed(self) -> Iterator[bytes]:
        size = 0
        for chunk in chunks_of(self._stream):
            size += len(chunk)
            if size > self._limits.size:
                refuse(self._source, f"Tệp lớn hơn {megabytes(self._limits.size)} MB. Chia thành nhiều tệp.", "too-large")
            yield chunk

    def _lines(self, data: bytes, *, may_skip: bool) -> Iterator[str]:
        for raw in io.BytesIO(data):
            is_long = len(raw) - raw.endswith(b"\n") > LONGEST_LINE
            if may_skip and (is_long or b"\0" in raw):
                self._skip(LONG if is_long else NUL)
                continue
            self.number += 1
            self.is_cut = not raw.endswith(b"\n")
            yield self._text(raw)

    def _skip(self, rule: str) -> None:
        self.number += 1
        self.skipped.append((self.number, rule))

    def faults(self, faults: Faults) -> Iterator[BadRow]:
        """Yield an error for every line that was skipped since the last call."""
        for number, rule in self.skipped:
            yield from faults.bad(number, why_left_out(rule), rule)
        self.skipped.clear()

    def _text(self, raw: bytes) -> str:
        if self.number == 1 and raw.startswith(_MARK):
            raw = raw[3:]
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            self.is_utf8 = False
            return raw.decode("latin-1")
