"""An XLSX list of 10,000 systems: read, compared, kept for the preview, written in one transaction; and the same list again.

script/bench import
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from datetime import UTC, date, datetime

from harness import say

AT, ON = datetime(2026, 11, 23, 1, 0, tzinfo=UTC), date(2026, 11, 23)
ROWS = 10_000


def opened(folder: str) -> None:
    """Open the application on an empty database of its own."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "vonggac.web.settings", "VONGGAC_DATA": folder, "VONGGAC_SECRET_KEY": "only-for-measuring"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def workbook(bodies: list[str]) -> bytes:
    """Return the list as a workbook."""
    from vonggac.apps.registry.listing.columns import SYSTEM_COLUMNS
    from vonggac.sources.tables import write_xlsx

    rows = (
        {
            "name": f"Hệ thống thông tin số {number} của đơn vị",
            "owner": bodies[number % len(bodies)],
            "level": str(number % 5 + 1),
            "exposure": "internet",
            "standing": "running",
            "purpose": "Cung cấp dịch vụ công trực tuyến và xử lý hồ sơ của người dân, doanh nghiệp",
        }
        for number in range(ROWS)
    )
    return write_xlsx(SYSTEM_COLUMNS, rows)


def memory() -> float:
    """Return the largest resident size so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure."""
    from cast import Cast
    from vonggac.apps.lists import services
    from vonggac.apps.lists.kinds import kind_of
    from vonggac.sources.tables import read_table

    cast = Cast.assemble()
    kind = kind_of("he-thong")
    assert kind is not None
    data = workbook([cast.commune.code, cast.other_commune.name, cast.department.code])
    began = time.perf_counter()
    read_table(data, "he-thong.xlsx", expected=kind.columns)
    reading = time.perf_counter() - began
    began = time.perf_counter()
    run = services.preview_list(kind, data, "he-thong.xlsx", user=cast.coordinator, at=AT, on=ON)
    shown = time.perf_counter()
    done = services.apply_import(run, by=cast.coordinator, at=AT)
    ended = time.perf_counter()
    assert (done.added, done.changed, done.bad_count) == (ROWS, 0, 0)
    baseline = {"baseline": "reading the same workbook into typed rows", "base": reading}
    say("import.preview_10000", shown - began, "s", **baseline)
    say("import.write_10000", ended - shown, "s", **baseline)
    say("import.whole_10000", ended - began, "s", promised=10, **baseline)
    began = time.perf_counter()
    again = services.preview_list(kind, data, "he-thong.xlsx", user=cast.coordinator, at=AT, on=ON)
    say("import.again_10000", time.perf_counter() - began, "s", **baseline)
    assert (again.added, again.changed, again.same) == (0, 0, ROWS)
    say("import.memory", memory(), "MiB", promised=300)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        opened(folder)
        main()
