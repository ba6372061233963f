"""Windows event logs as Windows writes them (EVTX). A damaged record or chunk of the file costs only itself."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO, cast

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.windows import event_of
from vonggac.sources.refusal import shortened

_SPOILT = "Bản ghi bị hỏng nên không đọc được; các bản ghi khác vẫn được đọc. Sao lại tệp từ máy nguồn nếu cần đủ."
_NO_LOG = "Tệp không phải nhật ký EVTX hoặc phần đầu bị hỏng. Xuất lại nhật ký từ máy nguồn."
_CUT = "Tệp bị cắt cụt: thiếu {count} khối so với phần đầu tệp. Phần đọc được vẫn được săn; sao lại tệp từ máy nguồn."
_HEAD, _CHUNK = 4096, 65_536
_MARK = b"ElfChnk\0"
_MORE = "Còn {count} bản ghi khác của tệp bị hỏng, không kể từng bản ghi. Sao lại tệp từ máy nguồn."


def read_evtx(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give the events of an EVTX file; the stream must be able to seek. Of a chunk that is cut off, what stands before the cut is read."""
    try:
        records = _records(stream)
    except (RuntimeError, OSError, ValueError) as error:
        yield Chunk(name, [], [BadRow(Place(name), _NO_LOG, shortened(str(error)), "no-evtx")])
        return
    yield from _chunks(records, name, limits)
    half = _half_chunk(stream)
    if half is not None:
        yield from _chunks(_records(half), name, limits)
    if missing := max(_missing(stream), half is not None):
        yield Chunk(name, [], [BadRow(Place(name), _CUT.format(count=missing), "", "cut-off")])


def _records(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    import evtx

    return cast("Iterator[dict[str, Any]]", iter(evtx.PyEvtxParser(stream, number_of_threads=1).records_json()))


def _half_chunk(stream: BinaryIO) -> BinaryIO | None:
    """Return a file of the last chunk alone where the file ends within it; the library passes over a chunk that is not whole."""
    end = stream.seek(0, 2)
    left = max(0, end - _HEAD) % _CHUNK
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(end - left)
    half = stream.read(left)
    return BytesIO(head + half.ljust(_CHUNK, b"\0")) if half.startswith(_MARK) else None


def _missing(stream: BinaryIO) -> int:
    """Return how many chunks the head of a file promises and its size does not hold (head: chunk count at byte 42)."""
    end = stream.seek(0, 2)
    stream.seek(42)
    promised = int.from_bytes(stream.read(2), "little")
    return max(0, promised - max(0, end - _HEAD) // _CHUNK)


def _chunks(records: Iterator[dict[str, Any]], name: str, limits: Limits) -> Iterator[Chunk]:
    import orjson

    raws: list[str] = []
    chunk, size, read, spoilt = Chunk(name, [], raws=raws), 0, 0, 0
    add, keep, full, most = chunk.events.append, raws.append, limits.chunk, limits.events
    loads = orjson.loads
    while True:
        try:
            record = next(records)
            text: str = record["data"]
            add(event_of(loads(text)["Event"], record["event_record_id"]))
        except StopIteration:
            break
        except (RuntimeError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            spoilt += 1
            if spoilt <= limits.bad:
                chunk.bad.append(BadRow(Place(name), _SPOILT, shortened(str(error)), "bad-record"))
            continue
        keep(text)
        size += len(text)
        if size >= full or len(chunk.events) >= most:
            read += size
            chunk.read, chunk.size = read, size
            yield chunk
            raws = []
            chunk, size = Chunk(name, [], raws=raws), 0
            add, keep = chunk.events.append, raws.append
    if spoilt > limits.bad:
        chunk.bad.append(BadRow(Place(name), _MORE.format(count=spoilt - limits.bad), "", "bad-record"))
    chunk.read, chunk.size = read + size, size
    yield chunk
