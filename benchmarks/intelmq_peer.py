"""The same list through IntelMQ as its handbook sets it up: file collector, generic CSV parser, deduplicator, ASN lookup, file output.

Redis stands between them. Of its experts the ASN lookup is the fastest that matches networks: a radix tree in C over a file of prefixes. It
knows no time, no ports and no reason; a prefix that two hold is one. Our ranges are that file, the line stands for the AS number.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOST, QUIET, TOO_LONG = "127.0.0.1", 3.0, 1500.0
COLUMNS = (
    "time.source", "source.ip", "source.port", "protocol.transport", "malware.name",
    "destination.ip", "destination.port", "__IGNORE__", "__IGNORE__",
)  # fmt: skip
SAME = "source.ip,source.port,time.source,malware.name"
CHAIN = ("parser", "deduplicator", "lookup", "output")
MODULES = {
    "collector": "collectors.file.collector_file",
    "parser": "parsers.generic.parser_csv",
    "deduplicator": "experts.deduplicator.expert",
    "lookup": "experts.asn_lookup.expert",
    "output": "outputs.file.output",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out, and how long it took from the first report in a queue to the last event in the file."""

    version: str
    seconds: float
    processor_seconds: float
    """Of the five bots; Redis comes on top."""
    distinct: int
    inside: int


def find(folder: str | None) -> tuple[Path, Path] | None:
    """Return the folder of IntelMQ's programs and redis-server, when both are there."""
    control = shutil.which("intelmqctl", path=folder) if folder else shutil.which("intelmqctl")
    redis = shutil.which("redis-server")
    return (Path(control).parent, Path(redis)) if control and redis else None


def measure(programs: Path, redis: Path, listed: Path, ranges: Path, folder: Path) -> Outcome:
    """Run the list through and wait until nothing moves any more."""
    port = _free_port()
    _configure(folder, listed, ranges, port)
    with _redis(redis, port, folder) as queues, _bots(programs, folder) as bots:
        began = _until(lambda: bots.run() and sum(queues.lengths(["parser-queue", "parser-queue-internal"])) > 0)
        ended = _drained(queues, folder / "events.txt")
    events = [json.loads(line) for line in (folder / "events.txt").read_text(encoding="utf-8").splitlines()]
    version = subprocess.run([programs / "python", "-c", "import intelmq; print(intelmq.__version__)"], capture_output=True, text=True)
    inside = sum("source.network" in event for event in events)
    return Outcome(version.stdout.strip(), ended - began, bots.processor_seconds, len(events), inside)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _configure(folder: Path, listed: Path, ranges: Path, port: int) -> None:
    for name in ("etc", "in", "var/log", "var/run", "var/lib/bots"):
        (folder / name).mkdir(parents=True)
    shutil.copy(listed, folder / "in" / "list.csv")
    with ranges.open(encoding="utf-8", newline="") as file:
        rows = [f"{row['Dải địa chỉ IP']}\t{line}\n" for line, row in enumerate(csv.DictReader(file), start=2)]
    (folder / "ranges.dat").write_text("".join(rows), encoding="utf-8")
    (folder / "etc" / "runtime.yaml").write_text(json.dumps(_runtime(folder, port)), encoding="utf-8")
    if os.geteuid() == 0:
        for each in (folder, *folder.rglob("*")):
            shutil.chown(each, "nobody", "nogroup")


def _runtime(folder: Path, port: int) -> dict[str, Any]:
    """JSON is YAML as well."""
    parameters: dict[str, dict[str, Any]] = {
        "collector": {"path": str(folder / "in"), "postfix": ".csv", "rate_limit": 86_400, "chunk_size": 1_000_000, "name": "list"},
        "parser": {"columns": list(COLUMNS), "skip_header": True, "type": "infected-system", "time_format": None},
        "deduplicator": {"filter_keys": SAME, "filter_type": "whitelist", "redis_cache_port": port, "redis_cache_host": HOST},
        "lookup": {"database": str(folder / "ranges.dat"), "autoupdate_cached_database": False},
        "output": {"file": str(folder / "events.txt")},
    }
    following = dict(zip(("collector", *CHAIN), CHAIN, strict=False))
    bots = {
        name: {
            "module": f"intelmq.bots.{MODULES[name]}",
            "run_mode": "continuous",
            "enabled": True,
            "parameters": own | ({"destination_queues": {"_default": [f"{following[name]}-queue"]}} if name in following else {}),
        }
        for name, own in parameters.items()
    }
    pipes = {f"{way}_pipeline_{key}": value for way in ("source", "destination") for key, value in _pipe(port).items()}
    counted = {"statistics_host": HOST, "statistics_port": port, "statistics_database": 3}
    return {
        "global": {**pipes, **counted, "logging_level": "WARNING", "logging_path": str(folder / "var" / "log"), "http_verify_cert": True},
        **bots,
    }


