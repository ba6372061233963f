"""The worker as a real process: killed, stopped, and raced by a second server."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from installation import Installation, wait_for

ENQUEUE = """
from vonggac.cli.options import start_django
start_django()
from apps.jobs import deeds
from vonggac.apps.jobs import services
services.enqueue(deeds.{deed}, {folder!r}, unique_key="key")
from vonggac.cli import main
main(["worker"])
"""
"""A worker that finds the job when it starts."""
ASK = """
import json, time
from django.core.cache import cache
from vonggac.apps.jobs import queries
from vonggac.apps.jobs.models import Lease
for _ in range(600):
    p = queries.progress_of("key")
    if p.state == {state!r}:
        break
    time.sleep(0.05)
print(json.dumps([p.state, p.answer, Lease.objects.get(key="key").attempt, cache.get("half-written")]))
"""
RACE = """
import sys, pathlib, time
from datetime import UTC, datetime, timedelta
from vonggac.cli.options import start_django
start_django()
from apps.jobs import deeds
from vonggac.apps.jobs import periodic, ports, schedules
ports.periodic.entries = {{"race": ports.PeriodicJob(deeds.urgent, schedules.Every(timedelta(hours=1)))}}
at = datetime(2026, 11, 23, tzinfo=UTC)
periodic.enqueue_due(at=at)
pathlib.Path({folder!r}, {name!r}).touch()
while not pathlib.Path({folder!r}, "go").exists():
    time.sleep(0.001)
print(sum(periodic.enqueue_due(at=at + timedelta(hours=hour)) for hour in range(1, 41)))
"""


@pytest.mark.journey
def test_a_job_whose_worker_was_killed_in_the_middle_is_done_by_the_next_one(house: Installation, tmp_path: Path) -> None:
    first = house.start(code=ENQUEUE.format(deed="killed_at_first", folder=str(tmp_path)))
    assert first.wait(60) == -signal.SIGKILL

    second = house.start("worker")
    wait_for((tmp_path / "done").exists, "the second worker does the job")
    assert json.loads(house.python(ASK.format(state="done"))) == ["done", "xong", 2, None]
    second.terminate()
    assert second.wait(10) == 0


@pytest.mark.long
def test_a_worker_told_to_stop_gives_its_job_back_and_leaves_nothing_half_written(house: Installation, tmp_path: Path) -> None:
    worker = house.start(code=ENQUEUE.format(deed="endless", folder=str(tmp_path)))
    wait_for((tmp_path / "running").exists, "the job runs")
    worker.terminate()
    assert worker.wait(10) == 0
    assert json.loads(house.python(ASK.format(state="waiting"))) == ["waiting", None, 0, None]


@pytest.mark.long
def test_two_servers_never_run_a_period_twice(house: Installation, tmp_path: Path) -> None:
    racers = [house.start(code=RACE.format(folder=str(tmp_path), name=name)) for name in ("a", "b")]
    wait_for(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists(), "both are at the line")
    (tmp_path / "go").touch()
    answers = [racer.communicate(timeout=60)[0] for racer in racers]
    assert sum(int(answer.strip().splitlines()[-1]) for answer in answers) == 40, answers
    runs = house.python("from vonggac.apps.jobs.models import PeriodicRun\nprint(PeriodicRun.objects.count())")
    assert runs == "40"
