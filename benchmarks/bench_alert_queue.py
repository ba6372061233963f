"""A million alerts, 20,000 of them open: pages of the queue, what the sorter takes in beside them, and old records thrown away.

script/bench alert_queue                    a million
script/bench alert_queue 100000             fewer, for a first look
script/bench alert_queue --data FOLDER      keep what was written, or measure what an earlier run left there
script/bench alert_queue --only trang       only what has the word in its name
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from datetime import timedelta
from typing import Any

from bench_alerts import lines_of
from bench_import import opened
from full_queue import CHUNK, LOUD_TARGET, NOW, fill
from harness import collect_as_the_server_does, say, timed

ALERTS, OLD_RECORDS = 1_000_000, 100_000
REQUESTS, LIMIT = int(os.environ.get("REQUESTS", "200")), 150
LINES, RECORD = 20_000, 500


def pages(sources: list[Any]) -> list[tuple[str, str, str]]:
    """Return who asks, what the page is called, its address."""
    from vonggac.apps.alerts.models import Alert
    from vonggac.apps.alerts.queries.queue import QueueFilters, in_order, key_of

    waiting = in_order(Alert.objects.filter(state="waiting"), QueueFilters())
    deep, past = key_of(waiting[10_000 if waiting.count() > 10_000 else 50], QueueFilters()), Alert.objects.count() // 2
    newest = Alert.objects.order_by("-pk").values_list("pk", flat=True)[0]
    loud = Alert.objects.filter(target=LOUD_TARGET).order_by("-pk").values_list("pk", flat=True)[0]
    asked = [
        ("hàng đợi", "/canh-bao/"),
        ("hàng đợi, trang thứ 200", f"/canh-bao/?after={deep}"),
        ("hàng đợi, cấp độ 3 trở lên, mức cao", "/canh-bao/?level=3%2B&severity=3"),
        ("hàng đợi, quá hạn", "/canh-bao/?late=1"),
        ("hàng đợi, tìm một địa chỉ", "/canh-bao/?q=14.160.8.9"),
        ("hàng đợi, tìm địa chỉ của một phần bảy", f"/canh-bao/?q={LOUD_TARGET}"),
        ("hàng đợi, tìm một chữ", "/canh-bao/?q=brute"),
        ("hàng đợi, tìm chữ không có", "/canh-bao/?q=khong-co-chu-nay"),
        ("mọi trạng thái của một nguồn", f"/canh-bao/?state=all&source={sources[7].pk}"),
        ("đã đóng, trang ở giữa", f"/canh-bao/?state=closed&after={past}"),
        ("đã đóng, loại gần như không có", "/canh-bao/?state=closed&kind=fraud"),
        ("đã đóng, không có gì", "/canh-bao/?state=closed&product=khong-co"),
        ("mọi trạng thái, tìm địa chỉ của một phần bảy", f"/canh-bao/?state=all&q={LOUD_TARGET}"),
        ("mọi trạng thái, tìm chữ không có", "/canh-bao/?state=all&q=khong-co-chu-nay"),
        ("trang một cảnh báo", f"/canh-bao/{newest}/"),
        ("trang một cảnh báo của địa chỉ ấy", f"/canh-bao/{loud}/"),
        ("danh sách nguồn", "/canh-bao/nguon/"),
        ("số liệu theo tháng", "/canh-bao/thang/"),
        ("tìm ở mọi nơi", "/tim?q=14.160.8.9"),
        ("trang tình hình", "/"),
    ]
    of_a_third = ("/canh-bao/", "/canh-bao/?state=all", "/canh-bao/?state=closed&kind=fraud", "/canh-bao/thang/")
    found = [("dieuphoi", name, path) for name, path in asked]
    found += [("canbo.so", f"{name}, người thấy một phần ba", path) for name, path in asked if path in of_a_third]
    return [*found, ("canbo.so", "việc của tôi", "/viec/")]


def measure_pages(sources: list[Any], only: str) -> None:
    """Ask for the pages."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from vonggac.apps.accounts.models import User

    collect_as_the_server_does()
    floor = timed(lambda: Client(SERVER_NAME="127.0.0.1").get("/suc-khoe"), REQUESTS)["p95"]
    for who, name, path in pages(sources):
        if only not in f"trang {name}":
            continue
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(User.objects.get(username=who))
        if (answer := client.get(path)).status_code != 200:
            print(f"{path}: {answer.status_code}", file=sys.stderr)
            continue
        with CaptureQueriesContext(connection) as told:
            client.get(path)
            asked = len(told)
            slow = sorted(told.captured_queries, key=lambda one: -float(one["time"]))[0]
        spent = timed(lambda client=client, path=path: client.get(path), REQUESTS)  # type: ignore[misc]
        high = spent.pop("p95")
        say(f"{name}, p95", high, "ms", baseline="trang /suc-khoe, p95", base=floor, **spent, queries=asked, limit=LIMIT)
        if high > LIMIT:
            print(f"{slow['time']} s: {slow['sql'][:1500]}", file=sys.stderr)


