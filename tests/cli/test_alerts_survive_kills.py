"""Under load the intake and the sorter are killed again and again, in moments of chance: every acknowledged alert is there exactly once.

VONGGAC_FAULT_SEED=7 VONGGAC_FAULT_KILLS=20 repeats a shorter run; both are printed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from installation import Installation, wait_for
from intake_house import free_port
from vonggac.apps.alerts.intake.journal import outstanding, published

SEED = int(os.environ.get("VONGGAC_FAULT_SEED") or random.SystemRandom().randrange(10**6))
KILLS = int(os.environ.get("VONGGAC_FAULT_KILLS") or 100)
BATCH, FILE_LINES, FILES = 40, 1_200, 12
ALIVE = {"intake": (0.8, 4.0), "sorter": (1.5, 5.0)}
"""Seconds for which a process may live before it is killed: from before its first work to the middle of it."""

PREPARE = """
from hashlib import sha256
from datetime import timedelta
from django.utils import timezone
from cast import Cast
from vonggac.apps.alerts.models import AlertSource, SourceToken
from vonggac.apps.alerts.services.sources import publish_sources
cast, now = Cast.assemble(), timezone.now() - timedelta(hours=1)
about = {"organisation": cast.department, "made_by": cast.coordinator, "made_at": now}
http = AlertSource.objects.create(code="qua-http", name="Qua HTTP", way="http", **about)
AlertSource.objects.create(code="qua-syslog", name="Qua syslog", way="syslog", peers=["127.0.0.0/8"], **about)
AlertSource.objects.create(code="qua-tep", name="Qua tệp", way="file", **about)
token = {"ends_with": "-thu", "made_by": cast.coordinator, "made_at": now, "expires_at": now + timedelta(days=30)}
SourceToken.objects.create(source=http, digest=sha256(b"ma-thu").hexdigest(), **token)
publish_sources()
"""
LOOK = """
import json
from vonggac.apps.alerts.models import AlertEvent, IntakeHour
rows = AlertEvent.objects.values_list("source__code", "line")
hours = list(IntakeHour.objects.values("source__code", "received", "stored", "refused", "reasons"))
print(json.dumps({"lines": [list(row) for row in rows.iterator()], "hours": hours}))
"""


def alert(mark: str) -> bytes:
    """Return an alert that can be told from all others, in one of a few formats."""
    kind = sum(mark.encode()) % 3
    if kind == 0:
        told = {"signature": "ET SCAN", "signature_id": 1, "severity": 2, "category": mark}
        return json.dumps(
            {"event_type": "alert", "src_ip": "203.0.113.7", "dest_ip": "14.160.10.3", "proto": "TCP", "alert": told}
        ).encode()
    if kind == 1:
        return f"CEF:0|Hang|Tuong lua|1|100|Quet cong|5|src=203.0.113.9 dst=14.160.10.4 msg={mark}".encode()
    return f"khong ai biet dang nay {mark}".encode()


@dataclass
class Load:
    """Who sends, and what was acknowledged."""

    house: Installation
    http: int
    syslog: int
    stop: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)
    over_syslog: list[str] = field(default_factory=list)
    in_files: list[str] = field(default_factory=list)

    def threads(self) -> list[threading.Thread]:
        works: list[Callable[[], None]] = [*(lambda n=n: self.send_http(n) for n in range(2)), self.send_syslog, self.drop_files]  # type: ignore[misc]
        return [threading.Thread(target=work, daemon=True) for work in works]

    def send_http(self, sender: int) -> None:
        """Send batches; one that is not acknowledged is sent again until it is."""
        number = 0
        while not self.stop.is_set():
            number += 1
            marks = [f"h-{sender}-{number}-{place}-." for place in range(BATCH)]
            body = b"\n".join(alert(mark) for mark in marks)
            while self._post(body, f"lo-{sender}-{number}") != 202:
                time.sleep(0.05)
            self.acknowledged += marks
            time.sleep(0.1)

    def _post(self, body: bytes, key: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.http, timeout=10)
        try:
            connection.request("POST", "/v1/alerts", body, {"Authorization": "Bearer ma-thu", "Idempotency-Key": key})
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def send_syslog(self) -> None:
        """Send messages, each once; what lies in a buffer when the other side is killed is lost to the protocol, never doubled."""
        number = 0
        while not self.stop.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.syslog), 10) as sender:
                while not self.stop.is_set():
                    number += 1
                    self.over_syslog.append(f"s-{number}-.")
                    sender.sendall(alert(self.over_syslog[-1]) + b"\n")
                    time.sleep(0.02)
            time.sleep(0.05)

    def drop_files(self) -> None:
        """Drop files, written beside and renamed in."""
        folder = self.house.data / "intake" / "drop" / "qua-tep"
        for number in range(FILES):
            marks = [f"f-{number}-{place}-." for place in range(FILE_LINES)]
            while not (folder / "done").is_dir():
                time.sleep(0.05)
            fresh = folder / f".{number}.log"
            fresh.write_bytes(b"\n".join(alert(mark) for mark in marks))
            fresh.rename(folder / f"{number}.log")
            self.in_files += marks
            if self.stop.wait(8):
                return

    def waiting_files(self) -> list[Path]:
        return list((self.house.data / "intake" / "drop" / "qua-tep").glob("*.log"))


@dataclass
class Victim:
    """A process that is killed and started again."""

    house: Installation
    name: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-m", "vonggac", self.name]
        self.process = subprocess.Popen(command, env=self.environment, stdin=quiet, stdout=quiet, stderr=quiet)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def killing(victims: list[Victim], kills: int, chance: random.Random) -> Iterator[threading.Thread]:
    """Kill them in moments of chance, each by its own clock, until there were so many."""
    left = [kills]
    guard = threading.Lock()

    def hunt(victim: Victim) -> None:
        while True:
            time.sleep(chance.uniform(*ALIVE[victim.name]))
            with guard:
                if left[0] == 0:
                    return
                left[0] -= 1
            victim.kill()
            victim.start()

    for victim in victims:
        victim.start()
    hunters = [threading.Thread(target=hunt, args=(victim,), daemon=True) for victim in victims]
    together = threading.Thread(target=lambda: [hunter.join() for hunter in hunters], daemon=True)
    for hunter in hunters:
        hunter.start()
    together.start()
    try:
        yield together
    finally:
        for victim in victims:
            with suppress(AssertionError):
                victim.kill()


@pytest.mark.long
def test_every_acknowledged_alert_is_there_exactly_once(house: Installation) -> None:
    print(f"VONGGAC_FAULT_SEED={SEED} VONGGAC_FAULT_KILLS={KILLS}")
    house.python(PREPARE)
    load = Load(house, free_port(), free_port())
    ways = {"VONGGAC_INTAKE_HTTP": f"127.0.0.1:{load.http}", "VONGGAC_INTAKE_SYSLOG_TCP": f"127.0.0.1:{load.syslog}"}
    environment = house.environment() | ways | {"VONGGAC_INTAKE_DISK_FLOOR": "0"}
    victims = [Victim(house, name, environment) for name in ALIVE]
    journal = house.data / "intake" / "journal"
    senders = load.threads()
    with killing(victims, KILLS, random.Random(SEED)) as hunting:
        for sender in senders:
            sender.start()
        hunting.join(60 + KILLS * 5)
        assert not hunting.is_alive(), "so many kills have happened"
        load.stop.set()
        for sender in senders:
            sender.join(120)
            assert not sender.is_alive(), "the last batch was acknowledged in the end"
        wait_for(lambda: not load.waiting_files(), "all files were taken", 120)
        wait_for(lambda: outstanding(journal, published(journal)) == 0, "everything was sorted", 300)
    _agrees(load, json.loads(house.python(LOOK)))


def _agrees(load: Load, found: dict[str, list[dict[str, object]]]) -> None:
    seen = Counter((code, line) for code, line in found["lines"])  # type: ignore[misc]
    print(f"{len(load.acknowledged)} over HTTP, {len(load.over_syslog)} over syslog, {len(load.in_files)} in files; {seen.total()} stored")
    for code, marks in (("qua-http", load.acknowledged), ("qua-tep", load.in_files)):
        expected = {alert(mark).decode() for mark in marks}
        stored = {line: count for (of, line), count in seen.items() if of == code}
        assert expected - stored.keys() == set(), f"{code}: acknowledged and lost"
        assert stored.keys() - expected == set(), f"{code}: never acknowledged, and there"
        assert {line: count for line, count in stored.items() if count != 1} == {}, f"{code}: more than once"
    whole = {alert(mark).decode() for mark in load.over_syslog}
    doubled = [line for (code, line), count in seen.items() if code == "qua-syslog" and line in whole and count > 1]
    assert doubled == [], "syslog: more than once"
    assert sum(1 for code, _line in seen if code == "qua-syslog") > len(load.over_syslog) // 4, "syslog was heard between the kills"
    for hour in found["hours"]:
        assert hour["received"] == hour["stored"] + hour["refused"]  # type: ignore[operator]
    for code in ("qua-http", "qua-tep", "qua-syslog"):
        counted = sum(int(hour["stored"]) for hour in found["hours"] if hour["source__code"] == code)  # type: ignore[call-overload]
        assert counted == sum(count for (of, _line), count in seen.items() if of == code), f"{code}: the counters agree with the rows"
