"""The house as a newcomer runs it: `vonggac serve --demo` on a free port with a data folder of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

SOURCE = Path(__file__).parents[2] / "src"
PATIENCE = 180
LEFT_OUT = ("VONGGAC_", "DJANGO_")
"""What tests set for themselves must not steer the server."""


def free_port() -> int:
    """Return a port of the loopback address that nobody holds."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """Run the server with these settings and give its address; it is stopped as a person stops it."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    environment = {**kept, **settings, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "vonggac", "serve", "--demo", "--port", str(port), "--data", str(folder / "data")]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=folder)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, folder / "server.log")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), urlopen(f"{address}/tai-khoan/dang-nhap/", timeout=5) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise AssertionError(f"the server did not come up:\n{log.read_text(encoding='utf-8')[-3000:]}")
