"""Rules that were read once, kept as one file: warm starts read no YAML and make no matcher.

The name of the file is the digest of every rule file's content, the choices made and the version of this reader, so that a change of any
of them reads anew; the first line is the digest of the rest, so that a damaged file is read anew too. The second line says how long the
sections behind it are; each is plain JSON and is read when it is asked for: conditions, where every node stands once as an array that names
its parts by number, the matcher, and the tests of each field. Nothing in it can run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import orjson

from vonggac.engines.hunt import (
    AllOf,
    AnyOf,
    Condition,
    Correlation,
    Counting,
    Heading,
    IsNull,
    Joker,
    Moment,
    Network,
    Not,
    NotLoaded,
    Number,
    Order,
    Place,
    Regex,
    Rule,
    RuleSet,
    SameAs,
    Stands,
    Test,
    Text,
    TimePart,
    Wildcard,
)
from vonggac.sources.sigma.model import Read, Remark

KEPT = 8
"""Sets of rules kept beside each other; the oldest goes."""
_LARGEST = 256 * 1_048_576
_PLACES, _ORDERS, _PARTS, _JOKERS = tuple(Place), tuple(Order), tuple(TimePart), tuple(Joker)


def load(folder: Path, version: str) -> Read | None:
    """Return the set of this version; None when it is not there or not whole."""
    try:
        path = _path(folder, version)
        if path.stat().st_size > _LARGEST:
            return None
        digest, _line, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        return _read_of(_Sections(body), version)
    except (OSError, ValueError, TypeError, LookupError):
        return None


def save(folder: Path, read: Read) -> None:
    """Keep a set. A folder that cannot be written costs the next start its warmth, nothing else."""
    sections = _written(read)
    lengths = orjson.dumps([[name, len(content)] for name, content in sections.items()])
    body = b"\n".join((lengths, b"".join(sections.values())))
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        Path(file.name).replace(_path(folder, read.ruleset.version))
        _drop_oldest(folder)
    except OSError:
        return


def _path(folder: Path, version: str) -> Path:
    return folder / f"rules-{version[:40]}.json"


def _drop_oldest(folder: Path) -> None:
    kept = sorted(folder.glob("rules-*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in kept[KEPT:]:
        path.unlink(missing_ok=True)


# --- writing ----------------------------------------------------------------------------------------------------------------------


class _Nodes:
    """Conditions as rows, each once."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._known: dict[tuple[Any, ...], int] = {}

    def add(self, condition: Condition) -> int:
        row = self.row(condition)
        number = self._known.get(row)
        if number is None:
            number = self._known[row] = len(self.rows)
            self.rows.append(list(row))
        return number

    def row(self, one: Condition) -> tuple[Any, ...]:
        """Return a node as its row."""
        match one:
            case AllOf() | AnyOf():
                return (_ALL if isinstance(one, AllOf) else _ANY, *map(self.add, one.parts))
            case Not(part):
                return (_NOT, self.add(part))
            case Text(field, place, text, cased):
                return (_TEXT, field, _PLACES.index(place), text, cased)
            case Wildcard(field, parts, cased):
                return (_WILD, field, cased, *(_JOKERS.index(part) if isinstance(part, Joker) else part for part in parts))
            case Regex(field, pattern, flags):
                return (_REGEX, field, pattern, "".join(sorted(flags)))
            case Network(field, cidr):
                return (_NETWORK, field, cidr)
        return self._rare(one)

    @staticmethod
    def _rare(one: Condition) -> tuple[Any, ...]:
        match one:
            case Number(field, order, number):
                return (_NUMBER, field, _ORDERS.index(order), number)
            case Moment(field, part, order, number):
                return (_MOMENT, field, _PARTS.index(part), _ORDERS.index(order), number)
            case SameAs(field, place, other, cased):
                return (_SAME, field, _PLACES.index(place), other, cased)
            case IsNull(field):
                return (_NULL, field)
            case Stands(field):
                return (_STANDS, field)
        raise TypeError(one)


_ALL, _ANY, _NOT, _TEXT, _WILD, _REGEX, _NETWORK, _NUMBER, _MOMENT, _SAME, _NULL, _STANDS = range(12)
_HEADING = tuple(field.name for field in fields(Heading))
_OF_FIELD = "tests of "
"""Sections of fields are called so, and the field."""


def _written(read: Read) -> dict[str, bytes]:
    from vonggac.engines.hunt.matching import written

    nodes = _Nodes()
    rules = [[_heading(rule.heading), nodes.add(rule.condition), rule.shown, rule.fields] for rule in read.ruleset.rules]
    head = {
        "rules": rules,
        "correlations": [_correlation(one) for one in read.ruleset.correlations],
        "not_loaded": [[one.file, one.title, one.why, one.rule] for one in read.not_loaded],
        "remarks": [[one.file, one.line, one.why, one.rule] for one in read.remarks],
        "sources": dict(read.sources),
    }
    matcher, tests = written([rule.condition for rule in read.ruleset.rules])
    sections = {"head": head, "nodes": nodes.rows, "matcher": matcher}
    of_fields = {f"{_OF_FIELD}{field}": [[leaf, nodes.row(test)] for test, leaf in pairs] for field, pairs in tests.items()}
    return {name: orjson.dumps(content) for name, content in (sections | of_fields).items()}


def _heading(heading: Heading) -> list[Any]:
    return [getattr(heading, name) for name in _HEADING]


