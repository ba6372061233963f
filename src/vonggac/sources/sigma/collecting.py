"""Rule files out of folders, zip packages and single files, in a fixed order, each with the name that a person knows it by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vonggac.sources.archives import open_package
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import Refused
from vonggac.sources.sigma.model import DEFAULT, SigmaLimits

_ENDINGS = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file as read; `bad` says why there are no bytes."""

    name: str
    raw: bytes = b""
    bad: str = ""


def collect(paths: Iterable[Path], limits: SigmaLimits = DEFAULT) -> list[RuleFile]:
    """Return every rule file under these paths, each path in its order, names in it in theirs."""
    found: list[RuleFile] = []
    for path in paths:
        for file in _under(path, limits):
            if len(found) == limits.files:
                return [*found, RuleFile(str(path), bad=f"có hơn {limits.files} tệp quy tắc; chọn thư mục nhỏ hơn")]
            found.append(file)
    return found


def _under(path: Path, limits: SigmaLimits) -> Iterator[RuleFile]:
    if path.is_dir():
        yield from (_file(one, one.relative_to(path.parent).as_posix(), limits) for one in _walk(path))
    elif path.suffix.lower() == ".zip":
        yield from _package(path, limits)
    else:
        yield _file(path, path.name, limits)


def _walk(folder: Path) -> Iterator[Path]:
    """Links to folders are not followed, hidden folders hold no rules."""
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(base, name) for name in sorted(names) if name.lower().endswith(_ENDINGS))


def _file(path: Path, name: str, limits: SigmaLimits) -> RuleFile:
    try:
        with path.open("rb") as stream:
            return RuleFile(name, stream.read(limits.file + 1))
    except OSError as error:
        return RuleFile(name, bad=f"không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc")


def _package(path: Path, limits: SigmaLimits) -> Iterator[RuleFile]:
    ceilings = Limits(size=limits.unpacked, entries=limits.files, unpacked=limits.unpacked, part=limits.file)
    try:
        if path.stat().st_size > limits.unpacked:
            yield RuleFile(path.name, bad="gói quy tắc quá lớn; giải nén rồi chọn thư mục cần dùng")
            return
        package = open_package(path.read_bytes(), path.name, ceilings)
    except OSError as error:
        yield RuleFile(path.name, bad=f"không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc")
        return
    except Refused as refused:
        yield RuleFile(path.name, bad=refused.bad.why)
        return
    for name in package.names():
        if name.lower().endswith(_ENDINGS) and not any(part.startswith(".") for part in name.split("/")):
            try:
                yield RuleFile(f"{path.name}/{name}", package.read(name))
            except Refused as refused:
                yield RuleFile(f"{path.name}/{name}", bad=refused.bad.why)
