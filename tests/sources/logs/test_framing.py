"""Syslog over TCP: whatever the chunks, the messages come out whole, and nothing that was read is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.sources.logs import Cut, Frame, FrameDecoder


def fed(data: bytes, size: int, longest: int = 1024) -> list[Frame]:
    decoder = FrameDecoder(longest=longest)
    frames = [frame for at in range(0, len(data), size) for frame in decoder.feed(data[at : at + size])]
    assert decoder.held <= longest + size + 10
    return frames + decoder.close()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_counted_and_line_framed_messages_may_alternate(size: int) -> None:
    data = b"<13>mot\n7 <13>hai<13>ba\r\n9 <13>b\nonn<13>nam\n"
    frames = fed(data, size)
    assert [frame.data for frame in frames] == [b"<13>mot", b"<13>hai", b"<13>ba", b"<13>b\nonn", b"<13>nam"]
    assert [frame.counted for frame in frames] == [False, True, False, True, False]
    assert {frame.cut for frame in frames} == {None}


def test_a_message_without_its_line_feed_is_kept_when_the_connection_ends() -> None:
    assert fed(b"<13>mot\n<13>cuoi", 5)[-1] == Frame(b"<13>cuoi")
    assert fed(b"20 <13>cut", 3) == [Frame(b"20 <13>cut", Cut.INCOMPLETE, counted=True)]


@pytest.mark.parametrize(
    ("data", "lies"),
    [
        (b"6 <13>hai ba bon\n<13>nam\n", 1),
        (b"0 <13>khong\n", 0),
        (b"99999999999 <13>to\n", 0),
        (b"007 <13>khong\n", 0),
        (b"12 chu thuong\n", 0),
    ],
)
def test_a_count_that_lies_spoils_one_message_and_not_the_next(data: bytes, lies: int) -> None:
    decoder = FrameDecoder()
    frames = decoder.feed(data + b"<14>sau\n") + decoder.close()
    assert frames[-1] == Frame(b"<14>sau")
    assert decoder.lies == lies
    assert sum(len(frame.data) for frame in frames) >= len(data.rstrip(b"\n")) - 2


@pytest.mark.parametrize("counted", [True, False])
def test_a_message_beyond_the_bound_comes_in_pieces_with_every_byte(counted: bool) -> None:
    body = b"<13>" + b"x" * 10_000
    data = (b"%d " % len(body) + body if counted else body + b"\n") + b"<14>sau\n"
    frames = fed(data, 100)
    assert b"".join(frame.data for frame in frames[:-1]) == body
    assert [frame.cut for frame in frames[:-1]] == [Cut.PIECE] * (len(frames) - 2) + [Cut.LAST_PIECE]
    assert frames[-1] == Frame(b"<14>sau")


messages = st.lists(st.binary(min_size=1, max_size=60).map(lambda body: b"<13>" + body.replace(b"\n", b"").strip(b"\r\0")), max_size=12)


@given(messages, st.integers(1, 40), st.booleans())
def test_however_it_is_cut_the_same_messages_come_out(bodies: list[bytes], size: int, counted: bool) -> None:
    data = b"".join(b"%d " % len(body) + body if counted else body + b"\n" for body in bodies)
    assert [frame.data for frame in fed(data, size)] == bodies


@given(st.binary(max_size=400), st.integers(1, 50))
def test_noise_never_breaks_the_decoder_and_no_letter_is_lost(data: bytes, size: int) -> None:
    frames = fed(data, size, longest=64)
    kept = b"".join(frame.data for frame in frames)
    assert kept.count(b"a") == data.count(b"a")
    assert kept.count(b"<") == data.count(b"<")
