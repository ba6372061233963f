"""An invented province for the measurement: who holds which addresses, nested and reassigned, and a month's list of infected ones."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

RANGES, REPEATED, INSIDE = 5_000, 0.08, 0.45
BLOCKS = [IPv4Address("14.160.0.0") + n * 65_536 for n in range(24)]
FAMILIES = ("mirai", "mozi", "sality", "conficker", "qakbot", "avalanche-andromeda", "necurs", "android.badbox2")
LEVELS = (19, 21, 24, 28, 32)
LIST_DAY = date(2026, 11, 20)
MONTH_BEGINS = datetime(2026, 10, 20)


def write_ranges(path: Path, *, seed: int = 20261123) -> None:
    """Write ranges nested up to six deep: a block, its parts, their parts; a third of them reassigned while the others went on."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Cơ quan", "Dải địa chỉ IP", "Mã hệ thống", "Loại dải", "Dải cổng", "Từ ngày", "Đến ngày"])
        writer.writerows(_ranges(chance))


def _ranges(chance: random.Random) -> Iterator[list[str]]:
    """Blocks without a holder, and in them chains of ever narrower ranges; on each level no two overlap but in time."""
    rows, taken = [["", f"{block}/16", "", "Khối", "", "", ""] for block in BLOCKS], set[str]()
    while len(rows) < RANGES:
        inner = int(chance.choice(BLOCKS)) + chance.randrange(65_536)
        for bits in LEVELS[: chance.randint(1, len(LEVELS))]:
            written = f"{IPv4Address(inner >> (32 - bits) << (32 - bits))}/{bits}"
            if written not in taken:
                rows += _held(chance, written)
                taken.add(written)
    yield from rows[:RANGES]


def _held(chance: random.Random, written: str) -> Iterator[list[str]]:
    """One range, or the same one held by one after the other, or the ports of one address shared out."""
    who = lambda: [f"Cơ quan số {chance.randrange(455)}", written, f"HT-{chance.randrange(3000):04d}"]  # noqa: E731
    first = LIST_DAY - timedelta(days=chance.randrange(40, 900))
    lot = chance.random()
    if lot < 0.3:
        cut = LIST_DAY - timedelta(days=chance.randrange(31))
        yield [*who(), "", "", f"{first:%d/%m/%Y}", f"{cut:%d/%m/%Y}"]
        yield [*who(), "", "", f"{cut + timedelta(days=1):%d/%m/%Y}", ""]
    elif lot < 0.35 and written.endswith("/32"):
        for port in range(1024, 65_536, 16_128):
            yield [*who(), "NAT", f"{port}-{port + 16_127}", f"{first:%d/%m/%Y}", ""]
    else:
        yield [*who(), chance.choice(["", "", "", "NAT"]), "", f"{first:%d/%m/%Y}", ""]


def write_list(path: Path, rows: int, *, seed: int = 7) -> None:
    """Write a list as feeds write it; some rows say again what one above them said, one in a thousand is no address."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("timestamp,ip,port,protocol,infection,dst_ip,dst_port,asn,country\n")
        before: list[str] = []
        for number in range(rows):
            if before and chance.random() < REPEATED:
                line = chance.choice(before)
            else:
                line = _row(chance, broken=chance.random() < 0.001)
                before.append(line) if number % 7 == 0 else None
            file.write(line)


def _row(chance: random.Random, *, broken: bool) -> str:
    inside = chance.random() < INSIDE
    number = int(chance.choice(BLOCKS)) + chance.randrange(65_536) if inside else chance.randrange(16_777_216, 3_758_096_384)
    at = MONTH_BEGINS + timedelta(seconds=chance.randrange(31 * 86_400))
    address = "300.1.2.3" if broken else str(IPv4Address(number))
    steering = IPv4Address(0x2D000000 + chance.randrange(400))
    ports = f"{chance.randrange(1024, 65_536)},tcp,{chance.choice(FAMILIES)},{steering},{chance.choice((443, 8080, 53))}"
    return f"{at:%Y-%m-%d %H:%M:%S}+00:00,{address},{ports},{chance.randrange(7_000, 140_000)},VN\n"


def write_ipv6_list(path: Path, rows: int, *, seed: int = 6) -> None:
    """Write a list in which every address is another one of IPv6."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("timestamp,ip,port,infection\n")
        for _ in range(rows):
            at = MONTH_BEGINS + timedelta(seconds=chance.randrange(31 * 86_400))
            address = IPv6Address((0x2405 << 112) | chance.getrandbits(100))
            file.write(f"{at:%Y-%m-%d %H:%M:%S}+00:00,{address},{chance.randrange(1024, 65_536)},{chance.choice(FAMILIES)}\n")
