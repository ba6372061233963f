"""Two Ray workers on this machine find what one process finds, whatever happens to them, and open no door but on 127.0.0.1."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("ray") is None:  # not imported here: it reads its settings when it is, and the crew sets them
    pytest.skip("the extra scale (Ray Data) is not installed", allow_module_level=True)

from sources.hunting.scale import dyingworkers
from sources.hunting.scale.dyingworkers import DiesAlways, DiesOnce
from sources.hunting.scale.scalelogs import OPTIONS, RULES, hunted, objects, told, write_logs
from vonggac.sources.events import DEFAULT
from vonggac.sources.hunting import Options, Watched, hunt
from vonggac.sources.hunting.outputs import About, output
from vonggac.sources.hunting.scale import units
from vonggac.sources.hunting.scale.listening import family_of, listening
from vonggac.sources.hunting.scale.ray_data import RayCrew
from vonggac.sources.sigma import STARTER, read_rules

pytestmark = pytest.mark.long
PIECEMEAL = replace(OPTIONS, limits=replace(DEFAULT, chunk=500, events=3, batch=1_500))
"""A unit tells many pieces, so that a worker dies between two of them."""


@pytest.fixture(scope="module")
def crew() -> Iterator[RayCrew]:
    with RayCrew(2) as crew:
        from ray import cloudpickle

        cloudpickle.register_pickle_by_value(dyingworkers)
        yield crew
        doors = listening(family_of(os.getpid()))
        assert len(doors) >= 4
        assert {door.address for door in doors} == {"127.0.0.1"}, doors


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(units, "UNIT", 5_000)
    return write_logs(tmp_path / "logs")


def test_two_workers_find_what_one_process_finds(crew: RayCrew, folder: Path) -> None:
    alone, watched = hunted(folder)
    found, seen = hunted(folder, crew=crew)
    assert sorted(found) == sorted(alone)
    assert told(seen) == told(watched)
    assert [row.place.line for row in seen.bad if row.rule == "bad-json"] == [101]
    assert hunted(folder, crew=crew)[0] == found


def test_a_killed_worker_loses_nothing_and_tells_nothing_twice(crew: RayCrew, folder: Path) -> None:
    alone, watched = hunted(folder, options=PIECEMEAL)
    crew.actor = DiesOnce
    try:
        found, seen = hunted(folder, options=PIECEMEAL, crew=crew)
    finally:
        crew.actor = None
    assert (folder.parent / "died-2").exists()
    assert sorted(found) == sorted(alone)
    assert told(seen) == told(watched)


def test_a_unit_that_kills_every_worker_is_named_and_the_rest_goes_on(crew: RayCrew, folder: Path) -> None:
    alone, watched = hunted(folder, options=PIECEMEAL)
    crew.actor = DiesAlways
    try:
        found, seen = hunted(folder, options=PIECEMEAL, crew=crew)
    finally:
        crew.actor = None
    assert [row.place.source for row in seen.bad if row.rule == "process-died"] == ["logs/2.json"]
    assert set(found) < set(alone)
    assert 0 < watched.events - seen.events < 60


def test_an_interrupted_hunt_of_a_cluster_goes_on_where_it_stopped(crew: RayCrew, folder: Path) -> None:
    alone, _watched = hunted(folder)
    options = Options(known=OPTIONS.known, journal=folder.parent / "journal")
    run = hunt([folder], RULES, options, crew=crew)
    for _detection in range(20):
        next(run)
    run.close()  # type: ignore[attr-defined]
    assert sorted(hunted(folder, options=options, crew=crew)[0]) == sorted(alone)
    assert sorted(hunted(folder, options=options)[0]) == sorted(alone)


def test_real_logs_give_the_same_report_in_every_format(crew: RayCrew, reference: Path) -> None:
    rules = read_rules([STARTER]).ruleset
    logs = sorted((reference / "data" / "hunt").rglob("*.evtx"))[:40]
    about = About(datetime(2026, 3, 2, tzinfo=UTC), "0.1.0", len(rules.rules), ("logs",))
    alone, shared = (list(hunt(logs, rules, Options(), Watched(), crew=one)) for one in (None, crew))
    assert len(alone) > 10
    assert sorted(objects(shared)) == sorted(objects(alone))
    ordered = [sorted(one, key=lambda found: json.dumps(objects([found]))) for one in (alone, shared)]
    for form in ("table", "csv", "ecs", "timeline-html", "navigator", "stix", "timesketch"):
        first, second = (b"".join(output(form)(iter(one), about)) for one in ordered)
        assert first == second, form
