"""Detections as a table for a terminal: one line a rule, then where its first one stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from vonggac.engines.hunt.results import Detection
from vonggac.kernel.reading import format_number
from vonggac.sources.hunting.outputs.about import About
from vonggac.sources.hunting.outputs.grouping import Found, by_rule, level_of

WORDS = {"informational": "Thông tin", "low": "Thấp", "medium": "Trung bình", "high": "Cao", "critical": "Nghiêm trọng"}
HEADINGS = ("Mức", "Số lần", "Máy", "Lần đầu", "Lần cuối", "Quy tắc")
HOSTS = 2
WIDEST = 48
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def table(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give the lines; nothing that an event holds reaches the terminal as a command."""
    found = by_rule(detections)
    if not found:
        yield "Không có kết quả. Xem phần bao phủ để biết việc săn lùng đã thấy được những gì.\n".encode()
        return
    rows = [_row(one) for one in found]
    widths = [max(_width(row[at]) for row in (HEADINGS, *rows)) for at in range(len(HEADINGS) - 1)]
    yield (_line(HEADINGS, widths) + "\n").encode()
    for one, row in zip(found, rows, strict=True):
        yield (_line(row, widths) + "\n" + _first(one)).encode("utf-8", "replace")
    total = sum(one.count for one in found)
    yield f"{format_number(total)} kết quả của {format_number(len(found))} quy tắc.\n".encode()


def clean(text: str) -> str:
    """Return a text without what a terminal would obey or a reader could not see."""
    return _CONTROL.sub("·", text)


def _row(one: Found) -> tuple[str, ...]:
    hosts = list(one.hosts)
    named = ", ".join(hosts[:HOSTS]) + (f" và {len(hosts) - HOSTS} máy khác" if len(hosts) > HOSTS else "")
    level = WORDS[level_of(one.heading)]
    named = named if len(named) <= WIDEST else f"{named[: WIDEST - 1]}…"
    return tuple(map(clean, (level, format_number(one.count), named, _short(one.first), _short(one.last), one.heading.title)))


def _short(time: str) -> str:
    return time[:19].replace("T", " ") + (time[19:].lstrip("0123456789.") if len(time) > 19 else "")


def _first(one: Found) -> str:
    assert one.example is not None
    event = one.example.event
    place = f"  {event.source}, bản ghi {event.record}"
    why = f": {one.example.because}" if one.example.because else ""
    credit = f" (quy tắc của {one.heading.author})" if one.heading.author else ""
    return clean(place + why + credit) + "\n"


def _line(cells: Iterable[str], widths: list[int]) -> str:
    *filled, last = cells
    padded = [
        " " * (width - _width(cell)) + cell if at == 1 else cell + " " * (width - _width(cell))
        for at, (cell, width) in enumerate(zip(filled, widths, strict=True))
    ]
    return "  ".join([*padded, last]).rstrip()


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
