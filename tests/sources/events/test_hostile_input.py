"""Whatever bytes come, every reader ends, holds little, raises nothing, and reads the same however the bytes arrive."""

from __future__ import annotations

import io
import time
import tracemalloc
from importlib.util import find_spec
from typing import cast

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vonggac.sources.events import Chunk, Limits
from vonggac.sources.events.formats import FORMATS, JSON, XML, Format
from vonggac.sources.events.guarding import Budget
from vonggac.sources.events.opening import read_stream
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.refusal import Refused

from .opened import SAMPLES, WRITTEN, from_bytes, rules

READERS = [format for format in FORMATS if find_spec(f"vonggac.sources.events.{format.module.partition(':')[0]}")]
TEXTS = [format for format in READERS if format.is_text]
WHOLE = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir())}
PIECES = [
    b"\n", b"\r", b"\0", b'"', b"'", b"\\", b"[", b"]", b"{", b"}", b"<", b">", b"</Event>", b"<Event>", b"&#x0;", b"#Fields: a b\n",
    b"#fields\ta\n", b"#separator ", b"msg=audit(", b"type=EXECVE ", b"a1[0]=41", b"saddr=0200", b"Jan 40 99:99:99 ", b"<999>", b"%",
    b"Feb 29 10:00:00 a b: ", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"=", b",", b";", b"\t", b"-", b"99999999999999999999", b"\x1d",
    b"[30/Foo/2024:10:00:00 +9999]",
]  # fmt: skip


