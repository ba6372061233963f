"""How many alerts a second are durably taken in, and how soon they stand in the queue: real processes, the generator on the same machine.

script/bench intake                    as promised: five minutes of 2,000/s over HTTP, five of 3,000/s over syslog TCP
script/bench intake --seconds 20       the same, shorter
script/bench intake --no-sorter        the intake alone
script/bench intake --only http        one of the two ways

The mix: Wazuh, Suricata, CEF, LEEF, syslog, Defender, ClamAV, Zeek, CrowdSec in equal shares, 9,000 lines that differ, over and over.
"Visible" is the moment at which another connection of the database sees the transaction that holds the batch.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from operator import itemgetter
from pathlib import Path
from typing import Any

from bench_house import family, free_port, pss
from harness import ROOT, say

SAMPLES = ROOT / "tests" / "samples" / "logs"
MIX = ("wazuh", "suricata", "cef", "leef", "syslog", "defender", "clamav", "zeek", "crowdsec")
ZEEK = (
    b'{"_path":"notice","ts":1795393268.5,"id.orig_h":"203.0.113.77","note":"SSH::Password_Guessing","msg":"guessing","src":"203.0.113.77"}'
)
BATCH, EACH = 500, 1_000
HTTP_RATE, SYSLOG_RATE = 2_000, 3_000
FAST_FOR = 10.0
TOKEN = "ma-do"  # noqa: S105
ENVIRONMENT = {
    "PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "bytecode"),
    **{name: value for name, value in os.environ.items() if not name.startswith("VONGGAC_") and name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}",
}
"""As where it is installed: with its bytecode on the disk, or each start compiles for a second and a half."""
PREPARE = """
from hashlib import sha256
from datetime import timedelta
from django.utils import timezone
from vonggac.cli.options import start_django
start_django()
from cast import Cast
from vonggac.apps.alerts.models import AlertSource, SourceToken
from vonggac.apps.alerts.services.sources import publish_sources
cast, now = Cast.assemble(), timezone.now() - timedelta(hours=1)
about = {"organisation": cast.department, "made_by": cast.coordinator, "made_at": now}
http = AlertSource.objects.create(code="do-http", name="Do qua HTTP", way="http", **about)
AlertSource.objects.create(code="do-syslog", name="Do qua syslog", way="syslog", peers=["127.0.0.0/8"], **about)
token = {"ends_with": "a-do", "made_by": cast.coordinator, "made_at": now, "expires_at": now + timedelta(days=9)}
SourceToken.objects.create(source=http, digest=sha256(b"ma-do").hexdigest(), **token)
publish_sources()
"""


def mixed_lines() -> list[bytes]:
    """Return lines of all formats in turn, with remote ends that change."""
    found: dict[str, list[bytes]] = {}
    for name in MIX:
        lines = [line for line in (SAMPLES / f"{name}.log").read_bytes().replace(b"\r", b"").split(b"\n") if line.strip()]
        found[name] = [ZEEK] if name == "zeek" else lines
    made = []
    for number in range(EACH):
        ends = b"%d.%d" % (number // 250, number % 250)
        for lines in found.values():
            line = lines[number % len(lines)]
            made.append(line.replace(b"203.0.113.77", b"203.0." + ends).replace(b"185.220.101.47", b"185.220." + ends))
    return made


# --- the generator: a process of its own ------------------------------------------------------------------------------------------


def generate_http(port: int, seconds: float, rate: float) -> dict[str, Any]:
    """Send batches, as fast as they are accepted when the rate is 0; return how many and when each was accepted."""
    lines = mixed_lines()
    bodies = [b"\n".join(lines[at : at + BATCH]) for at in range(0, len(lines), BATCH)]
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    accepted: list[tuple[int, float]] = []
    began = time.monotonic()
    refused = number = stored = 0
    while time.monotonic() - began < seconds:
        if rate and (early := began + number * BATCH / rate - time.monotonic()) > 0:
            time.sleep(early)
        status, answer = post(connection, bodies[number % len(bodies)], f"{rate}-{number}")
        if status == 202:
            accepted.append((answer["sequence"], time.monotonic()))
            stored += answer["stored"]
            number += 1
        else:
            refused += 1
            time.sleep(0.2)
    return {"items": stored, "seconds": time.monotonic() - began, "accepted": accepted, "asked_to_wait": refused}


def generate_syslog(port: int, seconds: float, rate: float) -> dict[str, Any]:
    """Send messages over one connection at a rate, a hundredth of a second's worth at a time."""
    lines = [line if re.match(rb"<\d", line) else b"<13>Nov 23 08:00:00 may-do app: " + line for line in mixed_lines()]
    began = time.monotonic()
    sent = 0
    with socket.create_connection(("127.0.0.1", port)) as sender:
        while time.monotonic() - began < seconds:
            if (early := began + sent / rate - time.monotonic()) > 0:
                time.sleep(early)
            piece = [lines[(sent + at) % len(lines)] for at in range(int(rate / 100))]
            sender.sendall(b"".join(b"%d %s" % (len(line), line) for line in piece))
            sent += len(piece)
    return {"items": sent, "seconds": time.monotonic() - began, "accepted": [], "asked_to_wait": 0}