def _pipe(port: int) -> dict[str, Any]:
    return {"broker": "redis", "host": HOST, "port": port, "db": 2, "password": None}


class _Queues:
    """Asks Redis how long its queues are; a line a question is all its protocol needs."""

    def __init__(self, port: int) -> None:
        self._port = port

    def lengths(self, names: list[str]) -> list[int]:
        with socket.create_connection((HOST, self._port), timeout=30) as line, line.makefile("rwb") as spoken:
            spoken.write(b"SELECT 2\r\n" + b"".join(f"LLEN {name}\r\n".encode() for name in names))
            spoken.flush()
            spoken.readline()
            return [int(spoken.readline().strip().removeprefix(b":")) for _ in names]


@contextmanager
def _redis(program: Path, port: int, folder: Path) -> Iterator[_Queues]:
    """Nothing is kept on disk, nobody outside this machine is heard."""
    verb = [program, "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no", "--dir", folder]
    server = subprocess.Popen(verb, stdout=subprocess.DEVNULL, **_as_nobody())
    try:
        queues = _Queues(port)
        _until(lambda: _answers(queues))
        yield queues
    finally:
        server.terminate()
        server.wait(30)


def _answers(queues: _Queues) -> bool:
    try:
        return queues.lengths(["parser-queue"]) == [0]
    except OSError:
        return False


def _as_nobody() -> dict[str, Any]:
    """IntelMQ refuses to run as root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


class _Bots:
    processor_seconds = 0.0

    def __init__(self, log: Path) -> None:
        self.running: list[subprocess.Popen[bytes]] = []
        self.log = log

    def run(self) -> bool:
        """Say that none has stopped; whoever looks at its log knows why one did."""
        if any(bot.poll() is not None for bot in self.running):
            raise RuntimeError(self.log.read_text(encoding="utf-8")[-2_000:])
        return True


@contextmanager
def _bots(programs: Path, folder: Path) -> Iterator[_Bots]:
    """Each bot is a process of its own, as in operation; the collector starts when the others wait."""
    environment = {**os.environ, "INTELMQ_ROOT_DIR": f"{folder}/", "PYTHONPATH": "", "HOME": str(folder)}
    shutil.copy(next(programs.parent.glob("lib/python3*/site-packages/intelmq/etc/harmonization.conf")), folder / "etc")
    told = _Bots(folder / "bots.log")
    with told.log.open("wb") as log:
        try:
            for name in (*CHAIN, "collector"):
                if name == "collector":
                    time.sleep(8)
                verb = [programs / f"intelmq.bots.{MODULES[name]}", name]
                told.running.append(subprocess.Popen(verb, env=environment, stdout=log, stderr=log, **_as_nobody()))
            yield told
        finally:
            for bot in told.running:
                bot.send_signal(signal.SIGTERM)
            told.processor_seconds = sum(_spent(bot) for bot in told.running if bot.returncode is None)


def _spent(bot: subprocess.Popen[bytes]) -> float:
    _pid, bot.returncode, usage = os.wait4(bot.pid, 0)
    return usage.ru_utime + usage.ru_stime


def _until(is_true: Any) -> float:
    """Return when it became true."""
    limit = time.time() + TOO_LONG
    while not is_true():
        if time.time() > limit:
            raise TimeoutError("IntelMQ did not get that far")
        time.sleep(0.05)
    return time.time()


def _drained(queues: _Queues, events: Path) -> float:
    """Return when the last event was written: every queue stays empty and the file stays as it is."""
    names = [f"{name}-queue{tail}" for name in CHAIN for tail in ("", "-internal")]

    def still() -> bool:
        return events.exists() and time.time() - events.stat().st_mtime > QUIET and sum(queues.lengths(names)) == 0

    _until(still)
    return events.stat().st_mtime
