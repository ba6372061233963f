"""A hunt from files to detections: rules, indicators, correlations, spans of time, and what could be seen at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vonggac.engines.hunt import AllOf, Correlation, Counting, Heading, Order, Place, Rule, RuleSet, Text
from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.sources.events import Input
from vonggac.sources.hunting import Options, Watched, hunt

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WEB = AllOf((Text("_category", Place.WHOLE, "webserver"),))


def rule(name: str, text: str, *, shown: bool = True, field: str = "cs-uri-stem") -> Rule:
    return Rule(Heading(name, name), AllOf((*WEB.parts, Text(field, Place.INSIDE, text))), shown=shown)


SCAN = rule("scan", "/wp-login")
ELSEWHERE = Rule(Heading("evtx", "Windows"), AllOf((Text("_product", Place.WHOLE, "windows"), Text("image", Place.END, "a"))))


def line(minute: float, path: str = "/", host: str = "198.51.100.7") -> str:
    at = START + timedelta(minutes=minute)
    return f'{host} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" 404 12 "-" "curl/8"\n'


def log(folder: Path, *lines: str, name: str = "access.log") -> Path:
    path = folder / name
    path.write_text("".join(lines), encoding="utf-8")
    return path


def found(path: Path, *rules: Rule, options: Options | None = None, correlations: tuple[Correlation, ...] = ()) -> list[tuple[str, int]]:
    return [(one.heading.id, one.event.record) for one in hunt([path], RuleSet(rules, correlations), options or Options())]


def test_a_rule_finds_its_events_whole_with_file_and_line(tmp_path: Path) -> None:
    log(tmp_path, line(0), line(1, "/wp-login.php"), line(2))
    (one,) = hunt([tmp_path], RuleSet((SCAN, ELSEWHERE)), Options())
    assert (one.heading.id, one.event.record, one.event.source) == ("scan", 2, f"{tmp_path.name}/access.log")
    assert "wp-login" in str(one.event.fields)
    assert datetime.fromisoformat(one.event.time) == START + timedelta(minutes=1)


def test_a_span_of_time_leaves_the_rest_out_and_counts_it(tmp_path: Path) -> None:
    path = log(tmp_path, *(line(minute, "/wp-login.php") for minute in range(5)))
    watched = Watched()
    options = Options(since=START + timedelta(minutes=1), until=START + timedelta(minutes=3))
    assert [one.event.record for one in hunt([path], RuleSet((SCAN,)), options, watched)] == [2, 3, 4]
    assert (watched.events, watched.left_out, watched.found) == (5, 2, 3)


def test_indicators_are_found_in_the_same_pass_also_where_no_rule_looks(tmp_path: Path) -> None:
    path = log(tmp_path, line(0), line(1, host="203.0.113.9"))
    known = Known(Sort.RANGE, "203.0.113.0/24", "ioc.txt, dòng 1")
    assert found(path, ELSEWHERE, options=Options(known=(known,))) == [("indicator:range:203.0.113.0/24", 2)]


def test_a_correlation_counts_over_files_and_a_rule_that_serves_it_is_not_shown(tmp_path: Path) -> None:
    log(tmp_path, line(4, "/wp-login.php"), name="a.log")
    log(tmp_path, line(0, "/wp-login.php"), line(8, "/wp-login.php"), name="b.log")
    many = Correlation(Heading("many", "Dò tìm"), Counting.EVENTS, ("scan",), timedelta(minutes=10), ("c-ip",), ((Order.AT_LEAST, 3),))
    hidden = rule("scan", "/wp-login", shown=False)
    results = list(hunt([tmp_path], RuleSet((hidden,), (many,)), Options()))
    assert [(one.heading.id, one.event.source[-5:], len(one.others)) for one in results] == [("many", "b.log", 2)]
    assert results[0].because.startswith("c-ip = 198.51.100.7: 3 sự kiện")


def test_what_could_not_be_seen_is_told(tmp_path: Path) -> None:
    path = log(tmp_path, line(0))
    (tmp_path / "khong-ro.bin").write_bytes(b"\x01\x02" * 50)
    watched = Watched()
    asks_more = rule("more", "x", field="khong-co")
    assert list(hunt([tmp_path], RuleSet((SCAN, ELSEWHERE, asks_more)), Options(), watched)) == []
    coverage = watched.coverage
    assert coverage is not None
    assert (coverage.loaded, coverage.events, sum(coverage.kinds.values())) == (3, 1, 1)
    assert coverage.idle == (("evtx", "Windows"),)
    assert dict(coverage.unseen_fields) == {"khong-co": ("more",)}
    assert [row.rule for row in watched.bad] == ["unknown-format"]
    assert (watched.files, watched.files_all) == (2, 2)
    assert watched.bytes == watched.bytes_all == path.stat().st_size + 100


@pytest.mark.parametrize("events", [1, 2, 100])
def test_the_size_of_chunks_changes_no_result(tmp_path: Path, events: int) -> None:
    from dataclasses import replace

    from vonggac.sources.events import DEFAULT

    path = log(tmp_path, *(line(minute, "/wp-login.php" if minute % 3 else "/") for minute in range(20)))
    options = Options(limits=replace(DEFAULT, events=events))
    assert found(path, SCAN, options=options) == [("scan", minute + 1) for minute in range(20) if minute % 3]


def test_every_machine_whose_events_were_read_is_told_with_its_span_also_after_an_interruption(tmp_path: Path) -> None:
    lines = [f"2026-03-02T{hour:02}:00:00+00:00 {host} sshd[7]: hello\n" for hour, host in ((8, "MAY-01"), (9, "may-02"), (10, "MAY-01"))]
    path = log(tmp_path, *lines, name="0001")
    seen = Input(str(path), "Nhật ký máy 1.log", path.stat().st_size)
    hello = Rule(Heading("hello", "hello"), Text("message", Place.INSIDE, "hello"))
    told = []
    for _again in range(2):
        watched = Watched()
        sources = {one.event.source for one in hunt([seen], RuleSet((hello,)), Options(journal=tmp_path / "journal"), watched)}
        assert sources == {"Nhật ký máy 1.log"}
        told.append(watched.hosts)
    eight, nine, ten = (f"2026-03-02T{hour}:00:00.000+00:00" for hour in ("08", "09", "10"))
    assert told == [{"may-01": (2, eight, ten), "may-02": (1, nine, nine)}] * 2
