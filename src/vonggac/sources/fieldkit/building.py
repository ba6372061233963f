"""Builds a field kit as one ZIP: the same inputs give the same bytes, whatever the machine and the day.

Everything is stored, not packed: wheels are packed already, and packing differs between versions of zlib.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from vonggac.sources.fieldkit import opening
from vonggac.sources.fieldkit.guide import as_html, as_text
from vonggac.sources.fieldkit.knowledge import Part, indicators, rule_sets, yara_rules
from vonggac.sources.fieldkit.python import embedded
from vonggac.sources.fieldkit.wheels import OURSELVES, PYTHONS, Requirement, Target, Wheel, missing, read_lock, read_wheels, used
from vonggac.sources.refusal import refuse

TOP = "bo-dung-cu"
_WHEN = (1980, 1, 1, 0, 0, 0)
_FOR_WINDOWS = (".cmd", ".ps1", ".txt")
_RUNS = (".sh", ".py")
_READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a kit is made from."""

    wheels: Path
    lock: Path
    platforms: tuple[str, ...]
    rules: tuple[Path, ...] = ()
    indicators: tuple[Path, ...] = ()
    yara: tuple[Path, ...] = ()
    python: Path | None = None
    """A folder or ZIP with the Python that is carried along."""


@dataclass(frozen=True, slots=True)
class Built:
    """A kit that was built."""

    sha256: str
    size: int
    manifest: dict[str, Any]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the kit: bytes, or where they lie."""

    path: str
    content: bytes | Path

    @property
    def data(self) -> Iterator[bytes]:
        """The bytes, some at a time."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        with self.content.open("rb") as stream:
            while data := stream.read(_READ):
                yield data


def build(wanted: Wanted, out: Path) -> Built:
    """Write the kit; refused, with what to do, when it would not work where it is meant to."""
    lock = read_lock(wanted.lock.read_text(encoding="utf-8"))
    wheels = read_wheels(wanted.wheels)
    carried, of_python = embedded(wanted.python) if wanted.python else ([], None)
    targets = _targets(lock, wheels, wanted.platforms, of_python)
    wheels = list(used(lock, wheels, targets))
    rules, known, yara = rule_sets(wanted.rules), indicators(wanted.indicators), yara_rules(wanted.yara)
    knowledge = [*rules, *known, *yara]
    files = [
        *_own_files(),
        *(_File(f"{opening.WHEELS}/{wheel.path.name}", wheel.path) for wheel in wheels),
        _File(opening.REQUIREMENTS, _requirements(lock, wheels).encode()),
        _File("GIAY-PHEP.txt", _for_windows(_licences(wheels, rules))),
        *(_File(f"{opening.TOOLS}/python/{path}", content) for path, content in carried),
        *(_File(path, content) for part in knowledge for path, content in part.files),
    ]
    manifest = {
        "format": opening.FORMAT,
        "version": 1,
        "product": next(wheel.version for wheel in wheels if wheel.name == OURSELVES),
        "pythons": [{"platform": one.platform, "python": one.version} for one in targets],
        "python": of_python.version if of_python else None,
        "packages": [{"name": one.name, "version": one.version, "file": one.path.name, "licence": one.licence} for one in wheels],
        "rules": [part.told for part in rules],
        "indicators": [part.told for part in known],
        "yara": [part.told for part in yara],
    }
    return _write(out, files, manifest, tuple(remark for part in knowledge for remark in part.remarks))


def _targets(lock: list[Requirement], wheels: list[Wheel], platforms: Iterable[str], carried: Target | None) -> list[Target]:
    """Return the Pythons that the wheels are complete for; at least one of each platform that was asked for."""
    found = []
    for platform in platforms:
        able = [target for python in PYTHONS if not missing(lock, wheels, target := Target(platform, python))]
        if not able:
            nearest = min((missing(lock, wheels, Target(platform, python)) for python in PYTHONS), key=len)
            refuse(
                platform,
                "Thư mục gói Python (--wheels) chưa đủ cho hệ này. Gom lại bằng script/kit.",
                "missing-wheels",
                seen=", ".join(nearest),
            )
        found += able
    if carried is not None and carried not in found:
        lacking = ", ".join(missing(lock, wheels, carried))
        refuse(f"Python {carried.version}", "Chưa đủ gói cho bản Python mang theo. Gom thêm cho bản ấy.", "missing-wheels", seen=lacking)
    return found


