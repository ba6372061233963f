"""Prefixes: the networks of the address plan."""

from __future__ import annotations

from dataclasses import dataclass

from vonggac.kernel.addresses import AddressError, AddressRange, parse_range
from vonggac.kernel.badrows import BadRow
from vonggac.sources.inventories.netbox.cells import demand, located, said, status, tags
from vonggac.sources.limits import DEFAULT, Limits
from vonggac.sources.refusal import remark
from vonggac.sources.tables import Column, Kind, Row, Table, read_table

COLUMNS = (
    Column("prefix", "Prefix", Kind.CODE, required=True, synonyms=("Prefix (Flat)", "prefix_flat")),
    Column("status", "Status"),
    Column("id", "ID", Kind.CODE),
    Column("vrf", "VRF"),
    Column("tenant", "Tenant"),
    Column("site", "Site", synonyms=("Scope", "scope")),
    Column("vlan", "VLAN", Kind.CODE),
    Column("role", "Role"),
    Column("description", "Description"),
    Column("tags", "Tags"),
)
_DEPTH = "•· \u00a0"
_FREE = "available"


@dataclass(frozen=True, slots=True)
class Prefix:
    """One network; empty where the inventory says nothing."""

    range: AddressRange
    text: str
    """As it was written, 10.20.0.0/24."""
    status: str
    """NetBox's own word: container, active, reserved, deprecated."""
    vrf: str
    """Empty is the global table."""
    tenant: str
    site: str
    vlan: str
    role: str
    description: str
    tags: tuple[str, ...]
    id: str
    line: int


@dataclass(frozen=True, slots=True)
class Prefixes:
    """The list that was read."""

    prefixes: tuple[Prefix, ...]
    bad: tuple[BadRow, ...]
    bad_count: int
    unknown: tuple[str, ...]
    warnings: tuple[BadRow, ...]


def read_prefixes(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Prefixes:
    """Return the networks of a list; free space that NetBox shows between them is passed over and counted."""
    table = read_table(data, name, expected=COLUMNS, limits=limits)
    demand(table, "prefix")
    bad, warnings = list(table.bad), list(table.warnings)
    found: list[Prefix] = []
    lines: dict[tuple[str, AddressRange], int] = {}
    free = 0
    for row in table.rows:
        if status(row) == _FREE:
            free += 1
            continue
        prefix = _prefix(table, row)
        if isinstance(prefix, Prefix) and (first := lines.setdefault((prefix.vrf, prefix.range), row.line)) != row.line:
            prefix = located(table, row, "prefix", f"Dải đã có ở dòng {first}. Bỏ một dòng.", prefix.text)
        if isinstance(prefix, Prefix):
            found.append(prefix)
        else:
            bad.append(prefix)
    if free:
        warnings.append(remark(table.source, f"Đã bỏ qua {free} dòng dải còn trống.", "free-space"))
    count = table.bad_count + len(bad) - len(table.bad)
    return Prefixes(tuple(found), tuple(bad[: limits.bad_rows]), count, table.unknown, tuple(warnings))


def _prefix(table: Table, row: Row) -> Prefix | BadRow:
    text = said(row, "prefix").lstrip(_DEPTH)
    try:
        found = parse_range(text)
    except AddressError as error:
        return located(table, row, "prefix", str(error), text)
    vrf = said(row, "vrf")
    return Prefix(
        range=found,
        text=text,
        status=status(row),
        vrf="" if vrf == "Global" else vrf,
        tenant=said(row, "tenant"),
        site=said(row, "site"),
        vlan=said(row, "vlan"),
        role=said(row, "role"),
        description=said(row, "description"),
        tags=tags(row),
        id=said(row, "id"),
        line=row.line,
    )
