"""Giving 1,820 tasks out, and the board and lists over 100,000 tasks; one JSON line a measurement.

    script/bench work

Uses a throw-away SQLite database of its own; on PostgreSQL set VONGGAC_DATABASE_URL to an empty database.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from harness import say

ORGANISATIONS, TASKS, REQUESTS = 455, 100_000, 200


def prepare() -> None:
    """Start Django on an empty database."""
    folder = tempfile.mkdtemp(prefix="vonggac-bench-")
    os.environ.setdefault("VONGGAC_DATA", folder)
    os.environ.setdefault("VONGGAC_SECRET_KEY", "only-for-benchmarks")
    os.environ.setdefault("VONGGAC_MAIL", "memory")
    # The second factor is asked of the coordinator everywhere but in a demonstration; here nobody can give one.
    os.environ.setdefault("VONGGAC_DEMO", "1")
    os.environ["DJANGO_SETTINGS_MODULE"] = "vonggac.web.settings"
    Path(os.environ["VONGGAC_DATA"], "static").mkdir(exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def furnish() -> tuple[Any, list[Any]]:
    """Make the cast and the communes."""
    from cast import Cast
    from vonggac.apps.organisations.models import Ancestry, Kind, Organisation

    cast = Cast.assemble()
    bodies = [
        Organisation(code=f"x-{n:03}", name=f"Xã Thử {n:03}", kind=Kind.COMMUNE, parent=cast.province, province_code="thu")
        for n in range(ORGANISATIONS)
    ]
    for body in bodies:
        body.fill_search()
    bodies = Organisation.objects.bulk_create(bodies)
    pairs = [Ancestry(above=body, below=body, depth=0) for body in bodies]
    pairs += [Ancestry(above=cast.province, below=body, depth=1) for body in bodies]
    Ancestry.objects.bulk_create(pairs)
    return cast, bodies


def specs(bodies: list[Any], group: str, count: int) -> list[Any]:
    """Ask so many things of these bodies."""
    from vonggac.apps.work.services import AssignmentSpec, FigureSpec, TaskRow

    rows = [TaskRow(organisation_id=body.pk, due_on=date.today() + timedelta(days=5), due_origin="text") for body in bodies]
    figures = (FigureSpec(label="Máy đã quét", unit="máy"),)
    return [
        AssignmentSpec(origin_room="bench", title=f"Nội dung {n}", group=group, rows=rows, figures=figures, position=n)
        for n in range(count)
    ]


def p95(request: Callable[[], Any]) -> tuple[float, float]:
    """Return the 95th percentile and the median in milliseconds of 200 requests."""
    request()
    spent = []
    for _n in range(REQUESTS):
        start = time.perf_counter()
        request()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(spent, n=20)[18], statistics.median(spent)


def plain_rows() -> float:
    """Return how long the database needs for 1,820 plain rows: what the machine can do at best."""
    from django.utils import timezone

    from vonggac.apps.work.models import Task, TaskEvent

    at, task = timezone.now(), Task.objects.first()
    start = time.perf_counter()
    TaskEvent.objects.bulk_create([TaskEvent(task=task, what="bench", happened_at=at, recorded_at=at) for _n in range(1_820)])
    return time.perf_counter() - start


def main() -> None:
    """Measure."""
    prepare()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from vonggac.apps.work import queries, services
    from vonggac.apps.work.models import Task

    cast, bodies = furnish()
    start = time.perf_counter()
    services.open_assignments(specs(bodies[:260], "directive:1", 7), by=cast.coordinator, at=timezone.now())
    spent = time.perf_counter() - start
    say("giao 7 nội dung cho 260 cơ quan (1.820 việc)", spent, "s", baseline="ghi 1.820 dòng diễn biến", base=plain_rows(), limit=2)
    number = 2
    while Task.objects.count() < TASKS:
        services.open_assignments(specs(bodies, f"directive:{number}", 10), by=cast.coordinator, at=timezone.now())
        number += 1
    say("số việc", Task.objects.count(), "việc")
    today = timezone.localdate()

    def board() -> Any:
        return queries.board(cast.coordinator, "directive:5", today=today, page=2)

    with CaptureQueriesContext(connection) as asked:
        board()
    count = len(asked)
    client = Client(SERVER_NAME="127.0.0.1")
    floor, _middle = p95(lambda: client.get("/suc-khoe"))
    against = {"baseline": "trang /suc-khoe, p95", "base": floor}
    high, middle = p95(board)
    say("bảng theo dõi 50 cơ quan một trang, p95", high, "ms", **against, median=round(middle, 1), queries=count, limit=100)
    from cast import person

    officer = person("bench", "Cán bộ đo", "officer", bodies[0])
    for name, user, path in (
        ("việc của tôi, p95", officer, "/viec/"),
        ("danh sách việc, p95", cast.coordinator, "/viec/danh-sach/"),
        ("danh sách việc quá hạn, p95", cast.coordinator, "/viec/danh-sach/?han=qua-han"),
        ("việc cần duyệt, p95", cast.coordinator, "/viec/duyet/"),
        ("trang một việc, p95", cast.coordinator, f"/viec/{Task.objects.order_by('id').last().pk}/"),
    ):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
        count = len(asked)
        high, middle = p95(lambda client=client, path=path: client.get(path))
        say(name, high, "ms", **against, median=round(middle, 1), queries=count, limit=100)


if __name__ == "__main__":
    main()
