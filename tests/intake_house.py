"""A standing intake for tests: a real one, with its own loop in a thread, on a port of its own."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from vonggac.apps.alerts.intake.desk import Desk
from vonggac.apps.alerts.intake.journal import Kind, Record, read_from
from vonggac.apps.alerts.intake.limits import Limits
from vonggac.apps.alerts.intake.process import Endpoint, Intake, Settings

TOKEN = "ma-cua-cam-bien-thu-nghiem"
SOURCES = [
    {"id": 7, "code": "wazuh-tinh", "ways": ["http"], "token_digests": [sha256(TOKEN.encode()).hexdigest()], "max_item_bytes": 2_000},
    {"id": 8, "code": "tuong-lua", "ways": ["syslog"], "peers": ["127.0.0.0/8"], "max_item_bytes": 100_000},
    {"id": 9, "code": "may-quet", "ways": ["file"]},
]


def publish(folder: Path, sources: list[dict[str, Any]]) -> None:
    """Write the sources as the pages do."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "sources.json.new"
    fresh.write_text(json.dumps(sources))
    fresh.replace(folder / "sources.json")


@dataclass
class Standing:
    """An intake that runs."""

    folder: Path
    intake: Intake
    loop: asyncio.AbstractEventLoop

    def post(self, body: bytes, key: str | None = "lo-1", token: str = TOKEN, **headers: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Send a batch; return status, body, headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {"Idempotency-Key": key} if key is not None else {}
        return self.ask("POST", "/v1/alerts", body, {"Authorization": f"Bearer {token}", **named})

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Ask anything."""
        connection = HTTPConnection("127.0.0.1", self.port("http"), timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read()), dict(answer.getheaders())
        finally:
            connection.close()

    def port(self, way: str) -> int:
        """Return where a way listens."""
        return int(self.intake.ways[way].rpartition(":")[2])

    def records(self) -> list[Record]:
        """Return what lies in the journal now."""
        self.do(lambda: self.intake.desk.write())
        return list(read_from(self.folder / "journal"))

    def items(self, source: int) -> list[bytes]:
        """Return all items of a source."""
        return [item for record in self.records() if record.entry.source == source for item in record.entry.items]

    def refused(self, source: int) -> dict[str, int]:
        """Return the counts of what was refused."""
        total: dict[str, int] = {}
        for record in self.records():
            if record.entry.source == source:
                for reason, count in record.entry.refused.items():
                    total[reason] = total.get(reason, 0) + count
        return total

    def batches(self) -> list[Record]:
        """Return the batches alone."""
        return [record for record in self.records() if record.entry.kind is Kind.BATCH]

    def do(self, act: Callable[[], Any]) -> Any:
        """Do something in the intake's own thread."""

        async def done() -> Any:
            return act()

        return asyncio.run_coroutine_threadsafe(done(), self.loop).result(20)


@contextmanager
def standing(folder: Path, limits: Limits = Limits(), **more: Any) -> Iterator[Standing]:  # noqa: B008
    """Run an intake beside the test."""
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    settings = Settings(folder, **{"http": Endpoint("127.0.0.1", 0), **more}, limits=limits)
    intake = Intake(settings, Desk(folder, limits), lambda line: None)

    async def run() -> None:
        working = asyncio.create_task(intake.run(stop))
        while not all(name in intake.ways for name in settings.names()):
            await asyncio.sleep(0.002)
        ready.set()
        await working

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield Standing(folder, intake, loop)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive(), "it ends when it is told to"
        loop.close()


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate that vouches for itself; return its file and the file of its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*form))
    return chain, secret


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
