"""A million alerts, 20,000 of them open: pages of the queue, what the sorter takes in beside them, and old records thrown away.

script/bench alert_queue            a million
script/bench alert_queue 100000     fewer, for a first look
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any

from bench_alerts import lines_of
from bench_import import opened
from harness import say, timed

ALERTS, OPEN, OLD_RECORDS = 1_000_000, 20_000, 100_000
SYSTEMS, SOURCES, CHUNK, REQUESTS, LIMIT = 400, 50, 5_000, 200, 150
LINES, RECORD = 20_000, 500
NOW = datetime.now(UTC).replace(microsecond=0)
TITLES = ("ET SCAN Potential SSH Scan", "sshd: brute force", "ET MALWARE Mozi", "Malware detected", "SQL injection attempt", "Port scan")
PRODUCTS = ("Suricata", "Wazuh", "Microsoft Defender", "ClamAV", "Zeek")
CLASSES = ("information-gathering", "intrusion-attempts", "malicious-code", "", "vulnerable")


def register() -> tuple[Any, list[Any], list[Any]]:
    """Write systems and sources; return the cast and both."""
    from cast import Cast
    from vonggac.apps.alerts.models import AlertSource
    from vonggac.apps.registry.models import InformationSystem

    cast = Cast.assemble()
    owners = [cast.department, cast.commune, cast.other_commune]
    systems = [
        InformationSystem.objects.create(code=f"HT-{n:05d}", name=f"Hệ thống {n}", owner=owners[n % 3], level=n % 5 + 1)
        for n in range(SYSTEMS)
    ]
    told = {"way": "http", "made_by": cast.coordinator, "made_at": NOW - timedelta(days=90), "last_at": NOW}
    sources = [
        AlertSource.objects.create(code=f"nguon-{n}", name=f"Cảm biến {n}", organisation=owners[n % 3], **told) for n in range(SOURCES)
    ]
    return cast, systems, sources


def alerts(number: int, cast: Any, systems: list[Any], sources: list[Any]) -> Iterator[dict[str, Any]]:
    """Give alerts of three months, the open ones among the last; four of five were handled and closed by a person."""
    from vonggac.engines.alerts import Waiting, place_in_queue
    from vonggac.kernel.severity import Severity

    chance = random.Random(20261123)
    for n in range(number):
        is_open, at = n >= number - OPEN, NOW - timedelta(minutes=(number - n) * 130_000 / number)
        system = systems[chance.randrange(SYSTEMS)] if chance.random() < 0.9 else None
        severity = Severity(chance.choices(range(5), (5, 30, 40, 20, 5))[0])
        place = place_in_queue(Waiting(severity, at, system.level if system else None, got_through=chance.choice((True, False, None))))
        handled = is_open and chance.random() < 0.2
        decided = handled or not is_open
        yield {
            "source_id": sources[chance.randrange(SOURCES)].pk,
            "group_key": blake2b(str(n).encode(), digest_size=16).hexdigest(),
            "title": TITLES[n % len(TITLES)],
            "product": PRODUCTS[n % len(PRODUCTS)],
            "classification": CLASSES[n % len(CLASSES)],
            "malware": "Mozi" if n % 5 == 2 else "",
            "severity": int(severity),
            "acting": f"185.{n % 200}.{n // 200 % 250}.7",
            "target": f"14.160.{n % 50}.{n // 50 % 250}",
            "organisation_id": system.owner_id if system else None,
            "system_id": system.pk if system else None,
            "level": system.level if system else None,
            "risk": place.risk,
            "urgency": place.urgency,
            "place_because": place.because,
            "first_at": at,
            "last_at": at,
            "arrived_at": at,
            "last_arrived_at": at,
            "count": 1 + n % 9,
            "state": "handling" if handled else "waiting" if is_open else "closed",
            "verdict": chance.choice(("true", "unsure")) if handled else chance.choice(("true", "false")) if decided else "",
            "verify_due_at": at + timedelta(hours=4),
            "handle_due_at": at + timedelta(hours=9) if decided else None,
            "verified_at": at + timedelta(hours=1) if decided else None,
            "verified_by_id": cast.coordinator.pk if decided else None,
            "closed_at": None if is_open else at + timedelta(hours=3),
            "closed_by_id": None if is_open else cast.coordinator.pk,
        }


def fill(number: int) -> tuple[Any, list[Any]]:
    """Write everything, many rows a statement, each as the database takes it."""
    from django.db import transaction

    from vonggac.apps.alerts.models import Alert
    from vonggac.apps.alerts.services.taking_in import rows

    cast, systems, sources = register()
    fields = [one for one in Alert._meta.concrete_fields if not one.primary_key]
    same = {field.attname: _held(field, field.get_default()) for field in fields}
    began, made = time.process_time(), alerts(number, cast, systems, sources)
    while some := list(islice(made, CHUNK)):
        with transaction.atomic():
            rows.insert(Alert, [one.name for one in fields], [_row(fields, same, one) for one in some])
    say("ghi cảnh báo để đo, một lõi", number / (time.process_time() - began), "cảnh báo/giây bộ xử lý")
    return cast, sources


def _held(field: Any, value: Any) -> Any:
    from django.db import connection

    return field.get_db_prep_save(value, connection)


def _row(fields: list[Any], same: dict[str, Any], told: dict[str, Any]) -> tuple[Any, ...]:
    """Values that are plain numbers and words are what the database takes; moments are made so."""
    row = same | told
    return tuple(_held(field, row[field.attname]) if isinstance(row[field.attname], datetime) else row[field.attname] for field in fields)


def measure_pages(cast: Any, sources: list[Any]) -> None:
    """Ask for the pages as who coordinates does."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from vonggac.apps.alerts.models import Alert

    newest = Alert.objects.order_by("-pk").values_list("pk", flat=True)[0]
    floor = timed(lambda: Client(SERVER_NAME="127.0.0.1").get("/suc-khoe"), REQUESTS)["p95"]
    for name, path in (
        ("hàng đợi", "/canh-bao/"),
        ("hàng đợi, cấp độ 3 trở lên, mức cao", "/canh-bao/?level=3%2B&severity=3"),
        ("hàng đợi, mọi trạng thái của một nguồn", f"/canh-bao/?state=all&source={sources[7].pk}"),
        ("hàng đợi, tìm một địa chỉ", "/canh-bao/?q=14.160.7.9"),
        ("trang một cảnh báo", f"/canh-bao/{newest}/"),
        ("danh sách nguồn", "/canh-bao/nguon/"),
        ("số liệu theo tháng", "/canh-bao/thang/"),
    ):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(cast.coordinator)
        if client.get(path).status_code != 200:
            print(f"{path}: chưa có trang này", file=sys.stderr)
            continue
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        count = len(asked)
        spent = timed(lambda client=client, path=path: client.get(path), REQUESTS)  # type: ignore[misc]
        high = spent.pop("p95")
        say(f"{name}, p95", high, "ms", baseline="trang /suc-khoe, p95", base=floor, **spent, queries=count, limit=LIMIT)


