"""Devices: servers, switches, firewalls, with their addresses."""

from __future__ import annotations

from dataclasses import dataclass

from vonggac.kernel.addresses import Address, AddressError, parse_address
from vonggac.kernel.badrows import BadRow
from vonggac.sources.inventories.netbox.cells import demand, located, said, status, tags
from vonggac.sources.limits import DEFAULT, Limits
from vonggac.sources.tables import Column, Kind, Row, Table, read_table

COLUMNS = (
    Column("name", "Name", synonyms=("device", "device name")),
    Column("status", "Status", required=True),
    Column("id", "ID", Kind.CODE),
    Column("tenant", "Tenant"),
    Column("site", "Site"),
    Column("location", "Location"),
    Column("rack", "Rack"),
    Column("role", "Role", synonyms=("device_role", "device role")),
    Column("manufacturer", "Manufacturer"),
    Column("model", "Type", synonyms=("device_type", "device type", "model")),
    Column("platform", "Platform"),
    Column("serial", "Serial number", Kind.CODE, synonyms=("serial",)),
    Column("asset_tag", "Asset tag", Kind.CODE, synonyms=("asset_tag",)),
    Column("address", "IP Address", Kind.CODE, synonyms=("primary_ip", "primary ip")),
    Column("address4", "IPv4 Address", Kind.CODE, synonyms=("primary_ip4", "primary ipv4")),
    Column("address6", "IPv6 Address", Kind.CODE, synonyms=("primary_ip6", "primary ipv6")),
    Column("cluster", "Cluster"),
    Column("description", "Description"),
    Column("comments", "Comments"),
    Column("tags", "Tags"),
)
_ADDRESSES = ("address4", "address6", "address")
_NAMES = ("name", "asset_tag", "serial")


@dataclass(frozen=True, slots=True)
class Device:
    """One device as the inventory knows it; empty where it says nothing."""

    name: str
    """Its name, or for a nameless one its asset tag or serial number."""
    status: str
    """NetBox's own word: active, offline, planned, staged, failed, inventory, decommissioning."""
    addresses: tuple[Address, ...]
    role: str
    tenant: str
    site: str
    location: str
    rack: str
    manufacturer: str
    model: str
    platform: str
    serial: str
    asset_tag: str
    cluster: str
    description: str
    tags: tuple[str, ...]
    id: str
    line: int

    @property
    def in_use(self) -> bool:
        """Say whether it runs: planned, failed, stored and retired ones do not."""
        return self.status == "active"


@dataclass(frozen=True, slots=True)
class Devices:
    """The list that was read."""

    devices: tuple[Device, ...]
    bad: tuple[BadRow, ...]
    bad_count: int
    unknown: tuple[str, ...]
    """Headings that were left out."""
    warnings: tuple[BadRow, ...]


def read_devices(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Devices:
    """Return the devices of a list; a row that cannot be read is located and left out, and `Refused` says that it is no such list."""
    table = read_table(data, name, expected=COLUMNS, limits=limits)
    demand(table, *_NAMES)
    bad = list(table.bad)
    found: list[Device] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        problems, device = _device(table, row)
        if device is not None and (first := lines.setdefault(device.id or f"name:{device.name}@{device.site}", row.line)) != row.line:
            problems, device = (
                [located(table, row, "id" if device.id else "name", f"Thiết bị đã có ở dòng {first}. Bỏ một dòng.", device.name)],
                None,
            )
        bad += problems
        if device is not None:
            found.append(device)
    return Devices(tuple(found), tuple(bad[: limits.bad_rows]), table.bad_count + len(bad) - len(table.bad), table.unknown, table.warnings)


def _device(table: Table, row: Row) -> tuple[list[BadRow], Device | None]:
    name = next(filter(None, (said(row, key) for key in _NAMES)), "")
    if not name:
        return [located(table, row, "name", "Thiết bị không có tên, mã tài sản hay số sê-ri. Ghi một trong ba.", "")], None
    problems, addresses = _addresses(table, row)
    if problems:
        return problems, None
    plain = ("role", "tenant", "site", "location", "rack", "manufacturer", "model", "platform", "serial", "asset_tag", "cluster", "id")
    device = Device(
        name=name,
        status=status(row),
        addresses=addresses,
        description=said(row, "description") or said(row, "comments"),
        tags=tags(row),
        line=row.line,
        **{key: said(row, key) for key in plain},
    )
    return [], device


def _addresses(table: Table, row: Row) -> tuple[list[BadRow], tuple[Address, ...]]:
    """Every address once; NetBox writes them with the length of their network, 10.20.0.5/24."""
    problems: list[BadRow] = []
    found: dict[Address, None] = {}
    for key in _ADDRESSES:
        if text := said(row, key):
            try:
                found[parse_address(text.partition("/")[0])] = None
            except AddressError as error:
                problems.append(located(table, row, key, str(error), text))
    return problems, tuple(found)
