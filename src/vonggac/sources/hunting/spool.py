"""Where correlations keep what matched while a hunt goes on: an SQLite file, so that memory does not grow with what is found.

Without a path the file is one of SQLite's own, which nobody else sees and which is gone with the process. Given a path (a journal folder),
what was kept is found again after an interruption; the same event or hit given again changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any

from vonggac.engines.hunt.correlating import Hit
from vonggac.engines.hunt.results import Sighted

_TABLES = """
create table if not exists event (
  number integer primary key, source text not null, record integer not null, time text not null, host text not null, fields text not null
);
create table if not exists hit (
  correlation integer not null, grp text not null, at integer not null, position integer not null, unit integer not null,
  event integer not null, value text not null
);
"""
_PLACES = """
drop table if exists place;
create temporary table place (number integer primary key, first integer not null, rank integer not null);
insert into place
  select number, min(number) over (partition by source, record, time), dense_rank() over (order by source, record) from event;
"""
_IN_ORDER = """
select correlation, grp, at, position, unit, event, value
from hit where correlation = ? order by grp, at, event, position, -unit, value
"""
_AS_PLACED = """
select correlation, grp, at, position, case when unit < 0 then unit else first end as thing, first, value
from hit join place on place.number = hit.event where correlation = ? order by grp, at, rank, position, -thing, value
"""
_CACHE_KIB = 16 * 1024
AT_ONCE = 2_000
"""Events, and hits, that are written together."""
AT_MOST = 256 * 1024
"""Characters of events that wait to be written."""
TOGETHER = 100
"""Events that are read together."""
REMEMBERED = 20_000
"""Events of which it is known without asking the disk that they are kept; several rules match the same event one after the other."""


class Spool:
    """The store of a correlator, on disk.

    Rows are only ever added while a hunt goes on. That an event was kept twice is seen when hits are asked for: by one sorting, and not
    even that when events came in the order of their sources and records.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._db = sqlite3.connect(str(path) if path is not None else "", isolation_level=None)
        self._db.execute(f"pragma cache_size = -{_CACHE_KIB}")
        self._db.execute("pragma temp_store = file")
        self._db.execute("pragma journal_mode = " + ("wal" if path is not None else "off"))
        self._db.execute("pragma synchronous = " + ("normal" if path is not None else "off"))
        self._db.executescript(_TABLES)
        self._db.execute("begin")
        self._kept = int(self._db.execute("select coalesce(max(number), 0) from event").fetchone()[0])
        self._last = ("", -1)
        self._in_order = not self._kept
        self._is_placed = False
        self._recent: dict[tuple[str, int, str], int] = {}
        self._events: list[tuple[int, str, int, str, str, str]] = []
        self._waiting = 0
        self._hits: list[Hit] = []

    def keep(self, event: Sighted) -> int:
        """Keep an event and return its number."""
        key = (event.source, event.record, event.time)
        number = self._recent.get(key)
        if number is not None:
            return number
        self._kept = number = self._kept + 1
        self._remember(key, number)
        source = writable(event.source)
        self._in_order = self._in_order and self._last < (source, event.record)
        self._last, self._is_placed = (source, event.record), False
        fields = fields_as_text(event.fields)
        self._events.append((number, source, event.record, writable(event.time), writable(event.host), fields))
        self._waiting += len(fields)
        if len(self._events) >= AT_ONCE or self._waiting >= AT_MOST:
            self._write_events()
        return number

    def _remember(self, key: tuple[str, int, str], number: int) -> None:
        if len(self._recent) >= REMEMBERED:
            self._recent.clear()
        self._recent[key] = number

    def add(self, hits: Iterable[Hit]) -> None:
        """Keep hits; one that comes again is given once."""
        self._hits += hits
        if len(self._hits) >= AT_ONCE:
            self._write_hits()

    def _write_events(self) -> None:
        if not self._events:
            return
        self._db.executemany("insert into event (number, source, record, time, host, fields) values (?, ?, ?, ?, ?, ?)", self._events)
        self._events.clear()
        self._waiting = 0

    def _write_hits(self) -> None:
        self._db.executemany(
            "insert into hit (correlation, grp, at, position, unit, event, value) values (?, ?, ?, ?, ?, ?, ?)", map(_told, self._hits)
        )
        self._hits.clear()

    def hits_of(self, correlation: int) -> Iterator[Hit]:
        """Give the hits of a correlation in their order; sorting spills to disk as well."""
        self._write_events()
        self._write_hits()
        if not self._in_order and not self._is_placed:
            self._place()
        rows = self._db.execute(_IN_ORDER if self._in_order else _AS_PLACED, (correlation,))
        yield from map(Hit._make, map(itemgetter(0), groupby(rows)))

    def _place(self) -> None:
        """Say of every event which was the first time that it was kept, and where it stands among all."""
        for statement in filter(str.strip, _PLACES.split(";")):
            self._db.execute(statement)
        self._is_placed = True

    def event(self, number: int) -> Sighted:
        """Return an event as it was kept."""
        return next(self.events([number]))

    def events(self, numbers: Sequence[int]) -> Iterator[Sighted]:
        """Give events as they were kept, in the order of these numbers; some at a time."""
        self._write_events()
        for start in range(0, len(numbers), TOGETHER):
            some = numbers[start : start + TOGETHER]
            marks = ",".join("?" * len(some))
            query = f"select number, source, record, time, host, fields from event where number in ({marks})"  # noqa: S608  only marks
            rows = {row[0]: row for row in self._db.execute(query, some)}
            for number in some:
                _number, source, record, time, host, fields = rows[number]
                yield Sighted(source, record, time, host, json.loads(fields))

    def commit(self) -> None:
        """Write down what was taken so far, so that an interrupted hunt finds it again."""
        self._write_events()
        self._write_hits()
        self._db.execute("commit")
        self._db.execute("begin")

    def close(self) -> None:
        """Let go of the file."""
        self._write_events()
        self._write_hits()
        self._db.execute("commit")
        self._db.close()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _told(hit: Hit) -> Hit:
    return hit if hit.group.isascii() and hit.value.isascii() else hit._replace(group=writable(hit.group), value=writable(hit.value))


def writable(text: str) -> str:
    """Return a text that can be written as UTF-8: half a character is spelt out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def fields_as_text(fields: Mapping[str, Any]) -> str:
    """Return the fields of an event as JSON; half characters and numbers beyond 64 bits are left to the patient way."""
    import orjson

    try:
        return orjson.dumps(fields, default=_plain).decode()
    except (TypeError, ValueError):
        return json.dumps(fields, default=_plain)


def _plain(value: Any) -> Any:
    """Return what JSON does not know as something it does."""
    if isinstance(value, bytes):
        return value.hex()
    return dict(value) if hasattr(value, "keys") else str(value)
