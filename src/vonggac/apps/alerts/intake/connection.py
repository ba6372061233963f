"""One HTTP connection: h11 speaks the protocol, this file moves the octets, with limits on time and size."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

import h11

from vonggac.apps.alerts.intake.answers import Answer, refusal
from vonggac.apps.alerts.intake.limits import MEGABYTE, Limits

LONGEST_HEAD = 16 * 1024
_READ = 64 * 1024
_BETWEEN = 75.0
"""Seconds for which a connection may stand open between two requests."""
_LINGER = 1.0


@dataclass(slots=True)
class Request:
    """What a request says before its body."""

    method: str
    path: str
    headers: dict[str, str]
    peer: str


Body = Callable[[], Awaitable[bytes]]
Handler = Callable[[Request, Body], Awaitable[Answer]]


class Room:
    """How many octets of bodies may lie in memory at one moment."""

    def __init__(self, size: int) -> None:
        """All is free."""
        self.free = size

    def take(self, size: int) -> bool:
        """Take so much, if it is there."""
        if size > self.free:
            return False
        self.free -= size
        return True


class Connection:
    """Reads requests and writes answers until one side has enough."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler, limits: Limits, room: Room) -> None:
        """Nothing is read yet."""
        self._reader, self._writer, self._handler, self._limits, self._room = reader, writer, handler, limits, room
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._taken = 0
        self._declared: int | None = None
        self.busy = False
        self.last = False
        """The next answer is the last one."""

    async def serve(self) -> None:
        """Answer requests one after the other."""
        try:
            while await self._one():
                self._h11.start_next_cycle()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, h11.LocalProtocolError):
            return
        finally:
            self._give_back()
            self.close()

    def close(self) -> None:
        """Close without waiting."""
        with suppress(OSError, RuntimeError):
            self._writer.close()

    async def _one(self) -> bool:
        answer = await self._answered()
        if answer is None:
            return False
        if self._h11.their_state is not h11.DONE:
            self.last = True
        await self._send(answer)
        self._give_back()
        self.busy = False
        if self.last:
            await self._linger()
            return False
        return self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE

    async def _answered(self) -> Answer | None:
        try:
            async with asyncio.timeout(_BETWEEN):
                event = await self._event()
            if not isinstance(event, h11.Request):
                return None
            self.busy = True
            async with asyncio.timeout(self._limits.request):
                return await self._handled(event)
        except h11.RemoteProtocolError as error:
            self.last = True
            return refusal(error.error_status_hint, "bad-request", "Yêu cầu HTTP không đúng cú pháp.")
        except TimeoutError:
            if not self.busy:
                return None
            self.last = True
            return refusal(408, "too-slow", "Yêu cầu đến quá chậm. Gửi lại.")

    async def _handled(self, event: h11.Request) -> Answer:
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in event.headers}
        peer = self._writer.get_extra_info("peername") or ("", 0)
        request = Request(event.method.decode("ascii"), event.target.decode("ascii", "replace"), headers, peer[0])
        declared = headers.get("content-length", "")
        self._declared = int(declared) if declared.isdigit() else None
        try:
            return await self._handler(request, self._body)
        except Answer as answer:
            return answer
        finally:
            if self._h11.their_state is h11.SEND_BODY:
                self._h11.next_event()  # the end of a body that there was none of

    async def _body(self) -> bytes:
        """Read the whole body, or raise the answer that refuses it."""
        size = self._limits.body if self._declared is None else self._declared
        if size > self._limits.body:
            raise self._too_large()
        if not self._room.take(size):
            raise refusal(503, "busy", "Đang nhận quá nhiều nội dung cùng lúc. Gửi lại sau.", headers=(("Retry-After", "1"),))
        self._taken = size
        if self._h11.they_are_waiting_for_100_continue:
            await self._write(h11.InformationalResponse(status_code=100, headers=[]))
        body = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
            if len(body) > self._limits.body:
                raise self._too_large()
        if isinstance(event, h11.EndOfMessage):
            return bytes(body)
        raise ConnectionError

    def _too_large(self) -> Answer:
        return refusal(413, "too-large", f"Một yêu cầu tối đa {self._limits.body // MEGABYTE} MB. Chia thành nhiều lô nhỏ hơn.")

    def _give_back(self) -> None:
        self._room.free += self._taken
        self._taken = 0

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self._h11.next_event()) is h11.NEED_DATA:
            self._h11.receive_data(await self._reader.read(_READ))
        return event  # type: ignore[return-value]

    async def _send(self, answer: Answer) -> None:
        data = answer.data
        headers = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(data))), ("Cache-Control", "no-store")]
        headers += answer.headers
        if self.last:
            headers.append(("Connection", "close"))
        reason = HTTPStatus(answer.status).phrase.encode("ascii")
        out = self._h11.send(h11.Response(status_code=answer.status, headers=headers, reason=reason)) or b""
        out += self._h11.send(h11.Data(data=data)) or b""
        out += self._h11.send(h11.EndOfMessage()) or b""
        self._writer.write(out)
        await self._writer.drain()

    async def _write(self, event: h11.InformationalResponse) -> None:
        self._writer.write(self._h11.send(event) or b"")
        await self._writer.drain()

    async def _linger(self) -> None:
        """Read on a little, unheard: closing while the sender still writes would take our answer from it."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(_LINGER):
                while await self._reader.read(_READ):
                    pass