def _correlation(one: Correlation) -> list[Any]:
    bounds = [[order.value, number] for order, number in one.bounds]
    rest = [one.field, one.more_fields, one.percentile, one.aliases, one.shown]
    return [_heading(one.heading), one.counting.value, one.of, one.span.total_seconds(), one.group_by, bounds, *rest]


# --- reading ----------------------------------------------------------------------------------------------------------------------


class _Sections:
    """A file from the cache, each part read when it is asked for."""

    def __init__(self, body: bytes) -> None:
        lengths, _line, self._content = body.partition(b"\n")
        self._places: dict[str, tuple[int, int]] = {}
        self._nodes: list[Condition] = []
        at = 0
        for name, length in orjson.loads(lengths):
            self._places[name] = at, at + length
            at += length

    def section(self, name: str) -> Any:
        """Return a section."""
        start, end = self._places[name]
        return orjson.loads(self._content[start:end])

    def condition(self, node: int) -> Condition:
        """Return a condition; all of them are read with the first."""
        if not self._nodes:
            nodes: list[Condition] = []
            for row in self.section("nodes"):
                nodes.append(_MAKE[row[0]](row, nodes))
            self._nodes = nodes
        return self._nodes[node]

    def tests(self, field: str) -> list[tuple[Test, int]]:
        """Return the tests of a field, with their leaves."""
        return [(cast("Test", _MAKE[row[0]](row, [])), leaf) for leaf, row in self.section(_OF_FIELD + field)]

    def fields(self) -> tuple[str, ...]:
        """Return the fields that have tests."""
        return tuple(name.removeprefix(_OF_FIELD) for name in self._places if name.startswith(_OF_FIELD))


class _KeptRule(Rule):
    """A rule from the cache: most hunts never look at its condition, the matcher is kept beside."""

    __slots__ = ("_told",)
    _told: Condition | partial[Condition]

    def __init__(
        self, heading: Heading, condition: Condition | partial[Condition], shown: bool = True, fields: tuple[str, ...] = ()
    ) -> None:  # noqa: FBT001, FBT002  those of a rule
        for name, value in (("heading", heading), ("_told", condition), ("shown", shown), ("fields", fields)):
            object.__setattr__(self, name, value)

    @property
    def condition(self) -> Condition:
        """What it asks of an event."""
        return self._told() if isinstance(self._told, partial) else self._told

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rule) and _parts(self) == _parts(other)

    def __hash__(self) -> int:
        return hash(_parts(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return Rule, _parts(self)


def _parts(rule: Rule) -> tuple[Heading, Condition, bool, tuple[str, ...]]:
    return rule.heading, rule.condition, rule.shown, rule.fields


def _read_of(sections: _Sections, version: str) -> Read:
    from vonggac.engines.hunt.matching import Kept

    head = sections.section("head")
    condition = sections.condition
    rules: tuple[Rule, ...] = tuple(
        [_KeptRule(_heading_of(heading), partial(condition, node), shown, tuple(names)) for heading, node, shown, names in head["rules"]]
    )
    kept = Kept(rules, sections.section("matcher"), sections.tests, sections.fields())
    return Read(
        RuleSet(rules, tuple(map(_correlation_of, head["correlations"])), version, kept),
        tuple(NotLoaded(*row) for row in head["not_loaded"]),
        tuple(Remark(*row) for row in head["remarks"]),
        head["sources"],
    )


def _heading_of(row: list[Any]) -> Heading:
    told: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return Heading(*told)


def _correlation_of(row: list[Any]) -> Correlation:
    head, counting, of, seconds, group_by, bounds, name, more, percentile, aliases, shown = row
    return Correlation(
        _heading_of(head),
        Counting(counting),
        tuple(of),
        timedelta(seconds=seconds),
        tuple(group_by),
        tuple((Order(order), number) for order, number in bounds),
        name,
        tuple(more),
        percentile,
        tuple((alias, tuple((rule, there) for rule, there in pairs)) for alias, pairs in aliases),
        shown,
    )


Nodes = list[Condition]
_MAKE: dict[int, Callable[[list[Any], Nodes], Condition]] = {
    _ALL: lambda row, nodes: AllOf(tuple([nodes[number] for number in row[1:]])),
    _ANY: lambda row, nodes: AnyOf(tuple([nodes[number] for number in row[1:]])),
    _NOT: lambda row, nodes: Not(nodes[row[1]]),
    _TEXT: lambda row, _nodes: Text(row[1], _PLACES[row[2]], row[3], row[4]),
    _WILD: lambda row, _nodes: Wildcard(row[1], tuple([part if isinstance(part, str) else _JOKERS[part] for part in row[3:]]), row[2]),
    _REGEX: lambda row, _nodes: Regex(row[1], row[2], frozenset(row[3])),
    _NETWORK: lambda row, _nodes: Network(row[1], row[2]),
    _NUMBER: lambda row, _nodes: Number(row[1], _ORDERS[row[2]], row[3]),
    _MOMENT: lambda row, _nodes: Moment(row[1], _PARTS[row[2]], _ORDERS[row[3]], row[4]),
    _SAME: lambda row, _nodes: SameAs(row[1], _PLACES[row[2]], row[3], row[4]),
    _NULL: lambda row, _nodes: IsNull(row[1]),
    _STANDS: lambda row, _nodes: Stands(row[1]),
}