def post(connection: HTTPConnection, body: bytes, key: str) -> tuple[int, dict[str, Any]]:
    """Send one batch."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key, "Content-Type": "text/plain"}
    connection.request("POST", "/v1/alerts", body, headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


# --- the house --------------------------------------------------------------------------------------------------------------------


class House:
    """The intake and the sorter on a new data folder."""

    def __init__(self, folder: Path, *, sorter: bool) -> None:
        self.data, self.http, self.syslog, self.sorter = folder / "data", free_port(), free_port(), sorter
        self.environment = ENVIRONMENT | {
            "VONGGAC_DATA": str(self.data),
            "VONGGAC_INTAKE_HTTP": f"127.0.0.1:{self.http}",
            "VONGGAC_INTAKE_SYSLOG_TCP": f"127.0.0.1:{self.syslog}",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Prepare and start."""
        for command in (["-m", "vonggac", "migrate"], ["-c", PREPARE]):
            subprocess.run([sys.executable, *command], env=self.environment, check=True, stdout=subprocess.DEVNULL)
        for name in ["intake", *(["sorter"] if self.sorter else [])]:
            self.processes.append(subprocess.Popen([sys.executable, "-m", "vonggac", name], env=self.environment, stdin=subprocess.DEVNULL))
        while not self.health():
            time.sleep(0.05)

    def health(self) -> dict[str, Any]:
        """Ask the intake how it is."""
        connection = HTTPConnection("127.0.0.1", self.http, timeout=20)
        try:
            connection.request("GET", "/v1/health")
            return dict(json.loads(connection.getresponse().read()))
        except OSError:
            return {}
        finally:
            connection.close()

    def stop(self) -> None:
        """End everything."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(30)

    def settled(self, longest: float = 600) -> float:
        """Wait until everything is sorted; return the seconds that took."""
        began = time.monotonic()
        while self.sorter and self.health()["outstanding_bytes"] and time.monotonic() - began < longest:
            time.sleep(0.2)
        return time.monotonic() - began

    def spent(self) -> dict[str, float]:
        """Return the processor's seconds of each process since its start."""
        return {name: sum(map(_processor, family(one.pid))) for name, one in zip(("intake", "sorter"), self.processes, strict=False)}

    def memory(self) -> dict[str, int]:
        """Return the MiB of each process (PSS)."""
        return {name: round(sum(map(pss, family(one.pid)))) for name, one in zip(("intake", "sorter"), self.processes, strict=False)}


def _processor(pid: int) -> float:
    """Return the seconds that a process has had of a processor."""
    told = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


