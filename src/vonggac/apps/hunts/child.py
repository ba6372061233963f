"""One hunt in a process of its own: no Django, no database, no secrets of the house in its environment; it reads files of strangers.

`python -m vonggac.apps.hunts.child FOLDER`: what is asked stands in FOLDER/run/task.json, how far it is in progress.json, what came out
in done.json, or why nothing did in failed.json. Killed at any moment it goes on from its journal when it is started again.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from vonggac.apps.hunts.grouping import SPELLINGS, Groups, clean
from vonggac.apps.hunts.resultfile import ResultWriter
from vonggac.apps.hunts.runfolder import DONE, FAILED, FINDINGS, NO_MEMORY, PROGRESS, REFUSED, RESULTS, RUN, STOP, STOPPED, TASK
from vonggac.apps.jobs.processes import die_with_parent
from vonggac.engines.hunt import Coverage, Detection, NotLoaded, RuleSet
from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.sources.events import Input
from vonggac.sources.filescan import FileScan
from vonggac.sources.hunting import Options, Watched, hunt
from vonggac.sources.hunting.machines import Machines
from vonggac.sources.refusal import Refused

TELL_EVERY = 0.5
FEW_BAD = 200
REMARKS = 50
MOST_HOSTS = 5_000
LEAST_FREE = 256 * 1024 * 1024
_NO_ROOM = "Đĩa của hệ thống sắp đầy nên dừng lượt săn lùng. Báo người quản trị dọn đĩa, rồi chạy lại."
_MEMORY = "Thiếu bộ nhớ khi đọc. Nâng VONGGAC_HUNT_MEMORY, hoặc chia tệp ra nhiều lượt, rồi chạy lại."


@dataclass(slots=True)
class Task:
    """What is asked; plain values, as they stand in the file."""

    files: list[dict[str, Any]]
    """path, name (each once), sha256."""
    sigma: list[str] = field(default_factory=list)
    yara: list[str] = field(default_factory=list)
    known: str = ""
    """A file with an indicator a line."""
    since: str = ""
    until: str = ""
    memory: int = 1_000_000_000
    jobs: int = 1
    cache: str = ""

    def inputs(self) -> list[Input]:
        """Return the files under the names that people know."""
        return [Input(one["path"], one["name"], one["size"]) for one in self.files]


def main(folder: Path) -> int:
    """Run the hunt of a folder."""
    run = folder / RUN
    task = Task(**json.loads((run / TASK).read_text(encoding="utf-8")))
    _stay_small(task.memory)
    threading.Thread(target=_listen, args=(folder / STOP,), daemon=True).start()
    try:
        done = Running(folder, task).go()
    except Refused as refused:
        write_json(run / FAILED, {"why": clean(str(refused))[:500]})
        return REFUSED
    except MemoryError:
        write_json(run / FAILED, {"why": _MEMORY})
        return NO_MEMORY
    write_json(run / DONE, done)
    return 0


class Running:
    """A hunt under way."""

    def __init__(self, folder: Path, task: Task) -> None:
        self._run, self._results, self._task = folder / RUN, folder / RESULTS, task
        self._watched = Watched(told=self._tell)
        self._phase = "rules"
        self._began, self._told_at = time.time(), 0.0
        self._not_loaded: list[NotLoaded] = []
        self._scan: FileScan | None = None
        self._groups = Groups()

    def go(self) -> dict[str, Any]:
        """Hunt, write everything down, group it; return what the row of the hunt is told."""
        self._tell(self._watched)
        rules, known = self._rules(), tuple(self._known())
        self._scan = self._file_scan(known)
        part = self._run / "results.part"
        writer = ResultWriter(part, (one.heading.id for one in rules.correlations))
        try:
            for detection in self._detections(rules, known):
                self._groups.take(writer.take(detection), detection)
        finally:
            writer.close()
        self._phase = "grouping"
        self._tell(self._watched, now=True)
        count = self._groups.write(part, self._run, self._run / FINDINGS, self._watched.hosts)
        part.replace(self._results)
        return self._told(rules, findings=count, hits=writer.count)

    # --- in -----------------------------------------------------------------------------------------------------------------------

    def _rules(self) -> RuleSet:
        if not self._task.sigma:
            return RuleSet(())
        from vonggac.sources.sigma import read_rules

        read = read_rules([Path(one) for one in self._task.sigma], cache=self._cache())
        self._not_loaded += read.not_loaded
        return read.ruleset

    def _known(self) -> Iterator[Known]:
        if self._task.known:
            with Path(self._task.known).open(encoding="utf-8") as lines:
                yield from (known_of(json.loads(line)) for line in lines)

    def _file_scan(self, known: tuple[Known, ...]) -> FileScan | None:
        """Files themselves are looked at when there are rules or hashes for them."""
        from vonggac.sources.filescan import hash_sets, read_yara

        about_files = tuple(one for one in known if one.sort in {Sort.HASH, Sort.FILE})
        if not self._task.yara and not about_files:
            return None
        rules = read_yara([Path(one) for one in self._task.yara], cache=self._cache()) if self._task.yara else None
        self._not_loaded += rules.not_loaded if rules is not None else ()
        return FileScan(rules, hash_sets((), about_files), about_files)

    def _cache(self) -> Path | None:
        return Path(self._task.cache) if self._task.cache else None

    # --- through ------------------------------------------------------------------------------------------------------------------

    def _detections(self, rules: RuleSet, known: tuple[Known, ...]) -> Iterator[Detection]:
        if self._task.sigma or known:
            self._phase = "logs"
            options = Options(
                since=_moment(self._task.since), until=_moment(self._task.until), jobs=self._task.jobs, memory=self._task.memory,
                journal=self._run / "journal", known=known,
            )  # fmt: skip
            yield from hunt(self._task.inputs(), rules, options, self._watched)
        if self._scan is not None:
            self._phase = "files"
            yield from self._in_files(self._scan)

    def _in_files(self, scan: FileScan) -> Iterator[Detection]:
        inputs = self._task.inputs()
        self._watched.bytes_all += sum(one.size for one in inputs)
        self._watched.files_all = len(inputs)
        for one in inputs:
            yield from scan.scan_file(one)
            self._watched.bytes += one.size
            self._watched.tell()
        self._watched.take_bad_again(scan.tally.bad)
        self._watched.files = len(inputs)

    def _tell(self, watched: Watched, *, now: bool = False) -> None:
        at = time.time()
        if not now and at - self._told_at < TELL_EVERY:
            return
        self._told_at = at
        free = shutil.disk_usage(self._run).free
        if free < LEAST_FREE:
            raise Refused(_row(_NO_ROOM))
        told = {
            "pid": os.getpid(), "phase": self._phase, "bytes": watched.bytes, "bytes_all": watched.bytes_all, "events": watched.events,
            "found": watched.found, "files": watched.files, "files_all": watched.files_all, "seconds": at - self._began, "at": at,
        }  # fmt: skip
        write_json(self._run / PROGRESS, told)

    # --- out ----------------------------------------------------------------------------------------------------------------------

    def _told(self, rules: RuleSet, *, findings: int, hits: int) -> dict[str, Any]:
        from vonggac.sources.hunting.reporting import as_json

        watched, tally = self._watched, self._scan.tally if self._scan is not None else None
        coverage = watched.coverage or Coverage(0, (), 0, {}, (), {})
        coverage = replace(coverage, not_loaded=(*coverage.not_loaded, *self._not_loaded))
        told = as_json(coverage, watched)
        told["bad"] = told["bad"][:FEW_BAD]
        told["files_looked_at"] = tally.files if tally is not None else 0
        told["correlations"] = len(rules.correlations)
        return {
            "files_read": len(self._task.files), "bytes_read": sum(one["size"] for one in self._task.files), "events": watched.events,
            "hits": hits, "findings": findings, "bad_count": watched.bad_count, "coverage": clean(told), "hosts": self._hosts(),
            "files": {one["sha256"]: self._of_file(one) for one in self._task.files}, "seconds": time.time() - self._began,
        }  # fmt: skip

    def _hosts(self) -> list[dict[str, Any]]:
        """Return the machines whose events were read, under one name each; with the names that logs write, where they differ."""
        from vonggac.sources.hunting.hosts import Hosts, add

        machines = Machines(self._watched.hosts)
        found: Hosts = {}
        written: dict[str, list[str]] = {}
        for name, seen in self._watched.hosts.items():
            add(found, {machines.of(name): seen})
            written.setdefault(machines.of(name), []).append(name)
        ordered = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))[:MOST_HOSTS]
        return [
            {
                "host": clean(name)[:255],
                "events": count,
                "first": first,
                "last": last,
                **_names(name, written[name], machines),
            }
            for name, (count, first, last) in ordered
        ]

    def _of_file(self, one: dict[str, Any]) -> dict[str, Any]:
        name = one["name"]
        bad = [row for row in self._watched.bad if row.place.source == name or row.place.source.startswith(f"{name}/")]
        remarks = [{"where": clean(str(row.place)), "why": clean(row.why)} for row in bad[:REMARKS]]
        return {"bad_count": len(bad), "remarks": remarks, **package_of(Path(one["path"]), name)}


def _names(name: str, written: list[str], machines: Machines) -> dict[str, list[str]]:
    """Return how logs write a machine's name, and what machines it may be; nothing where that is plain."""
    told = {"written": sorted(written) if written != [name] else [], "perhaps": list(machines.perhaps(name))}
    return {key: [clean(one)[:255] for one in some[:SPELLINGS]] for key, some in told.items() if some}


