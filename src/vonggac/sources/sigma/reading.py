"""Rules from files into one set: what runs, what does not and why.

A set that was read before comes back from the cache without the reader of rules being loaded at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from vonggac.sources.sigma import caching
from vonggac.sources.sigma.collecting import RuleFile, collect
from vonggac.sources.sigma.model import DEFAULT, Read, SigmaLimits

Placeholders = Mapping[str, Sequence[str]]
PIPELINES = Path(__file__).parent / "pipelines"
"""Tables of log sources for collectors whose words differ from what rules are written in, called by name."""
_PIPELINE_AT_MOST = 1_048_576


def read_rules(
    paths: Iterable[Path],
    *,
    pipelines: Iterable[Path | str] = (),
    placeholders: Placeholders | None = None,
    limits: SigmaLimits = DEFAULT,
    sysmon_only: bool = False,
    retired: bool = False,
    cache: Path | None = None,
) -> Read:
    """Read every rule under these paths.

    `pipelines` are further tables of log sources, ours by name or files (`Fault` when one is no such table, `OSError` when it cannot be
    read); `sysmon_only` looks for Sysmon's events alone where the same thing also stands in another log; `retired` takes in rules whose
    authors withdrew them; `cache` is a folder of ours where the result is kept for the next time.
    """
    files = collect(paths, limits)
    tables = [_pipeline(one) for one in pipelines]
    version = _version(files, tables, placeholders or {}, sysmon_only, retired)
    if cache is not None and (known := caching.load(cache, version)) is not None:
        return known
    found = _read(files, tables, placeholders or {}, limits, version, sysmon_only=sysmon_only, retired=retired)
    if cache is not None:
        caching.save(cache, found)
    return found


def _pipeline(one: Path | str) -> tuple[str, bytes]:
    path = PIPELINES / f"{one}.yml" if isinstance(one, str) else one
    with path.open("rb") as stream:
        return path.name, stream.read(_PIPELINE_AT_MOST)


def _version(files: Iterable[RuleFile], tables: Sequence[tuple[str, bytes]], placeholders: Placeholders, *choices: object) -> str:
    """The digest of everything that the result depends on, this reader itself among it."""
    told = (sorted((name, tuple(values)) for name, values in placeholders.items()), tables, choices)
    digest = hashlib.sha256(repr(told).encode("utf-8", "surrogateescape"))
    for path in _our_own():
        digest.update(path.read_bytes())
    for file in files:
        digest.update(f"\0{file.name}\0{file.bad}\0{len(file.raw)}\0".encode("utf-8", "surrogateescape") + file.raw)
    return digest.hexdigest()


def _our_own() -> Iterator[Path]:
    """Give the files that make of rules what is kept: this reader, and the engine's conditions and matcher."""
    here = Path(__file__).parent
    engine = here.parents[1] / "engines" / "hunt"
    for folder, pattern in ((here, "*.py"), (here / "logsources", "*.*"), (engine, "*.py"), (engine / "matching", "*.py")):
        yield from sorted(folder.glob(pattern))


def _read(
    files: Iterable[RuleFile],
    tables: Sequence[tuple[str, bytes]],
    placeholders: Placeholders,
    limits: SigmaLimits,
    version: str,
    *,
    sysmon_only: bool,
    retired: bool,
) -> Read:
    from vonggac.sources.sigma.gathering import Gathered
    from vonggac.sources.sigma.logsources import table_with

    gathered = Gathered(placeholders, limits, retired)
    for file in files:
        gathered.take(file)
    return gathered.finish(table_with(tables), version=version, optional=not sysmon_only)