def measure_month() -> None:
    """Count a month of a third of the alerts."""
    from vonggac.apps.alerts.models import Alert
    from vonggac.apps.alerts.queries.figures import month_figures

    began = time.process_time()
    found = month_figures(Alert.objects.all(), NOW - timedelta(days=30), NOW)
    say(f"số liệu tháng, {found.groups} cảnh báo", time.process_time() - began, "giây bộ xử lý")


def measure_sorter(source: Any) -> None:
    """Take in lines of five formats, two records of 500 a transaction, as the sorter does."""
    from vonggac.apps.alerts.intake.records import Entry, Kind, Position, Record, Way
    from vonggac.apps.alerts.services.taking_in.taking import Taking

    lines, at = lines_of(["wazuh", "suricata", "cef", "leef", "syslog"])[:LINES], int(NOW.timestamp() * 1_000_000)
    records = []
    for number, begin in enumerate(range(0, LINES, RECORD)):
        entry = Entry(
            Kind.BATCH, source.pk, Way.HTTP, at, key=f"lo-{number}", digest=str(number), items=tuple(lines[begin : begin + RECORD])
        )
        records.append(Record(number + 1, entry, Position(1, number, number), Position(1, number + 1, number + 1)))
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


def main() -> None:
    """Measure."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ALERTS
    cast, sources = fill(number)
    measure_pages(cast, sources)
    measure_month()
    measure_sorter(sources[0])
    measure_retention(sources[0])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VONGGAC_DEMO"] = "1"
        opened(folder)
        main()