def package_of(path: Path, name: str) -> dict[str, Any]:
    """Return what a package of the field kit says of itself; nothing of any other file."""
    from vonggac.sources.hunting.packages import is_package, read_package

    if not is_package(path):
        return {}
    try:
        package = read_package(path, name=name)
    except Refused:
        return {}
    taken_at = package.taken_at.isoformat() if package.taken_at and package.taken_at.tzinfo else ""
    return {"host": clean(package.host)[:255], "taken_at": taken_at, "organisation_code": clean(package.organisation_code)[:60]}


def known_of(told: dict[str, Any]) -> Known:
    """Return an indicator as the task has it."""
    return Known(Sort(told["sort"]), told["value"], told["source"], level=told.get("level", "high"), note=told.get("note", ""),
                 families=tuple(told.get("families", ())), tags=tuple(told.get("tags", ())))  # fmt: skip


def write_json(path: Path, content: Any) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}")
    with part.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno()) if path.name != PROGRESS else None
    part.replace(path)


def _row(why: str) -> Any:
    from vonggac.kernel.badrows import BadRow, Place

    return BadRow(Place(""), why, "", "no-room")


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _stay_small(memory: int) -> None:
    """Take no more than we may, let everybody else go first, and leave no image of what we read behind."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")
    except OSError:
        return


def _listen(stop: Path) -> None:
    while not stop.exists():
        time.sleep(TELL_EVERY)
    os._exit(STOPPED)


if __name__ == "__main__":
    die_with_parent(signal.SIGKILL)
    sys.exit(main(Path(sys.argv[1])))
