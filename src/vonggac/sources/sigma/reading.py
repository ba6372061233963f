"""Rules from files into one set: what runs, what does not and why.

A set that was read before comes back from the cache without the reader of rules being loaded at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from vonggac.sources.sigma import caching
from vonggac.sources.sigma.collecting import RuleFile, collect
from vonggac.sources.sigma.model import DEFAULT, Read, SigmaLimits

Placeholders = Mapping[str, Sequence[str]]
READER_VERSION = "1"


def read_rules(
    paths: Iterable[Path],
    *,
    placeholders: Placeholders | None = None,
    limits: SigmaLimits = DEFAULT,
    sysmon_only: bool = False,
    retired: bool = False,
    cache: Path | None = None,
) -> Read:
    """Read every rule under these paths.

    `sysmon_only` looks for Sysmon's events alone where the same thing also stands in another log; `retired` takes in rules whose
    authors withdrew them; `cache` is a folder of ours where the result is kept for the next time.
    """
    files = collect(paths, limits)
    version = _version(files, placeholders or {}, sysmon_only, retired)
    if cache is not None and (known := caching.load(cache, version)) is not None:
        return known
    found = _read(files, placeholders or {}, limits, version, sysmon_only=sysmon_only, retired=retired)
    if cache is not None:
        caching.save(cache, found)
    return found


def _version(files: Iterable[RuleFile], placeholders: Placeholders, *choices: object) -> str:
    digest = hashlib.sha256(repr((READER_VERSION, sorted(placeholders.items()), choices)).encode("utf-8", "surrogateescape"))
    for file in files:
        digest.update(f"\0{file.name}\0{file.bad}\0{len(file.raw)}\0".encode("utf-8", "surrogateescape") + file.raw)
    return digest.hexdigest()


def _read(
    files: Iterable[RuleFile], placeholders: Placeholders, limits: SigmaLimits, version: str, *, sysmon_only: bool, retired: bool
) -> Read:
    from vonggac.sources.sigma.gathering import Gathered
    from vonggac.sources.sigma.logsources import shipped_table

    gathered = Gathered(placeholders, limits, retired)
    for file in files:
        gathered.take(file)
    return gathered.finish(shipped_table(), version=version, optional=not sysmon_only)
