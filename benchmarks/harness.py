"""What every measurement shares: one JSON line each, with a ratio to a baseline measured in the same run, because machines differ."""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]


def say(name: str, value: float, unit: str, *, baseline: str = "", base: float = 0.0, **more: Any) -> None:
    """Print one measurement; `base` is what the baseline took in the same run and the same unit."""
    line: dict[str, Any] = {"name": name, "value": round(value, 3), "unit": unit}
    if baseline:
        line |= {"ratio": round(value / base, 3), "baseline": baseline}
    print(json.dumps(line | more, ensure_ascii=False), flush=True)


def seconds(act: Callable[[], Any], *, rounds: int = 5) -> float:
    """Return the median time of an act, after one run that does not count."""
    act()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def collect_as_the_server_does() -> None:
    """Set the collection of garbage as vonggac.web.wsgi."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def timed(request: Callable[[], Any], times: int) -> dict[str, float]:
    """Return p95 and median of so many requests in milliseconds, and the same of the processor's time, which others disturb less."""
    request()
    walls, processor = [], []
    for _n in range(times):
        start, worked = time.perf_counter(), time.process_time()
        request()
        processor.append((time.process_time() - worked) * 1000)
        walls.append((time.perf_counter() - start) * 1000)
    return {
        "p95": _p95(walls),
        "median": round(statistics.median(walls), 1),
        "cpu_p95": round(_p95(processor), 1),
        "cpu_median": round(statistics.median(processor), 1),
    }


def _p95(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=20)[18]


class Footprint:
    """The most memory that this process and its children take together at any moment, in megabytes, seen every 20 ms.

    What several processes share is divided among them (PSS). `child` is the most that one of them took for itself (RSS): what the
    operating system says of a child that has ended begins with what its parent held when the child was born.
    """

    EVERY = 0.02

    def __init__(self) -> None:
        """Nothing is measured yet."""
        self.together = self.child = 0.0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look_again_and_again, daemon=True)

    def __enter__(self) -> Footprint:
        """Begin to look."""
        self._watch.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        """Look no more."""
        self._done.set()
        self._watch.join()

    def _look_again_and_again(self) -> None:
        while True:
            children = list(_children(os.getpid()))
            self.together = max(self.together, sum(_megabytes(pid, "smaps_rollup", "Pss:") for pid in (os.getpid(), *children)))
            self.child = max([self.child, *(_megabytes(pid, "status", "VmHWM:") for pid in children)])
            if self._done.wait(self.EVERY):
                return


def _children(pid: int) -> Iterator[int]:
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, _text_of(listed).split()):
            yield child
            yield from _children(child)


def _megabytes(pid: int, file: str, name: str) -> float:
    for line in _text_of(Path(f"/proc/{pid}/{file}")).splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def _text_of(path: Path) -> str:
    """Return the text, nothing when the process has just ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
