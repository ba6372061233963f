"""The function that clusters run, without a cluster: however the work is split or repeated, the result is that of one machine."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow", reason="the extra scale (pyarrow) is not installed")

from sources.hunting.scale.scalelogs import BAD, OPTIONS, RULES, hunted, lines, objects, told, write_logs  # noqa: E402
from vonggac.engines.hunt import RuleSet, Sighted  # noqa: E402
from vonggac.sources.events import Origin  # noqa: E402
from vonggac.sources.hunting import Options, Watched  # noqa: E402
from vonggac.sources.hunting.parts import Part  # noqa: E402
from vonggac.sources.hunting.scale import gathered, hunt_in_arrow, place_table, sql_schema, units  # noqa: E402
from vonggac.sources.hunting.scale.batches import Hunter, OtherReleaseError  # noqa: E402
from vonggac.sources.hunting.scale.batches import Order as Told  # noqa: E402
from vonggac.sources.hunting.scale.rows import LostError, Piece, pieces_of, rows_of  # noqa: E402
from vonggac.sources.hunting.scale.schema import LINES, PLACES, ROWS, arrow_schema  # noqa: E402
from vonggac.sources.hunting.seeking import Told as Account  # noqa: E402

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_logs(tmp_path_factory.mktemp("scale") / "logs")


@pytest.fixture(scope="module")
def alone(folder: Path) -> tuple[list[str], tuple[object, ...]]:
    found, watched = hunted(folder)
    assert len(found) > 60
    assert {"many", "often", "bad"} <= {one.split('"')[3] for one in found}
    return found, told(watched)


@pytest.fixture
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "UNIT", 5_000)


def shared(folder: Path, split: random.Random | None = None, rules: RuleSet = RULES) -> tuple[list[str], Watched]:
    """Hunt as a cluster does: work in any order, in tables of any size, findings in any order."""
    places, bad = place_table([folder])
    watched = Watched()
    watched.take_bad(bad)
    numbers = list(range(places.num_rows))
    found: list[object] = []
    if split is not None:
        split.shuffle(numbers)
    while numbers:
        take = split.randint(1, len(numbers)) if split is not None else len(numbers)
        found += hunt_in_arrow(rules, OPTIONS)(places.take(numbers[:take]).to_batches())
        numbers = numbers[take:]
    detections = gathered(found, rules, watched, places=places)  # type: ignore[arg-type]
    return objects(detections), watched


@given(st.integers(0, 2**32), st.integers(900, 60_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_split_finds_what_one_machine_finds(
    folder: Path, alone: tuple[list[str], tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, seed: int, size: int
) -> None:
    monkeypatch.setattr(units, "UNIT", size)
    found, watched = shared(folder, random.Random(seed))
    assert sorted(found) == sorted(alone[0])
    watched.files = watched.files_all = int(str(alone[1][1]))
    assert told(watched) == alone[1]


@pytest.mark.usefixtures("small_units")
def test_the_order_does_not_depend_on_how_the_work_was_shared(folder: Path) -> None:
    first = shared(folder, random.Random(1))[0]
    assert all(shared(folder, random.Random(seed))[0] == first for seed in (2, 3))


@pytest.mark.usefixtures("small_units")
def test_a_unit_that_was_done_twice_counts_once(folder: Path, alone: tuple[list[str], tuple[object, ...]]) -> None:
    places, _bad = place_table([folder])
    found = list(hunt_in_arrow(RULES, OPTIONS)(places.to_batches()))
    again = list(hunt_in_arrow(RULES, OPTIONS)(places.slice(2, 4).to_batches()))
    assert sorted(objects(gathered([*found, *again], RULES, places=places))) == sorted(alone[0])


@pytest.mark.usefixtures("small_units")
def test_a_unit_that_never_came_is_named_and_the_lines_after_it_keep_their_numbers(folder: Path) -> None:
    places, _bad = place_table([folder / "large.json"])
    assert places.num_rows > 5
    found = list(hunt_in_arrow(RuleSet((BAD,)))(pa.concat_tables([places.slice(0, 2), places.slice(3)]).to_batches()))
    watched = Watched()
    records = [one.event.record for one in gathered(found, RuleSet((BAD,)), watched, places=places)]
    assert [row.rule for row in watched.bad if row.rule != "bad-json"] == ["process-died"]
    whole = [one.event.record for one in gathered(hunt_in_arrow(RuleSet((BAD,)))(places.to_batches()), RuleSet((BAD,)), places=places)]
    assert records == [record for record in whole if record in records]
    assert max(records) == max(whole)
    assert len(records) < len(whole)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_lines_that_are_carried_along_give_the_same(sizes: list[int]) -> None:
    rows = [{"source": f"{n // 60}.json", "record": n % 60 + 1, "text": text} for n, text in enumerate(lines(120).splitlines())]
    rows[7]["text"] = '{"n": '
    whole = pa.Table.from_pylist(rows, schema=arrow_schema(LINES))
    parts, at = [], 0
    for size in sizes:
        parts += whole.slice(at, size).to_batches()
        at += size
    parts += whole.slice(at).to_batches()
    assert len(rows) == sum(part.num_rows for part in parts)

    def seen(batches: list[pa.RecordBatch]) -> tuple[list[str], object]:
        watched = Watched()
        found = objects(gathered(hunt_in_arrow(RULES, OPTIONS)(batches), RULES, watched))
        return sorted(found), (watched.events, sorted(map(str, watched.bad)), watched.coverage)

    found, counts = seen(parts)
    assert (found, counts) == seen(whole.to_batches())
    assert any('"source": "1.json", "record": 4,' in one for one in found)
    assert "0.json, dòng 8" in str(counts)


def test_what_cannot_be_written_as_text_comes_through() -> None:
    nasty = Sighted("a\ud800.log", 2**40, "2026-03-02T08:00:00Z", "máy", {"\u2028": ["\udcff", 2**63, None, 1.5, {"a": ["b"]}]})
    (piece,) = pieces_of([rows_of(Piece(3, 1, Account(found=[(0, nasty)]), 9, is_last=True), RULES)])
    assert piece.told.found == [(0, replace(nasty, source="a\\ud800.log"))]
    assert (piece.unit, piece.number, piece.lines, piece.is_last) == (3, 1, 9, True)


def test_what_is_known_of_the_machine_that_a_file_came_from_comes_through() -> None:
    origin = Origin("may-1", timezone(timedelta(hours=7)), frozenset({"a.evtx"}), 1)
    unit = (Part("/a", "a", 9, 0, 0, 0, 5, origin), Part("/b\udcff", "b", 1))
    assert units.units_in(units.table_of([(4, unit)])) == [(4, unit)]


def test_rows_that_somebody_dropped_are_noticed(folder: Path) -> None:
    (batch, *_more) = hunt_in_arrow(RULES, OPTIONS)(place_table([folder / "0.json"])[0].to_batches())
    assert batch.num_rows > 3
    for left in (batch.slice(1), batch.slice(0, batch.num_rows - 1)):
        with pytest.raises(LostError):
            list(pieces_of([left]))


def test_a_file_that_a_worker_does_not_see_is_named(folder: Path, tmp_path: Path) -> None:
    places, _bad = place_table([write_logs(tmp_path / "logs")])
    (tmp_path / "logs" / "0.json").unlink()
    (tmp_path / "logs" / "1.json").write_text("{}\n")
    watched = Watched()
    list(gathered(hunt_in_arrow(RULES)(places.to_batches()), RULES, watched, places=places))
    assert sorted(row.place.source for row in watched.bad if row.rule == "not-on-this-machine") == ["logs/0.json", "logs/1.json"]


def test_a_worker_of_another_release_refuses() -> None:
    Hunter(Told(RULES, Options()))
    with pytest.raises(OtherReleaseError):
        Hunter(Told(RULES, Options(), release="0.0.9"))
    with pytest.raises(OtherReleaseError):
        Hunter(Told(RULES, Options(), python=(sys.version_info[0], 9)))


def test_the_published_tables_are_those_that_travel(folder: Path) -> None:
    places, _bad = place_table([folder])
    assert places.schema == arrow_schema(PLACES)
    (first, *_rest) = hunt_in_arrow(RULES)(places.to_batches())
    assert first.schema == arrow_schema(ROWS)
    assert sql_schema().startswith("unit bigint, piece int, sort string, rule int, rule_id string")
