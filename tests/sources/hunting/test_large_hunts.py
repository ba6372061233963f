"""Hunts over much: shared among processes, interrupted and resumed, under a ceiling of memory. None of it changes what is found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from vonggac.engines.hunt import AllOf, Heading, Place, Rule, RuleSet, Text
from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.sources.events import DEFAULT, Chunk, Limits
from vonggac.sources.hunting import Options, Seeker, Watched, hunt, parts, sharing
from vonggac.sources.hunting.hunting import within_memory
from vonggac.sources.hunting.seeking import Told
from vonggac.sources.limits import MEGABYTE

BAD = Rule(Heading("bad", "Xấu"), AllOf((Text("_channel", Place.WHOLE, "security"), Text("image", Place.END, "evil.exe"))))
RULES = RuleSet((BAD,), version="1")
KNOWN = (Known(Sort.ADDRESS, "203.0.113.9", "ioc.txt, dòng 1"),)


def lines(count: int, start: int = 0) -> str:
    told = (
        {"Channel": "Security", "EventID": 4688, "n": n, "Image": "evil.exe" if n % 7 == 0 else "good.exe", "ip": f"203.0.113.{n % 50}"}
        for n in range(start, start + count)
    )
    return "".join(json.dumps(one) + "\n" for one in told)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five files, one of them large enough to be read in runs."""
    monkeypatch.setattr(parts, "WORTH_PARTING", 20_000)
    monkeypatch.setattr(parts, "PART", 7_000)
    monkeypatch.setattr(parts, "_STEP", 1_000)
    found = tmp_path / "logs"
    found.mkdir()
    for number in range(4):
        (found / f"{number}.json").write_text(lines(30, 1000 * number))
    (found / "large.json").write_text(lines(300, 9000).replace('"n": 9100', '"n": '))
    return found


def found(folder: Path, options: Options, watched: Watched | None = None) -> list[tuple[str, str, int]]:
    results = hunt([folder], RULES, replace(options, known=KNOWN), watched)
    return sorted((one.heading.id, one.event.source, one.event.record) for one in results)


def counts(watched: Watched) -> tuple[object, ...]:
    bad = sorted((row.place.source, row.place.line, row.rule) for row in watched.bad)
    assert watched.coverage is not None
    return watched.events, watched.files, watched.bytes, watched.found, bad, dict(watched.coverage.kinds), watched.coverage.events


def test_two_processes_find_what_one_finds_with_the_same_lines(folder: Path) -> None:
    one, two = Watched(), Watched()
    alone = found(folder, Options(), one)
    assert len(alone) > 60
    assert found(folder, Options(jobs=2), two) == alone
    assert counts(two) == counts(one)
    assert counts(one)[4] == [("logs/large.json", 101, "bad-json")]


def test_a_small_batch_finds_the_same(folder: Path) -> None:
    tiny = replace(DEFAULT, chunk=500, events=3, batch=700)
    assert found(folder, Options(limits=tiny)) == found(folder, Options())


def test_an_interrupted_hunt_reads_only_what_is_left_and_tells_everything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Watched()
    alone = found(folder, Options(), whole)
    options = Options(journal=folder.parent / "journal", limits=replace(DEFAULT, chunk=500, events=3, batch=3_000))
    interrupted = hunt([folder], RULES, replace(options, known=KNOWN))
    for _detection in range(40):
        next(interrupted)
    interrupted.close()  # type: ignore[attr-defined]
    read: list[str] = []
    before = parts.chunks_of

    def counting(part: parts.Part, limits: Limits) -> Iterator[Chunk]:
        read.append(part.name)
        return before(part, limits)

    monkeypatch.setattr("vonggac.sources.hunting.seeking.chunks_of", counting)
    again = Watched()
    assert found(folder, options, again) == alone
    assert counts(again) == counts(whole)
    assert 0 < len(read) < 5
    read.clear()
    assert found(folder, options) == alone
    assert read == []
    (folder / "0.json").write_text(lines(31))
    found(folder, options)
    assert read == ["logs/0.json"]


def test_a_journal_of_other_rules_begins_anew(folder: Path) -> None:
    options = Options(journal=folder.parent / "journal")
    list(hunt([folder], RULES, options))
    other = RuleSet((Rule(Heading("other", "Khác"), BAD.condition),), version="2")
    assert {one.heading.id for one in hunt([folder], other, options)} == {"other"}


def dies_at(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a process end without a word where it comes to a file."""
    before = Seeker.add

    def dying(self: Seeker, chunk: Chunk) -> None:
        if chunk.source.endswith(name):
            os._exit(9)
        before(self, chunk)

    monkeypatch.setattr(Seeker, "add", dying)


def test_a_process_that_dies_costs_its_own_part_which_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dies_at("2.json", monkeypatch)
    watched = Watched()
    results = found(folder, Options(jobs=2), watched)
    assert {source for _rule, source, _line in results} >= {"logs/large.json"}
    assert "logs/2.json" in {row.place.source for row in watched.bad if row.rule == "process-died"}


def test_what_a_process_that_died_had_not_begun_is_read_by_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = found(folder, Options())
    dies_at("0.json", monkeypatch)
    watched = Watched()
    results = found(folder, Options(jobs=2), watched)
    assert results == [one for one in whole if not one[1].endswith("0.json")], "the first file is the first begun: it alone is lost"
    assert {row.place.source for row in watched.bad if row.rule == "process-died"} == {"logs/0.json"}


def test_when_every_process_dies_what_nobody_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seeker, "add", lambda *_told: os._exit(9))
    watched = Watched()
    assert found(folder, Options(jobs=2), watched) == []
    assert {row.place.source for row in watched.bad} == {f"logs/{path.name}" for path in folder.iterdir()}


def test_a_ceiling_of_memory_means_fewer_processes_then_smaller_batches() -> None:
    roomy = within_memory(Options(jobs=4, memory=2400 * MEGABYTE))
    assert (roomy.jobs, roomy.limits.batch) == (4, DEFAULT.batch)
    tight = within_memory(Options(jobs=4, memory=400 * MEGABYTE))
    assert tight.jobs == 1
    tightest = within_memory(Options(jobs=4, memory=180 * MEGABYTE))
    assert tightest.limits.batch < DEFAULT.batch
    assert tightest.limits.chunk <= tightest.limits.batch


def test_a_group_of_parts_is_done_only_as_a_whole() -> None:
    seeker = Seeker(RULES, Options())
    assert list(seeker.seek([])) == []
    assert [told.done for told in sharing.share(seeker, [], 2)] == []
    assert Told().done == ()
