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
