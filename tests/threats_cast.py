"""What the tests of lists need: two agencies with systems and ranges, a provider's pools, lists as they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cast import NOW, Cast
from registry_cast import system
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import AddressRange, InformationSystem
from vonggac.apps.threats.models import ThreatList
from vonggac.apps.threats.queries.planning import Plan, plan_of
from vonggac.apps.threats.services.applying import apply_list
from vonggac.apps.threats.services.confirming import confirm_shape
from vonggac.apps.threats.services.intake import NewList, receive_list
from vonggac.apps.threats.services.matching import match_rows
from vonggac.kernel.addresses import parse_range

HEAD = "STT,Địa chỉ IP,Cổng,Thời gian,Loại mã độc,Máy chủ điều khiển\n"
ASKED_ON = date(2026, 11, 20)


def held(body: Organisation, written: str, to: InformationSystem | None = None, **facts: Any) -> AddressRange:
    """Write one range into the register."""
    found = parse_range(written)
    row = AddressRange(organisation=body, system=to, written=str(found), first=found.first_key, last=found.last_key, **facts)
    row.save()
    return row


def listed(*rows: str) -> bytes:
    """Return a list as it comes: "address,port,time,family,c2" a row."""
    return (HEAD + "".join(f"{number},{row}\n" for number, row in enumerate(rows, 1))).encode()


@dataclass
class Field:
    """Who holds what. Public addresses here are real address space only because examples' space matches nobody by rule."""

    cast: Cast
    portal: InformationSystem
    """Of the department, level 3."""
    one_stop: InformationSystem
    """Of the commune, level 2."""
    own: AddressRange
    of_commune: AddressRange
    behind_nat: AddressRange
    pool: AddressRange

    @classmethod
    def lay_out(cls) -> Field:
        """Make it."""
        cast = Cast.assemble()
        # The specialised unit of the profile is a body of the real province; here the office of the cast is it.
        Organisation.objects.filter(pk=cast.office.pk).update(code="pa05")
        portal = system("Cổng dịch vụ công", cast.department, level=3)
        one_stop = system("Một cửa xã Đức Hòa", cast.commune, level=2)
        return cls(
            cast,
            portal,
            one_stop,
            held(cast.department, "14.160.10.0/28", portal),
            held(cast.commune, "14.160.11.5", one_stop),
            held(cast.other_commune, "14.160.12.9", kind="nat"),
            held(cast.provider_body, "14.160.0.0/16", kind="dynamic"),
        )

    def receive(self, *rows: str, day: date = ASKED_ON, at: datetime = NOW, **facts: Any) -> ThreatList:
        """Take a list in."""
        told = {"source": "Cục A05", "file_name": "danh-sach.csv", "holds_no_secret": True, **facts}
        return receive_list(NewList(content=listed(*rows), list_day=day, **told), by=self.cast.coordinator, at=at)

    def match(self, row: ThreatList, at: datetime = NOW) -> ThreatList:
        """Confirm the columns as they were proposed, and match."""
        confirm_shape(row, meanings={}, zone="+07:00", by=self.cast.coordinator, at=at)
        match_rows(row.pk, at=at)
        row.refresh_from_db()
        return row

    def apply(self, row: ThreatList, at: datetime = NOW) -> Plan:
        """Carry out what would be shown."""
        return apply_list(row, digest=plan_of(row, at).digest, by=self.cast.coordinator, at=at)

    def whole(self, *rows: str, day: date = ASKED_ON, at: datetime = NOW, **facts: Any) -> ThreatList:
        """Take a list in, match it and open its cases."""
        row = self.match(self.receive(*rows, day=day, at=at, **facts), at)
        self.apply(row, at)
        row.refresh_from_db()
        return row


PORTAL = "14.160.10.3,52110,20/11/2026 08:15:00,Mirai,185.1.2.3"
PORTAL_LATER = "14.160.10.3,52111,20/11/2026 09:15:00,Mirai,185.1.2.3"
COMMUNE = "14.160.11.5,443,20/11/2026 10:00:00,LockBit,evil.example.org"
NAT = "14.160.12.9,4431,20/11/2026 10:05:00,Conficker,"
POOL = "14.160.200.7,1025,20/11/2026 11:00:00,Conficker,185.1.2.3"
OUTSIDE = "8.8.8.8,53,20/11/2026 11:00:00,Conficker,"
NEXT_MONTH = NOW + timedelta(days=30)
