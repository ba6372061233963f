"""wtmp and btmp of Linux (utmp(5) of glibc): who logged on, from where, when; starts of the machine. Records of fixed length.

A machine's words have 64 bits or 32 there: x86-64 keeps a record of 384 bytes for programs of old, ARM 64 has none to keep (400 bytes).
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import from_epoch

_KIND = Kind(product="linux", service="wtmp")
_TYPES = (
    "EMPTY", "RUN_LVL", "BOOT_TIME", "NEW_TIME", "OLD_TIME", "INIT_PROCESS", "LOGIN_PROCESS", "USER_PROCESS", "DEAD_PROCESS", "ACCOUNTING",
)  # fmt: skip
_YEAR_2000, _YEAR_2100 = 946_684_800, 4_102_444_800
_RECORDS_AT_ONCE = 1_024
_CUT = "Tệp wtmp kết thúc giữa một bản ghi. Chép lại tệp từ máy nguồn."
_BAD = "Bản ghi wtmp hỏng nên không đọc; các bản ghi khác vẫn được đọc. Kiểm tra tệp gốc."


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a record lies."""

    record: struct.Struct

    def read(self, data: bytes, number: int) -> Event | None:
        """Read one record; None for what is none."""
        kind, pad, pid, line, _, user, host, seconds, micro, address = self.record.unpack(data)
        if pad or not 0 < kind < len(_TYPES) or not _YEAR_2000 < seconds < _YEAR_2100:
            return None
        fields: dict[str, Any] = {"type": _TYPES[kind], "pid": pid, "tty": _text(line), "user": _text(user), "src_host": _text(host)}
        if any(address):
            fields["src_ip"] = str(ipaddress.ip_address(address if any(address[4:]) else address[:4]))
        told = {name: value for name, value in fields.items() if value != ""}
        return Event(_KIND, told, f"{from_epoch(seconds)}.{micro % 1_000_000:06d}Z", "", number)


_LAYOUTS = (_Layout(struct.Struct("<hHi32s4s32s256s8xii16s20x")), _Layout(struct.Struct("<hHi32s4s32s256s4x8xqq16s24x")))


def is_wtmp(head: bytes) -> bool:
    """Say whether a file is one, by the first records of it."""
    return head[2:4] == b"\0\0" and head[1:2] == b"\0" and _layout(head) is not None


def _layout(head: bytes) -> _Layout | None:
    for layout in _LAYOUTS:
        size = layout.record.size
        first = [head[at : at + size] for at in range(0, min(len(head), 16 * size) - size + 1, size)]
        if sum(1 for one in first if layout.read(one, 0)) * 2 > len(first):
            return layout
    return None


def read_wtmp(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every record; zeros are what a record was that somebody wiped out, and are said."""
    gathering = Gathering(name, limits)
    held, number, layout = b"", 0, None
    while data := stream.read(_RECORDS_AT_ONCE * 384):
        held += data
        layout = layout or _layout(held)
        if layout is None:
            continue
        size = layout.record.size
        for at in range(0, len(held) - size + 1, size):
            number += 1
            if event := layout.read(held[at : at + size], number):
                gathering.events.append(event)
            else:
                wiped = "wiped-record" if not any(held[at : at + size]) else "bad-record"
                gathering.add_bad(number, _BAD if wiped == "bad-record" else _WIPED, wiped)
        held = held[len(held) - len(held) % size :]
        if gathering.is_full(len(data), _RECORDS_AT_ONCE):
            yield gathering.take()
    if held:
        gathering.add_bad(number + 1, _CUT, "cut-record")
    yield from gathering.last()


_WIPED = "Bản ghi wtmp toàn số không: dấu hiệu có người xóa một lần đăng nhập. Đối chiếu với auth.log."


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "backslashreplace")
