"""Alerts by mail: each mailbox is looked into again and again; a letter is marked as read only when its items are on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from vonggac.apps.alerts.intake.desk import Desk, OtherBatch, sort_out
from vonggac.apps.alerts.intake.journal import NoRoom, Way
from vonggac.apps.alerts.intake.limits import MEGABYTE
from vonggac.apps.alerts.intake.parts import parts_of
from vonggac.apps.alerts.intake.postbox import SECRETS, BadLetter, Letter, NoPost, Postbox, read_letter
from vonggac.apps.alerts.intake.sources import Source

P = ParamSpec("P")
R = TypeVar("R")
LOOK_EVERY = 30.0


class MailboxWay:
    """Looks into the mailboxes."""

    def __init__(self, desk: Desk, ways: dict[str, str] | None = None, *, look_every: float = LOOK_EVERY) -> None:
        """No mailbox is open; what goes wrong is told in `ways`."""
        self._desk, self._look_every = desk, look_every
        self._ways = {} if ways is None else ways
        self._thread: ThreadPoolExecutor | None = None
        self._open: Postbox | None = None

    async def run(self) -> None:
        """Look, until cancelled."""
        while True:
            for source in self._desk.sources.of_way("mailbox", self._desk.moment()):
                await self.look_into(source)
            await asyncio.sleep(self._look_every)

    async def close(self) -> None:
        """Hang up, also in the middle of a letter; it is unread still and comes again."""
        if self._open is not None:
            self._open.cut()
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    async def look_into(self, source: Source) -> None:
        """Take what is unread in one mailbox."""
        way = f"mailbox:{source.code}"
        if source.mailbox is None:
            return
        try:
            self._open = await self._in_thread(Postbox, source.mailbox, self._desk.folder / SECRETS)
            try:
                await self._take_all(source, self._open)
            finally:
                await self._in_thread(self._open.close)
                self._open = None
            self._ways[way] = f"{source.mailbox.host} {source.mailbox.folder}"
        except (NoPost, NoRoom, OSError, Postbox.ABORTED) as error:
            self._ways[way] = f"Hộp thư của nguồn {source.code} chưa đọc được: {error}"

    async def _take_all(self, source: Source, box: Postbox) -> None:
        for number, size in await self._in_thread(box.unread):
            while self._desk.overload or self._desk.pace.wait(source.id, source.max_per_second):
                await asyncio.sleep(0.1)
            try:
                letter = await self._in_thread(self._read, box, number, size)
            except BadLetter as bad:
                self._desk.refuse(source.id, Way.MAILBOX, bad.rule, seen=str(bad).encode())
                self._desk.write()
                last = self._desk.journal.sequence
            else:
                last = 0 if letter is None else self._take(source, letter)
            await self._desk.durable(last)
            await self._in_thread(box.mark, number)

    def _read(self, box: Postbox, number: bytes, size: int) -> Letter | None:
        if size > self._desk.limits.mail:
            raise BadLetter("too-large", f"Thư {size // MEGABYTE} MB, tối đa {self._desk.limits.mail // MEGABYTE} MB.")
        data = box.letter(number)
        return None if data is None else read_letter(data)

    def _take(self, source: Source, letter: Letter) -> int:
        last = 0
        for part in parts_of(letter.items):
            try:
                parts = sort_out(part.items, source.max_item_bytes)
                key = f"{letter.key}:{part.number}"
                taken, _again = self._desk.take(source, Way.MAILBOX, parts, peer=letter.name, key=key, digest=part.digest)
                last = max(last, taken.sequence)
            except OtherBatch:
                continue
        return last

    async def _in_thread(self, act: Callable[P, R], *arguments: P.args, **_none: P.kwargs) -> R:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="mail")
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *arguments)