def measure_month() -> None:
    """Count the fullest month anew, as the background does, and by the database, as a page without kept figures would."""
    from vonggac.apps.alerts.models import Alert
    from vonggac.apps.alerts.queries.figures import month_figures
    from vonggac.apps.alerts.queries.months import after, before, first_of, start_of
    from vonggac.apps.alerts.services.keeping_months import keep_month

    month = before(first_of(NOW))
    began = time.process_time()
    found = month_figures(Alert.objects.all(), start_of(month), start_of(after(month)))
    live = time.process_time() - began
    began = time.process_time()
    keep_month(month, at=NOW)
    spent = time.process_time() - began
    say(f"số liệu tháng {found.groups} cảnh báo, đếm lại và giữ", spent, "giây bộ xử lý", baseline="đếm trong lúc chờ trang", base=live)


def measure_sorter(source: Any) -> None:
    """Take in lines of five formats, two records of 500 a transaction, as the sorter does."""
    from vonggac.apps.alerts.intake.records import Entry, Kind, Position, Record, Way
    from vonggac.apps.alerts.models import IntakeCursor
    from vonggac.apps.alerts.services.taking_in.taking import Taking

    read = IntakeCursor.objects.values_list("sequence", flat=True).first() or 0
    lines, at = lines_of(["wazuh", "suricata", "cef", "leef", "syslog"])[:LINES], int(NOW.timestamp() * 1_000_000)
    records = []
    for number, begin in enumerate(range(0, LINES, RECORD)):
        entry = Entry(
            Kind.BATCH, source.pk, Way.HTTP, at, key=f"lo-{read + number}", digest=str(number), items=tuple(lines[begin : begin + RECORD])
        )
        last = read + number
        records.append(Record(last + 1, entry, Position(1, last, last), Position(1, last + 1, last + 1)))
    taking = Taking()
    taking.take(records[:2], at=NOW)
    began, worked = time.perf_counter(), time.process_time()
    longest = 0.0
    for begin in range(2, len(records), 2):
        before = time.perf_counter()
        taking.take(records[begin : begin + 2], at=NOW)
        longest = max(longest, time.perf_counter() - before)
    spent, wall = time.process_time() - worked, time.perf_counter() - began
    number = LINES - 2 * RECORD
    more = {"wall": round(number / wall), "longest_transaction": round(longest, 3), "least": 4_000}
    say("đưa cảnh báo trộn vào hàng đợi, một lõi", number / spent, "cảnh báo/giây bộ xử lý", **more)


def measure_retention(source: Any) -> None:
    """Throw old records away while somebody writes a counter over and over; say how long that one had to wait."""
    from django.db import connection, transaction

    from vonggac.apps.alerts.models import AlertEvent, IntakeHour
    from vonggac.apps.alerts.services.retention import old_events, throw_away_old
    from vonggac.apps.alerts.services.taking_in import rows

    old = rows.moment(NOW - timedelta(days=40))
    names, line = ("source", "kind", "at", "arrived_at", "sequence", "place", "format", "fault", "line"), "x" * 600
    for begin in range(0, OLD_RECORDS, CHUNK):
        with transaction.atomic():
            made = [(source.pk, "context", old, old, 10_000_000 + n, 0, "syslog", "", line) for n in range(begin, begin + CHUNK)]
            rows.insert(AlertEvent, names, made)
    print(old_events(NOW).filter(pk__gt=0).order_by("pk").values("pk")[:1_000].explain(), file=sys.stderr)
    done = threading.Event()

    def throw() -> None:
        began = time.perf_counter()
        gone = throw_away_old(at=NOW)
        say("xóa bản ghi cũ, có người cùng ghi", gone.events / (time.perf_counter() - began), "bản ghi/giây")
        done.set()
        connection.close()

    thread = threading.Thread(target=throw)
    row = IntakeHour.objects.create(source=source, hour=NOW - timedelta(days=100))
    thread.start()
    waits = []
    while not done.is_set():
        before = time.perf_counter()
        IntakeHour.objects.filter(pk=row.pk).update(context=0)
        waits.append(time.perf_counter() - before)
        time.sleep(0.01)
    thread.join()
    waits.sort()
    say("người cùng ghi phải chờ lâu nhất", waits[-1] * 1000, "ms", median=waits[len(waits) // 2] * 1000, writes=len(waits), limit=1_000)


def sources_of(number: int) -> list[Any]:
    """Write the queue, unless an earlier run left one here, and keep the figures of its months."""
    from vonggac.apps.alerts.models import Alert, AlertSource
    from vonggac.apps.alerts.services.keeping_months import keep_months

    if not Alert.objects.exists():
        fill(number)
    keep_months(at=NOW)
    return list(AlertSource.objects.order_by("pk"))


def asked() -> argparse.Namespace:
    """Read what is to be measured."""
    words = argparse.ArgumentParser()
    words.add_argument("number", type=int, nargs="?", default=ALERTS)
    words.add_argument("--data")
    words.add_argument("--only", default="")
    return words.parse_args()


def main(number: int, only: str) -> None:
    """Measure."""
    sources = sources_of(number)
    for name, act in (
        ("trang", lambda: measure_pages(sources, only)),
        ("tháng", measure_month),
        ("đưa vào", lambda: measure_sorter(sources[0])),
        ("xóa", lambda: measure_retention(sources[0])),
    ):
        if only in name or (name == "trang" and only.startswith(name)):
            act()


if __name__ == "__main__":
    told = asked()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VONGGAC_DEMO"] = "1"
        opened(told.data or folder)
        main(told.number, told.only)
