"""Giving 1,820 tasks out, and every list and board over 100,000 tasks; one JSON line a measurement.

    script/bench work

Uses a throw-away SQLite database of its own; on PostgreSQL set VONGGAC_DATABASE_URL to an empty database.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

from full_province import FullProvince, asked_of, prepare
from harness import collect_as_the_server_does, say, timed

REQUESTS, LIMIT, LIMIT_OF_A_LETTER = 200, 100, 150


def plain_rows() -> float:
    """Return how long the database needs for 1,820 plain rows: what the machine can do at best."""
    from django.utils import timezone

    from vonggac.apps.work.models import Task, TaskEvent

    at, task = timezone.now(), Task.objects.first()
    start = time.perf_counter()
    TaskEvent.objects.bulk_create([TaskEvent(task=task, what="bench", happened_at=at, recorded_at=at) for _n in range(1_820)])
    return time.perf_counter() - start


def measure_giving_out(province: FullProvince) -> None:
    """Give 7 obligations to 260 bodies."""
    from django.utils import timezone

    from vonggac.apps.work import services

    start = time.perf_counter()
    services.open_assignments(asked_of(province.bodies[:260], "bench:1", 7), by=province.people.coordinator, at=timezone.now())
    spent = time.perf_counter() - start
    say("giao 7 nội dung cho 260 cơ quan (1.820 việc)", spent, "s", baseline="ghi 1.820 dòng diễn biến", base=plain_rows(), limit=2)


def pages(province: FullProvince) -> Iterator[tuple[str, Any, str, int]]:
    """Name every page to measure, with who reads it, its address and what is promised."""
    from vonggac.apps.work.models import Task

    people, letter, twin = province.people, province.letters[4], province.twin
    steers, officer, commune = people.coordinator, people.officer, people.commune_officer
    owed = Task.objects.filter(organisation=province.bodies[0]).order_by("id").last().pk
    waiting = Task.objects.filter(state="sent").order_by("id").last().pk
    yield "trang tình hình, điều phối", steers, "/", LIMIT
    for who, user in (("cán bộ", officer), ("xã", commune)):
        yield f"việc của tôi, {who}", user, "/viec/", LIMIT
    for who, user in (("điều phối", steers), ("cán bộ", officer), ("xã", commune)):
        yield f"danh sách việc, {who}", user, "/viec/danh-sach/", LIMIT
        yield f"danh sách việc quá hạn, {who}", user, "/viec/danh-sach/?han=qua-han", LIMIT
        yield f"danh sách việc theo tên cơ quan, {who}", user, "/viec/danh-sach/?q=xa", LIMIT
        yield f"danh sách việc, trang 3, {who}", user, "/viec/danh-sach/?page=3", LIMIT
        yield f"danh sách văn bản, {who}", user, "/van-ban/", LIMIT
        yield f"danh sách hệ thống, {who}", user, "/he-thong/", LIMIT
        yield f"danh bạ cơ quan, {who}", user, "/co-quan/", LIMIT
        yield f"thông báo, {who}", user, "/viec/thong-bao/", LIMIT
        yield f"bảng theo dõi công văn gốc, 724 việc, {who}", user, f"/van-ban/{twin.pk}/", LIMIT_OF_A_LETTER
    yield "bảng theo dõi một văn bản, 4.550 việc, điều phối", steers, f"/van-ban/{letter.pk}/", LIMIT
    yield "trang một việc, cán bộ", officer, f"/viec/{owed}/", LIMIT
    yield "trang một việc, điều phối", steers, f"/viec/{waiting}/", LIMIT
    yield "việc cần duyệt, điều phối", steers, "/viec/duyet/", LIMIT
    yield "duyệt lần lượt, điều phối", steers, "/viec/duyet/lan-luot/", LIMIT
    yield "rà soát công văn gốc, điều phối", steers, f"/van-ban/{province.twin_in_review.pk}/ra-soat/", LIMIT_OF_A_LETTER
    yield "xác nhận giao công văn gốc, điều phối", steers, f"/van-ban/{province.twin_in_review.pk}/kiem-tra/", LIMIT_OF_A_LETTER
    yield "đôn đốc công văn gốc, điều phối", steers, f"/van-ban/{twin.pk}/don-doc/", LIMIT_OF_A_LETTER
    yield "báo cáo công văn gốc, điều phối", steers, f"/van-ban/{twin.pk}/bao-cao/", LIMIT_OF_A_LETTER
    yield "trang một cơ quan, điều phối", steers, f"/co-quan/{province.bodies[0].pk}/", LIMIT
    yield "nhật ký, kiểm tra", province.auditor, "/nhat-ky/", LIMIT
    yield "nhật ký lọc theo hành vi, kiểm tra", province.auditor, "/nhat-ky/?act=work.tasks.opened", LIMIT


def measure_pages(province: FullProvince, wanted: str = "") -> None:
    """Ask for each page 200 times."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    collect_as_the_server_does()
    floor = timed(lambda: Client(SERVER_NAME="127.0.0.1").get("/suc-khoe"), REQUESTS)["p95"]
    for name, user, path, limit in pages(province):
        if wanted not in name:
            continue
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
        count = len(asked)
        spent = timed(lambda client=client, path=path: client.get(path), REQUESTS)
        high = spent.pop("p95")
        say(f"{name}, p95", high, "ms", baseline="trang /suc-khoe, p95", base=floor, **spent, queries=count, limit=limit)


def main() -> None:
    """Measure; a word on the command line picks the pages whose name holds it."""
    prepare()
    from vonggac.apps.work.models import Task

    province = FullProvince.assemble()
    measure_giving_out(province)
    province.fill()
    say("số việc", Task.objects.count(), "việc")
    measure_pages(province, " ".join(sys.argv[1:]))


if __name__ == "__main__":
    main()
