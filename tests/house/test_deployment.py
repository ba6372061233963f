"""What stands in deploy/ fits the house: units start real verbs, the container file copies what is there and all that is needed."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from house.tree import ROOT
from vonggac.cli import GROUPS

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
HOME = "/opt/vonggac/.venv/bin/"
NEEDED = {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "requirements-pg.lock", "script", "src"}
"""What installing and running reads: the package's own facts, the lock, the way to install, the code."""


def _started(unit: Path) -> list[str]:
    return re.findall(r"^ExecStart=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_verb_that_there_is(unit: Path) -> None:
    [line] = _started(unit)
    program, *words = line.removeprefix(HOME).split()
    assert line.startswith(HOME)
    if program == "python":
        assert words[0] == "-m"
        assert find_spec(words[1]) is not None
    else:
        assert (program, words[0] in GROUPS) == ("vonggac", True)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_may_write_into_its_own_folder_only(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    for wanted in ("ProtectSystem=strict", "StateDirectory=vonggac", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "UMask=0077"):
        assert wanted in lines
    assert [line for line in lines if line.startswith("ReadWritePaths=")] == []


def test_systemd_itself_finds_nothing_in_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: the units are not read by systemd itself")
    for folder in ("etc/systemd/system", "opt/vonggac/.venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("vonggac", "python"):
        program = tmp_path / "opt/vonggac/.venv/bin" / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    for unit in UNITS:
        shutil.copy(unit, tmp_path / "etc/systemd/system")
    for name in ("basic", "multi-user", "network", "shutdown", "sysinit"):
        (tmp_path / "etc/systemd/system" / f"{name}.target").write_text("[Unit]\n")
    names = [unit.name.replace("@.", "@1.") for unit in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={tmp_path}", "--man=no", *names], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_container_file_copies_what_is_there_and_all_that_is_needed() -> None:
    words = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (.+) \S+$", words, re.MULTILINE) for name in line.split()}
    assert {name for name in copied if not (ROOT / name).exists()} == set()
    assert copied >= NEEDED
    assert '"/opt/vonggac/.venv/bin/vonggac", "serve"' in words
