"""A month's list of 500,000 addresses through the application: taken in, matched against the register, its plan shown, its cases opened.

script/bench threats
"""

from __future__ import annotations

import csv
import io
import random
import resource
import tempfile
import time
from datetime import UTC, date, datetime

from bench_import import opened
from harness import say

AT, DAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC), date(2026, 11, 20)
ROWS, SYSTEMS, INSIDE = 500_000, 400, 0.02
FAMILIES = ("mirai", "conficker", "sality", "lockbit", "redline stealer", "xmrig")


def month() -> bytes:
    """Return the list: few rows are of the province, as in what a country sends."""
    chance, written = random.Random(20261123), io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["Địa chỉ IP", "Cổng", "Thời gian", "Loại mã độc", "Máy chủ điều khiển"])
    for _row in range(ROWS):
        second, third = (
            (160, chance.randrange(SYSTEMS // 8)) if chance.random() < INSIDE else (chance.randrange(176, 250), chance.randrange(256))
        )
        address = f"14.{second}.{third}.{chance.randrange(256)}"
        at = f"{chance.randrange(1, 21):02d}/11/2026 {chance.randrange(24):02d}:{chance.randrange(60):02d}:00"
        writer.writerow([address, chance.randrange(1024, 65_536), at, chance.choice(FAMILIES), f"45.0.0.{chance.randrange(200)}"])
    return written.getvalue().encode()


def register(cast: object) -> None:
    """Write systems, each with a range of 32 addresses."""
    from vonggac.apps.organisations.models import Organisation
    from vonggac.apps.registry.models import AddressRange, InformationSystem
    from vonggac.kernel.addresses import parse_range

    Organisation.objects.filter(pk=cast.office.pk).update(code="pa05")  # type: ignore[attr-defined]
    owners = [cast.department, cast.commune, cast.other_commune]  # type: ignore[attr-defined]
    for number in range(SYSTEMS):
        owner = owners[number % len(owners)]
        system = InformationSystem.objects.create(code=f"HT-{number:05d}", name=f"Hệ thống {number}", owner=owner, level=number % 5 + 1)
        found = parse_range(f"14.160.{number // 8}.{number % 8 * 32}/27")
        AddressRange.objects.create(organisation=owner, system=system, written=str(found), first=found.first_key, last=found.last_key)


def main() -> None:
    """Measure, in the processor's time, which others disturb less."""
    from cast import Cast
    from vonggac.apps.threats.models import Case
    from vonggac.apps.threats.queries.planning import plan_of
    from vonggac.apps.threats.services.applying import apply_list
    from vonggac.apps.threats.services.confirming import confirm_shape
    from vonggac.apps.threats.services.intake import NewList, receive_list
    from vonggac.apps.threats.services.matching import match_rows

    cast = Cast.assemble()
    register(cast)
    content = month()
    began = time.process_time()
    rows = sum(1 for _row in csv.reader(io.StringIO(content.decode())))
    reading = time.process_time() - began
    began = time.process_time()
    new = NewList(source="A", list_day=DAY, content=content, file_name="thang.csv", holds_no_secret=True)
    row = receive_list(new, by=cast.coordinator, at=AT)
    received = time.process_time()
    confirm_shape(row, meanings={}, zone="+07:00", by=cast.coordinator, at=AT)
    counts = match_rows(row.pk, at=AT)
    matched = time.process_time()
    plan = plan_of(row, AT)
    shown = time.process_time()
    row.refresh_from_db()
    apply_list(row, digest=plan.digest, by=cast.coordinator, at=AT)
    ended = time.process_time()
    assert counts["rows"] == rows - 1 == ROWS
    assert Case.objects.count() == len(plan.subjects) > SYSTEMS // 2
    baseline = {"baseline": "only reading the file with csv", "base": reading}
    say("threats.receive_500000", received - began, "s", **baseline)
    say("threats.match_500000", matched - received, "s", **baseline)
    say("threats.plan", shown - matched, "s", **baseline)
    say("threats.apply", ended - shown, "s", **baseline)
    say("threats.rows_a_second", ROWS / (matched - received), "rows/s", promised=100_000)
    say("threats.memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB", promised=500)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        opened(folder)
        main()
