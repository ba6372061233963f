"""What a hunt has done so far, in a folder: interrupted and started again, it reads only what is left and tells everything found.

A journal belongs to its rules and options; under others it begins anew. What a group of parts told counts only once the group is complete.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

from vonggac.engines.hunt import Detection, Heading, Kind, RuleSet, Sighted
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.hunting.model import Options
from vonggac.sources.hunting.parts import Part
from vonggac.sources.hunting.seeking import Told

FILE = "hunt.sqlite"
_TABLES = """
create table if not exists hunt (mark text not null);
create table if not exists told (number integer primary key, grp integer not null, complete integer not null, content text not null);
create table if not exists done (part text primary key) without rowid;
"""


class Journal:
    """The journal of one hunt; without a folder it keeps nothing."""

    def __init__(self, db: sqlite3.Connection | None) -> None:
        self._db = db

    @classmethod
    def of(cls, folder: Path | None, rules: RuleSet, options: Options) -> Journal:
        """Open the journal of a folder, empty unless it belongs to these rules and options."""
        if folder is None:
            return cls(None)
        folder.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(folder / FILE, isolation_level=None)
        db.executescript("pragma journal_mode = wal; pragma synchronous = normal;" + _TABLES)
        mark = _mark(rules, options)
        if db.execute("select mark from hunt").fetchall() != [(mark,)]:
            db.executescript("begin; delete from hunt; delete from told; delete from done; commit;")
            db.execute("insert into hunt values (?)", (mark,))
        db.execute("delete from told where not complete")
        return cls(db)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._db is not None:
            self._db.close()

    def left(self, parts: Sequence[Part]) -> list[Part]:
        """Return the parts that were not done, or have changed since."""
        if self._db is None:
            return list(parts)
        done = {part for (part,) in self._db.execute("select part from done")}
        return [part for part in parts if _name(part) not in done]

    def told_before(self) -> Iterator[Told]:
        """Give again what complete groups told."""
        if self._db is not None:
            for (content,) in self._db.execute("select content from told order by number").fetchall():
                yield told_again(content)

    def keeping(self, run: Iterator[Told]) -> Iterator[Told]:
        """Give what a hunt tells and keep it before it goes on."""
        for told in run:
            if self._db is not None:
                self._keep(self._db, told)
            yield told

    def _keep(self, db: sqlite3.Connection, told: Told) -> None:
        db.execute("begin")
        db.execute("insert into told (grp, complete, content) values (?, 0, ?)", (told.group, told_as_text(told)))
        if told.done:
            db.execute("update told set complete = 1 where grp = ?", (told.group,))
            db.execute("update told set grp = -1 where grp = ? and complete", (told.group,))
            db.executemany("insert or ignore into done values (?)", [(_name(part),) for part in told.done])
        db.execute("commit")


def _mark(rules: RuleSet, options: Options) -> str:
    """Return what a journal belongs to."""
    told = [rules.version, options.since, options.until, options.known, [repr(rule) for rule in rules.rules] if not rules.version else ""]
    return sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()


def _name(part: Part) -> str:
    return json.dumps([part.path, part.size, part.start, part.end, part.changed])


def told_as_text(told: Told) -> str:
    """Return what some batches told as text that a later hunt, or another machine, understands."""
    content = {
        "found": [[rule, _event(event)] for rule, event in told.found],
        "known": [[asdict(one.heading), _event(one.event), one.because] for one in told.known],
        "counts": [told.events, told.left_out, told.bytes],
        "bad": [asdict(bad) for bad in told.bad],
        "kinds": [[*kind, count] for kind, count in told.kinds.items()],
        "fields": sorted(told.fields),
        "hosts": told.hosts,
        "done": [asdict(replace(part, origin=None)) for part in told.done],
    }
    return json.dumps(content, default=str)


def _event(event: Sighted) -> list[Any]:
    return [event.source, event.record, event.time, event.host, dict(event.fields)]


def told_again(text: str) -> Told:
    """Return what `told_as_text` wrote."""
    content: dict[str, Any] = json.loads(text)
    events, left_out, size = content["counts"]
    return Told(
        found=[(rule, Sighted(*event)) for rule, event in content["found"]],
        known=[Detection(_heading(heading), Sighted(*event), because=because) for heading, event, because in content["known"]],
        events=events,
        left_out=left_out,
        bytes=size,
        bad=[BadRow(Place(**bad.pop("place")), **bad) for bad in content["bad"]],
        kinds=Counter({Kind(*kind): count for *kind, count in content["kinds"]}),
        fields=set(content["fields"]),
        hosts={host: (count, first, last) for host, (count, first, last) in content.get("hosts", {}).items()},
        done=tuple(Part(**part) for part in content["done"]),
    )


def _heading(told: dict[str, Any]) -> Heading:
    content: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Heading(**content)
