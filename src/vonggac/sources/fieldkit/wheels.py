"""The wheels of a field kit: which the lock wants on which system, and whether a folder has them, each with the hash of the lock."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from functools import lru_cache
from pathlib import Path

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from vonggac.sources.refusal import refuse

PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
OURSELVES = "vonggac"
_OLDEST_GLIBC, _NEWEST_GLIBC = 5, 34
"""Wheels for glibc 2.5 to 2.34: Debian 12, Ubuntu 22.04, RHEL 9 and whatever is newer run all of them."""
_LINE = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>[^\\]*?))?\s*$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Target:
    """A Python on a system."""

    platform: str
    """linux-x86_64, linux-aarch64, windows-x86_64, windows-aarch64."""
    python: tuple[int, int]

    @property
    def version(self) -> str:
        """The version as people write it."""
        return f"{self.python[0]}.{self.python[1]}"

    def holds(self, marker: str) -> bool:
        """Say whether a marker of a lock holds there."""
        return not marker or Marker(marker).evaluate(_environment(self))

    def tags(self) -> frozenset[Tag]:
        """Return the tags of wheels that can be installed there."""
        return _tags(self)


PLATFORMS = ("linux-x86_64", "linux-aarch64", "windows-x86_64", "windows-aarch64")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a lock."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel in a folder."""

    path: Path
    name: str
    version: str
    tags: frozenset[Tag]
    sha256: str
    size: int

    @property
    def licence(self) -> str:
        """Its licence, as it says itself."""
        return _licence(self.path)


def read_lock(text: str) -> list[Requirement]:
    """Return the lines of a lock with hashes."""
    found = []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        words = line.partition(" --hash")[0].strip()
        if not words or words.startswith("#"):
            continue
        told = _LINE.match(words)
        hashes = frozenset(_HASH.findall(line))
        if told is None or not hashes:
            refuse(
                "requirements-hunt.lock", "Dòng không phải gói có phiên bản và mã băm. Lập lại bằng script/lock.", "bad-lock", seen=words
            )
        found.append(Requirement(canonicalize_name(told["name"]), told["version"], (told["marker"] or "").strip(), hashes))
    return found


def requirements_for(lock: Iterable[Requirement], target: Target) -> str:
    """Return the lines that a target needs, without markers: pip asks them of the machine it runs on, not of the one it gathers for."""
    wanted = [one for one in lock if target.holds(one.marker)]
    return "".join(f"{one.name}=={one.version} " + " ".join(f"--hash=sha256:{sha}" for sha in sorted(one.hashes)) + "\n" for one in wanted)


def read_wheels(folder: Path) -> list[Wheel]:
    """Return the wheels of a folder, in the order of their names."""
    return [_wheel(path) for path in sorted(folder.glob("*.whl"))]


def _wheel(path: Path) -> Wheel:
    try:
        name, version, _, tags = parse_wheel_filename(path.name)
    except InvalidWheelFilename as error:
        refuse(path.name, "Tên không phải của một gói Python (.whl). Lấy lại gói, giữ nguyên tên.", "bad-wheel", cause=error)
    told = hashlib.sha256()
    with path.open("rb") as stream:
        while data := stream.read(1024 * 1024):
            told.update(data)
    return Wheel(path, name, str(version), frozenset(tags), told.hexdigest(), path.stat().st_size)


def missing(lock: Iterable[Requirement], wheels: Iterable[Wheel], target: Target) -> list[str]:
    """Return what a target still lacks."""
    wheels = list(wheels)
    lacking = [
        f"{one.name} {one.version}" for one in lock if target.holds(one.marker) and not any(_serves(one, wheel, target) for wheel in wheels)
    ]
    return lacking + ([] if any(wheel.name == OURSELVES for wheel in wheels) else [OURSELVES])


def used(lock: Iterable[Requirement], wheels: Iterable[Wheel], targets: Iterable[Target]) -> Iterator[Wheel]:
    """Give the wheels that some target installs, ours among them; a folder may hold others."""
    lock, targets = list(lock), list(targets)
    for wheel in wheels:
        if wheel.name == OURSELVES or any(_serves(one, wheel, target) for one in lock for target in targets if target.holds(one.marker)):
            yield wheel


def _serves(one: Requirement, wheel: Wheel, target: Target) -> bool:
    same = wheel.name == one.name and wheel.version == one.version and wheel.sha256 in one.hashes
    return same and not wheel.tags.isdisjoint(target.tags())


@lru_cache(maxsize=32)
def _tags(target: Target) -> frozenset[Tag]:
    platforms = list(_platforms(target.platform))
    nothing_newer = cpython_tags(target.python, platforms=platforms)
    return frozenset((*nothing_newer, *compatible_tags(target.python, f"cp{target.python[0]}{target.python[1]}", platforms)))


def _platforms(platform: str) -> Iterator[str]:
    system, _, machine = platform.partition("-")
    if system == "windows":
        yield {"x86_64": "win_amd64", "aarch64": "win_arm64"}[machine]
        return
    yield from (f"manylinux_2_{minor}_{machine}" for minor in range(_NEWEST_GLIBC, _OLDEST_GLIBC - 1, -1))
    yield from (f"{old}_{machine}" for old in ("manylinux2014", "manylinux2010", "manylinux1"))
    yield f"linux_{machine}"


def platform_names(platform: str) -> tuple[str, ...]:
    """Return the names under which pip knows a platform."""
    return tuple(_platforms(platform))


def _environment(target: Target) -> dict[str, str]:
    system, _, machine = target.platform.partition("-")
    windows = system == "windows"
    return {
        "python_version": target.version, "python_full_version": f"{target.version}.0",
        "sys_platform": "win32" if windows else "linux", "platform_system": "Windows" if windows else "Linux",
        "os_name": "nt" if windows else "posix", "platform_machine": "AMD64" if windows and machine == "x86_64" else machine,
        "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": "",
    }  # fmt: skip


def _licence(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
            told = message_from_bytes(archive.read(name))
    except (zipfile.BadZipFile, OSError, StopIteration, KeyError, ValueError) as error:
        refuse(path.name, "Gói Python hỏng. Lấy lại gói.", "bad-wheel", cause=error)
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    return str(told.get("License-Expression") or "; ".join(classified) or (told.get("License") or "").partition("\n")[0] or "xem trong gói")
