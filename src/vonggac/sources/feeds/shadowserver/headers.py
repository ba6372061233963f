"""Which report a header belongs to: the file name is a hint, the columns decide, the first row parts reports of one header."""

from __future__ import annotations

from collections.abc import Sequence

from vonggac.sources.feeds.shadowserver.schema import Report, Schema, name_in

_ADDRESSES = frozenset({"ip", "src_ip", "http_referer_ip"})
_GEOGRAPHY = frozenset({"asn", "src_asn", "http_referer_asn"})
_COUNTRY = frozenset({"geo", "src_geo", "http_referer_geo"})


def columns_of(header: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns as the schema writes them."""
    return tuple(cell.strip().strip('"').lower() for cell in header)


def is_header(columns: Sequence[str]) -> bool:
    """Say whether these columns are those of a Shadowserver report: a time, an address, and where on the Internet it lies."""
    seen = set(columns)
    return "timestamp" in seen and bool(seen & _ADDRESSES) and bool(seen & _GEOGRAPHY) and bool(seen & _COUNTRY)


def report_of(schema: Schema, columns: Sequence[str], file_name: str, first: Sequence[str]) -> Report:
    """Return the report of a file; a family or the general mapping when no listed report fits."""
    seen = frozenset(columns)
    named = name_in(file_name)
    listed = schema.reports.get(named)
    if listed is not None:
        return listed
    family = next((report for pattern, report in schema.families if pattern.match(named)), None)
    if family is not None and "_" in named:
        return _named(family, named)
    row = dict(zip(columns, first, strict=False))
    fitting = [report for report in schema.reports.values() if _fits(schema, report, seen)]
    return max(fitting, key=lambda report: _score(schema, report, row), default=_general(seen))


def _fits(schema: Schema, report: Report, seen: frozenset[str]) -> bool:
    if not report.needs or not report.needs <= seen:
        return False
    return not report.is_bare or seen - report.needs - schema.columns.keys() <= {"tag", "naics", "sic", "sector"}


def _score(schema: Schema, report: Report, row: dict[str, str]) -> tuple[bool, int, bool, int]:
    """The tag decides first, then the port, then how many rare columns the report explains."""
    tag = row.get("tag", "").lower()
    told = max((len(one) for one in report.tags if _begins(tag, one)), default=0)
    contradicts = bool(tag and report.tags and not told)
    by_port = row.get("port", row.get("src_port", "")) in report.ports
    return not contradicts, told if tag else 0, by_port, sum(schema.is_rare(column) for column in report.needs)


def _begins(tag: str, beginning: str) -> bool:
    return tag.startswith(beginning) or any(part.strip() == beginning for part in tag.split(";"))


def _named(family: Report, named: str) -> Report:
    """A report of a known family under its own name: its kind follows from the family, its identifier from the name."""
    from dataclasses import replace

    service = named.partition("_")[2]
    constants = dict(family.constants)
    constants.setdefault("classification.identifier", (f"open-{service}" if _is_scan(named) else named).replace("_", "-"))
    if _is_scan(named):
        constants["protocol.application"] = service.replace("_", "-")
    return replace(family, name=named, constants=constants)


def _is_scan(named: str) -> bool:
    return named.startswith(("scan_", "population_"))


def _general(seen: frozenset[str]) -> Report:
    """The mapping for a report nobody has described: infected when it names an infection, otherwise undetermined."""
    kind = {"classification.taxonomy": "other", "classification.type": "undetermined"}
    identifier: tuple[str, ...] = ("tag",)
    if "infection" in seen and "src_ip" in seen:
        kind = {"classification.taxonomy": "malicious-code", "classification.type": "infected-system"}
        identifier = ("infection", "tag")
    return Report(name="", constants=kind, columns={}, identifier_from=identifier, is_known=False)
