"""What a kit hunts with: our starter rules and rule sets of others with their credits, indicator files, YARA rules."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vonggac.sources.fieldkit import opening
from vonggac.sources.refusal import refuse

_RULES, _YARA = (".yml", ".yaml"), (".yar", ".yara")
_LICENCE = re.compile(r"(?i)(?:^|/)(?:licen[cs]e|copying|notice)[^/]*$")
_NO_LICENCE = "không kèm tệp giấy phép; xem trường license và author của từng quy tắc"
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """One rule set, indicator file or set of YARA rules."""

    files: tuple[tuple[str, bytes | Path], ...]
    told: dict[str, Any]
    authors: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def rule_sets(given: Iterable[Path]) -> list[Part]:
    """Return our starter rules and the given sets, each loaded once here, so that no kit goes out with rules that do not load."""
    import vonggac.sources.sigma

    starter = Path(vonggac.sources.sigma.__file__).parent / "starter"
    return [_rules(f"{number:02d}-{_plain(path.name)}", path) for number, path in enumerate([starter, *given])]


def _rules(name: str, path: Path) -> Part:
    from vonggac.sources.sigma import read_rules

    read = read_rules([path])
    headings = [*(one.heading for one in read.ruleset.rules), *(one.heading for one in read.ruleset.correlations)]
    if not headings:
        refuse(path.name, "Không có quy tắc Sigma nào dùng được. Chỉ rõ thư mục hoặc tệp zip chứa tệp .yml.", "no-rules")
    place = f"{opening.RULES}/{name}"
    if path.is_dir():
        files = _below(path, place, _RULES)
        licences = [_named(file) for file, _ in files if _LICENCE.search(file)]
    else:
        place += path.suffix if not place.endswith(path.suffix) else ""
        files, licences = ((place, path),), _licences_in(path)
    if path.is_dir() and path.name == "starter" and not licences:
        licences = ["Apache-2.0"]
    told = {"name": name, "path": place, "rules": len(headings), "not_loaded": len(read.not_loaded), "licences": licences or [_NO_LICENCE]}
    remarks = tuple(f"{name}: {one.file}: {one.why}" for one in read.not_loaded)
    return Part(files, told, tuple(sorted({one.author for one in headings if one.author})), remarks)


def _below(folder: Path, place: str, endings: tuple[str, ...]) -> tuple[tuple[str, Path], ...]:
    """Return rule files and licences below a folder; links are not followed."""
    found = [one for one in sorted(folder.rglob("*")) if one.is_file() and not one.is_symlink()]
    wanted = [one for one in found if one.suffix in endings or _LICENCE.search(one.name)]
    return tuple((f"{place}/{one.relative_to(folder).as_posix()}", one) for one in wanted)


def _named(path: str) -> str:
    return "/".join(path.split("/")[2:])


def _licences_in(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return sorted(name for name in archive.namelist() if _LICENCE.search(name))
    except (zipfile.BadZipFile, OSError):
        return []


def indicators(given: Iterable[Path]) -> list[Part]:
    """Return indicator files, each read once here: what holds none is refused."""
    from vonggac.sources.hunting.known import read_known

    parts = []
    for number, path in enumerate(given, 1):
        read = read_known([path], at=_EPOCH)
        if not read.known:
            refuse(path.name, "Không đọc được chỉ dấu nào. Xem chỗ sai bằng vonggac feed read.", "no-indicators")
        place = f"{opening.INDICATORS}/{number:02d}-{_plain(path.name)}"
        told = {"name": path.name, "path": place, "indicators": len(read.known)}
        parts.append(Part(((place, path),), told, remarks=tuple(f"{path.name}: {bad}" for bad in read.bad)))
    return parts


def yara_rules(given: Iterable[Path]) -> list[Part]:
    """Return YARA rules, compiled once here."""
    from vonggac.sources.filescan import read_yara

    parts = []
    for number, path in enumerate(given, 1):
        read = read_yara([path])
        place = f"{opening.YARA}/{number:02d}-{_plain(path.name)}"
        files = _below(path, place, _YARA) if path.is_dir() else ((place, path),)
        licences = [_named(file) for file, _ in files if _LICENCE.search(file)] or ["xem phần meta của từng quy tắc"]
        told = {"name": path.name, "path": place, "not_loaded": len(read.not_loaded), "licences": licences}
        parts.append(Part(files, told, remarks=tuple(f"{path.name}: {one.file}: {one.why}" for one in read.not_loaded)))
    return parts


def _plain(name: str) -> str:
    """A name that every system takes."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name) or "_"
