"""Invented lists for a demonstration: three months with what is new, continues, is gone and comes back, made with the very acts of people.

Addresses are private ones and the lists say that they were made inside, because nobody can hold an address of the documentation ranges.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.accounts.models import User
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.registry.models import AddressRange, InformationSystem
from vonggac.apps.registry.services import set_range
from vonggac.apps.threats.models import ThreatList
from vonggac.apps.threats.queries.planning import plan_of
from vonggac.apps.threats.services.applying import apply_list
from vonggac.apps.threats.services.confirming import confirm_shape
from vonggac.apps.threats.services.intake import NewList, receive_list
from vonggac.apps.threats.services.matching import match_rows
from vonggac.kernel.handling import Handling

NOTE = "Dữ liệu trình diễn, hư cấu"
SYSTEMS = {"TD-01": "10.77.1.", "TD-02": "10.77.2.", "TD-05": "10.77.5.", "TD-06": "10.77.6."}
POOL = "10.78.0."
HEAD = "STT,Địa chỉ IP,Cổng,Thời gian,Loại mã độc,Máy chủ điều khiển"
MONTHS: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = (
    (62, (("TD-01", "Conficker"), ("TD-02", "Mirai"))),
    (31, (("TD-02", "Mirai"), ("TD-05", "RedLine Stealer"))),
    (2, (("TD-01", "AsyncRAT"), ("TD-02", "Mirai"), ("TD-06", "XMRig"), ("pool", "Sality"))),
)
"""Days ago → what its list names."""


@transaction.atomic
def make_lists(*, at: datetime) -> None:
    """Make them once; a second start changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("invented lists belong into a demonstration only")
    by = User.objects.filter(username="dieuphoi").first()
    if by is None or ThreatList.objects.exists() or not _addresses(by, at):
        return
    for days, rows in MONTHS:
        _carried_out(rows, by, at - timedelta(days=days))


def _addresses(by: Any, at: datetime) -> bool:
    """Give the invented systems addresses, and a provider its stock; False where there is nobody to give them to."""
    systems = {one.code: one for one in InformationSystem.objects.filter(code__in=SYSTEMS)}
    provider = Organisation.objects.filter(kind=Kind.PROVIDER, valid_to=None).order_by("id").first()
    if len(systems) < len(SYSTEMS) or provider is None:
        return False
    for code, start in SYSTEMS.items():
        system = systems[code]
        row = AddressRange(organisation_id=system.owner_id, system=system, written=f"{start}0/28", note=NOTE)
        set_range(row, by=None, at=at)
    stock = AddressRange(organisation=provider, written=f"{POOL}0/24", kind=AddressRange.Kind.DYNAMIC, note=NOTE)
    set_range(stock, by=None, at=at)
    return True


def _carried_out(rows: tuple[tuple[str, str], ...], by: Any, at: datetime) -> None:
    new = NewList(
        source="Trung tâm giám sát (trình diễn)",
        list_day=localdate(at),
        content=_csv(rows, at),
        file_name=f"danh-sach-trinh-dien-{localdate(at):%Y-%m-%d}.csv",
        letter_number=f"{localdate(at):%m}/TD",
        handling=Handling.TLP_AMBER,
        made_inside=True,
        holds_no_secret=True,
    )
    row = receive_list(new, by=by, at=at)
    confirm_shape(row, meanings={}, zone="+07:00", by=by, at=at)
    match_rows(row.pk, at=at)
    row.refresh_from_db()
    apply_list(row, digest=plan_of(row, at).digest, by=by, at=at)


def _csv(rows: tuple[tuple[str, str], ...], at: datetime) -> bytes:
    lines = [HEAD]
    for number, (code, family) in enumerate(rows, 1):
        start = SYSTEMS.get(code, POOL)
        for place in range(1, 4):
            moment = f"{localdate(at) - timedelta(days=place):%d/%m/%Y} 0{place + 6}:1{number}:00"
            lines.append(f"{len(lines)},{start}{place + number},{52000 + place},{moment},{family},203.0.113.{number}")
    return ("\n".join(lines) + "\n").encode()