class Trickling(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a pipe or an unpacker may."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__()
        self._inner, self._step = io.BytesIO(data), step

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._inner.read(self._step if size < 0 else min(size, self._step))


def read(format: Format, data: bytes, *, step: int = 0, limits: Limits | None = None) -> list[Chunk]:
    """Return what one reader makes of bytes, with nothing between them and it."""
    stream = Trickling(data, step) if step and not format.seeks else io.BytesIO(data)
    try:
        return list(format.read(cast("io.BufferedReader", stream), "nhat-ky.log", limits or Limits(written=WRITTEN)))
    except Refused:
        return []


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A sample from which something was cut, into which something was put, or both, several times."""
    data = draw(st.sampled_from(sorted(WHOLE.values())))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 40))
        data = data[:at] + draw(st.sampled_from(PIECES) | st.binary(max_size=12)) + data[at + size :]
    return data


@pytest.mark.parametrize("format", READERS, ids=lambda format: format.name)
@given(data=spoilt() | st.binary(max_size=400) | st.lists(st.sampled_from(PIECES)).map(b"".join))
@example(data=b"")
@example(data=b"\0" * 5000)
def test_no_reader_raises_and_none_makes_more_of_a_file_than_there_is(format: Format, data: bytes) -> None:
    chunks = read(format, data)
    events = sum(len(chunk.events) for chunk in chunks)
    assert events <= len(data) + 1
    assert all(row.why and row.place.source for chunk in chunks for row in chunk.bad)


@pytest.mark.parametrize("format", TEXTS, ids=lambda format: format.name)
@given(data=spoilt(), step=st.sampled_from([7, 100, 1000]))
@example(data=b"\n\n#set_separator\t,\n#a\n#b\n", step=7)
@example(data=b"\n" * 20 + b"x\n{}\n", step=7)
def test_how_the_bytes_arrive_and_how_small_the_chunks_are_changes_nothing(format: Format, data: bytes, step: int) -> None:
    whole = read(format, data)
    parts = read(format, data, step=step, limits=Limits(written=WRITTEN, chunk=200, events=2_100))
    assert [event for chunk in parts for event in chunk.events] == [event for chunk in whole for event in chunk.events]
    assert rules([row for chunk in parts for row in chunk.bad]) == rules([row for chunk in whole for row in chunk.bad])


@given(
    data=spoilt() | st.binary(max_size=300),
    packing=st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf'\x1c\0\4"]),
)
def test_the_door_never_raises_and_no_reader_breaks_behind_it(data: bytes, packing: bytes) -> None:
    limits = Limits(written=WRITTEN, unpacked=MEGABYTE)
    chunks = list(read_stream(io.BytesIO(packing + data), "nhat-ky", limits, 0, Budget(limits.unpacked, limits.entries)))
    assert "reader-failed" not in {row.rule for chunk in chunks for row in chunk.bad if "Module" not in row.seen}


LONG = 900_000
GRINDING = {
    "syslog": b"Jan  1 00:00:00 may " + b"a" * LONG,
    "syslog-5424": b'<86>1 2024-01-01T00:00:00Z a b c d [x a="' + b"\\]" * (LONG // 2),
    "sudo": b"Jan  1 00:00:00 may sudo: a : " + b"TTY=x ; " * (LONG // 8),
    "sshd": b"Jan  1 00:00:00 may sshd: Failed password for " + b"invalid user " * (LONG // 13),
    "auditd": b"type=A msg=audit(1.1:1): " + b"a=" * (LONG // 2),
    "auditd-head": b"type=" * (LONG // 5) + b"type=A msg=audit(1.1:1):",
    "web-access": b'1.2.3.4 - - [01/Jan/2024:10:00:00 +0700] "' + b'\\"' * (LONG // 2),
    "web-access-user": b"1.2.3.4 - " + b"a " * (LONG // 2),
    "web-error": b"2024/01/01 10:00:01 [error] 25#25: " + b", client: 1" * (LONG // 11),
    "web-apache-error": b"[Mon Jan 01 10:00:00 2024] [core:error] " + b"[client " * (LONG // 8),
    "w3c": b"#Fields: a b\n" + b'" ' * (LONG // 2),
    "zeek": b"#separator \\x09\n#fields\ta\tb\n" + b"\\x" * (LONG // 2) + b"\tb",
    "csv": b"a,b,c\n" + b'"' * LONG,
    "csv-message": b'"Id","ProviderName","LogName","Message"\n1,a,b,"' + b"a: " * (LONG // 3) + b'"',
    "xml": b"<Events>" + b"<Event " * (LONG // 7),
    "xml-deep": b"<Event><UserData>" + b"<a>" * 40_000 + b"</Event>",
    "xml-attributes": b"<Event><System " + b"a" * LONG + b"/></Event>",
    "sysmon": b"Jan  1 00:00:00 may sysmon: <Event>" + b'<Data Name="a">' * (LONG // 15) + b"</Event>",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(GRINDING))
def test_no_line_is_so_wicked_that_it_takes_more_than_a_moment(name: str) -> None:
    begun = time.process_time()
    for format in TEXTS:
        read(format, GRINDING[name])
    from_bytes(GRINDING[name])
    assert time.process_time() - begun < 4


@pytest.mark.parametrize("format", TEXTS, ids=lambda format: format.name)
def test_a_line_without_end_needs_no_more_memory_than_a_line_may(format: Format) -> None:
    class Endless(io.RawIOBase):
        left = 48 * MEGABYTE

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            size = min(size if size >= 0 else MEGABYTE, self.left)
            self.left -= size
            return b'{"a":"' + b"x" * (size - 6) if self.left > 47 * MEGABYTE else b"x" * size

    limits = Limits(line=2 * MEGABYTE)
    tracemalloc.start()
    try:
        chunks = list(format.read(cast("io.BufferedReader", Endless()), "a.log", limits))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 24 * MEGABYTE
    assert sum(len(chunk.events) for chunk in chunks) <= 1
    assert [row.rule for chunk in chunks for row in chunk.bad if row.rule in {"long-line", "long-event", "bad-row"}] or format.name == "xml"


def test_bad_rows_are_counted_and_not_kept_without_end() -> None:
    data = b"type=A msg=audit(1.1:1): a=b\n" + b"x\n" * 500
    _, bad = from_bytes(data, limits=Limits(bad=10))
    assert len(bad) == 11
    assert bad[-1].rule == "more-bad-rows"
    assert "490" in bad[-1].why


def test_a_stray_byte_in_one_line_does_not_change_how_the_others_are_read() -> None:
    events, _ = from_bytes("Jan  1 00:00:00 máy a: tiếng Việt\n".encode() + b"Jan  1 00:00:01 may a: \xff\xfe\n")
    assert [event.fields["message"] for event in events] == ["tiếng Việt", "\\xff\\xfe"]


def test_what_a_power_failure_leaves_in_a_log_is_passed_over() -> None:
    events, bad = from_bytes(b"Jan  1 00:00:00 may a: 1\n" + b"\0" * 4000 + b"Jan  1 00:00:01 may a: 2\n")
    assert ([event.fields["message"] for event in events], bad) == (["1", "2"], [])


def test_utf_16_without_its_mark_is_read_as_it_was_written() -> None:
    text = "Jan  1 00:00:00 may a: Công văn đến của Ủy ban, phòng Văn thư đã nhận hồ sơ của công dân\n" * 5
    events, _ = from_bytes(text.encode("utf-16-le"))
    assert events[0].fields["message"].startswith("Công văn đến")


@given(data=spoilt() | st.just(WHOLE["windows.xml"]))
def test_the_quick_reading_of_xml_gives_what_the_parser_gives(data: bytes) -> None:
    from vonggac.sources.events import xml

    quick = read(XML, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml, "flat_event", lambda part: None)
        slow = read(XML, data)
    known = {event.record: event for chunk in slow for event in chunk.events}
    assert all(known.get(event.record, event) == event for chunk in quick for event in chunk.events)


WORDS = (
    "winlog event_data log_name event_id @timestamp event_type timestamp ts _path @stream uid note ID SYSCALL EXECVE PATH PROCTITLE ARGV "
    "NODE __REALTIME_TIMESTAMP MESSAGE SYSLOG_IDENTIFIER EventId Channel Payload event ecs event.module module dataset request status "
    "remote_addr time_local process executable args url original type channel provider_name computer_name user_data hits Records value "
    "_source EventID Event System EventData name host id_orig_h exe pid suricata eve os"
)
KEYS = WORDS.split()
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "1.5:1", "system", "auditd", "nginx", "nginx.access", "linux", "start", "GET /a?b HTTP/1.1", "sudo", "Linux-Sysmon", "\0"]
    )
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@given(records=st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=7), max_size=8))
def test_an_object_of_any_shape_becomes_an_event_and_breaks_nothing(records: list[dict[str, object]]) -> None:
    data = b"\n".join(orjson.dumps(record) for record in records)
    chunks = read(JSON, data)
    assert len([event for chunk in chunks for event in chunk.events]) >= len([record for record in records if record])
    for event in (event for chunk in chunks for event in chunk.events):
        assert all(isinstance(part, str) for part in (*event.kind, event.time, event.host))
