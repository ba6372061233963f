"""The scripts tell a newcomer in one plain sentence what is missing."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from installation import ROOT

STUB = """#!/bin/sh
case "$*" in
    *version_info*) exit {version} ;;
    *ensurepip*) exit {venv} ;;
    "-c pass") exit 0 ;;
esac
exit 1
"""


def make_venv(folder: Path, *, version: int, venv: int) -> subprocess.CompletedProcess[str]:
    """Ask script/environment for a .venv where the only Python is a stub that answers so."""
    (folder / "bin").mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (folder / "bin" / name).write_text(STUB.format(version=version, venv=venv))
        (folder / "bin" / name).chmod(0o755)
    code = f"set -euo pipefail; cd {folder}; . {ROOT}/script/environment; system_python={folder}/bin/python3; make_venv"
    return subprocess.run(["/bin/bash", "-c", code], env={"PATH": f"{folder}/bin:/bin:/usr/bin"}, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("version", "venv", "words"),
    [(1, 0, ("Cần Python 3.11", "Python 3.11 or newer")), (0, 1, ("apt install python3-venv", "lacks venv"))],
    ids=["wrong Python", "no venv"],
)
def test_a_machine_that_is_not_ready_is_told_so_in_both_languages(tmp_path: Path, version: int, venv: int, words: tuple[str, str]) -> None:
    done = make_venv(tmp_path, version=version, venv=venv)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 2
    assert all(word in done.stderr for word in words)
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(("system", "taken"), [(0, "system"), (1, "python3")], ids=["whole", "without venv"])
def test_the_python_of_the_distribution_is_taken_unless_it_lacks_something(tmp_path: Path, system: int, taken: str) -> None:
    for name, venv in (("system", system), ("python3", 0)):
        (tmp_path / name).write_text(STUB.format(version=0, venv=venv))
        (tmp_path / name).chmod(0o755)
    code = f". {ROOT}/script/environment; system_python={tmp_path}/system; find_python 'import venv, ensurepip'"
    done = subprocess.run(["/bin/bash", "-c", code], env={"PATH": f"{tmp_path}:/bin"}, capture_output=True, text=True)
    assert done.stdout.strip() == str(tmp_path / taken)


@pytest.mark.parametrize("script", ["run", "test", "bench", "lock", "kit", "environment"])
def test_the_scripts_are_sound_shell(script: str) -> None:
    assert subprocess.run(["/bin/bash", "-n", str(ROOT / "script" / script)], capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("place", ["script", "deploy", ".ci"])
def test_no_script_names_an_address_to_download_from(place: str) -> None:
    for path in (ROOT / place).iterdir():
        words = path.read_text(encoding="utf-8")
        assert "--index-url" not in words, path
        assert "curl " not in words, path
        assert "wget " not in words, path


TOUCHES_A_DATABASE = re.compile(r"django_db|\b(?:house|template): Installation|^from standing import", re.MULTILINE)


def test_every_journey_is_walked_and_what_needs_no_browser_on_both_databases() -> None:
    walking = [path for path in (ROOT / "tests").rglob("test_*.py") if "mark.journey" in path.read_text("utf-8") and path != Path(__file__)]
    folders = sorted({path.parent.relative_to(ROOT).as_posix() for path in walking})
    assert f"-m journey {' '.join(reversed(folders))} " in (ROOT / "script" / "test").read_text("utf-8")
    run = (ROOT / ".ci" / "run").read_text("utf-8")
    steps = [line for line in run.splitlines() if line.startswith("step ")]
    assert any(step.startswith('step "journeys') and step.endswith('script/test --only --journeys -- "${on_sqlite[@]}"') for step in steps)
    assert "installations=(script/test --only --journeys -- --deselect tests/journeys)\n" in run
    assert any("$postgresql" in step and step.endswith('"${installations[@]}" "${on_postgresql[@]}"') for step in steps)


def test_the_upgrade_is_tried_on_one_database_a_day_on_the_other_the_next_and_rests_the_third() -> None:
    run = (ROOT / ".ci" / "run").read_text("utf-8")
    chosen = run[run.index("upgrade=(") : run.index('step "journeys')]
    left_out = []
    for seed in ("20261107", "20261108", "20261109"):
        command = f'seed={seed}; {chosen} echo "${{#on_sqlite[@]}} ${{#on_postgresql[@]}}"'
        left_out.append(subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout.strip())  # noqa: S603, S607
    assert sorted(left_out) == ["0 2", "2 0", "2 2"]


def test_no_two_test_files_that_stand_alone_have_one_name() -> None:
    """Pytest imports what stands in no package by its bare name, and passes over the second of two such files with an error."""
    alone = [path for path in (ROOT / "tests").rglob("test_*.py") if not (path.parent / "__init__.py").exists()]
    assert [name for name, times in Counter(path.name for path in alone).items() if times > 1] == []


def test_whatever_touches_a_database_is_tested_on_postgresql_too() -> None:
    named = re.search(r"^touching_a_database=\((.*)\)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert named is not None
    places = [ROOT / place for place in named.group(1).split()]
    assert [place for place in places if not place.exists()] == []
    ours = [path for path in (ROOT / "tests").rglob("test_*.py") if path.parent.name != "journeys" and path != Path(__file__)]
    touching = [path for path in ours if TOUCHES_A_DATABASE.search(path.read_text(encoding="utf-8"))]
    assert len(touching) > 50, "the search sees nothing"
    assert [path for path in touching if not any(path.is_relative_to(place) for place in places)] == []
