"""A queue of a million alerts of three months, the last 20,000 open: written once, measured as often as one likes.

Each alert has the two parties that it names, the open ones the record that they came with, every source its counters of thirty days.
A seventh of all alerts hit one machine and three tenths come from one source, as one loud sensor and one public site do.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any

from harness import say

OPEN = 20_000
SYSTEMS, SOURCES, CHUNK = 400, 50, 5_000
NOW = datetime.now(UTC).replace(microsecond=0)
LOUD_TARGET = "14.160.7.9"
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
            "source_id": sources[7 if chance.random() < 0.3 else chance.randrange(SOURCES)].pk,
            "group_key": blake2b(str(n).encode(), digest_size=16).hexdigest(),
            "title": TITLES[n % len(TITLES)],
            "product": PRODUCTS[n % len(PRODUCTS)],
            "classification": "fraud" if n % 100_000 == 1 else CLASSES[n % len(CLASSES)],
            "cves": ["CVE-2021-44228"] if n % 50 == 4 else [],
            "malware": "Mozi" if n % 5 == 2 else "",
            "severity": int(severity),
            "acting": f"185.{n % 200}.{n // 200 % 250}.7",
            "target": LOUD_TARGET if n % 7 == 0 else f"14.160.{n % 50}.{n // 50 % 250}",
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


def fill(number: int) -> None:
    """Write everything, many rows a statement, each as the database takes it."""
    from vonggac.apps.alerts.models import Alert, AlertEvent, AlertParty

    cast, systems, sources = register()
    began, made = time.process_time(), alerts(number, cast, systems, sources)
    while some := list(islice(made, CHUNK)):
        write(Alert, some)
    say("ghi cảnh báo để đo, một lõi", number / (time.process_time() - began), "cảnh báo/giây bộ xử lý")
    named = Alert.objects.order_by("pk").values("pk", "acting", "target", "source_id", "state", "arrived_at").iterator(chunk_size=CHUNK)
    sequence = 0
    while rows := list(islice(named, CHUNK)):
        write(AlertParty, ({"alert_id": row["pk"], "kind": "address", "value": row[end]} for row in rows for end in ("acting", "target")))
        still = [row for row in rows if row["state"] != "closed"]
        write(AlertEvent, (event(row, sequence + place) for place, row in enumerate(still)))
        sequence += len(still)
    counters(sources)
    settle()


def event(row: dict[str, Any], sequence: int) -> dict[str, Any]:
    """Return the record with which an alert came."""
    told = {"alert_id": row["pk"], "source_id": row["source_id"], "at": row["arrived_at"], "arrived_at": row["arrived_at"]}
    return {**told, "kind": "alert", "sequence": 1_000_000 + sequence, "place": 0, "format": "syslog", "line": "x" * 600}


def counters(sources: list[Any]) -> None:
    """Write thirty days of counters for every source."""
    from vonggac.apps.alerts.models import IntakeHour

    first = NOW.replace(minute=0, second=0) - timedelta(days=30)
    hours = ((source, first + timedelta(hours=n)) for source in sources for n in range(30 * 24))
    write(IntakeHour, ({"source_id": one.pk, "hour": hour, "received": 90, "stored": 90} for one, hour in hours))


def settle() -> None:
    """Let PostgreSQL know what lies in its tables, as it learns by itself within minutes; SQLite plans without figures."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def write(model: Any, told: Any) -> None:
    """Write rows past the application, one transaction for all that are given."""
    from django.db import transaction

    from vonggac.apps.alerts.services.taking_in import rows

    fields = [one for one in model._meta.concrete_fields if not one.primary_key and not one.generated]
    same = {field.attname: _held(field, field.get_default()) for field in fields}
    with transaction.atomic():
        rows.insert(model, [one.name for one in fields], [_row(fields, same, one) for one in told])


def _held(field: Any, value: Any) -> Any:
    from django.db import connection

    return field.get_db_prep_save(value, connection)


def _row(fields: list[Any], same: dict[str, Any], told: dict[str, Any]) -> tuple[Any, ...]:
    """Values that are plain numbers and words are what the database takes; moments and lists are made so."""
    row = same | told
    return tuple(
        _held(f, row[f.attname]) if f.attname in told and isinstance(row[f.attname], datetime | list) else row[f.attname] for f in fields
    )
