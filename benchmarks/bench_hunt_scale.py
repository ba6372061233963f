"""A hunt shared among the workers of a cluster on this machine: rate, start-up apart, memory of each, and what more may bring.

script/bench hunt_scale --corpus FILE_OR_FOLDER --rules FOLDER [--copies 1] [--modes one,jobs2,ray1,ray2] [--cache FOLDER]

Needs the extra scale. Every mode runs in a process of its own over the same files and must find the same. What is said of more than two
workers is a projection by Amdahl's law from the two measured times, and marked so: T(n) = s + p / n.
Starting the workers of a hunt is in both times, and so in s, although it does not grow with the input; starting the cluster is not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harness import say

MODES = ("one", "jobs2", "ray1", "ray2")
PROJECTED = (4, 8, 16, 32)
MEGABYTE = 1024 * 1024
EVERY = 0.5


class Workers:
    """The most memory (PSS) that each process of this hunt takes, seen every half second."""

    def __init__(self) -> None:
        """Nothing is measured yet."""
        self.most: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Workers:
        self._watch.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        from vonggac.sources.hunting.scale.listening import family_of

        while not self._done.wait(EVERY):
            for process in family_of(os.getpid()):
                try:
                    command = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    shares = Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1]
                except (OSError, IndexError):
                    continue
                self.names[process] = command
                self.most[process] = max(self.most.get(process, 0), int(shares.split()[0]) // 1024)

    def told(self) -> dict[str, Any]:
        """Return megabytes: ours, of each worker, of everything else that the cluster needs."""
        own = self.most.get(os.getpid(), 0)
        others = {process: size for process, size in self.most.items() if process != os.getpid()}
        is_ray = any("raylet" in name for name in self.names.values())
        workers = sorted(size for process, size in others.items() if "MapWorker" in self.names[process] or not is_ray)
        return {"driver_mb": own, "worker_mb": workers, "rest_mb": sum(others.values()) - sum(workers)}


def hunt_once(mode: str, paths: list[Path], rules_at: list[Path], cache: Path) -> dict[str, Any]:
    """Hunt in one way and say what it took; a hunt over next to nothing first, which takes what starting takes."""
    from vonggac.sources.hunting import Options, Watched, hunt
    from vonggac.sources.hunting.outputs import as_object
    from vonggac.sources.hunting.scale.ray_data import RayCrew
    from vonggac.sources.sigma import read_rules

    rules = read_rules(rules_at, cache=cache).ruleset
    told: dict[str, Any] = {"rules": len(rules.rules)}
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        crew = stack.enter_context(RayCrew(int(mode[3:]))) if mode.startswith("ray") else None
        told["cluster_start_s"] = time.perf_counter() - began
        nearly_nothing = Path(folder) / "a.json"
        nearly_nothing.write_text('{"Channel": "Security", "EventID": 1}\n')
        options = Options(jobs=int(mode[4:]) if mode.startswith("jobs") else 1)
        for name in ("first_hunt_s", "hunt_start_s"):  # the first one after a cluster has started also loads its libraries
            began = time.perf_counter()
            list(hunt([nearly_nothing], rules, options, crew=crew))
            told[name] = time.perf_counter() - began
        watched, found, mark = Watched(), 0, 0
        began, worked = time.perf_counter(), time.process_time()
        with Workers() as workers:
            for detection in hunt(paths, rules, options, watched, crew=crew):
                found += 1
                text = json.dumps(as_object(detection), default=str, sort_keys=True)
                mark = (mark + int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest(), "big")) % 2**128
        told["whole_s"], told["driver_cpu_s"] = time.perf_counter() - began, time.process_time() - worked
    return told | workers.told() | {"events": watched.events, "bytes": watched.bytes, "found": found, "mark": f"{mark:032x}"}


def measure(mode: str, given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Hunt in one way in a process of its own."""
    paths = ["--corpus", str(folder), "--cache", str(given.cache), "--rules", *map(str, given.rules)]
    command = [sys.executable, __file__, "--one", mode, *paths]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def laid_out(corpus: Path, copies: int, folder: Path) -> None:
    """Lay the corpus out so many times."""
    for copy in range(copies):
        for path in [corpus] if corpus.is_file() else sorted(one for one in corpus.rglob("*") if one.is_file()):
            target = folder / str(copy) / (path.name if corpus.is_file() else path.relative_to(corpus))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def report(results: dict[str, dict[str, Any]], **about: Any) -> None:
    """Print each measurement, then the projection."""
    marks = {(told["found"], told["mark"]) for told in results.values()}
    for mode, told in results.items():
        kept = {name: round(value, 2) if isinstance(value, float) else value for name, value in told.items() if name != "mark"}
        say(f"hunt scale {mode}", told["bytes"] / MEGABYTE / told["whole_s"], "MB/s", same=len(marks) == 1, **kept, **about)
    if {"ray1", "ray2"} <= results.keys():
        one, two = (results[mode]["whole_s"] for mode in ("ray1", "ray2"))
        parallel = min(one, max(0.0, 2 * (one - two)))
        serial = one - parallel
        say("hunt scale two workers to one", one / two, "times", serial_s=round(serial, 2), parallel_s=round(parallel, 2))
        for workers in PROJECTED:
            took = serial + parallel / workers
            say(f"hunt scale projection {workers} workers", one / took, "times", whole_s=round(took, 2), projection=True)
    if len(marks) != 1:
        raise SystemExit(f"the modes did not find the same: {marks}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--rules", type=Path, nargs="+", default=[])
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--one")
    given = parser.parse_args()
    if given.corpus is None or not given.rules or find_spec("ray") is None:
        say("hunt scale", 0, "MB/s", absent="no --corpus, no --rules, or the extra scale is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        given.cache = given.cache or Path(folder) / "cache"
        if given.one:
            print(json.dumps(hunt_once(given.one, [given.corpus], given.rules, given.cache)))
            return
        laid = given.corpus
        if given.copies > 1:
            laid = Path(folder) / "logs"
            laid_out(given.corpus, given.copies, laid)
        results = {mode: measure(mode, given, laid) for mode in given.modes.split(",")}
        report(results, corpus=given.corpus.name, copies=given.copies)


if __name__ == "__main__":
    main()
