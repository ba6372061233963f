"""Alerts from drop folders: `<data>/intake/drop/<code of the source>/`. A file is taken in parts, each once, however often we fall."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import BinaryIO, ParamSpec, TypeVar

from vonggac.apps.alerts.intake import folders
from vonggac.apps.alerts.intake.cutting import BadDocument, items_of
from vonggac.apps.alerts.intake.desk import Desk, OtherBatch, sort_out
from vonggac.apps.alerts.intake.journal import NoRoom, Way
from vonggac.apps.alerts.intake.parts import Part, add_piece, parts_of, unpacked
from vonggac.apps.alerts.intake.sources import Source
from vonggac.sources import dropped
from vonggac.sources.dropped import Seen, Unfit
from vonggac.sources.recordsecrecy import SECRET, shows_degree

P = ParamSpec("P")
R = TypeVar("R")
LOOK_EVERY = 2.0
_THROWN_AWAY = (
    "Tệp có {count} bản ghi mang dấu chỉ độ mật nên đã bị xóa khỏi thư mục này; các bản ghi khác đã nhận. Xử lý theo quy trình lộ bí mật."
)
_CUT_SHORT = (
    "Tệp có {count} bản ghi mang dấu chỉ độ mật và không đọc được trọn nên đã bị xóa khỏi thư mục này; "
    "các bản ghi khác đã đọc thì đã nhận. Xử lý theo quy trình lộ bí mật."
)
TIDY_EVERY = 3_600.0


@dataclass(slots=True)
class _Reading:
    """What a file turned out to hold, also when it is not read to its end."""

    secrets: int = 0
    """Records that show a degree of secrecy."""


class FilesWay:
    """Looks into the drop folders, again and again."""

    def __init__(self, desk: Desk, ways: dict[str, str] | None = None, *, look_every: float = LOOK_EVERY) -> None:
        """Nothing has been seen yet; what goes wrong is told in `ways`."""
        self._desk, self._look_every = desk, look_every
        self._ways = {} if ways is None else ways
        self.folder = desk.folder / "drop"
        self._before: dict[str, set[Seen]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._tidied = 0.0

    async def run(self) -> None:
        """Look and take, until cancelled."""
        while True:
            for source in self._desk.sources.of_way("file", self._desk.moment()):
                way = f"file:{source.code}"
                try:
                    await self._take_all(source)
                    self._ways[way] = str(self.folder / source.code)
                except (OSError, NoRoom) as error:
                    self._ways[way] = f"Thư mục thả tệp {source.code} gặp lỗi: {error}"
            await asyncio.sleep(self._look_every)

    async def close(self) -> None:
        """Stop between two parts; what is left is taken after the next start."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _take_all(self, source: Source) -> None:
        await self._in_thread(folders.prepare, self.folder, source.code)
        with dropped.opened(self.folder, source.code) as folder:
            for seen in await self._in_thread(self._finished, folder, source):
                await self._take(source, folder, seen)
            if time.time() - self._tidied > TIDY_EVERY:
                await self._in_thread(folders.tidy, folder)
                self._tidied = time.time()

    def _finished(self, folder: int, source: Source) -> list[Seen]:
        """Return what looks now as it looked the last time."""
        now = folders.look(folder, time.time())
        before, self._before[source.code] = self._before.get(source.code, set()), set(now)
        return [seen for seen in now if seen in before]

    async def _take(self, source: Source, folder: int, seen: Seen) -> None:
        reading = _Reading()
        try:
            await self._take_parts(source, folder, seen, reading)
        except (Unfit, BadDocument) as no:
            reason = no.rule if isinstance(no, BadDocument) else "unfit-file"
            self._desk.refuse(source.id, Way.FILE, reason, peer=_shown(seen), seen=str(no).encode())
            self._desk.write()
            await self._desk.durable(self._desk.journal.sequence)
            await self._away(folder, seen, reading, str(no))
        else:
            await self._away(folder, seen, reading)

    async def _away(self, folder: int, seen: Seen, reading: _Reading, why: str = "") -> None:
        """Wipe a file that held a secret, whatever else is wrong with it; put any other aside."""
        if reading.secrets:
            words = (_CUT_SHORT if why else _THROWN_AWAY).format(count=reading.secrets)
            await self._in_thread(dropped.wipe_away, folder, seen, folders.REFUSED, words)
        else:
            await self._in_thread(dropped.put_away, folder, seen, folders.REFUSED if why else folders.DONE, why)

    async def _take_parts(self, source: Source, folder: int, seen: Seen, reading: _Reading) -> None:
        """Take a file in."""
        with await self._in_thread(partial(dropped.open_file, folder, seen, largest=self._desk.limits.file)) as file:
            digest = await self._digest(file)
            parts = self._parts(file, seen)
            last = 0
            while (part := await self._in_thread(_next, parts)) is not None:
                await self._may_go_on(source)
                sequence, found = self._take_part(source, f"file:{digest}:{part.number}", part, seen)
                last = max(last, sequence)
                reading.secrets += found
            await self._desk.durable(last)
            if dropped.has_changed(folder, seen, file):
                raise Unfit("Tệp bị đổi trong khi đọc; phần đã đọc được nhận. Gửi lại tệp trọn vẹn, đổi tên sau khi chép xong.")

    async def _digest(self, file: BinaryIO) -> str:
        """Return the SHA-256 of a file, and stand at its beginning again; in steps, so that a huge one does not hold up our end."""
        whole = sha256()
        while await self._in_thread(add_piece, whole, file):
            pass
        file.seek(0)
        return whole.hexdigest()

    def _parts(self, file: BinaryIO, seen: Seen) -> Iterator[Part]:
        return parts_of(items_of(unpacked(file, packed=seen.size, ratio=self._desk.limits.ratio)))

    def _take_part(self, source: Source, key: str, part: Part, seen: Seen) -> tuple[int, int]:
        """Append; a part that was taken before a fall is there already, also when the limits have changed since."""
        parts = sort_out(part.items, source.max_item_bytes)
        secrets = parts.refused.get(SECRET, 0)
        try:
            taken, _again = self._desk.take(source, Way.FILE, parts, peer=_shown(seen), key=key, digest=part.digest)
        except OtherBatch:
            return 0, secrets
        return taken.sequence, secrets

    async def _may_go_on(self, source: Source) -> None:
        while self._desk.overload or self._desk.pace.wait(source.id, source.max_per_second):
            await asyncio.sleep(0.1)

    async def _in_thread(self, act: Callable[P, R], *arguments: P.args, **_none: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *arguments)


def _next(parts: Iterator[Part]) -> Part | None:
    return next(parts, None)


def _shown(seen: Seen) -> str:
    """The name of the file, as text that can be stored; not one that shows a degree of secrecy."""
    name = os.fsencode(seen.name)[:120]
    return f"tệp {seen.inode}" if shows_degree(name) else name.decode("utf-8", "replace")