class Watching:
    """Looks every 20 ms how far the database is, from a connection of its own."""

    EVERY = 0.02

    def __init__(self, house: House) -> None:
        self._house, self._seen, self._done = house, [(0, 0.0)], threading.Event()
        self.probes: list[tuple[int, float]] = []

    def __enter__(self) -> Watching:
        self._threads = [threading.Thread(target=self._look), threading.Thread(target=self._probe)]
        for thread in self._threads if self._house.sorter else ():
            thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._done.set()
        for thread in self._threads if self._house.sorter else ():
            thread.join()

    def _look(self) -> None:
        database = sqlite3.connect(f"file:{self._house.data / 'vonggac.sqlite3'}?mode=ro", uri=True, timeout=20)
        while not self._done.wait(self.EVERY):
            found = database.execute("SELECT sequence FROM alerts_intakecursor").fetchone()
            if found and found[0] > self._seen[-1][0]:
                self._seen.append((found[0], time.monotonic()))
        database.close()

    def _probe(self) -> None:
        """One alert every half second over HTTP, so that the way to the queue can be timed under any load."""
        connection = HTTPConnection("127.0.0.1", self._house.http, timeout=60)
        while not self._done.wait(0.5):
            status, answer = post(connection, ZEEK, f"probe-{time.monotonic()}")
            if status == 202:
                self.probes.append((answer["sequence"], time.monotonic()))
        connection.close()

    def waits(self, accepted: list[tuple[int, float]]) -> list[float]:
        """Return for each batch the seconds from its answer until it was visible."""
        return [max(0.0, seen - at) for sequence, at in accepted for seen in [self._visible(sequence)] if seen is not None]

    def _visible(self, sequence: int) -> float | None:
        return next((at for upto, at in self._seen if upto >= sequence), None)


@contextmanager
def standing(*, sorter: bool) -> Iterator[House]:
    """Run a house for the measurements."""
    with tempfile.TemporaryDirectory(prefix="vonggac-bench-") as folder:
        house = House(Path(folder), sorter=sorter)
        try:
            house.start()
            yield house
        finally:
            with suppress(subprocess.TimeoutExpired):
                house.stop()


def generated(kind: str, port: int, seconds: float, rate: float) -> dict[str, Any]:
    """Run the generator in a process of its own."""
    command = [sys.executable, __file__, "--generate", kind, "--port", str(port), "--seconds", str(seconds), "--rate", str(rate)]
    done = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def measured(house: House, kind: str, seconds: float, rate: float, words: str) -> None:
    """Send, wait until all is sorted, print."""
    port = house.http if kind == "http" else house.syslog
    before, spent = house.health()["last_hour"], house.spent()
    with Watching(house) as watching:
        done = generated(kind, port, seconds, rate)
        late = house.settled()
        durable = house.health()["last_hour"]
    in_turn = watching.waits(sorted(done["accepted"] + watching.probes, key=itemgetter(1)))
    waits = sorted(in_turn)
    lost = done["items"] + len(watching.probes) - (durable["stored"] - before["stored"]) if kind == "syslog" else 0
    processor = {name: round(seconds - spent[name], 1) for name, seconds in house.spent().items()}
    more = {"asked_to_wait": done["asked_to_wait"], "missing": max(0, lost), "memory": house.memory(), "processor_seconds": processor}
    say(words, done["items"] / done["seconds"], "mục/giây", **({"least": rate} if rate else {}), **more)
    if len(waits) > 10:
        fifth = len(in_turn) // 5
        told = {"median": round(statistics.median(waits), 3), "most": round(waits[-1], 3), "batches": len(waits)}
        told |= {"first_fifth_most": round(max(in_turn[:fifth]), 3), "last_fifth_most": round(max(in_turn[-fifth:]), 3)}
        p99 = statistics.quantiles(waits, n=100)[98]
        say(f"{words}: từ khi trả lời đã nhận đến khi thấy trong hàng đợi, p99", p99, "s", limit=2, settled_after=round(late, 1), **told)


def main() -> None:
    """Measure, or generate."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--seconds", type=float, default=300)
    reader.add_argument("--no-sorter", action="store_true")
    reader.add_argument("--only", choices=["http", "syslog"])
    reader.add_argument("--generate", choices=["http", "syslog"])
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--rate", type=float, default=0)
    given = reader.parse_args()
    if given.generate:
        generate = generate_http if given.generate == "http" else generate_syslog
        print(json.dumps(generate(given.port, given.seconds, given.rate)))
        return
    if not given.only:
        with standing(sorter=False) as alone:
            measured(alone, "http", min(FAST_FOR, given.seconds), 0, "HTTP, lô 500, nhanh hết mức, chưa xử lý: bền trên đĩa")
    with standing(sorter=not given.no_sorter) as house:
        if given.only != "syslog":
            measured(house, "http", given.seconds, HTTP_RATE, "HTTP, lô 500, 2.000 mục/giây")
        if given.only != "http":
            measured(house, "syslog", given.seconds, SYSLOG_RATE, "syslog TCP, 3.000 tin/giây")


if __name__ == "__main__":
    main()
