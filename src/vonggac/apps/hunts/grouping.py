"""Detections into findings: one a rule and host, counted whole, with its first and last events. Knows no Django.

Two passes over the results on the disk: the first counts and remembers which detections are the first and last of each finding, the
second writes these out. So what is held in memory does not grow with the events.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heappush, heappushpop
from pathlib import Path
from typing import Any

from vonggac.apps.hunts.resultfile import read_results
from vonggac.engines.hunt import Detection, Heading, Sighted
from vonggac.sources.hunting.machines import Machines, plain
from vonggac.sources.hunting.outputs.grouping import level_of
from vonggac.sources.hunting.outputs.plain import as_json

KEPT = 100
"""Events of one finding that are kept as rows: the first half and the last."""
MOST_HOSTS = 300
"""Hosts of one rule that become findings of their own; a log may name whatever its sender likes."""
MOST_GROUPS = 10_000
LONGEST_EVENT = 64 * 1024
"""Characters of one event as a row; a longer one has its long values cut there, and is whole in the result file."""
LONGEST_VALUE = 4_000
LONGEST_ID = 120
SPELLINGS = 5
"""Ways to write a machine's name that a finding tells."""
_LAST = 1 << 62
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Key = tuple[str, str, str]


@dataclass(slots=True)
class Group:
    """One finding as it grows."""

    heading: Heading
    what: str
    host: str
    count: int = 0
    first: int | None = None
    last: int | None = None
    """Milliseconds since 1970."""
    because: str = ""
    written: set[str] = field(default_factory=set)
    """The machine's name as events write it."""
    merged: int = 0
    """Further hosts that are counted here."""
    earliest: list[tuple[int, int]] = field(default_factory=list)
    """Heap of (moment, number), both negative, so that the latest of the earliest falls out of it."""
    latest: list[tuple[int, int]] = field(default_factory=list)

    def take(self, number: int, detection: Detection) -> None:
        """Count one detection."""
        at = moment(detection.event.time)
        self.count += 1
        self.because = self.because or detection.because
        if detection.event.host and len(self.written) < SPELLINGS:
            self.written.add(detection.event.host)
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)
        _keep(self.earliest, (-(_LAST if at is None else at), -number))
        _keep(self.latest, (-_LAST if at is None else at, number))

    def join(self, other: Group) -> None:
        """Take in what was counted under another name of the same machine."""
        self.count += other.count
        self.because = self.because or other.because
        self.written = set(sorted(self.written | other.written)[:SPELLINGS])
        self.first = min((one for one in (self.first, other.first) if one is not None), default=None)
        self.last = max((one for one in (self.last, other.last) if one is not None), default=None)
        for mine, theirs in ((self.earliest, other.earliest), (self.latest, other.latest)):
            for one in theirs:
                _keep(mine, one)

    def wanted(self) -> set[int]:
        """Return the numbers of the detections whose events are kept."""
        return {-number for _at, number in self.earliest} | {number for _at, number in self.latest}


def _keep(heap: list[tuple[int, int]], one: tuple[int, int]) -> None:
    heappush(heap, one) if len(heap) < KEPT // 2 else heappushpop(heap, one)


class Groups:
    """All findings of a hunt as they grow."""

    def __init__(self) -> None:
        self._groups: dict[Key, Group] = {}
        self._hosts: dict[tuple[str, str], set[str]] = {}
        self._number = 0

    def take(self, what: str, detection: Detection) -> None:
        """Count one detection, in the order of the result file."""
        host = plain(detection.event.host)
        key = self._key(what, detection.heading.id, host)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(detection.heading, what, key[2])
        group.take(self._number, detection)
        self._number += 1

    def _key(self, what: str, rule: str, host: str) -> Key:
        """Return the finding of a host; of too many hosts all further ones share one finding without a host, which counts them."""
        key = (what, rule, host)
        if key in self._groups or not host:
            return key
        known = self._hosts.setdefault((what, rule), set())
        own = len(known) < MOST_HOSTS and len(self._groups) < MOST_GROUPS
        if own or host in known:
            known.add(host)
            return key if own else (what, rule, "")
        known.add(host) if len(known) < 100 * MOST_HOSTS else None
        return (what, rule, "")

    def write(self, results: Path, folder: Path, target: Path, names: Iterable[str] = ()) -> int:
        """Write a line a finding, with its events; return how many. `names` are all names of machines that the hunt read."""
        wanted: dict[int, int] = {}
        groups = self._by_machine(Machines([*names, *(host for _what, _rule, host in self._groups)]))
        for place, group in enumerate(groups):
            wanted.update(dict.fromkeys(group.wanted(), place))
        with _Picked(folder / "picked.sqlite") as picked:
            for number, (_what, detection) in zip(sorted(wanted), read_results(results, wanted), strict=True):
                picked.add(wanted[number], number, detection)
            with target.open("w", encoding="utf-8") as out:
                for place, group in enumerate(groups):
                    out.write(as_json({**_told(group), "events": list(picked.of(place))}) + "\n")
        return len(groups)

    def _by_machine(self, machines: Machines) -> list[Group]:
        """Return a group a rule and machine, whatever names logs write for it; the one without a host counts the machines in it."""
        found: dict[Key, Group] = {}
        for (what, rule, host), group in self._groups.items():
            key = (what, rule, machines.of(host))
            if key in found:
                found[key].join(group)
            else:
                group.host = key[2]
                found[key] = group
        for (what, rule), hosts in self._hosts.items():
            if (shared := found.get((what, rule, ""))) is not None:
                shared.merged = sum((what, rule, host) not in found for host in {machines.of(host) for host in hosts})
        return list(found.values())


