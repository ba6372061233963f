"""The lock files name what pyproject.toml asks for, with hashes, and no address of any index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOLD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = TOLD["project"]
HUNT = "requirements-hunt.lock"
EXTRAS = {
    "requirements.lock": ["install"],
    "requirements-pg.lock": ["install", "pg"],
    "requirements-scale.lock": ["install", "scale"],
    "requirements-dev.lock": ["install", "pg", "ocr", "dev"],
}


def plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def locked(name: str) -> dict[str, str]:
    """Return package → version."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {plain(package): version for package, version in re.findall(r"^([A-Za-z0-9_.\-\[\]]+)==([^\s;]+)", text, re.MULTILINE)}


@pytest.mark.parametrize("name", EXTRAS)
def test_every_dependency_is_locked(name: str) -> None:
    wanted = [*PROJECT["dependencies"], *(line for extra in EXTRAS[name] for line in PROJECT["optional-dependencies"][extra])]
    missing = {plain(line) for line in wanted} - set(locked(name))
    assert not missing, f"run script/lock: {sorted(missing)} not in {name}"


def test_the_lock_for_hunting_alone_has_what_hunting_asks_for_and_no_room_of_the_application() -> None:
    found = set(locked(HUNT))
    assert {plain(line) for line in TOLD["dependency-groups"]["hunt"]} <= found
    assert {name for name in found if name.startswith("django")} == set()


@pytest.mark.parametrize("name", [*EXTRAS, HUNT])
def test_a_lock_holds_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^-|--index|--find-links|@ ", text, re.MULTILINE)
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_what_is_tested_is_what_is_installed() -> None:
    tested = locked("requirements-dev.lock")
    for name in ("requirements.lock", "requirements-pg.lock", HUNT):
        differing = {package for package, version in locked(name).items() if tested.get(package) != version} - {"pip"}
        assert not differing, f"run script/lock: {sorted(differing)} differ in {name}"
    scale = locked("requirements-scale.lock")
    assert not {package for package, version in scale.items() if tested.get(package, version) != version}, "run script/lock"
    assert {plain(line) for line in PROJECT["dependencies"]} <= scale.keys() & tested.keys()
