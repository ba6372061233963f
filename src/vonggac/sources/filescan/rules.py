"""YARA rules from files and folders, compiled once and kept by the digest of what they say.

A rule that cannot be compiled costs itself; the others of its file run. What is kept holds machine code, so it is taken only from a folder
and a file that nobody else can write, never from where the rules came from.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from vonggac.engines.hunt.results import NotLoaded
from vonggac.sources.events import Input, find_inputs
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.refusal import refuse

ENDINGS = (".yar", ".yara")
LARGEST = 16 * MEGABYTE
"""Bytes of one file of rules."""
EXTERNALS = ("filename", "filepath", "extension", "filetype", "owner", "md5")
"""Names that rules of common collections expect from their scanner; filled for each file where we know them."""
READER_VERSION = "1"
_ASKS_NAMES = re.compile(r"\b(?:filename|filepath|extension)\b")
_NAME = re.compile(r"^\s*(?:(?:private|global)\s+)*rule\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class YaraRules:
    """Rules ready to scan with, and those that are not."""

    compiled: Any
    """`yara_x.Rules`."""
    files: int
    count: int
    not_loaded: tuple[NotLoaded, ...]
    version: str
    """Digest of contents and of the compiler."""
    asks_names: bool = True
    """Whether a rule asks what the file is called."""


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    text: str


def read_yara(paths: Iterable[Path], *, cache: Path | None = None) -> YaraRules:
    """Compile every rule under these paths; refused when there is none that runs."""
    sources, not_loaded = _collect(paths)
    version = _version(sources)
    count = sum(len(_NAME.findall(source.text)) for source in sources)
    kept = _kept(cache / f"{version}.yarax") if cache is not None else None
    if kept is None:
        compiled, refused, lost = _compile(sources)
        if cache is not None and not refused:
            _keep(cache / f"{version}.yarax", compiled)
    else:
        compiled, refused, lost = kept, [], 0
    found = (*not_loaded, *refused)
    if count <= lost:
        seen = "; ".join(f"{one.file}: {one.why}" for one in found[:3])
        refuse("--yara", "Không có quy tắc YARA nào dùng được. Chỉ rõ thư mục chứa tệp .yar hoặc .yara.", "no-rules", seen=seen)
    return YaraRules(compiled, len(sources), count - lost, found, version, any(_ASKS_NAMES.search(source.text) for source in sources))


def _collect(paths: Iterable[Path]) -> tuple[list[_Source], list[NotLoaded]]:
    sources, bad = [], []
    for given in paths:
        for found in find_inputs([given]):
            if not isinstance(found, Input):
                if found.rule in {"not-found", "unreadable", "too-deep", "too-many-files"}:
                    bad.append(NotLoaded(found.place.source, "", found.why, found.rule))
            elif given.is_file() or found.name.lower().endswith(ENDINGS):
                read = _read(found)
                sources.append(read) if isinstance(read, _Source) else bad.append(read)
    return sources, bad


def _read(found: Input) -> _Source | NotLoaded:
    try:
        with Path(found.path).open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError:
        return NotLoaded(found.name, "", "Không đọc được tệp quy tắc. Kiểm tra quyền đọc.", "unreadable")
    if len(data) > LARGEST:
        return NotLoaded(found.name, "", "Tệp quy tắc quá lớn. Chia thành nhiều tệp.", "too-large")
    return _Source(found.name, data.decode("utf-8-sig", "replace"))


def _version(sources: Iterable[_Source]) -> str:
    from importlib.metadata import version

    digest = hashlib.sha256(f"{READER_VERSION}|{version('yara-x')}|{'|'.join(EXTERNALS)}".encode())
    for source in sources:
        data = source.text.encode("utf-8", "surrogatepass")
        digest.update(f"\0{source.name}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
    return digest.hexdigest()


def _compile(sources: Iterable[_Source]) -> tuple[Any, list[NotLoaded], int]:
    """Compile file by file, each with names of its own; files cannot include others. Tell what is wrong, and how many rules that costs."""
    import yara_x

    compiler: Any = yara_x.Compiler()
    compiler.ignore_invalid_rules(True)
    compiler.enable_includes(False)
    for name in EXTERNALS:
        compiler.define_global(name, "")
    refused: list[NotLoaded] = []
    for source in sources:
        compiler.new_namespace(source.name)
        errors, ignored = len(compiler.errors()), len(compiler.ignored_rules())
        with contextlib.suppress(yara_x.CompileError):
            compiler.add_source(source.text, origin=source.name)
        wrong = [_wrong(source, error) for error in compiler.errors()[errors:]]
        named = {one.title for one in wrong}
        refused += wrong
        refused += [_left_out(source, rule) for rule in compiler.ignored_rules()[ignored:] if rule.name not in named]
    lost = len(compiler.ignored_rules())  # asked before building, which forgets them
    return compiler.build(), refused, lost


def _wrong(source: _Source, error: dict[str, Any]) -> NotLoaded:
    """Return where the compiler stopped, and in which rule that was."""
    line = int(error.get("line", 0))
    before = _NAME.findall("\n".join(source.text.splitlines()[:line]))
    why = f"Dòng {line}: {error.get('title', 'không rõ')}. Sửa hoặc bỏ quy tắc này."
    return NotLoaded(source.name, before[-1] if before else "", why, "yara")


def _left_out(source: _Source, rule: Any) -> NotLoaded:
    return NotLoaded(source.name, str(rule.name), f"{rule.message}. Quy tắc này dựa vào một quy tắc sai; sửa quy tắc đó.", "yara")


def _kept(path: Path) -> Any:
    """Return compiled rules that were kept, or None."""
    import yara_x

    try:
        with path.open("rb") as stream:
            if not (_is_ours(os.fstat(stream.fileno())) and _is_ours(path.parent.stat())):
                return None
            return yara_x.Rules.deserialize_from(stream)
    except (OSError, ValueError, RuntimeError, EOFError):
        return None


def _is_ours(found: os.stat_result) -> bool:
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _keep(path: Path, compiled: Any) -> None:
    """Keep compiled rules; a folder that cannot be written costs only the time of compiling again."""
    data = BytesIO()
    compiled.serialize_into(data)
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data.getbuffer())
        Path(file.name).replace(path)


def metadata_of(rule: Any) -> dict[str, str]:
    """Return what a rule says of itself, by lower-case name; of a name given twice the first."""
    said: dict[str, str] = {}
    for name, value in rule.metadata:
        said.setdefault(str(name).lower(), value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))
    return said


def patterns_of(rule: Any) -> Iterator[tuple[str, int, int]]:
    """Give pattern, offset and length of every match of a rule."""
    for pattern in rule.patterns:
        for match in pattern.matches:
            yield str(pattern.identifier), int(match.offset), int(match.length)
