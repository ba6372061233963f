"""What every measurement shares: one JSON line each, with a ratio to a baseline measured in the same run, because machines differ."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
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
