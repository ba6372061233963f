"""Where correlations keep what matched while a hunt goes on: an SQLite file, so that memory does not grow with what is found.

Without a path the file is one of SQLite's own, which nobody else sees and which is gone with the process. Given a path (a journal folder),
what was kept is found again after an interruption; the same event or hit given again changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from vonggac.engines.hunt.correlating import Hit
from vonggac.engines.hunt.results import Sighted

_TABLES = """
create table if not exists event (
  number integer primary key, source text not null, record integer not null, time text not null, host text not null, fields text not null,
  unique (source, record, time)
);
create table if not exists hit (
  correlation integer not null, grp text not null, at integer not null, position integer not null, unit integer not null,
  event integer not null, value text not null,
  primary key (correlation, grp, at, unit, position, value)
) without rowid;
"""
_CACHE_KIB = 16 * 1024


class Spool:
    """The store of a correlator, on disk."""

    def __init__(self, path: Path | None = None) -> None:
        self._db = sqlite3.connect(str(path) if path is not None else "", isolation_level=None)
        self._db.execute(f"pragma cache_size = -{_CACHE_KIB}")
        self._db.execute("pragma temp_store = file")
        self._db.execute("pragma journal_mode = " + ("wal" if path is not None else "off"))
        self._db.execute("pragma synchronous = " + ("normal" if path is not None else "off"))
        self._db.executescript(_TABLES)
        self._db.execute("begin")

    def keep(self, event: Sighted) -> int:
        """Keep an event and return its number."""
        row = self._db.execute(
            "insert into event (source, record, time, host, fields) values (?, ?, ?, ?, ?)"
            " on conflict (source, record, time) do update set number = number returning number",
            (writable(event.source), event.record, writable(event.time), writable(event.host), fields_as_text(event.fields)),
        ).fetchone()
        return int(row[0])

    def add(self, hits: Iterable[Hit]) -> None:
        """Keep hits, each once."""
        self._db.executemany(
            "insert or ignore into hit (correlation, grp, at, position, unit, event, value) values (?, ?, ?, ?, ?, ?, ?)", map(_told, hits)
        )

    def hits_of(self, correlation: int) -> Iterator[Hit]:
        """Give the hits of a correlation in their order; sorting spills to disk as well."""
        rows = self._db.execute(
            "select correlation, grp, at, position, unit, event, value from hit join event on event.number = hit.event"
            " where correlation = ? order by grp, at, source, record, position, -unit",
            (correlation,),
        )
        yield from map(Hit._make, rows)

    def event(self, number: int) -> Sighted:
        """Return an event as it was kept."""
        row = self._db.execute("select source, record, time, host, fields from event where number = ?", (number,)).fetchone()
        source, record, time, host, fields = row
        return Sighted(source, record, time, host, json.loads(fields))

    def commit(self) -> None:
        """Write down what was taken so far, so that an interrupted hunt finds it again."""
        self._db.execute("commit")
        self._db.execute("begin")

    def close(self) -> None:
        """Let go of the file."""
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
