"""Devices and prefixes of a NetBox inventory as lines of our own lists, so that they pass the same preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import ngettext

from vonggac.apps.registry.models import Component, InformationSystem
from vonggac.apps.registry.overlaps import is_private
from vonggac.kernel.addresses import parse_range
from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import fold
from vonggac.sources.inventories.netbox import Device, Devices, Prefixes
from vonggac.sources.tables.model import Column, Row, Table

DEVICES, PREFIXES = "kiem-ke", "dia-chi"
ROLES = {
    Component.What.SECURITY: ("firewall", "tuong lua", "waf", "ips", "security", "bao mat"),
    Component.What.NETWORK: ("switch", "router", "network", "access point", "wifi", "leaf", "spine", "core", "mang"),
    Component.What.SERVER: ("server", "may chu", "hypervisor", "storage", "host"),
}
"""What a role is called, without marks; the first that fits decides."""


def what_of(role: str) -> str:
    """Return which sort of component a role of NetBox is; other where nothing fits."""
    said = fold(role)
    return next((what.value for what, words in ROLES.items() if any(word in said for word in words)), Component.What.OTHER.value)


def devices_table(read: Devices, source: str, system: InformationSystem, columns: Iterable[Column]) -> Table:
    """Return the devices that run as lines of the inventory of one system; the others are counted, not taken in."""
    running = [device for device in read.devices if device.in_use]
    rows = tuple(Row(device.line, dict(_device(device, system))) for device in running)
    warnings = list(read.warnings)
    if idle := len(read.devices) - len(running):
        said = ngettext(
            "Đã bỏ qua %(n)s thiết bị không ở trạng thái đang dùng.", "Đã bỏ qua %(n)s thiết bị không ở trạng thái đang dùng.", idle
        ) % {"n": idle}
        warnings.append(BadRow(Place(source), said, "", "not-in-use"))
    return _table(read, source, rows, columns, warnings)


def _device(device: Device, system: InformationSystem) -> Iterator[tuple[str, Any]]:
    yield from (("system", system.code), ("what", what_of(device.role)), ("name", device.name[:200]))
    yield from (("vendor", device.manufacturer[:120]), ("product", device.model[:200]), ("os", device.platform[:120]))
    yield "place", ", ".join(filter(None, (device.site, device.location, device.rack)))[:200]
    yield from (("asset_tag", (device.serial or device.asset_tag)[:120]), ("note", device.description))
    inside = [str(one) for one in device.addresses if is_private(parse_range(str(one)))]
    outside = [str(one) for one in device.addresses if str(one) not in inside]
    yield from (("private_ip", next(iter(inside), None)), ("public_ip", next(iter(outside), None)))


def prefixes_table(read: Prefixes, source: str, system: InformationSystem, columns: Iterable[Column]) -> Table:
    """Return the prefixes as address ranges of the system's owner; containers only group others and are passed over."""
    owner = system.owner.code
    held = [one for one in read.prefixes if one.status not in {"container", "deprecated"}]
    rows = tuple(
        Row(one.line, {"organisation": owner, "written": str(one.range), "system": system.code, "note": one.description[:300]})
        for one in held
    )
    return _table(read, source, rows, columns, list(read.warnings))


def _table(read: Any, source: str, rows: tuple[Row, ...], columns: Iterable[Column], warnings: list[BadRow]) -> Table:
    said = set(rows[0].values) if rows else set()
    found = {column.key: column.title for column in columns if column.key in said}
    missing = tuple(column.key for column in columns if column.key not in said)
    return Table(source, rows, read.bad, read.bad_count, found, missing, read.unknown, warnings=tuple(warnings))
