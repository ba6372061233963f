"""wtmp: who logged on, from where; and that somebody wiped a record out."""

from __future__ import annotations

import gzip
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .opened import from_bytes

AT = 1_772_420_645  # 2026-03-02T03:04:05Z


def record(user: str = "an", *, kind: int = 7, host: str = "198.51.100.7", seconds: int = AT, wide: bool = False) -> bytes:
    address = bytes([198, 51, 100, 7]) + bytes(12)
    fields = (kind, 0, 812, b"pts/0", b"ts/0", user.encode(), host.encode())
    return struct.pack("<hHi32s4s32s256s", *fields) + (
        struct.pack("<4x8xqq16s24x", seconds, 250_000, address) if wide else struct.pack("<8xii16s20x", seconds, 250_000, address)
    )


@pytest.mark.parametrize("wide", [False, True], ids=["x86-64", "ARM 64"])
def test_a_logon_tells_who_from_where_and_when(wide: bool) -> None:
    events, bad = from_bytes(record(wide=wide) + record("root", kind=8, wide=wide), "wtmp")
    assert bad == []
    assert [(event.time, event.fields["type"], event.fields["user"], event.record) for event in events] == [
        ("2026-03-02T03:04:05.250000Z", "USER_PROCESS", "an", 1),
        ("2026-03-02T03:04:05.250000Z", "DEAD_PROCESS", "root", 2),
    ]
    assert events[0].fields["src_ip"] == "198.51.100.7"
    assert events[0].kind[:3] == ("linux", "", "wtmp")


def test_what_was_wiped_cut_off_or_damaged_is_said_and_the_rest_is_read() -> None:
    events, bad = from_bytes(
        gzip.compress(record("a") + record("b") + bytes(384) + record(kind=99) + record("c") + record("d")[:100]), "wtmp.1.gz"
    )
    assert [event.fields["user"] for event in events] == ["a", "b", "c"]
    assert [(row.place.line, row.rule) for row in bad] == [(3, "wiped-record"), (4, "bad-record"), (6, "cut-record")]


@given(st.binary(max_size=900), st.integers(0, 383))
def test_no_bytes_break_the_reader(noise: bytes, at: int) -> None:
    data = bytearray(record("a") + record("b"))
    data[at : at + len(noise)] = noise
    _, bad = from_bytes(bytes(data), "wtmp")
    assert "reader-failed" not in {row.rule for row in bad}


def test_the_tool_of_linux_itself_reads_these_records_so(tmp_path: Path) -> None:
    if shutil.which("utmpdump") is None:
        pytest.skip("utmpdump is not installed")
    (tmp_path / "wtmp").write_bytes(record())
    said = subprocess.run(["utmpdump", str(tmp_path / "wtmp")], capture_output=True, text=True).stdout
    assert "[an" in said
    assert "[198.51.100.7" in said
    assert "2026-03-02T03:04:05,250000+00:00" in said