def _own_files() -> Iterator[_File]:
    """Give the collectors, the launchers, the opener, the guide."""
    folder = resources.files("vonggac.sources.fieldkit").joinpath("carried")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        data = file.read_bytes()
        if file.name == "huong-dan.md":
            yield _File("HUONG-DAN.html", as_html(data.decode()).encode())
            yield _File("HUONG-DAN.txt", _for_windows(as_text(data.decode())))
        elif not file.name.startswith("__"):
            yield _File(file.name, _for_windows(data.decode()) if file.name.endswith(_FOR_WINDOWS) else data)
    yield _File(f"{opening.TOOLS}/mo-bo.py", Path(opening.__file__).read_bytes())


def _for_windows(text: str) -> bytes:
    """Windows PowerShell 5.1 and Notepad of old take a file for UTF-8 by its mark alone; a command file may have none."""
    mark = "" if text.startswith("@echo off") else "\ufeff"
    return (mark + text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _requirements(lock: list[Requirement], wheels: list[Wheel]) -> str:
    """Return what the kit installs, with the hashes of the wheels it carries: nothing else can come in. pip itself stays a wheel."""
    lines = []
    names = {(one.name, one.version): one.marker for one in lock} | {(one.name, one.version): "" for one in wheels if one.name == OURSELVES}
    for (name, version), marker in sorted(names.items()):
        hashes = sorted({wheel.sha256 for wheel in wheels if (wheel.name, wheel.version) == (name, version)})
        if hashes and name != "pip":
            told = f"{name}=={version}" + (f" ; {marker}" if marker else "")
            lines.append(" \\\n    ".join([told, *(f"--hash=sha256:{sha}" for sha in hashes)]) + "\n")
    return "".join(lines)


def _licences(wheels: list[Wheel], rules: list[Part]) -> str:
    told = ["Vọng Gác: giấy phép Apache-2.0.", "", "Gói Python kèm theo (toàn văn giấy phép nằm trong từng gói):"]
    told += sorted({f"  {one.name} {one.version}: {one.licence}" for one in wheels if one.name != OURSELVES})
    for part in rules:
        told += ["", f"Bộ quy tắc {part.told['name']}: {part.told['rules']} quy tắc; giấy phép: {', '.join(part.told['licences'])}"]
        told += [f"  Tác giả: {author}" for author in part.authors]
    return "\n".join([*told, ""])


def _write(out: Path, files: list[_File], manifest: dict[str, Any], remarks: tuple[str, ...]) -> Built:
    """Write files in the order of their names, with the manifest and the sums first."""
    files = sorted(files, key=lambda one: one.path)
    rows = [_row(one) for one in files]
    manifest = {**manifest, "files": rows}
    told = json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
    sums = "".join(f"{sha256}  {path}\n" for path, sha256 in [(opening.MANIFEST, hashlib.sha256(told).hexdigest())] + [
        (str(row["path"]), str(row["sha256"])) for row in rows
    ])  # fmt: skip
    first = [_File(opening.MANIFEST, told), _File(opening.SUMS, sums.encode())]
    with zipfile.ZipFile(out, "x", zipfile.ZIP_STORED, strict_timestamps=True) as archive:
        for one in [*first, *files]:
            _put(archive, one)
    with out.open("rb") as stream:
        return Built(hashlib.file_digest(stream, "sha256").hexdigest(), out.stat().st_size, manifest, remarks)


def _row(one: _File) -> dict[str, Any]:
    told, size = hashlib.sha256(), 0
    for data in one.data:
        told.update(data)
        size += len(data)
    return {"path": one.path, "size": size, "sha256": told.hexdigest()}


def _put(archive: zipfile.ZipFile, one: _File) -> None:
    info = zipfile.ZipInfo(f"{TOP}/{one.path}", _WHEN)
    info.create_system = 3
    runs = one.path.endswith(_RUNS) or one.path.startswith(f"{opening.TOOLS}/python/bin/")
    info.external_attr = (0o100755 if runs else 0o100644) << 16
    info.file_size = len(one.content) if isinstance(one.content, bytes) else one.content.stat().st_size
    with archive.open(info, "w") as stream:
        for data in one.data:
            stream.write(data)
