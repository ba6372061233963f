"""One record of the journal as a value and as bytes. What was read from outside is in exactly one of them, stored or counted as refused."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zlib import crc32

import orjson

from vonggac.sources.recordsecrecy import shows_degree

MARK_SIZE = 8
_FRAME = struct.Struct(f">{MARK_SIZE}sII")
_SIZE = struct.Struct(">I")
FRAME_SIZE = _FRAME.size
LARGEST_BODY = 128 * 1024 * 1024
"""No writer of ours makes a longer record; a length beyond it is damage."""
SAMPLE_LENGTH = 200
SAMPLES_EACH = 3
SAMPLE_LOOKED_AT = 2_000


class Kind(StrEnum):
    """What a record holds."""

    BATCH = "batch"
    """Items that were taken, and perhaps counts of some that were not."""
    REFUSAL = "refusal"
    """Counts only."""


class Way(StrEnum):
    """How it came."""

    HTTP = "http"
    SYSLOG = "syslog"
    FILE = "file"
    MAILBOX = "mailbox"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two records: everything before it has been read. The default is the beginning of whatever is there."""

    segment: int = 0
    offset: int = 0
    sequence: int = 0
    """Of the last record before this place; 0 when there is none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wants to have written; the journal gives it its number."""

    kind: Kind
    source: int
    """The primary key of the source; 0 when nobody knows it."""
    way: Way
    arrived_at: int
    """Microseconds since 1970, UTC."""
    peer: str = ""
    key: str = ""
    """Names the batch for its source, so that nothing is taken twice; empty for syslog."""
    digest: str = ""
    """SHA-256 of what came under the key."""
    items: Sequence[bytes] = ()
    """One item is one alert as it came. One with line feeds inside is a record of several lines (OSSEC, Zeek with its #fields)."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """How many items were not taken, by reason."""
    samples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For some reasons how one of the refused items began."""


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as it lies in the journal."""

    sequence: int
    entry: Entry
    before: Position
    after: Position


class Spoiled(ValueError):  # noqa: N818
    """These bytes are no record."""


def encode(entry: Entry, sequence: int, mark: bytes) -> bytes:
    """Return the bytes of a record in a segment with this mark."""
    head = orjson.dumps(
        {
            "sequence": sequence,
            "kind": entry.kind.value,
            "source": entry.source,
            "way": entry.way.value,
            "arrived_at": entry.arrived_at,
            "peer": entry.peer,
            "key": entry.key,
            "digest": entry.digest,
            "count": len(entry.items),
            "refused": dict(entry.refused),
            "samples": {reason: list(texts) for reason, texts in entry.samples.items()},
        }
    )
    parts = [_SIZE.pack(len(head)), head]
    for item in entry.items:
        parts += (_SIZE.pack(len(item)), item)
    body = b"".join(parts)
    return _FRAME.pack(mark, len(body), crc32(body)) + body


def frame(head: bytes, mark: bytes) -> tuple[int, int]:
    """Return (length, checksum) of the body that follows these octets."""
    seen, length, checksum = _FRAME.unpack(head)
    if seen != mark or length > LARGEST_BODY or length < _SIZE.size:
        raise Spoiled("no record begins here")
    return length, checksum


def head_of(body: bytes, checksum: int) -> dict[str, Any]:
    """Return the head of a whole body; raise for one that was changed."""
    if crc32(body) != checksum:
        raise Spoiled("the checksum differs")
    (size,) = _SIZE.unpack_from(body)
    try:
        head: dict[str, Any] = orjson.loads(body[_SIZE.size : _SIZE.size + size])
    except orjson.JSONDecodeError as error:
        raise Spoiled("the head cannot be read") from error
    return head


def decode(body: bytes, checksum: int) -> tuple[int, Entry]:
    """Return (sequence, entry) of a whole body; raise for one that was changed."""
    head = head_of(body, checksum)
    items = tuple(_items(body, head["count"]))
    return head["sequence"], Entry(
        kind=Kind(head["kind"]),
        source=head["source"],
        way=Way(head["way"]),
        arrived_at=head["arrived_at"],
        peer=head["peer"],
        key=head["key"],
        digest=head["digest"],
        items=items,
        refused=head["refused"],
        samples=head["samples"],
    )


def _items(body: bytes, count: int) -> Iterator[bytes]:
    (size,) = _SIZE.unpack_from(body)
    at = _SIZE.size + size
    for _ in range(count):
        (size,) = _SIZE.unpack_from(body, at)
        at += _SIZE.size + size
        yield body[at - size : at]
    if at != len(body):
        raise Spoiled("the items do not fill the body")


def sample(data: bytes) -> str:
    """Return how something refused began, as text that can be shown; nothing of what shows a degree of secrecy."""
    if shows_degree(data[:SAMPLE_LOOKED_AT]):
        return ""
    text = data[:SAMPLE_LENGTH].decode("utf-8", "backslashreplace").replace("\0", "\\x00")
    return text if len(data) <= SAMPLE_LENGTH else text + "…"
