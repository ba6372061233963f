"""Alerts over syslog: UDP, TCP and TLS. Who may send is told by the address; what was read is written within a tenth of a second."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vonggac.apps.alerts.intake.desk import Desk
from vonggac.apps.alerts.intake.journal import Way
from vonggac.apps.alerts.intake.sources import Source, address_of
from vonggac.sources.logs.framing import Cut, Frame, FrameDecoder

RECEIVE_BUFFER = 4 * 1024 * 1024
"""What the kernel may hold of UDP while we are busy; as much of it as the machine allows."""
HANDSHAKE = 10.0
BREATH = 0.1
"""Seconds until a sender that had to wait is looked at again."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """What TLS needs."""

    chain: Path
    key: Path
    client_ca: Path | None = None
    """Senders must show a certificate of this authority; none is asked for without."""

    def context(self) -> ssl.SSLContext:
        """Open them; raises OSError (of which ssl.SSLError is one) when they cannot be used."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.chain, self.key)
        if self.client_ca is not None:
            context.load_verify_locations(self.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class SyslogWay:
    """Listens on one port of one kind."""

    def __init__(self, desk: Desk, certificates: Certificates | None = None) -> None:
        """Nothing is open yet."""
        self.desk, self._certificates = desk, certificates
        self.streams: set[Stream] = set()
        self.by_peer: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._datagrams: asyncio.DatagramTransport | None = None

    async def listen(self, host: str, port: int) -> str:
        """Open the port for streams and say where; raises OSError."""
        context = self._certificates.context() if self._certificates else None
        more = {"ssl": context, "ssl_handshake_timeout": HANDSHAKE, "ssl_shutdown_timeout": 0.5} if context else {}
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Stream(self), host, port, backlog=256, **more)  # type: ignore[arg-type]
        return f"{host}:{self._server.sockets[0].getsockname()[1]}"

    async def listen_udp(self, host: str, port: int) -> str:
        """Open the port for datagrams and say where; raises OSError."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        opened = socket.socket(family, socket.SOCK_DGRAM)
        try:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            opened.bind((host, port))
            opened.setblocking(False)
            loop = asyncio.get_running_loop()
            self._datagrams, _ = await loop.create_datagram_endpoint(lambda: Datagrams(self.desk), sock=opened)
        except OSError:
            opened.close()
            raise
        return f"{host}:{opened.getsockname()[1]}"

    async def close(self) -> None:
        """Take no more; what a connection left unfinished is taken as it is."""
        if self._server is not None:
            self._server.close()
        if self._datagrams is not None:
            self._datagrams.close()
        for stream in tuple(self.streams):
            stream.end()


class Datagrams(asyncio.DatagramProtocol):
    """One datagram is one message. What the kernel dropped before it was read is the protocol's loss, and shown on the health page."""

    def __init__(self, desk: Desk) -> None:
        """Nothing has come yet."""
        self._desk = desk

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take it, or say why not."""
        peer = str(address_of(addr[0])) if ":" in addr[0] else addr[0]
        source = self._desk.sources.of_peer(peer)
        message = data.rstrip(b"\r\n\0")
        if not message:
            return
        if source is None or not source.is_valid(self._desk.moment()):
            self._desk.refuse(source.id if source else 0, Way.SYSLOG, "not-valid" if source else "unknown-peer", peer=peer, seen=message)
        elif self._desk.overload:
            self._desk.refuse(source.id, Way.SYSLOG, "overload", peer=peer)
        elif self._desk.pace.wait(source.id, source.max_per_second):
            self._desk.refuse(source.id, Way.SYSLOG, "too-fast", peer=peer)
        else:
            self._desk.gather(source, Way.SYSLOG, peer, message)

    def error_received(self, exc: Exception) -> None:
        """An answer of the network to something we never sent."""


class Stream(asyncio.Protocol):
    """One connection over TCP or TLS (RFC 6587, RFC 5425)."""

    def __init__(self, way: SyslogWay) -> None:
        """Nothing is open yet."""
        self._way, self._desk = way, way.desk
        self._peer = ""
        self._source: Source | None = None
        self._decoder: FrameDecoder | None = None
        self._transport: asyncio.Transport | None = None
        self._too_long = False
        self._heard = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Look who it is, before anything is read."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._peer = str(address_of((transport.get_extra_info("peername") or ("0.0.0.0", 0))[0]))  # noqa: S104  nobody
        limits = self._desk.limits
        if len(self._way.streams) >= limits.connections or self._way.by_peer[self._peer] >= limits.connections_each:
            self._desk.note("connections")
            transport.abort()
            return
        if self._look_up() is None:
            return
        self._way.streams.add(self)
        self._way.by_peer[self._peer] += 1
        self._heard = asyncio.get_running_loop().time()
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what is complete; then see whether the sender must wait."""
        if self not in self._way.streams or self._look_up() is None:
            return
        assert self._decoder is not None
        self._heard = asyncio.get_running_loop().time()
        self._take(self._decoder.feed(data))
        self._breathe()

    def eof_received(self) -> bool:
        """The sender has nothing more."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """What is left unfinished is kept: it may be the last word of a machine that fell."""
        if self not in self._way.streams:
            return
        self._way.streams.discard(self)
        self._way.by_peer[self._peer] -= 1
        if not self._way.by_peer[self._peer]:
            del self._way.by_peer[self._peer]
        if self._timer is not None:
            self._timer.cancel()
        if self._decoder is not None and self._source is not None:
            self._take(self._decoder.close())

    def end(self) -> None:
        """Close."""
        if self._transport is not None:
            self._transport.close()
        self.connection_lost(None)

    def _look_up(self) -> Source | None:
        """Return whose connection this is; one that nobody names, any more or at all, is counted and closed."""
        source = self._desk.sources.of_peer(self._peer)
        if source is None or not source.is_valid(self._desk.moment()):
            reason = "unknown-peer" if source is None else "not-valid"
            self._desk.refuse(source.id if source else 0, Way.SYSLOG, reason, peer=self._peer)
            assert self._transport is not None
            self._transport.abort()
            return None
        if self._decoder is None:
            self._decoder = FrameDecoder(longest=source.max_item_bytes)
        self._source = source
        return source

    def _take(self, frames: Iterable[Frame]) -> None:
        assert self._source is not None
        for frame in frames:
            if self._too_long or frame.cut is Cut.PIECE:
                self._pass_over(frame, self._source)
            elif frame.data:
                self._desk.gather(self._source, Way.SYSLOG, self._peer, frame.data)

    def _pass_over(self, frame: Frame, source: Source) -> None:
        """A message beyond the bound comes in pieces: it is counted once, with its beginning; the connection lives on."""
        if not self._too_long:
            self._desk.refuse(source.id, Way.SYSLOG, "too-long", peer=self._peer, seen=frame.data)
        self._too_long = frame.cut is Cut.PIECE

    def _breathe(self) -> None:
        """Stop reading while there is too much; the sender's own buffer fills, and then it waits."""
        assert self._transport is not None
        assert self._source is not None
        if self._transport.is_closing():
            return
        if self._desk.overload or self._desk.pace.wait(self._source.id, self._source.max_per_second):
            with suppress(RuntimeError):
                self._transport.pause_reading()
            asyncio.get_running_loop().call_later(BREATH, self._breathe)
        else:
            self._transport.resume_reading()

    def _watch(self) -> None:
        """Close what has said nothing for long; while we do not read, silence is ours."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        if not self._transport.is_reading():
            self._heard = loop.time()
        left = self._heard + self._desk.limits.idle - loop.time()
        if left <= 0:
            self._transport.close()
        else:
            self._timer = loop.call_later(left + 0.01, self._watch)
