"""Lines of a byte stream, each bounded, so that a file without line ends costs no more than one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from vonggac.kernel.badrows import BadRow
from vonggac.sources.feeds.ceilings import LONGEST_LINE
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.limits import Limits, megabytes
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
        size, read, most = 0, self._stream.readline, self._limits.size
        while raw := read(LONGEST_LINE):
            self.number += 1
            size += len(raw)
            if len(raw) >= LONGEST_LINE and not raw.endswith(b"\n"):
                size += self._rest_of_line()
                self.skipped.append((self.number, "line-too-long"))
            elif b"\0" in raw:
                self.skipped.append((self.number, "nul-bytes"))
            else:
                self.is_cut = not raw.endswith(b"\n")
                yield self._text(raw)
            if size > most:
                refuse(self._source, f"Tệp lớn hơn {megabytes(most)} MB. Chia thành nhiều tệp.", "too-large")

    def faults(self, faults: Faults) -> Iterator[BadRow]:
        """Yield an error for every line that was skipped since the last call."""
        for number, rule in self.skipped:
            why = "Dòng dài bất thường, đã bỏ qua." if rule == "line-too-long" else "Dòng có ký tự rỗng (NUL), đã bỏ qua."
            yield from faults.bad(number, f"{why} Kiểm tra tệp gốc.", rule)
        self.skipped.clear()

    def _rest_of_line(self) -> int:
        size = 0
        while chunk := self._stream.readline(LONGEST_LINE):
            size += len(chunk)
            if chunk.endswith(b"\n") or size > self._limits.size:
                break
        return size

    def _text(self, raw: bytes) -> str:
        if self.number == 1 and raw.startswith(_MARK):
            raw = raw[3:]
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            self.is_utf8 = False
            return raw.decode("latin-1")
