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
    if family is not None:
        return _named(family, named)
    row = dict(zip(columns, first, strict=False))
    fitting = [report for report in schema.reports.values() if _fits(schema, report, seen, row)]
    return max(fitting, key=lambda report: _score(schema, report, row), default=_general(seen))


def _fits(schema: Schema, report: Report, seen: frozenset[str], row: dict[str, str]) -> bool:
    """A report is known by columns that few others have; without such columns the first row must speak for it."""
    if not report.needs or not report.needs <= seen:
        return False
    if report.is_bare and not seen - report.needs - schema.columns.keys() <= {"tag", "naics", "sic", "sector"}:
        return False
    if not report.tags and not report.ports:
        return True
    by_row = _told(report, row) > 0 or _port(row) in report.ports
    return by_row or any(schema.is_rare(column) and column != "tag" for column in report.needs)


def _told(report: Report, row: dict[str, str]) -> int:
    """How much of the tag a report explains, in letters."""
    tag = row.get("tag", "").lower()
    return max((len(one) for one in report.tags if tag and _begins(tag, one)), default=0)


def _port(row: dict[str, str]) -> str:
    return row.get("port", row.get("src_port", ""))


def _score(schema: Schema, report: Report, row: dict[str, str]) -> tuple[bool, int, bool, int]:
    """The tag decides first, then the port, then how many rare columns the report explains."""
    told = _told(report, row)
    contradicts = bool(row.get("tag") and report.tags and not told)
    return not contradicts, told, _port(row) in report.ports, sum(schema.is_rare(column) for column in report.needs)


def _begins(tag: str, beginning: str) -> bool:
    return tag.startswith(beginning) or any(part.strip() == beginning for part in tag.split(";"))


def _named(family: Report, named: str) -> Report:
    """A report of a known family under its own name: its kind follows from the family, its identifier and service from the name."""
    from dataclasses import replace

    service = named.partition("_")[2]
    bare = service.removesuffix("_vulnerable").removesuffix("_proxy").removesuffix("_tcp").removesuffix("_udp")
    vulnerable = service.endswith("_vulnerable")
    identifier = (f"vulnerable-{bare}" if vulnerable else f"open-{service}") if _is_scan(named) else named.removeprefix("event4_")
    constants = dict(family.constants)
    constants.setdefault("classification.identifier", identifier.replace("_", "-"))
    application = bare.replace("_", "-") if _is_scan(named) else next((word for word in service.split("_") if word in _SERVICES), None)
    if application:
        constants["protocol.application"] = application
    return replace(family, name=named, constants=constants)


_SERVICES = frozenset({"http", "https", "dns", "ssh", "smb", "rdp", "smtp", "ftp", "telnet", "ntp", "ldap", "sip", "adb", "mqtt", "mysql"})
"""Services that names of reports carry between other words."""


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
