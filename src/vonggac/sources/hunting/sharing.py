"""Parts shared among processes: each takes the next ones when it has done its own, and sends back what it found.

Processes begin as copies of this one, rules made ready and all; where a system cannot copy processes, one does all the work. A process
that dies costs the parts it had begun, which are named; the others go on and take what it had not.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.hunting.parts import Part
from vonggac.sources.hunting.seeking import Seeker, Told, without_collector
from vonggac.sources.limits import MEGABYTE

_DIED = "Tiến trình đọc tệp này dừng giữa chừng (thiếu bộ nhớ hoặc bị ngắt). Chạy lại với ít tiến trình hơn (--jobs 1)."

HANDFUL = 4 * MEGABYTE
"""Bytes of small files that a process takes at a time: to ask for each of ten thousand costs a tenth of the hunt."""
MOST_FILES = 256


def share(seeker: Seeker, parts: Sequence[Part], jobs: int) -> Iterator[Told]:
    """Give what these parts hold, read by so many processes."""
    jobs = min(jobs, len(parts)) if "fork" in multiprocessing.get_all_start_methods() else 1
    if jobs <= 1:
        yield from seeker.seek(parts)
        return
    yield from _Shared(seeker, parts, jobs).run()


class _Shared:
    """Processes at work, and what each holds."""

    def __init__(self, seeker: Seeker, parts: Sequence[Part], jobs: int) -> None:
        self._left = list(reversed(parts))
        self._held: dict[Connection, list[Part]] = {}
        self._numbers: dict[Connection, int] = {}
        self._given = [0] * jobs
        self._asking: list[Connection] = []
        """Processes that have nothing to do, for the moment or for good."""
        self._processes: list[BaseProcess] = []
        context = multiprocessing.get_context("fork")
        self._begun = context.RawArray("Q", jobs)
        """Parts that each process has begun, of those it was given."""
        for number in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(seeker, theirs, number, self._begun), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._held[ours], self._numbers[ours] = [], number

    def run(self) -> Iterator[Told]:
        """Give what processes send until the last has nothing left."""
        try:
            while self._held:
                for ready in wait(list(self._held)):
                    assert isinstance(ready, Connection)
                    told = self._heard(ready)
                    if told is not None:
                        yield told
            if self._left:
                yield _lost(self._left)
        finally:
            for process in self._processes:
                process.terminate()
            for process in self._processes:
                process.join()

    def _heard(self, connection: Connection) -> Told | None:
        try:
            told: Told | None = connection.recv()
        except (EOFError, OSError):
            return self._ended(connection)
        if told is None:
            self._asking.append(connection)
            self._serve()
            return None
        done = set(told.done)
        self._held[connection] = [part for part in self._held[connection] if part not in done]
        return told

    def _ended(self, connection: Connection) -> Told | None:
        """Take back what a process that is gone had not begun; say what is lost."""
        held, number = self._held.pop(connection), self._numbers[connection]
        waiting = self._given[number] - self._begun[number]
        lost = held[: len(held) - waiting]
        self._left += reversed(held[len(lost) :])
        self._asking = [one for one in self._asking if one is not connection]
        self._serve()
        return _lost(lost) if lost else None

    def _serve(self) -> None:
        """Give those that ask what is left. Nobody is sent home while another may die and leave work behind."""
        while self._asking and self._left:
            self._give(self._asking.pop(), self._next())
        if len(self._asking) == len(self._held):
            for connection in self._asking:
                self._give(connection, [])
            self._asking = []

    def _give(self, connection: Connection, parts: list[Part]) -> None:
        self._given[self._numbers[connection]] += len(parts)
        self._held[connection] += parts
        with suppress(OSError):  # it is gone, and will be heard of
            connection.send(parts)

    def _next(self) -> list[Part]:
        """Take a large part, or small ones that come to as much as is worth the asking; one by one when little is left."""
        parts: list[Part] = []
        size, most = 0, min(MOST_FILES, max(1, len(self._left) // (2 * len(self._held))))
        while self._left and size < HANDFUL and len(parts) < most:
            parts.append(self._left.pop())
            size += parts[-1].size
        return parts


def _lost(parts: Iterable[Part]) -> Told:
    return Told(bad=[BadRow(Place(part.name), _DIED, "", "process-died") for part in parts])


def _work(seeker: Seeker, connection: Connection, number: int, begun: Any) -> None:
    """Ask for parts until there are none; an empty message asks for the next."""

    def parts() -> Iterator[Part]:
        while True:
            connection.send(None)
            some: list[Part] = connection.recv()
            if not some:
                return
            for part in some:
                begun[number] += 1
                yield part

    with without_collector():
        for told in seeker.seek(parts()):
            told.group = told.group << 8 | number
            connection.send(told)
    connection.close()
