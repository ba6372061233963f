"""Streams that never fail: damage, a bomb or a spent budget ends them, and they remember why. What was read until then counts."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events.model import Limits
from vonggac.sources.limits import MEGABYTE, megabytes
from vonggac.sources.refusal import Refused

DAMAGED = "Tệp bị hỏng hoặc chưa chép xong: phần đọc được vẫn dùng, phần sau bị mất. Chép lại tệp từ máy nguồn."
BOMB = "Tệp nén bất thường (dấu hiệu bom nén) nên dừng đọc tại đây. Không mở tệp này bằng phần mềm khác; hỏi lại nơi gửi."
UNREADABLE = "Không đọc được tệp từ ổ đĩa. Kiểm tra ổ đĩa, quyền đọc tệp rồi chạy lại."


class Reads(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        ...


@dataclass(slots=True)
class Budget:
    """What one archive with everything inside it may still cost."""

    unpacked: int
    entries: int


class Guarded(io.RawIOBase):
    """A stream that is read once, counts itself against a budget, and ends instead of failing."""

    def __init__(
        self, source: Reads, name: str, limits: Limits, budget: Budget | None = None, packed: Callable[[], int] | None = None
    ) -> None:
        super().__init__()
        self._source = source
        self.name = name
        self._limits = limits
        self._budget = budget
        self._packed = packed
        self.seen = 0
        self.fault: BadRow | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes; a negative size is no wish to hold everything at once."""
        if self.fault is not None:
            return b""
        try:
            data = self._source.read(size if 0 <= size <= 8 * MEGABYTE else MEGABYTE)
        except Refused as refusal:
            self.fault = refusal.bad
            return b""
        except OSError as error:
            self._end(UNREADABLE if error.errno else DAMAGED, "unreadable" if error.errno else "damaged")
            return b""
        except (_zip_error(), zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError, _zstd_error()):
            self._end(DAMAGED, "damaged")
            return b""
        self.seen += len(data)
        self._weigh(len(data))
        return data

    def _weigh(self, size: int) -> None:
        if self._packed and self.seen > self._limits.ratio_from and self.seen > self._limits.ratio * max(self._packed(), 1):
            self._end(BOMB, "zip-bomb")
        if self._budget is not None:
            self._budget.unpacked -= size
            if self._budget.unpacked < 0:
                self._end(f"Tệp nén bung ra hơn {megabytes(self._limits.unpacked)} MB nên dừng đọc tại đây. Tách nhỏ rồi đọc.", "too-large")

    def _end(self, why: str, rule: str) -> None:
        self.fault = BadRow(Place(self.name), why, "", rule)


def _zip_error() -> type[Exception]:
    """Looked up when something fails: most logs are in no ZIP."""
    from zipfile import BadZipFile

    return BadZipFile


def _zstd_error() -> type[BaseException]:
    """Zstandard's own error; its library stays unloaded until such a file is open."""
    import sys

    library = sys.modules.get("zstandard")
    return cast("type[BaseException]", library.ZstdError) if library else EOFError


class Ahead(io.RawIOBase):
    """A stream whose beginning was looked at already and comes again."""

    def __init__(self, head: bytes, rest: Reads) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        if not self._head:
            return self._rest.read(size if size >= 0 else MEGABYTE)
        size = len(self._head) if size < 0 else size
        data, self._head = self._head[:size], self._head[size:]
        return data


def spooled(stream: Reads, name: str, limits: Limits) -> tuple[BinaryIO, BadRow | None]:
    """Copy a stream into a temporary file that can be sought in; what exceeds the ceiling is cut off, and said."""
    import tempfile

    file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  the caller closes it
    left, fault = limits.spooled, None
    try:
        while left > 0 and (data := stream.read(min(MEGABYTE, left))):
            file.write(data)
            left -= len(data)
        if left <= 0 and stream.read(1):
            why = f"Tệp lớn hơn {megabytes(limits.spooled)} MB khi giải nén nên chỉ đọc phần đầu. Giải nén ra ổ đĩa rồi đọc."
            fault = BadRow(Place(name), why, "", "too-large")
    except OSError:
        fault = BadRow(Place(name), "Ổ đĩa tạm không đủ chỗ để giải nén tệp. Giải phóng ổ đĩa rồi chạy lại.", "", "no-room")
    file.seek(0)
    return file, fault


def whole(stream: BinaryIO) -> BinaryIO:
    """Return a raw stream with a buffer, for libraries that read few bytes at a time."""
    return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", stream), MEGABYTE)) if isinstance(stream, io.RawIOBase) else stream
