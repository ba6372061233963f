"""How many rows of a list find their holder in a second: parsed, checked, told apart, matched against 5,000 dated ranges, written.

    script/bench botnet                                  500,000 rows as CSV and as XLSX, 300,000 of IPv6; one process each
    script/bench botnet --peer intelmq [--peer-bin DIR]  and 100,000 rows against IntelMQ, on the same machine in the same run

Baseline: Python's csv module reading the same file, row by row, doing nothing with it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import intelmq_peer
from botnet_list import LIST_DAY, RANGES, write_ipv6_list, write_list, write_ranges
from harness import ROOT, say
from plain_workbook import write_workbook

ROWS, WIDE_ROWS, PEER_ROWS, ROUNDS = 500_000, 300_000, 100_000, 3
MEGABYTE = 1024.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the verb, from the start of its process to its end."""

    seconds: float
    processor_seconds: float
    peak: float
    """Megabytes."""
    summary: dict[str, int]


def run(listed: Path, ranges: Path) -> Run:
    """Match a list as a person would, every row written."""
    out = listed.with_suffix(".jsonl")
    verb = [sys.executable, "-m", "vonggac", "botnet", "match", listed, "--ranges", ranges, "--on", LIST_DAY.isoformat(), "--json", "--all"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
    began = time.perf_counter()
    with out.open("wb") as file:
        process = subprocess.Popen(verb, stdout=file, stderr=subprocess.DEVNULL, env=environment)
        _pid, process.returncode, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    with out.open("rb") as file:
        file.seek(-4_000, os.SEEK_END)
        summary = json.loads(file.read().splitlines()[-1])
    out.unlink()
    return Run(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE, summary)


def baseline(listed: Path) -> tuple[float, float]:
    """Return seconds and processor seconds of reading the rows and nothing else."""
    began, worked = time.perf_counter(), time.process_time()
    with listed.open(encoding="utf-8", newline="") as file:
        for _row in csv.reader(file):
            pass
    return time.perf_counter() - began, time.process_time() - worked


def main() -> None:
    """Measure on an invented list, the same every time."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--peer", choices=["intelmq"])
    asked.add_argument("--peer-bin", default=None, help="folder of intelmqctl; otherwise it is looked for on PATH")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)
        write_ranges(here / "ranges.csv")
        write_list(here / "list.csv", ROWS)
        _alone(here)
        _other_forms(here)
        if options.peer:
            _beside(here, options.peer_bin)


def _alone(here: Path) -> None:
    runs = [run(here / "list.csv", here / "ranges.csv") for _ in range(ROUNDS)]
    bare = [baseline(here / "list.csv") for _ in range(ROUNDS)]
    best, fastest = min(runs, key=lambda one: one.seconds), min(bare)
    told = {key: best.summary[key] for key in ("rows", "matched", "unmatched", "refused", "duplicates")}
    say(
        "đối chiếu danh sách botnet, một tiến trình",
        ROWS / best.seconds,
        "dòng/giây",
        baseline="chỉ đọc tệp bằng csv",
        base=ROWS / fastest[0],
        least=100_000,
        ranges=RANGES,
        cpu_rows_per_second=round(ROWS / best.processor_seconds),
        cpu_ratio=round(min(one for _wall, one in bare) / min(one.processor_seconds for one in runs), 3),
        load=round(os.getloadavg()[0], 1),
        **told,
    )
    say("đối chiếu danh sách botnet, bộ nhớ cao nhất", max(one.peak for one in runs), "MB", most=500)


def _other_forms(here: Path) -> None:
    write_workbook(here / "list.xlsx", here / "list.csv")
    write_ipv6_list(here / "six.csv", WIDE_ROWS)
    for name, listed, rows in (
        ("XLSX 500.000 dòng", here / "list.xlsx", ROWS),
        ("300.000 địa chỉ IPv6 khác nhau", here / "six.csv", WIDE_ROWS),
    ):
        told = run(listed, here / "ranges.csv")
        say(
            f"đối chiếu danh sách botnet, {name}",
            rows / told.seconds,
            "dòng/giây",
            cpu_seconds=round(told.processor_seconds, 1),
            rows=told.summary["rows"],
            load=round(os.getloadavg()[0], 1),
        )
        say(f"đối chiếu danh sách botnet, {name}, bộ nhớ cao nhất", told.peak, "MB", most=500)


def _beside(here: Path, programs: str | None) -> None:
    found = intelmq_peer.find(programs)
    if found is None:
        print("peer absent", flush=True)
        return
    write_list(here / "list.csv", PEER_ROWS)
    ours = run(here / "list.csv", here / "ranges.csv")
    folder = here / "peer"
    folder.mkdir()
    theirs = intelmq_peer.measure(*found, here / "list.csv", here / "ranges.csv", folder)
    summary = ours.summary
    verdicts: dict[str, int] = summary["by_verdict"]  # type: ignore[assignment]
    mine = summary["matched"] + summary["unmatched"], summary["matched"] + verdicts.get("former", 0)
    say(
        f"cùng {PEER_ROWS} dòng, so với IntelMQ {theirs.version}",
        PEER_ROWS / ours.seconds,
        "dòng/giây",
        baseline="IntelMQ: file, CSV, deduplicator, ASN lookup, file; 5 tiến trình và Redis",
        base=PEER_ROWS / theirs.seconds,
        peer_rows_per_second=round(PEER_ROWS / theirs.seconds),
        peer_cpu_seconds=round(theirs.processor_seconds, 1),
        cpu_seconds=round(ours.processor_seconds, 1),
        same_outcome=mine == (theirs.distinct, theirs.inside),
        distinct=[mine[0], theirs.distinct],
        inside=[mine[1], theirs.inside],
        load=round(os.getloadavg()[0], 1),
    )


if __name__ == "__main__":
    main()
