"""The hunt from start-up to written results, against Zircolite when its folder is given, and its parts alone.

script/bench hunt --corpus FOLDER [--rules FOLDER] [--peer FOLDER --peer-bin PYTHON --peer-rules FILE] [--rounds 5] [--only evtx,json,…]

The corpus is a folder of EVTX files and of JSON lines, also in zip archives; what is missing to the asked number of events comes again.
The peer is given the same logs, and the same rules in its own form when `--peer-rules` names them (its own conversion is not measured).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from harness import ROOT, say

EVTX, LINES, SEED, DISTINCT = 100_000, 200_000, 20261123, 0.65
KEPT = {"Channel", "EventID", "SourceName", "Provider_Name", "LogonType", "Level", "@timestamp", "EventTime"}
MEGABYTE = 1024 * 1024


class Run(NamedTuple):
    """What one process took."""

    wall: float
    cpu: float
    memory: float
    """Megabytes at most."""


def measured(command: list[str], folder: Path) -> Run:
    """Run a command to its end."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[:3]} ended with {process.returncode}")
    return Run(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(runs: list[Run]) -> Run:
    """Return the median of each number."""
    return Run(*(statistics.median(column) for column in zip(*runs, strict=True)))


def evtx_corpus(corpus: Path, folder: Path, count: int) -> tuple[int, int]:
    """Lay EVTX files into a folder until they hold so many events; return events and how often the corpus is in them."""
    from vonggac.sources.events.evtx import read_evtx
    from vonggac.sources.events.model import Limits

    files = sorted(corpus.rglob("*.evtx"))
    events: dict[Path, int] = {}
    for path in files:
        with path.open("rb") as stream:
            events[path] = sum(len(chunk.events) for chunk in read_evtx(stream, path.name, Limits()))
    total = times = 0
    while sum(events.values()) and total < count:
        for number, path in enumerate(files):
            if total < count:
                shutil.copyfile(path, folder / f"{times}-{number}.evtx")
                total += events[path]
        times += 1
    return total, times


def _json_of(corpus: Path) -> Iterator[Iterator[bytes]]:
    """Give the lines of each JSON file, also in zip archives, without holding any file whole."""
    for path in sorted(corpus.rglob("*")):
        if path.suffix in {".json", ".jsonl", ".ndjson"} and path.is_file():
            with path.open("rb") as stream:
                yield iter(stream)
        elif path.suffix == ".zip":
            try:
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        if name.endswith((".json", ".jsonl")):
                            with archive.open(name) as member:
                                yield iter(member)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
                continue


def lines_corpus(corpus: Path, path: Path, count: int, change: Callable[[bytes], bytes] = bytes) -> tuple[int, int]:
    """Write so many lines of the corpus into a file; return lines and how often the corpus is in them."""
    total = times = 0
    with path.open("wb") as file:
        while total < count:
            before = total
            for line in _windows_lines(corpus):
                file.write(change(line.rstrip(b"\r\n")) + b"\n")
                total += 1
                if total == count:
                    break
            times += 1
            if total == before:
                break
    return total, times


def _windows_lines(corpus: Path) -> Iterator[bytes]:
    for lines in _json_of(corpus):
        for line in lines:
            if line[:1] == b"{" and b'"Channel"' in line:
                yield line


def perturbing(seed: int) -> Callable[[bytes], bytes]:
    """Return a function that makes most values of a line unlike all others."""
    chance = random.Random(seed)

    def change(line: bytes) -> bytes:
        told = json.loads(line)
        for name, value in told.items():
            if isinstance(value, str) and name not in KEPT and chance.random() < DISTINCT:
                half = len(value) // 2
                told[name] = f"{value[:half]}{chance.getrandbits(32):x}{value[half:]}"
        return json.dumps(told).encode()

    return change


def hunt_command(logs: Path, options: argparse.Namespace, *, jobs: int = 1) -> list[str]:
    """Return the command of a whole hunt with output of full events."""
    ours = [sys.executable, "-c", _HUNT, str(logs), str(options.rules), str(options.work / "cache"), str(options.work / "found.jsonl")]
    return [*ours, str(jobs)]


_HUNT = f"""
import gc, sys; gc.disable(); sys.path.insert(0, {str(ROOT / "src")!r})
from datetime import UTC, datetime
from pathlib import Path
from vonggac.sources.hunting import Options, hunt
from vonggac.sources.hunting.outputs import About, output
from vonggac.sources.sigma import read_rules
logs, rules, cache, out, jobs = sys.argv[1:]
read = read_rules([Path(rules)], cache=Path(cache))
with open(out, "wb") as file:
    for data in output("jsonl")(hunt([logs], read.ruleset, Options(jobs=int(jobs))), About(datetime.now(UTC))):
        file.write(data)
"""


def peer_command(logs: Path, options: argparse.Namespace, *more: str) -> list[str]:
    """Return the peer's command for the same."""
    rules = options.peer_rules or options.peer / "rules" / "rules_windows_generic.json"
    script = [options.peer_bin, str(options.peer / "zircolite.py"), "--evtx", str(logs), "--ruleset", str(rules)]
    config = str(options.peer / "config" / "config.yaml")
    return [*script, "--config", config, "--outfile", str(options.work / "peer.json"), "--no-parallel", *more]


def whole(name: str, logs: Path, options: argparse.Namespace, events: int, peer_more: tuple[str, ...], **told: object) -> None:
    """Measure a whole hunt, alternating with the peer."""
    ours, theirs = [], []
    for _round in range(options.rounds):
        ours.append(measured(hunt_command(logs, options), options.work))
        if options.peer:
            theirs.append(measured(peer_command(logs, options, *peer_more), options.work))
    run = median(ours)
    told |= {"events": events, "events_per_second": round(events / run.wall), "cpu": round(run.cpu, 2), "memory": round(run.memory)}
    told |= {"runs": [round(one.wall, 2) for one in ours]}
    if not theirs:
        say(name, run.wall, "s", peer="peer absent", rounds=options.rounds, **told)
        return
    peer = median(theirs)
    told |= {
        "times_faster": round(peer.wall / run.wall, 1),
        "times_faster_cpu": round(peer.cpu / run.cpu, 1),
        "peer_memory": round(peer.memory),
        "peer_runs": [round(one.wall, 2) for one in theirs],
    }
    say(name, run.wall, "s", baseline="zircolite", base=peer.wall, rounds=options.rounds, **told)


def matching_alone(name: str, path: Path, options: argparse.Namespace) -> None:
    """Measure what matching takes of batches that are built already, and seeking the signs of keywords, which goes before.

    Texts and expressions are made ready once however long the hunt is; what that takes is told beside.
    """
    from vonggac.engines.hunt.building import Builder
    from vonggac.engines.hunt.matching import Matcher
    from vonggac.engines.hunt.matching.fields import FieldTests
    from vonggac.engines.hunt.matching.literals import Needles
    from vonggac.engines.hunt.matching.signs import Signs
    from vonggac.sources.events import Limits, open_logs
    from vonggac.sources.sigma import read_rules

    gc.disable()  # as a hunt does
    rules = read_rules([options.rules], cache=options.work / "cache").ruleset
    rules = read_rules([options.rules], cache=options.work / "cache").ruleset if rules.ready is None else rules
    sought, making = timed(Signs, "shown"), [timed(FieldTests, "_make_ready"), timed(Needles, "_made")]
    builder = Builder(Matcher.of_set(rules).needs)
    batches, events = [], 0
    for chunk in open_logs([path], limits=Limits()):
        builder.add(chunk.events, chunk.source, chunk.raws)
        events += len(chunk.events)
        if builder.size >= 8_192:
            batches.append(builder.batch())
    batches.append(builder.batch())
    spent, made = [], []
    for _round in range(options.rounds):
        matcher = Matcher.of_set(rules)
        made.append(-sum(told[0] for told in making))
        began = time.process_time()
        for batch in batches:
            matcher.match(batch)
        made[-1] += sum(told[0] for told in making)
        spent.append(time.process_time() - began - made[-1])
    whole, ready = statistics.median(spent) + sought[0], statistics.median(made)
    told = {"cpu": round(whole, 2), "of_it_keywords": round(sought[0], 2), "making_ready": round(ready, 2), "wanted": 110_000}
    told |= {"with_making_ready": round(events / (whole + ready)), "best": round(events / (min(spent) + sought[0])), "loop_ms": loop_ms()}
    say(name, events / whole, "events/s", rules=len(rules.rules), events=events, **told)


def loop_ms() -> int:
    """Return what a million additions take: a virtual machine is three times as slow in one minute as in the next."""
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return round((time.process_time() - began) * 1_000)


def timed(kind: type, name: str) -> list[float]:
    """Have a method tell its processor time from here on, in the one place of the list returned."""
    bare, taken = getattr(kind, name), [0.0]

    def told(*given: object) -> object:
        began = time.process_time()
        try:
            return bare(*given)
        finally:
            taken[0] += time.process_time() - began

    setattr(kind, name, told)
    return taken


def read_once(options: argparse.Namespace) -> Path:
    """Have the rules read, as the peer's were converted before; return a log of one event."""
    empty = options.work / "empty.json"
    empty.write_bytes(b'{"Channel": "Security", "EventID": 4624, "a": 1, "b": 2}\n')
    measured(hunt_command(empty, options), options.work)
    return empty


def warm_start(empty: Path, options: argparse.Namespace) -> None:
    """Measure a hunt through a log of one event with rules read before."""
    run = median([measured(hunt_command(empty, options), options.work) for _round in range(options.rounds)])
    say("hunt_warm_start", run.wall, "s", cpu=round(run.cpu, 2), memory=round(run.memory), wanted=0.5)


def two_processes(name: str, logs: Path, options: argparse.Namespace, events: int) -> None:
    """Measure the same hunt in one process and in two, alternating; worth asking of what takes one process twenty seconds."""
    runs: dict[int, list[Run]] = {1: [], 2: []}
    for _round in range(options.rounds):
        for jobs, taken in runs.items():
            taken.append(measured(hunt_command(logs, options, jobs=jobs), options.work))
    one, two = median(runs[1]), median(runs[2])
    told = {"times_faster": round(one.wall / two.wall, 2), "cpu": round(two.cpu, 1), "cpu_of_one": round(one.cpu, 1), "wanted": 1.6}
    told |= {f"runs_{jobs}": [round(run.wall, 1) for run in taken] for jobs, taken in runs.items()}
    say(name, two.wall, "s", baseline="one process", base=one.wall, events=events, rounds=options.rounds, **told)


def told() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    reference = Path(os.environ.get("VONGGAC_REFERENCE", ROOT)) / "data" / "hunt"
    parser.add_argument("--corpus", type=Path, default=reference)
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--peer-bin", default=sys.executable)
    parser.add_argument("--peer-rules", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=EVTX)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--only", default="start,evtx,json,perturbed,matching,jobs")
    return parser.parse_args()


def rules_of(options: argparse.Namespace) -> Path:
    """Return the folder of rules: the one given, or what lies packed beside the corpus."""
    if options.rules:
        return options.rules
    folder = options.work / "rules"
    for path in sorted((options.corpus / "sigma").glob("*.tar.gz")):
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
    return folder


def main() -> None:
    """Measure what was asked."""
    options = told()
    if not options.corpus.is_dir():
        say("hunt", 0.0, "s", skipped="no corpus: give --corpus FOLDER or VONGGAC_REFERENCE")
        return
    asked = set(options.only.split(","))
    with tempfile.TemporaryDirectory() as work:
        options.work = Path(work)
        options.rules = rules_of(options)
        empty = read_once(options)
        if "start" in asked:
            warm_start(empty, options)
        if asked & {"evtx", "evtx-jobs"}:
            logs = options.work / "evtx"
            logs.mkdir()
            events, times = evtx_corpus(options.corpus, logs, options.events)
            if events and "evtx-jobs" in asked:
                two_processes("hunt_evtx_two_processes", logs, options, events)
            if events and "evtx" in asked:
                whole("hunt_evtx", logs, options, events, (), corpus=options.corpus.name, times_in=times)
        if asked & {"json", "matching", "jobs"}:
            path = options.work / "lines.jsonl"
            lines, times = lines_corpus(options.corpus, path, options.lines)
            if lines and "json" in asked:
                whole("hunt_json", path, options, lines, ("--json-input",), corpus=options.corpus.name, times_in=times)
            if lines and "matching" in asked:
                matching_alone("hunt_matching", path, options)
            if lines and "jobs" in asked:
                two_processes("hunt_two_processes", path, options, lines)
        if asked & {"perturbed"}:
            path = options.work / "perturbed.jsonl"
            lines, times = lines_corpus(options.corpus, path, options.lines, perturbing(SEED))
            if lines:
                whole("hunt_json_perturbed", path, options, lines, ("--json-input",), times_in=times, seed=SEED, distinct=DISTINCT)


if __name__ == "__main__":
    main()
