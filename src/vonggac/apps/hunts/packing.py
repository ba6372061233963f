"""From a set of rules to files that a hunt reads: what was handed over, under names of ours, never under those of its own.

Whoever runs a hunt calls `rule_paths`; the reader of rules for the counts reads the same files, so both see the same set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from vonggac.apps.hunts.models import RulePack
from vonggac.apps.work import files
from vonggac.sources.archives import open_package
from vonggac.sources.limits import MEGABYTE, Limits
from vonggac.sources.refusal import Refused
from vonggac.sources.sigma import STARTER

SIGMA_ENDINGS, YARA_ENDINGS = (".yml", ".yaml"), (".yar", ".yara")
ENDINGS = {RulePack.Kind.SIGMA: SIGMA_ENDINGS, RulePack.Kind.YARA: YARA_ENDINGS}
MOST = 50 * MEGABYTE
"""Bytes of one set as it is handed over; a release of SigmaHQ has under five million."""
CEILINGS = Limits(size=MOST, entries=50_000, unpacked=300 * MEGABYTE, part=16 * MEGABYTE)
LONGEST_NAME = 120
_LAID_OUT = re.compile(r"^(?:.*/)?pack-(\d+)/")


class Gone(Exception):  # noqa: N818  reads as what it says
    """The file of a set is no longer there."""


def rule_paths(pack: RulePack, folder: Path) -> list[Path]:
    """Lay the rules of a set out in a folder of ours, and return what a reader of its kind takes; `Gone` when its file is lost."""
    if pack.file is None:
        return [STARTER]
    source = files.path_of(pack.file.sha256)
    if pack.file.erased_at is not None or not source.is_file():
        raise Gone(pack.file_name)
    return [_laid_out(source.read_bytes(), pack, folder / f"pack-{pack.pk}")]


def _laid_out(content: bytes, pack: RulePack, folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, raw in contents_of(content, pack.file_name, ENDINGS[RulePack.Kind(pack.kind)]):
        target = folder.joinpath(*_plain(name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_bytes(raw)
    return folder


def contents_of(content: bytes, name: str, endings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Give the rule files of an archive, or the one file; `Refused` for an archive that is none, too much, or plays tricks with paths."""
    if not is_archive(content):
        yield name, content
        return
    package = open_package(content, name, CEILINGS)
    for one in package.names():
        if one.lower().endswith(endings) and not _is_hidden(one):
            try:
                yield one, package.read(one)
            except Refused:
                # Its reader says so: an empty file is a rule that does not load, with its name.
                yield one, b""


def name_in_pack(name: str) -> str:
    """Return what a rule file is called in its set, without the folder that it was laid out in."""
    return _LAID_OUT.sub("", name, count=1)


def pack_in(name: str) -> tuple[int, str]:
    """Return the number of the set that a rule file was laid out of, 0 for none, and what the file is called in it."""
    found = _LAID_OUT.match(name)
    return int(found[1]) if found else 0, name_in_pack(name)


def is_archive(content: bytes) -> bool:
    """Say whether the bytes are a ZIP, whatever they are called."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def kinds_in(content: bytes, name: str) -> set[str]:
    """Return of which kinds the rule files are."""
    names = open_package(content, name, CEILINGS).names() if is_archive(content) else [name]
    shown = [one.lower() for one in names if not _is_hidden(one)]
    return {kind.value for kind, endings in ENDINGS.items() if any(one.endswith(endings) for one in shown)}


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _plain(name: str) -> list[str]:
    """Return the parts of a name without anything that leads elsewhere; so that what is said of a file names it as its author does."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return [part.replace("\0", "").replace(":", "_").encode()[-LONGEST_NAME:].decode(errors="ignore") for part in parts] or ["rules"]
