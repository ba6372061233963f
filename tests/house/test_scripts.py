"""The scripts tell a newcomer in one plain sentence what is missing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from installation import ROOT

STUB = """#!/bin/sh
case "$*" in
    *version_info*) exit {version} ;;
    *ensurepip*) exit {venv} ;;
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


@pytest.mark.parametrize("script", ["run", "test", "bench", "lock", "environment"])
def test_the_scripts_are_sound_shell(script: str) -> None:
    assert subprocess.run(["/bin/bash", "-n", str(ROOT / "script" / script)], capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("place", ["script", "deploy", ".ci"])
def test_no_script_names_an_address_to_download_from(place: str) -> None:
    for path in (ROOT / place).iterdir():
        words = path.read_text(encoding="utf-8")
        assert "--index-url" not in words, path
        assert "curl " not in words, path
        assert "wget " not in words, path
