"""Invented sensors and their alerts of the last days, for a demonstration: declared by the very acts of people, and taken in by the very
reader of the journal. The journal itself is left alone: its one writer may be running already."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from vonggac.apps.accounts.models import User
from vonggac.apps.alerts.intake.records import Entry, Kind, Position, Record, Way
from vonggac.apps.alerts.models import AlertSource, IntakeCursor
from vonggac.apps.alerts.services.silence import look_for_silence
from vonggac.apps.alerts.services.sources import NewSource, declare_source
from vonggac.apps.alerts.services.suppressing import NewRule, make_rule
from vonggac.apps.alerts.services.taking_in.taking import JOURNAL, Taking
from vonggac.apps.organisations.models import Organisation
from vonggac.engines.alerts import Condition, Look

NEVER_REACHED = 10**17
"""Numbers of invented records: beyond what any journal will count to."""
UNIX = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
CNC, SCAN, WEB, MINER, LOGIN = (
    ("ET MALWARE Trojan CnC Checkin", 2034567, "Malware Command and Control Activity Detected", 1),
    ("ET SCAN Potential SSH Scan", 2001219, "Attempted Information Leak", 3),
    ("ET WEB_SERVER SQL Injection Attempt SELECT FROM", 2006446, "Web Application Attack", 1),
    ("ET COINMINER Crypto Pool Connection", 2024792, "Crypto Currency Mining Activity Detected", 2),
    ("ET POLICY Repeated Failed Login", 2010935, "Attempted User Privilege Gain", 2),
)
HAPPENED = (
    (2, CNC, "10.77.1.4", "203.0.113.47", 4), (5, WEB, "198.51.100.20", "10.77.2.5", 6), (9, LOGIN, "198.51.100.77", "10.77.1.6", 3),
    (20, SCAN, "198.51.100.9", "10.77.6.3", 2), (26, MINER, "10.77.5.6", "203.0.113.90", 5), (50, CNC, "10.77.2.4", "203.0.113.48", 3),
    (70, SCAN, "10.77.5.9", "10.77.1.4", 6), (75, WEB, "198.51.100.21", "10.77.6.4", 2), (96, LOGIN, "198.51.100.78", "10.77.2.6", 4),
    (130, MINER, "10.77.9.200", "203.0.113.91", 5),
)  # fmt: skip
"""Hours ago, what, who acts, on whom, how often."""


def make_alerts(*, at: datetime) -> None:
    """Make them once; a second start changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("invented alerts belong into a demonstration only")
    by = User.objects.filter(username="dieuphoi").first()
    body = Organisation.objects.filter(valid_to=None, kind="police").order_by("id").first()
    if by is None or body is None or AlertSource.objects.exists():
        return
    with transaction.atomic():
        sensor, silent = _declare(by, body, at)
        _take_in(sensor, silent, at)
    look_for_silence(at=at)


def _declare(by: Any, body: Any, at: datetime) -> tuple[AlertSource, AlertSource]:
    begun = at - timedelta(days=20)
    told = {"organisation": body, "code": "trinh-dien-suricata", "name": "Suricata biên (trình diễn, hư cấu)"}
    sensor = declare_source(NewSource(**told, way="http", format="suricata"), by=by, at=begun)
    told |= {"code": "trinh-dien-tuong-lua", "name": "Tường lửa biên (trình diễn, hư cấu)"}
    silent = declare_source(NewSource(**told, way="syslog", peers=["192.0.2.0/28"]), by=by, at=begun)
    rule = NewRule(
        name="Máy quét của Trung tâm (trình diễn)",
        conditions=[Condition("rule.id", Look.IS, ("2001219",)), Condition("source.ip", Look.IS, ("10.77.5.9",))],
        because="Máy quét định kỳ, lịch quét tối thứ Bảy (hư cấu)",
        expires_at=at + timedelta(days=5),
    )
    make_rule(rule, by=by, at=at - timedelta(days=6))
    return sensor, silent


def _take_in(sensor: AlertSource, silent: AlertSource, at: datetime) -> None:
    """Take the records in as the sorter does; how far the real journal was read stays as it was."""
    cursor, _made = IntakeCursor.objects.select_for_update().get_or_create(journal=JOURNAL)
    told = sorted([*_batches(sensor, at), *_quiet(silent, at)], key=lambda one: one[0])
    Taking().take([_record(number, *one, is_named=one[2] is sensor) for number, one in enumerate(told, NEVER_REACHED)], at=at)
    cursor.save()


def _record(number: int, when: datetime, items: list[bytes], source: AlertSource, *, is_named: bool) -> Record:
    micro = (when - UNIX) // timedelta(microseconds=1)
    way, key = (Way.HTTP, f"td-{micro}") if is_named else (Way.SYSLOG, "")
    entry = Entry(Kind.BATCH, source.pk, way, micro, "192.0.2.5", key, "0" * 64, items)
    return Record(number, entry, Position(), Position())


def _batches(sensor: AlertSource, at: datetime) -> Iterator[tuple[datetime, list[bytes], AlertSource]]:
    for hours, what, acting, target, times in HAPPENED:
        for number in range(times):
            when = at - timedelta(hours=hours, minutes=-7 * number)
            yield when, [_eve(when - timedelta(seconds=3), what, acting, target)], sensor
    yield at - timedelta(hours=3), [b'{"timestamp":"2026', "thiết bị khởi động lại".encode()], sensor


def _quiet(silent: AlertSource, at: datetime) -> Iterator[tuple[datetime, list[bytes], AlertSource]]:
    """It sent every two hours, and then no more."""
    for number in range(60):
        when = at - timedelta(days=8, hours=-2 * number)
        line = (
            f"<134>1 {when:%Y-%m-%dT%H:%M:%SZ} tuong-lua-td filterlog - - - IN=wan OUT= SRC=198.51.100.{number + 1} DST=10.77.1.2 PROTO=TCP"
        )
        yield when, [line.encode()], silent


def _eve(at: datetime, what: tuple[str, int, str, int], acting: str, target: str) -> bytes:
    name, number, category, severity = what
    alert = {"action": "allowed", "signature_id": number, "signature": name, "category": category, "severity": severity}
    told = {"timestamp": f"{at:%Y-%m-%dT%H:%M:%S.%f}+0000", "event_type": "alert", "src_ip": acting, "src_port": 40000, "dest_ip": target}
    return json.dumps({**told, "dest_port": 443, "proto": "TCP", "alert": alert}).encode()
