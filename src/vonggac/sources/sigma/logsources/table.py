"""The table of log sources: from product, category and service of a rule to tests of what an event is.

A log source that no row names is asked for as it is written, so that a reader of it, now or later, needs no row here; a rule of it is
idle until then, and the coverage report says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from vonggac.engines.hunt import AllOf, AnyOf, Condition, Not, Text, payload_name
from vonggac.engines.hunt import Place as Where
from vonggac.sources.sigma.detections import joined
from vonggac.sources.sigma.documents import read_documents
from vonggac.sources.sigma.model import DEFAULT, Fault, LogSource

_FOLDER = Path(__file__).parent
_COLUMNS = {"product": "_product", "category": "_category", "service": "_service", "channel": "_channel", "events": "_eventid"}
READ = frozenset({"windows", "linux", "zeek", "suricata"})
"""Products that readers name, whatever the service."""
READ_SERVICES = frozenset({"apache", "nginx", "iis"})


@dataclass(frozen=True, slots=True)
class Place:
    """One place where events of a log source stand: what they are, and what fields are called there."""

    test: Condition
    renames: Mapping[str, str]
    """Folded name in the rule → folded name in the event."""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by (product, category) and (product, service)."""

    categories: Mapping[tuple[str, str], tuple[Place, ...]]
    services: Mapping[tuple[str, str], tuple[Place, ...]]

    def places(self, source: LogSource, *, optional: bool = True) -> tuple[Place, ...]:
        """Return the alternatives where a rule of this log source looks; `optional=False` leaves out the doubled ones."""
        found = [Place(joined(AllOf, self._unnamed(source)), {})]
        for rows, word in ((self.categories, source.category), (self.services, source.service)):
            here = self._row(rows, source.product, word)
            if here:
                found = [_both(one, other) for one in found for other in here if optional or not other.optional]
        return tuple(found)

    def knows(self, source: LogSource) -> bool:
        """Say whether some reader gives events that a rule of this log source looks for."""
        rows = ((self.categories, source.category), (self.services, source.service))
        if any(self._row(of, source.product, word) for of, word in rows if word):
            return True
        return source.product in READ or (not source.product and source.service in READ_SERVICES)

    def _unnamed(self, source: LogSource) -> list[Condition]:
        """Return what no row answers, asked for as written."""
        category = self._row(self.categories, source.product, source.category)
        service = self._row(self.services, source.product, source.service)
        left = {"_category": "" if category else source.category, "_service": "" if service else source.service}
        if not (category or service):
            left["_product"] = source.product
        return [one_of(column, [value]) for column, value in left.items() if value]

    @staticmethod
    def _row(rows: Mapping[tuple[str, str], tuple[Place, ...]], product: str, word: str) -> tuple[Place, ...]:
        return rows.get((product, word)) or (rows.get(("", word), ()) if not product else ())


def one_of(column: str, values: Iterable[Any]) -> Condition:
    """Return the test that a column holds one of these values as a whole."""
    return joined(AnyOf, [Text(column, Where.WHOLE, str(value).lower()) for value in values])


def _both(one: Place, other: Place) -> Place:
    return Place(joined(AllOf, [one.test, other.test]), {**one.renames, **other.renames}, other.optional)


@lru_cache(maxsize=1)
def shipped_table() -> Table:
    """Read the rows that ship."""
    return _table([yaml.load((_FOLDER / name).read_bytes(), Loader=yaml.CSafeLoader) for name in _SHIPPED])  # noqa: S506  our own files


_SHIPPED = ("windows.yml", "linux.yml", "anywhere.yml")


def table_with(extra: Iterable[tuple[str, bytes]]) -> Table:
    """Return the shipped rows under those of further files, each (name, content); a row of theirs stands for ours of the same log source.

    Raises `Fault` when a file is no such table.
    """
    found = shipped_table()
    for name, raw in extra:
        documents = read_documents(raw, DEFAULT)
        try:
            theirs = _table(documents)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise Fault(
                f"{name}: không phải bảng nguồn nhật ký (product, services, categories; xem sigma.md): {error}", "pipeline"
            ) from error
        found = Table({**found.categories, **theirs.categories}, {**found.services, **theirs.services})
    return found


def _table(documents: Iterable[Any]) -> Table:
    """Read rows; what a place may say is known, anything else is a mistake."""
    categories: dict[tuple[str, str], tuple[Place, ...]] = {}
    services: dict[tuple[str, str], tuple[Place, ...]] = {}
    for data in documents:
        product = data["product"]
        channels = {name: rows for name, rows in data["services"].items() if isinstance(rows[0], str)}
        for name, rows in data["services"].items():
            places = [{"channel": rows}] if name in channels else rows
            services[(product, name)] = tuple(_place(place, channels) for place in places)
        for name, places in data["categories"].items():
            categories[(product, name)] = tuple(_place(place, channels) for place in places)
    return Table(categories, services)


def _place(row: Mapping[str, Any], channels: Mapping[str, Any]) -> Place:
    asked = dict(row)
    if isinstance(asked.get("service"), str) and asked["service"] in channels:
        asked["channel"] = channels[asked.pop("service")]
    renames = {payload_name(name): payload_name(there) for name, there in asked.pop("rename", {}).items()}
    optional = asked.pop("optional", False)
    tests = [test for key, column in _COLUMNS.items() for test in _column_tests(asked, key, column)]
    tests += [one_of(payload_name(name), values) for name, values in asked.pop("fields", {}).items()]
    if asked:
        raise ValueError(f"a place of a log source may not say {', '.join(asked)}")
    return Place(joined(AllOf, tests), renames, optional)


def _column_tests(asked: dict[str, Any], key: str, column: str) -> Iterator[Condition]:
    """Give the test of a column, and of what it must not be (`not_service`)."""
    for name in (key, f"not_{key}"):
        values = asked.pop(name, None)
        if values is not None:
            test = one_of(column, values if isinstance(values, list) else [values])
            yield test if name == key else Not(test)
