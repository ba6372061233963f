"""How many lines of alert logs are read, normalised and grouped in a second of one core, in batches of 500 as the intake brings them.

Counted in the processor's time. Baseline: the same lines parsed as JSON alone (those that are JSON), or decoded as text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import orjson
from harness import ROOT, say

from vonggac.engines.alerts import RawAlert, group_repeats, normalise_many
from vonggac.sources.logs import Reading, read_lines
from vonggac.sources.logs.mapping import shipped_mappings

SAMPLES = ROOT / "tests" / "samples" / "logs"
BATCH, LINES, ROUNDS = 500, 20_000, 5
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
MIXES = {
    "cảnh báo Wazuh": ["wazuh"],
    "cảnh báo Suricata EVE": ["suricata"],
    "cảnh báo trộn (Wazuh, EVE, CEF, LEEF, syslog)": ["wazuh", "suricata", "cef", "leef", "syslog"],
}


def lines_of(names: Sequence[str]) -> list[bytes]:
    """Sample lines over and over, with sources and remote ends that change."""
    samples = [line for name in names for line in (SAMPLES / f"{name}.log").read_bytes().split(b"\n") if line]
    made: list[bytes] = []
    while len(made) < LINES:
        at = len(made)
        ends = b"%d.%d" % (at // 250 % 250, at % 250)
        made += [line.replace(b"203.0.113.77", b"203.0." + ends).replace(b"185.220.101.47", b"185.220." + ends) for line in samples]
    return made[:LINES]


def work(lines: Sequence[bytes]) -> None:
    """What the intake does with each batch."""
    reading, mappings = Reading(NOW, source="đo"), shipped_mappings()
    for start in range(0, len(lines), BATCH):
        records = read_lines(lines[start : start + BATCH], reading, mappings=mappings)
        group_repeats(normalise_many([record for record in records if isinstance(record, RawAlert)], NOW))


def plain(lines: Sequence[bytes]) -> None:
    """JSON alone."""
    for line in lines:
        if line.startswith(b"{"):
            orjson.loads(line)
        else:
            line.decode("utf-8", "replace")


def spent(act: Callable[[], None]) -> float:
    """Return the processor's time of the quickest of some runs: what others disturb only adds to it."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times)


def main() -> None:
    """Measure each mix."""
    for name, samples in MIXES.items():
        lines = lines_of(samples)
        took, base = spent(lambda lines=lines: work(lines)), spent(lambda lines=lines: plain(lines))  # type: ignore[misc]
        say(
            f"{name}: đọc, chuẩn hóa, gộp, một lõi",
            LINES / took,
            "dòng/giây bộ xử lý",
            baseline="phân tích JSON",
            base=LINES / base,
            least=6_000,
        )


if __name__ == "__main__":
    main()
