"""Who holds which addresses, as the register exports it and as people keep it."""

from __future__ import annotations

from datetime import date

import pytest

from vonggac.apps.registry.listing.columns import RANGE_COLUMNS
from vonggac.engines.addresses import RangeKind
from vonggac.sources.addressranges import read_ranges
from vonggac.sources.refusal import Refused
from vonggac.sources.tables import write_csv, write_xlsx

ROWS = [
    {"organisation": "UBND xã Đức Hòa", "written": "14.160.7.0/24", "system": "HT-07", "valid_from": date(2026, 7, 1), "note": "=1+1"},
    {"organisation": "Sở Y tế", "written": "14.160.8.1-14.160.8.9", "behind_nat": True, "valid_to": date(2026, 12, 31)},
    {"organisation": "Sở Y tế", "written": "2405:4800::/48", "port_first": 1024, "port_last": 2047},
]


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_what_the_register_exports_is_read_as_it_is(write: object) -> None:
    found = read_ranges(write(RANGE_COLUMNS, ROWS), "dai.xlsx")  # type: ignore[operator]
    assert found.bad == ()
    first, second, third = found.ranges
    assert (first.line, first.holder, first.valid_from, first.kind) == (2, ("UBND xã Đức Hòa", "HT-07"), date(2026, 7, 1), RangeKind.FIXED)
    assert (second.kind, second.valid_to, str(second.addresses)) == (RangeKind.NAT, date(2026, 12, 31), "14.160.8.1-14.160.8.9")
    assert (third.ports, third.addresses.version) == ((1024, 2047), 6)


def test_lists_of_others_say_kind_ports_and_provider_in_their_words() -> None:
    text = "Dải IP;Đơn vị;Nhà mạng;Loại dải;Cổng\n14.160.0.0/16;;X;;\n14.160.7.9;A;X;Dùng chung;443\n14.160.7.8;A;;động;1024 - 2047\n"
    block, shared, dynamic = read_ranges(text.encode(), "dai.csv").ranges
    assert (block.kind, block.asked) == (RangeKind.BLOCK, "X")
    assert (shared.kind, shared.ports) == (RangeKind.SHARED, (443, 443))
    assert (dynamic.kind, dynamic.ports) == (RangeKind.DYNAMIC, (1024, 2047))


@pytest.mark.parametrize("ports", ["1024-", "x", "70000", "2-1", "1-2-3"])
def test_ports_that_cannot_be_are_located(ports: str) -> None:
    found = read_ranges(f"Dải IP,Cơ quan,Dải cổng\n14.160.7.9,A,443\n14.160.7.9,A,{ports}\n".encode(), "dai.csv")
    assert (len(found.ranges), found.bad_count) == (1, 1)
    assert (found.bad[0].place.line, found.bad[0].place.column) == (3, "Dải cổng")


def test_a_file_without_ranges_is_refused() -> None:
    with pytest.raises(Refused, match="Dải địa chỉ IP"):
        read_ranges("Họ tên,Điện thoại\nA,1\n".encode(), "danh-ba.csv")
