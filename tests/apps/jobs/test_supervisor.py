"""The supervisor keeps its processes running, stops them all, and none outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from installation import ROOT, wait_for
from vonggac.apps.jobs.processes import identity, surely_dead
from vonggac.apps.jobs.supervisor import CANNOT_START, FALLS_BEFORE_GIVING_UP, STEADY_AFTER, Child, Supervisor

CHILD = """
import os, pathlib, sys, time
from vonggac.apps.jobs.processes import die_with_parent
die_with_parent()
with open({marks!r}, "a") as file:
    file.write(f"{{os.getpid()}}\\n")
time.sleep({seconds})
sys.exit({code})
"""


def child(marks: Path, *, seconds: float = 60, code: int = 0) -> str:
    return CHILD.format(marks=str(marks), seconds=seconds, code=code)


def supervise(*programs: str) -> subprocess.Popen[str]:
    """Start a supervisor of these programs as a process of its own."""
    children = ", ".join(f"Child('p{number}', [sys.executable, '-c', {program!r}])" for number, program in enumerate(programs))
    code = f"import sys\nfrom vonggac.apps.jobs.supervisor import Child, Supervisor\nsys.exit(Supervisor([{children}]).run())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE, text=True)


def started(marks: Path) -> list[int]:
    return [int(line) for line in marks.read_text().splitlines()] if marks.exists() else []


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_supervisor_however_it_ends(tmp_path: Path, number: signal.Signals) -> None:
    marks = tmp_path / "marks"
    supervisor = supervise(child(marks), child(marks))
    wait_for(lambda: len(started(marks)) == 2, "both run")
    supervisor.send_signal(number)
    assert supervisor.wait(15) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    wait_for(lambda: not any(alive(pid) for pid in started(marks)), "both are gone", 10)
    supervisor.communicate()


def test_a_process_that_falls_is_started_again(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    supervisor = supervise(child(marks))
    wait_for(lambda: len(started(marks)) == 1, "it runs")
    os.kill(started(marks)[0], signal.SIGKILL)
    wait_for(lambda: len(started(marks)) == 2, "it runs again")
    supervisor.terminate()
    assert "chạy lại" in supervisor.communicate(timeout=15)[1]


def test_a_process_that_cannot_start_ends_everything_with_an_error(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    supervisor = supervise(child(marks), f"import sys; sys.exit({CANNOT_START})")
    assert "không chạy được" in supervisor.communicate(timeout=15)[1]
    assert supervisor.returncode == CANNOT_START
    assert not any(alive(pid) for pid in started(marks))


class Fallen:
    """A process that ended at once."""

    returncode = 1
    pid = 0

    def poll(self) -> int:
        return 1


def test_the_pauses_between_starts_grow_and_a_process_that_always_falls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    starts: list[float] = []
    one = Child("web", ["web"])
    monkeypatch.setattr(
        Child, "start", lambda self, now: (starts.append(now), setattr(self, "started", now), setattr(self, "process", Fallen()))
    )
    supervisor = Supervisor([one], say=said.append)
    one.start(0.0)
    now = 0.0
    while not supervisor.stopping:
        supervisor.look(now)
        now += 0.25
    assert supervisor.result == 1
    assert len(starts) == FALLS_BEFORE_GIVING_UP
    gaps = [later - earlier for earlier, later in zip(starts, starts[1:], strict=False)]
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 4


@pytest.mark.parametrize("code", [1, CANNOT_START])
def test_one_that_may_fail_alone_takes_nobody_down_and_is_tried_again(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    class Fallen:
        returncode = code

        def poll(self) -> int:
            return code

    said: list[str] = []
    alone = Child("intake", ["intake"], alone=True)
    starts: list[float] = []

    def start(self: Child, now: float) -> None:
        self.started, self.process = now, Fallen()  # type: ignore[assignment]
        starts.append(now)

    monkeypatch.setattr(Child, "start", start)
    supervisor = Supervisor([alone], say=said.append)
    for now in range(300):
        supervisor.look(float(now))
    assert not supervisor.stopping
    assert "các phần khác vẫn chạy" in said[-1]
    assert starts[-1] - starts[-2] >= 30
    assert len(starts) > FALLS_BEFORE_GIVING_UP


def test_a_process_that_ran_well_for_a_while_starts_with_short_pauses_again() -> None:
    one = Child("web", ["web"], falls=4, started=0.0, process=Fallen())  # type: ignore[arg-type]
    Supervisor([one], say=lambda line: None).look(STEADY_AFTER + 1)
    assert one.falls == 1


def test_others_start_beside_the_preparation_but_the_gate_opens_only_after_it() -> None:
    opened: list[bool] = []
    prepared = Child("startup", ["x"], process=Fallen())  # type: ignore[arg-type]
    prepared.process.returncode = 0  # type: ignore[union-attr]
    Supervisor([], first=prepared, when_ready=lambda: opened.append(True)).look(0)
    assert opened == [True]


def test_a_preparation_that_fails_ends_everything_and_opens_nothing() -> None:
    opened: list[bool] = []
    failed = Child("startup", ["x"], process=Fallen())  # type: ignore[arg-type]
    supervisor = Supervisor([], first=failed, when_ready=lambda: opened.append(True))
    supervisor.look(0)
    assert (supervisor.stopping, supervisor.result, opened) == (True, 1, [])


def test_the_supervisor_carries_no_application() -> None:
    code = textwrap.dedent("""
        import sys
        import vonggac.cli.serve, vonggac.apps.jobs.supervisor
        print([name for name in ("django", "granian", "yaml", "docx") if name in sys.modules])
    """)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True).stdout.strip() == "[]"


def test_only_a_process_of_this_machine_is_surely_dead() -> None:
    me = identity()
    place, pid, start = me.rsplit("/", 2)
    assert not surely_dead(me)
    assert surely_dead(f"{place}/{pid}/{int(start) - 1}")
    assert not surely_dead(f"other-machine/abcd/1/{pid}/{start}")
    assert not surely_dead("")
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True).stdout.strip()
    assert surely_dead(f"{place}/{gone}/1")
