"""Parts shared among processes: each takes the next part when it has done its own, and sends back what it found.

Processes begin as copies of this one, rules made ready and all; where a system cannot copy processes, one does all the work. A process
that dies costs the parts it held, which are named; the others go on.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.hunting.parts import Part
from vonggac.sources.hunting.seeking import Seeker, Told, without_collector

_DIED = "Tiến trình đọc tệp này dừng giữa chừng (thiếu bộ nhớ hoặc bị ngắt). Chạy lại với ít tiến trình hơn (--jobs 1)."


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
        self._processes: list[BaseProcess] = []
        context = multiprocessing.get_context("fork")
        for number in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(seeker, theirs, number), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._held[ours] = []

    def run(self) -> Iterator[Told]:
        """Give what processes send until the last has nothing left."""
        try:
            while self._held:
                for ready in wait(list(self._held)):
                    assert isinstance(ready, Connection)
                    told = self._heard(ready)
                    if told is not None:
                        yield told
        finally:
            for process in self._processes:
                process.terminate()
            for process in self._processes:
                process.join()

    def _heard(self, connection: Connection) -> Told | None:
        try:
            told: Told | None = connection.recv()
        except (EOFError, OSError):
            held = self._held.pop(connection)
            return Told(bad=[BadRow(Place(part.name), _DIED, "", "process-died") for part in held]) if held else None
        if told is None:
            self._give_next(connection)
            return None
        done = set(told.done)
        self._held[connection] = [part for part in self._held[connection] if part not in done]
        return told

    def _give_next(self, connection: Connection) -> None:
        part = self._left.pop() if self._left else None
        if part is not None:
            self._held[connection].append(part)
        try:
            connection.send(part)
        except OSError:
            return


def _work(seeker: Seeker, connection: Connection, number: int) -> None:
    """Ask for parts until there are none; an empty message asks for the next."""

    def parts() -> Iterator[Part]:
        while True:
            connection.send(None)
            part = connection.recv()
            if part is None:
                return
            yield part

    with without_collector():
        for told in seeker.seek(parts()):
            told.group = told.group << 8 | number
            connection.send(told)
    connection.close()