class _Picked:
    """Events that are kept, on the disk until their finding is written."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(
            "pragma journal_mode = off; pragma synchronous = off; create table event (place int, number int, content text);"
        )

    def __enter__(self) -> _Picked:
        self._db.execute("begin")
        return self

    def __exit__(self, *why: object) -> None:
        self._db.close()

    def add(self, place: int, number: int, detection: Detection) -> None:
        content = as_json([_event(one) for one in (detection.event, *detection.others)][:KEPT])
        self._db.execute("insert into event values (?, ?, ?)", (place, number, content))

    def of(self, place: int) -> Iterator[dict[str, Any]]:
        """Give the events of a finding by their time, as many as are kept."""
        self._db.execute("create index if not exists by_place on event (place, number)")
        found = [one for (content,) in self._db.execute("select content from event where place = ? order by number", (place,))
                 for one in json.loads(content)]  # fmt: skip
        found.sort(key=lambda one: one["at"] or "~")
        half = KEPT // 2
        yield from found if len(found) <= KEPT else [*found[:half], *found[-half:]]


def _told(group: Group) -> dict[str, Any]:
    heading = asdict(group.heading)
    return {
        **clean(heading),
        "id": short_id(group.heading.id),
        "whole_id": clean(group.heading.id),
        "level": level_of(group.heading),
        "what": group.what,
        "host": clean(group.host)[:255],
        "written": [clean(one)[:255] for one in sorted(group.written)],
        "count": group.count,
        "first": _written(group.first),
        "last": _written(group.last),
        "because": clean(group.because),
        "merged": group.merged,
    }


def _event(event: Sighted) -> dict[str, Any]:
    fields = clean(dict(event.fields))
    if len(as_json(fields)) > LONGEST_EVENT:
        fields = shortened(fields)
    return {"at": utc(event.time), "time": clean(event.time), "source": clean(event.source), "record": event.record, "fields": fields}


def short_id(identifier: str) -> str:
    """Return a rule's identifier as a row holds it: a long one keeps its beginning and gets a digest."""
    text: str = clean(identifier)
    return text if len(text) <= LONGEST_ID else f"{text[: LONGEST_ID - 17]}~{sha256(text.encode()).hexdigest()[:16]}"


def clean(value: Any) -> Any:
    """Return a value without the character that databases take for the end of a text."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd") if "\0" in value else value
    if isinstance(value, dict):
        return {clean(str(name)): clean(one) for name, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list | tuple) else value


def shortened(value: Any, deepest: int = 20) -> Any:
    """Return a value whose long texts and lists are cut, and marked so."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}… (+{len(value) - LONGEST_VALUE})"
    if not deepest:
        return "…"
    if isinstance(value, dict):
        return {name: shortened(one, deepest - 1) for name, one in list(value.items())[:500]}
    return [shortened(one, deepest - 1) for one in value[:200]] if isinstance(value, list | tuple) else value


def moment(time: str) -> int | None:
    """Return a moment in milliseconds since 1970; None for what is none."""
    try:
        at = datetime.fromisoformat(time)
        return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None


def _written(at: int | None) -> str:
    return "" if at is None else (_EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds")


def utc(time: str) -> str:
    """Return a moment in UTC, written so that texts compare as moments do; "" for what is none."""
    return _written(moment(time))
