"""Rule files out of folders, zip packages and single files, in a fixed order, each with the name that a person knows it by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

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
        cut = len(str(path.parent).rstrip(os.sep)) + 1 if str(path.parent) != "." else 0
        yield from (_file(one, one[cut:].replace(os.sep, "/"), limits) for one in _walk(str(path)))
    elif path.suffix.lower() == ".zip":
        yield from _package(path, limits)
    else:
        yield _file(str(path), path.name, limits)


def _walk(folder: str) -> Iterator[str]:
    """Links to folders are not followed, hidden folders hold no rules. Thousands of files: plain texts, not paths."""
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (base + os.sep + name for name in sorted(names) if name.lower().endswith(_ENDINGS))


def _file(path: str, name: str, limits: SigmaLimits) -> RuleFile:
    try:
        with open(path, "rb", buffering=0, opener=_without_waiting) as stream:  # noqa: PTH123  thousands of files at every start
            return RuleFile(name, _whole(stream, limits.file + 1))
    except OSError as error:
        return RuleFile(name, bad=f"không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc")


def _without_waiting(path: str, flags: int) -> int:
    """A pipe that somebody named like a rule must not hold everything up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _whole(stream: FileIO, at_most: int) -> bytes:
    """Read a file of the size that it has, or of the size that a rule may have."""
    return stream.read(min(os.fstat(stream.fileno()).st_size + 1, at_most)) or b""


def _package(path: Path, limits: SigmaLimits) -> Iterator[RuleFile]:
    from vonggac.sources.archives import open_package
    from vonggac.sources.limits import Limits
    from vonggac.sources.refusal import Refused

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
