"""A hunt from files to detections: nothing grows with the input but what is found, and that goes out at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vonggac.engines.hunt import Coverage, Detection, Kind, RuleSet
from vonggac.engines.hunt.columns import RESERVED
from vonggac.engines.hunt.matching import Matcher
from vonggac.kernel.badrows import BadRow
from vonggac.sources.events import Input, Limits, find_inputs
from vonggac.sources.events.packing import packing_of
from vonggac.sources.hunting.hosts import add
from vonggac.sources.hunting.model import Options, Watched
from vonggac.sources.hunting.parts import Part, parts_of
from vonggac.sources.hunting.seeking import Seeker, Told, without_collector
from vonggac.sources.limits import MEGABYTE

if TYPE_CHECKING:
    from vonggac.engines.hunt.correlating import Correlator

AT_REST = 150 * MEGABYTE
"""What a process with some thousand rules holds beside its batch."""
UNFOLDED = 12
"""Bytes of memory for a byte of raw input, as events and columns, at most."""


class Crew(Protocol):
    """Who does the work."""

    def parts(self, inputs: Sequence[Input], options: Options) -> Iterable[Part]:
        """Give the work in parts."""
        ...

    def share(self, seeker: Seeker, parts: Sequence[Part], options: Options) -> Iterator[Told]:
        """Have parts read and give what they hold."""
        ...


class ThisMachine:
    """Processes of this machine."""

    def parts(self, inputs: Sequence[Input], options: Options) -> Iterable[Part]:
        """Give files, the large ones in runs when several processes share them."""
        return parts_of(inputs, options.jobs)

    def share(self, seeker: Seeker, parts: Sequence[Part], options: Options) -> Iterator[Told]:
        """Have parts read by as many processes as asked."""
        if options.jobs <= 1:
            return seeker.seek(parts)
        from vonggac.sources.hunting.sharing import share  # loads what processes need

        return share(seeker, parts, options.jobs)


def hunt(
    paths: Iterable[str | Path | Input], rules: RuleSet, options: Options, watched: Watched | None = None, *, crew: Crew | None = None
) -> Iterator[Detection]:
    """Give what rules and indicators find in files, folders and archives; correlations come at the end.

    A file that lies under another name than people know it by is given as an `Input`. The crew does the work; without one this process
    and its children do.
    """
    from vonggac.sources.hunting.journal import Journal

    # A hunt counts and compares, it solves no equations: the threads that NumPy's algebra starts cost a sixth of a warm start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    crew = crew or ThisMachine()
    watched = watched or Watched()
    options = within_memory(options)
    inputs: list[Input] = []
    paths = list(paths)
    given = [one for one in paths if isinstance(one, Input)]
    below = find_inputs((one for one in paths if not isinstance(one, Input)), limits=options.limits)
    for found in _with_origins(chain(given, below), options.limits):
        watched.take_bad([found]) if isinstance(found, BadRow) else inputs.append(found)
    watched.files_all, watched.bytes_all = len(inputs), sum(one.size for one in inputs)
    with without_collector(), Journal.of(options.journal, rules, options) as journal:
        seeker = Seeker(rules, options)
        left = journal.left(list(crew.parts(inputs, options)))
        run = _each(journal.told_before(), journal.keeping(crew.share(seeker, left, options)))
        yield from together(run, rules, seeker.matcher, watched)
    watched.files = watched.files_all
    watched.tell()


def together(run: Iterable[Told], rules: RuleSet, matcher: Matcher, watched: Watched) -> Iterator[Detection]:
    """Give the detections of what batches told, then the correlations over all of them, and say what could be seen."""
    whole = Told()
    if rules.correlations:
        yield from _correlated(run, rules, watched, whole)
    else:
        for told in run:
            yield from _given(told, whole, None, rules, watched)
    watched.coverage = coverage(matcher, rules, whole)


def _correlated(run: Iterable[Told], rules: RuleSet, watched: Watched, whole: Told) -> Iterator[Detection]:
    from vonggac.engines.hunt.correlating import Correlator
    from vonggac.sources.hunting.spool import Spool

    with Spool() as spool:
        correlator = Correlator(rules.correlations, spool)
        for told in run:
            yield from _given(told, whole, correlator, rules, watched)
        for detection in correlator.finish():
            watched.found += 1
            yield detection
    watched.undated = correlator.undated


def _with_origins(found: Iterable[Input | BadRow], limits: Limits) -> Iterator[Input | BadRow]:
    """Give inputs on, packages of the collectors with what is known of their machines; most hunts have none."""
    for one in found:
        if isinstance(one, BadRow) or not _is_packed(one.path):
            yield one
        else:
            from vonggac.sources.hunting.packages import with_origins

            yield from with_origins([one], limits)


def _is_packed(path: str) -> bool:
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  thousands of files
            return packing_of(stream.read(512)) is not None
    except OSError:
        return False


def within_memory(options: Options) -> Options:
    """Return options that keep all processes together below the ceiling: fewer of them, then smaller batches."""
    jobs = max(1, options.jobs)
    if options.memory is None:
        return replace(options, jobs=jobs)
    jobs = max(1, min(jobs, options.memory // (2 * AT_REST)))
    room = max(MEGABYTE, (options.memory // jobs - AT_REST) // UNFOLDED)
    batch = min(options.limits.batch, room)
    limits = replace(options.limits, batch=batch, chunk=min(options.limits.chunk, batch))
    return replace(options, jobs=jobs, limits=limits)


def _each(*runs: Iterable[Told]) -> Iterator[Told]:
    for run in runs:
        yield from run


def _given(told: Told, whole: Told, correlator: Correlator | None, rules: RuleSet, watched: Watched) -> Iterator[Detection]:
    """Give the detections of some batches and count what they told."""
    whole.kinds.update(told.kinds)
    whole.fields |= told.fields
    whole.events += told.events
    watched.events += told.events
    watched.left_out += told.left_out
    watched.bytes += told.bytes
    add(watched.hosts, told.hosts)
    watched.files += len({part.path for part in told.done})
    watched.take_bad(told.bad)
    wanted = correlator.wanted if correlator is not None else frozenset()
    for number, event in told.found:
        rule = rules.rules[number]
        if correlator is not None and rule.heading.id in wanted:
            correlator.take(rule.heading.id, [event])
        if rule.shown:
            watched.found += 1
            yield Detection(rule.heading, event)
    for detection in told.known:
        watched.found += 1
        yield detection
    watched.tell()


def coverage(matcher: Matcher, rules: RuleSet, told: Told) -> Coverage:
    """Say what could be seen at all."""
    awake = matcher.can_match(told.kinds)
    unseen: dict[str, list[str]] = {}
    for number in sorted(awake):
        for field in matcher.fields(number) - told.fields - set(RESERVED):
            unseen.setdefault(field, []).append(rules.rules[number].heading.id)
    return Coverage(
        loaded=len(rules.rules) + len(rules.correlations),
        not_loaded=(),
        events=told.events,
        kinds=_shown(told.kinds),
        idle=tuple((rule.heading.id, rule.heading.title) for number, rule in enumerate(rules.rules) if number not in awake),
        unseen_fields={field: tuple(ids) for field, ids in sorted(unseen.items())},
    )


def _shown(kinds: dict[Kind, int]) -> dict[str, int]:
    """Return kinds as people call them ("windows/security") with their events, the most frequent first."""
    named: dict[str, int] = {}
    for kind, count in kinds.items():
        name = "/".join(part for part in (kind.product, kind.category, kind.service or kind.channel) if part) or "không rõ"
        named[name] = named.get(name, 0) + count
    return dict(sorted(named.items(), key=lambda pair: -pair[1]))
