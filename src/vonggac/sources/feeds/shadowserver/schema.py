"""The reports of Shadowserver as data: how each is known by its header and where each column goes (reports.yaml).

Facts of the reports: https://www.shadowserver.org/what-we-do/network-reporting/ describes every report and its fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_PREFIX = re.compile(r"^(?:\d+[-_.])+")
"""Dates and numbers that a portal puts before the name of a report."""
_NAMED_CONSTANTS = (
    ("identifier", "classification.identifier"),
    ("application", "protocol.application"),
    ("transport", "protocol.transport"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes and by which conversion."""

    field: str
    conversion: str = "text"

    @classmethod
    def read(cls, column: str, written: str) -> Target:
        """Read "source.port port"; "extra. number" keeps the name of the column behind the dot."""
        name, _, conversion = written.partition(" ")
        return cls(f"{name}{column}" if name.endswith(".") else name, conversion.strip() or "text")


@dataclass(frozen=True, slots=True)
class Switch:
    """Constants that hold only for rows whose column contains a word."""

    column: str
    holds: str
    constants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its name, the columns it is known by, its own columns, and what is true of every row."""

    name: str
    constants: Mapping[str, str]
    columns: Mapping[str, Target]
    """Only those that differ from the general ones."""
    needs: frozenset[str] = frozenset()
    """Columns without which it is another report."""
    is_bare: bool = False
    """It has no other columns than the general ones and these."""
    tags: tuple[str, ...] = ()
    """Beginnings of the tag by which reports with one header are told apart."""
    ports: frozenset[str] = frozenset()
    web_address: tuple[str, str] | None = None
    """Two columns, host and path, that together are destination.url."""
    switches: tuple[Switch, ...] = ()
    identifier_from: tuple[str, ...] = ()
    """Columns whose first value becomes classification.identifier."""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Schema:
    """All that is known of the reports."""

    columns: Mapping[str, Target]
    endings: Sequence[tuple[str, Target]]
    """Conversions by how a column's name ends, for columns no report names."""
    reports: Mapping[str, Report]
    families: Sequence[tuple[re.Pattern[str], Report]] = field(default_factory=tuple)
    """Families of reports by their name, for those that are not listed."""

    def target(self, report: Report, column: str) -> Target:
        """Return where a column of a report goes: its own rule, the general one, the one of its ending, or extra."""
        own = report.columns.get(column) or self.columns.get(column)
        if own is not None:
            return own
        for ending, target in self.endings:
            if column.endswith(ending):
                return Target(f"extra.{column}", target.conversion)
        return Target(f"extra.{column}")

    def is_rare(self, column: str) -> bool:
        """Say whether a column tells reports apart: it is none of those that most reports share."""
        general = self.columns.get(column)
        return general is None or general.field.startswith("extra.")

    def is_mapped(self, report: Report, column: str) -> bool:
        """Say whether the column has a rule of its own or a general one."""
        return column in report.columns or column in self.columns


@lru_cache(1)
def schema() -> Schema:
    """Return the shipped facts."""
    text = files(__package__).joinpath("reports.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506  the safe loader, in C
    organisations = data["organisation"]
    reports = {name: _report(name, facts or {}, organisations) for name, facts in data["reports"].items()}
    families = [(re.compile(pattern), _report("", facts, organisations, known=False)) for pattern, facts in data["families"].items()]
    columns = {column: Target.read(column, written) for column, written in data["columns"].items()}
    endings = [(ending, Target.read("", written)) for ending, written in data["endings"].items()]
    return Schema(columns, endings, reports, families)


def _report(name: str, facts: dict[str, Any], organisations: dict[str, dict[str, str]], *, known: bool = True) -> Report:
    columns = {**organisations[facts.get("organisation", "source")], **facts.get("columns", {})}
    return Report(
        name=name,
        constants=_constants(facts),
        columns={column: Target.read(column, written) for column, written in columns.items()},
        needs=frozenset(facts.get("needs", ())),
        is_bare=bool(facts.get("bare", False)),
        tags=tuple(facts.get("tags", ())),
        ports=frozenset(map(str, facts.get("ports", ()))),
        web_address=tuple(facts["web_address"]) if "web_address" in facts else None,
        switches=tuple(Switch(one["column"], one["holds"], _constants(one)) for one in facts.get("when", ())),
        identifier_from=tuple(facts.get("identifier_from", ())),
        is_known=known,
    )


def _constants(facts: dict[str, Any]) -> dict[str, str]:
    from vonggac.sources.feeds.taxonomy import taxonomy_of

    found: dict[str, str] = {}
    if "type" in facts:
        found["classification.taxonomy"] = facts.get("taxonomy") or taxonomy_of(facts["type"])
        found["classification.type"] = facts["type"]
    for key, name in _NAMED_CONSTANTS:
        if key in facts:
            found[name] = facts[key]
    return found


def name_in(file_name: str) -> str:
    """Return the report a file name speaks of: "2023-03-01-scan_ftp-vn.csv" and "scan_ftp.csv" give scan_ftp; IPv6 twins as IPv4."""
    stem = _PREFIX.sub("", re.split(r"[/›]", file_name)[-1].strip().lower())
    stem = re.split(r"[-.]", stem, maxsplit=1)[0]
    return stem.replace("scan6_", "scan_").replace("event6_", "event4_").replace("population6_", "population_")
