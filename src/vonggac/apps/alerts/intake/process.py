"""The intake process: opens the journal, opens the ways, and ends within a second when it is told to."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vonggac.apps.alerts.intake import health
from vonggac.apps.alerts.intake.desk import Desk
from vonggac.apps.alerts.intake.from_files import FilesWay
from vonggac.apps.alerts.intake.limits import DEFAULT, Limits
from vonggac.apps.alerts.intake.over_http import HttpWay
from vonggac.apps.alerts.intake.over_syslog import Certificates, SyslogWay

LOOK_FOR_MAILBOXES = 5.0
TRY_AGAIN = 10.0
"""Seconds until a port that was taken is tried again."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address to listen on."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where it listens and how much it takes."""

    folder: Path
    """`<data>/intake`."""
    http: Endpoint | None = None
    syslog_udp: Endpoint | None = None
    syslog_tcp: Endpoint | None = None
    syslog_tls: Endpoint | None = None
    certificates: Certificates | None = None
    """For syslog over TLS."""
    limits: Limits = DEFAULT

    def names(self) -> list[str]:
        """Return which ways it shall open."""
        every = {"http": self.http, "syslog-udp": self.syslog_udp, "syslog-tcp": self.syslog_tcp, "syslog-tls": self.syslog_tls}
        return [name for name, at in every.items() if at is not None]


@dataclass
class Intake:
    """All ways of one process."""

    settings: Settings
    desk: Desk
    say: Callable[[str], None]
    ways: dict[str, str] = field(default_factory=dict)
    """What is open, and where."""
    began: float = field(default_factory=time.monotonic)
    _closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop, or until the disk fails."""
        self._begin()
        writing = asyncio.create_task(self.desk.run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({writing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (*self._tasks, stopping):
            task.cancel()
        await asyncio.gather(*(close() for close in self._closing))
        await self.desk.end()
        await writing

    def _begin(self) -> None:
        http = HttpWay(self.desk, self.health)
        self._open("http", self.settings.http, http.listen, http.close)
        udp, tcp = SyslogWay(self.desk), SyslogWay(self.desk)
        tls = SyslogWay(self.desk, self.settings.certificates)
        self._open("syslog-udp", self.settings.syslog_udp, udp.listen_udp, udp.close)
        self._open("syslog-tcp", self.settings.syslog_tcp, tcp.listen, tcp.close)
        files = FilesWay(self.desk, self.ways)
        self._closing.append(files.close)
        self._start(files.run())
        self._start(self._mail())
        self._open("syslog-tls", self.settings.syslog_tls, tls.listen, tls.close)

    def health(self) -> dict[str, Any]:
        """Return how it is."""
        return health.report(self.desk, ways=self.ways, began=self.began)

    async def _mail(self) -> None:
        """What speaks IMAP is opened with the first mailbox, so that an intake without one stays smaller."""
        while not self.desk.sources.of_way("mailbox", self.desk.moment()):
            await asyncio.sleep(LOOK_FOR_MAILBOXES)
        from vonggac.apps.alerts.intake.from_mailbox import MailboxWay

        mail = MailboxWay(self.desk, self.ways)
        self._closing.append(mail.close)
        await mail.run()

    def _open(
        self, name: str, at: Endpoint | None, listen: Callable[[str, int], Awaitable[str]], close: Callable[[], Awaitable[None]]
    ) -> None:
        if at is not None:
            self._closing.append(close)
            self._start(self._keep_opening(name, at, listen))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(self._done)
        self._tasks.append(task)

    def _done(self, task: asyncio.Task[None]) -> None:
        """A way that falls over a fault of ours must not be silent: the process ends and is started anew."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.desk.fail(error)

    async def _keep_opening(self, name: str, at: Endpoint, listen: Callable[[str, int], Awaitable[str]]) -> None:
        """A port that is taken by somebody else closes this way only; the others and the pages go on."""
        said = ""
        while True:
            try:
                self.ways[name] = await listen(at.host, at.port)
            except OSError as error:
                sentence = f"Tiếp nhận cảnh báo không mở được {name} trên {at}: {os.strerror(error.errno) if error.errno else error}."
                if sentence != said:
                    said = sentence
                    self.say(f"{sentence} Các phần khác vẫn chạy; thử lại mỗi {TRY_AGAIN:g} giây.")
                self.ways[name] = sentence
                await asyncio.sleep(TRY_AGAIN)
            else:
                return


def run(settings: Settings) -> int:
    """Run in this process; return its exit code. Raises `Busy` when another one takes in already."""
    desk = Desk(settings.folder, settings.limits)
    intake = Intake(settings, desk, _say)
    # What strangers do to a socket is no news of ours; faults of our own come out as exceptions.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    asyncio.run(_until_signal(intake))
    if desk.failure is not None:
        _say(f"Tiếp nhận cảnh báo dừng: {desk.failure!r}. Nếu là lỗi ghi, kiểm tra đĩa của máy này.")
        return 1
    return 0


async def _until_signal(intake: Intake) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with suppress(asyncio.CancelledError):
        await intake.run(stop)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
