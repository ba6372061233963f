"""Alerts over HTTP: `POST /v1/alerts`. A 2xx is sent only after the batch is on the disk."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from typing import Any

from vonggac.apps.alerts.intake.answers import Answer, refusal, wait
from vonggac.apps.alerts.intake.connection import Body, Connection, Request, Room
from vonggac.apps.alerts.intake.cutting import BadDocument, items_of
from vonggac.apps.alerts.intake.desk import Desk, OtherBatch, SortedOut, sort_out
from vonggac.apps.alerts.intake.journal import NoRoom, Way
from vonggac.apps.alerts.intake.keys import Taken
from vonggac.apps.alerts.intake.sources import Source, address_of
from vonggac.apps.alerts.intake.unpacking import unpack

ALERTS, HEALTH = "/v1/alerts", "/v1/health"
RETRY_AFTER = 5
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain"})
_SMALL = 64 * 1024
_SECONDS_TO_FINISH = 0.6


class HttpWay:
    """Listens, and answers."""

    def __init__(self, desk: Desk, health: Callable[[], dict[str, Any]]) -> None:
        """Nothing is open yet."""
        self._desk, self._health = desk, health
        self._room = Room(desk.limits.bodies)
        self._open: set[Connection] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cut")
        self._server: asyncio.Server | None = None

    async def listen(self, host: str, port: int) -> str:
        """Open the port and say where; raises OSError when it is taken."""
        self._server = await asyncio.start_server(self._serve, host, port, backlog=256, limit=256 * 1024)
        return f"{host}:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Take no more; let what is being answered finish, for a moment."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._open):
            connection.last = True
            if not connection.busy:
                connection.close()
        limit = asyncio.get_running_loop().time() + _SECONDS_TO_FINISH
        while any(connection.busy for connection in self._open) and asyncio.get_running_loop().time() < limit:
            await asyncio.sleep(0.01)
        for connection in tuple(self._open):
            connection.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= self._desk.limits.connections:
            writer.close()
            return
        connection = Connection(reader, writer, self._answer, self._desk.limits, self._room)
        self._open.add(connection)
        try:
            await connection.serve()
        finally:
            self._open.discard(connection)

    # --- one request --------------------------------------------------------------------------------------------------------------

    async def _answer(self, request: Request, body: Body) -> Answer:
        path = request.path.partition("?")[0]
        if path == ALERTS:
            _only(request, "POST")
            return await self._alerts(request, body)
        if path == HEALTH:
            _only(request, "GET")
            return self._healthy(request)
        return refusal(404, "no-such-place", f"Chỉ có POST {ALERTS} và GET {HEALTH}.", where=path[:100])

    def _healthy(self, request: Request) -> Answer:
        if not address_of(request.peer).is_loopback:
            self._sender(request)
        return Answer(200, self._health())

    async def _alerts(self, request: Request, body: Body) -> Answer:
        source = self._sender(request)
        self._let_in(source)
        key = self._key(request)
        try:
            clear, parts = await self._read(request, body, source)
        except Answer as answer:
            if answer.status in {400, 413}:
                self._desk.refuse(source.id, Way.HTTP, answer.body["error"]["code"], peer=request.peer)
            raise
        return await self._take(request, source, key, clear, parts)

    def _sender(self, request: Request) -> Source:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        source = self._desk.sources.with_token(token.strip().encode("latin-1")) if scheme.lower() == "bearer" and token.strip() else None
        if source is None:
            self._desk.refuse(0, Way.HTTP, "wrong-token", peer=request.peer)
            raise refusal(
                401,
                "wrong-token",
                "Mã truy cập thiếu hoặc không đúng. Gửi tiêu đề Authorization: Bearer với mã được cấp cho nguồn này.",
                where="Authorization",
                headers=(("WWW-Authenticate", "Bearer"),),
            )
        if "http" not in source.ways or not source.is_valid(self._desk.moment()):
            self._desk.refuse(source.id, Way.HTTP, "not-valid", peer=request.peer)
            raise refusal(403, "not-valid", "Nguồn này hiện không được gửi qua HTTP. Hỏi bộ phận điều phối.", where=source.code)
        return source

    def _let_in(self, source: Source) -> None:
        if self._desk.overload:
            self._desk.note("asked-to-wait")
            raise wait(503, "overload", f"{self._desk.overload} Giữ lại lô này và gửi lại sau.", RETRY_AFTER)
        if seconds := self._desk.pace.wait(source.id, source.max_per_second):
            self._desk.note("asked-to-wait")
            raise wait(429, "too-fast", f"Nguồn này được gửi tối đa {source.max_per_second} mục một giây. Gửi lại sau.", seconds)

    def _key(self, request: Request) -> str:
        key = request.headers.get("idempotency-key", "")
        if not _KEY.fullmatch(key):
            message = "Mỗi lô cần tiêu đề Idempotency-Key riêng, 1 đến 200 ký tự ASCII không dấu cách; gửi lại cùng lô thì giữ nguyên khóa."
            raise refusal(400, "no-key", message, where="Idempotency-Key")
        return key

    async def _read(self, request: Request, body: Body, source: Source) -> tuple[str, SortedOut]:
        data = await body()
        if len(data) <= _SMALL and not request.headers.get("content-encoding"):
            return self._cut(request, data, source)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._cut, request, data, source)

    def _cut(self, request: Request, data: bytes, source: Source) -> tuple[str, SortedOut]:
        clear = unpack(data, request.headers.get("content-encoding", ""), self._desk.limits)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        items: list[bytes] = []
        try:
            for item in items_of(BytesIO(clear), plain=kind in _LINES):
                items.append(item)
                if len(items) > self._desk.limits.items:
                    raise refusal(413, "too-many", f"Một lô tối đa {self._desk.limits.items} mục. Chia thành nhiều lô.")
        except BadDocument as bad:
            raise refusal(413 if bad.rule == "too-large" else 400, bad.rule, bad.why, where=bad.where) from bad
        if not items:
            raise refusal(400, "empty", "Lô không có mục nào. Mỗi dòng, hoặc mỗi phần tử của mảng JSON, là một cảnh báo.")
        return sha256(clear).hexdigest(), sort_out(items, source.max_item_bytes)

    async def _take(self, request: Request, source: Source, key: str, digest: str, parts: SortedOut) -> Answer:
        try:
            taken, replayed = self._desk.take(source, Way.HTTP, parts, peer=request.peer, key=key, digest=digest)
            await self._desk.durable(taken.sequence)
        except OtherBatch:
            self._desk.refuse(source.id, Way.HTTP, "other-batch", peer=request.peer)
            message = "Khóa này đã dùng cho một lô có nội dung khác. Lô mới cần khóa mới."
            raise refusal(422, "other-batch", message, where=f"Idempotency-Key: {key}") from None
        except (NoRoom, OSError) as error:
            raise wait(503, "overload", "Máy tiếp nhận chưa ghi được xuống đĩa. Giữ lại lô này và gửi lại sau.", RETRY_AFTER) from error
        return _accepted(taken, replayed=replayed)


def _only(request: Request, method: str) -> None:
    if request.method != method:
        raise refusal(405, "wrong-method", f"Chỗ này chỉ nhận {method}.", where=request.method[:20], headers=(("Allow", method),))


def _accepted(taken: Taken, *, replayed: bool) -> Answer:
    body: dict[str, Any] = {"received": taken.received, "stored": taken.items, "sequence": taken.sequence, "replayed": replayed}
    return Answer(202, {**body, "refused": dict(taken.refused)})
