"""Logs and rules for hunts that are shared: large JSON lines, web logs, damage, correlations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vonggac.engines.hunt import AllOf, Correlation, Counting, Detection, Heading, Order, Place, Rule, RuleSet, Text
from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.sources.hunting import Options, Watched, hunt
from vonggac.sources.hunting.hunting import Crew
from vonggac.sources.hunting.outputs import as_object

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BAD = Rule(
    Heading("bad", "Xấu", tags=("attack.t1059",)), AllOf((Text("_channel", Place.WHOLE, "security"), Text("image", Place.END, "evil.exe")))
)
SCAN = Rule(
    Heading("scan", "Dò"), AllOf((Text("_category", Place.WHOLE, "webserver"), Text("cs-uri-stem", Place.INSIDE, "/wp-login"))), shown=False
)
MANY = Correlation(Heading("many", "Dò nhiều"), Counting.EVENTS, ("scan",), timedelta(minutes=10), ("c-ip",), ((Order.AT_LEAST, 3),))
OFTEN = Correlation(Heading("often", "Chạy nhiều"), Counting.EVENTS, ("bad",), timedelta(minutes=15), ("Computer",), ((Order.AT_LEAST, 2),))
RULES = RuleSet((BAD, SCAN), (MANY, OFTEN), version="scale-1")
OPTIONS = Options(known=(Known(Sort.ADDRESS, "203.0.113.9", "ioc.txt, dòng 1"),))


def lines(count: int, start: int = 0) -> str:
    told = (
        {
            "Channel": "Security", "EventID": 4688, "n": n, "Image": "evil.exe" if n % 7 == 0 else "good.exe", "ip": f"203.0.113.{n % 50}",
            "Computer": f"may-{n % 5}", "TimeCreated": (START + timedelta(seconds=20 * n)).isoformat(), "note": "chữ Việt \u2028 “”",
        }
        for n in range(start, start + count)
    )  # fmt: skip
    return "".join(json.dumps(one, ensure_ascii=n % 2 == 0) + "\n" for n, one in enumerate(told))


def access(minutes: Iterable[int]) -> str:
    return "".join(
        f'198.51.100.7 - - [{START + timedelta(minutes=minute):%d/%b/%Y:%H:%M:%S} +0000] "GET /wp-login.php HTTP/1.1" 404 12 "-" "curl/8"\n'
        for minute in minutes
    )


def write_logs(folder: Path) -> Path:
    """Five small files, one large one with a damaged line, and one that is no log."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(3):
        (folder / f"{number}.json").write_text(lines(30, 1000 * number), encoding="utf-8")
    (folder / "a.log").write_text(access((0, 8)), encoding="utf-8")
    (folder / "b.log").write_text(access((4, 90)), encoding="utf-8")
    (folder / "large.json").write_text(lines(300, 9000).replace('"n": 9100', '"n": '), encoding="utf-8")
    (folder / "khong-ro.bin").write_bytes(b"\x01\x02" * 50)
    return folder


def objects(detections: Iterable[Detection]) -> list[str]:
    """Return detections as their published text, which leaves nothing of them out."""
    return [json.dumps(as_object(one), ensure_ascii=False) for one in detections]


def hunted(folder: Path, rules: RuleSet = RULES, options: Options = OPTIONS, crew: Crew | None = None) -> tuple[list[str], Watched]:
    """Return what a hunt found, and what it told."""
    watched = Watched()
    return objects(hunt([folder], rules, options, watched, crew=crew)), watched


def told(watched: Watched) -> tuple[object, ...]:
    """Return everything that a hunt told beside its detections, order apart."""
    bad = sorted((row.place.source, row.place.line or 0, row.rule) for row in watched.bad)
    return watched.events, watched.files, watched.bytes, watched.found, watched.undated, bad, watched.coverage, watched.hosts
