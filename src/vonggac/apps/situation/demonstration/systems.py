"""A dozen information systems with levels, at example domains and in the ranges that are set aside for documentation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import AddressRange, Domain, InformationSystem
from vonggac.kernel import addresses

NOTE = "Dữ liệu trình diễn, hư cấu"


@dataclass(frozen=True, slots=True)
class DemoSystem:
    """One invented system: who owns it (the place among the owners), its level, its domain and its addresses."""

    code: str
    name: str
    owner: int
    level: int | None
    exposure: str
    domain: str
    written: str


SYSTEMS = (
    DemoSystem("TD-01", "Cổng dịch vụ công trình diễn", 0, 3, "internet", "dichvucong.tinh.example", "192.0.2.0/28"),
    DemoSystem("TD-02", "Hệ thống quản lý văn bản trình diễn", 0, 3, "wan", "vanban.tinh.example", "192.0.2.16/28"),
    DemoSystem("TD-03", "Cổng thông tin điện tử trình diễn", 0, 3, "internet", "www.tinh.example", "192.0.2.32/28"),
    DemoSystem("TD-04", "Cơ sở dữ liệu đất đai trình diễn", 1, 3, "wan", "datdai.tinh.example", "192.0.2.64/28"),
    DemoSystem("TD-05", "Hệ thống quản lý ngân sách trình diễn", 2, 2, "wan", "ngansach.tinh.example", "192.0.2.80/28"),
    DemoSystem("TD-06", "Quản lý giấy phép xây dựng trình diễn", 3, 2, "internet", "giayphep.tinh.example", "192.0.2.96/28"),
    DemoSystem("TD-07", "Quản lý cán bộ trình diễn", 4, 2, "internal", "canbo.tinh.example", "192.0.2.112/28"),
    DemoSystem("TD-08", "Trang du lịch trình diễn", 5, 1, "internet", "dulich.tinh.example", "198.51.100.0/28"),
    DemoSystem("TD-09", "Trung tâm dữ liệu trình diễn", 6, 4, "wan", "ttdl.tinh.example", "198.51.100.64/26"),
    DemoSystem("TD-10", "Thư điện tử trình diễn", 6, 3, "internet", "thu.tinh.example", "2001:db8:51::/64"),
    DemoSystem("TD-11", "Bệnh án điện tử trình diễn", 9, None, "unknown", "benhan.tinh.example", "203.0.113.0/28"),
    DemoSystem("TD-12", "Kho học liệu số trình diễn", 8, 1, "internet", "hoclieu.tinh.example", "203.0.113.16/28"),
)


def make_systems(owners: list[Organisation], operator: Organisation | None, *, today: date) -> int:
    """Write the systems with their domains and addresses and return how many; the transaction is the caller's."""
    rows = [_system(one, owners, operator) for one in SYSTEMS]
    InformationSystem.objects.bulk_create(rows)
    Domain.objects.bulk_create(
        [
            Domain(organisation=row.owner, system=row, name=one.domain, valid_from=today, note=NOTE)
            for one, row in zip(SYSTEMS, rows, strict=True)
        ]
    )
    AddressRange.objects.bulk_create([_range(one, row, today) for one, row in zip(SYSTEMS, rows, strict=True)])
    return len(rows)


def _system(one: DemoSystem, owners: list[Organisation], operator: Organisation | None) -> InformationSystem:
    row = InformationSystem(
        code=one.code,
        name=one.name,
        owner=owners[one.owner % len(owners)],
        operator=operator,
        level=one.level,
        exposure=one.exposure,
        note=NOTE,
    )
    row.fill_search()
    return row


def _range(one: DemoSystem, row: InformationSystem, today: date) -> AddressRange:
    seen = addresses.parse_range(one.written)
    first, last = addresses.key(seen.first), addresses.key(seen.last)
    return AddressRange(organisation=row.owner, system=row, written=one.written, first=first, last=last, valid_from=today, note=NOTE)
