"""`vonggac serve` as a newcomer meets it: a real data folder, real processes, a real port."""

from __future__ import annotations

import re
import signal
import socket
import stat
import subprocess
from http.client import HTTPConnection
from pathlib import Path

import pytest

from installation import Installation, wait_for

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def answers(port: int, path: str = "/") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def family(pid: int) -> set[int]:
    """Return the process and all below it."""
    below = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    parents = dict(zip(map(int, below[::2]), map(int, below[1::2]), strict=True))
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def running(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}/smaps_rollup").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()}


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, marks=pytest.mark.journey), pytest.param(signal.SIGKILL, marks=pytest.mark.long)]
)
def test_it_serves_pages_and_leaves_no_process_behind(house: Installation, number: signal.Signals) -> None:
    port = free_port()
    serve = house.start("serve", "--port", str(port), "--data", str(house.data))
    wait_for(lambda: answers(port) >= 200, "pages are served", 60)
    assert answers(port, "/static/face/theme.css") == 200, "static files are served from the first start on"
    wait_for(lambda: len(family(serve.pid)) >= 4, "web, its pages and the worker run")
    everyone = family(serve.pid)
    serve.send_signal(number)
    assert serve.wait(15) == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    wait_for(lambda: not running(everyone), "all processes are gone", 15)
    assert answers(port) == 0


def test_a_taken_port_is_one_plain_sentence_and_nothing_is_started(house: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = house.run("serve", "--port", str(taken.getsockname()[1]), "--data", str(house.data))
    assert done.returncode == 2
    assert re.fullmatch(r"Không mở được cổng \d+ trên 127\.0\.0\.1: .+\. Chọn cổng khác bằng --port\.\n", done.stderr)


def test_invented_and_real_data_never_share_a_folder(house: Installation, tmp_path: Path) -> None:
    into_real = house.run("serve", "--demo", "--port", str(free_port()), "--data", str(house.data))
    assert (into_real.returncode, "dữ liệu thật" in into_real.stderr) == (2, True)
    (tmp_path / "demo").touch()
    without_demo = house.run("serve", "--port", str(free_port()), "--data", str(tmp_path))
    assert (without_demo.returncode, "--demo" in without_demo.stderr) == (2, True)


def test_what_it_writes_is_for_nobody_else(house: Installation) -> None:
    files = [path for path in house.data.rglob("*") if path.is_file() and "static" not in path.parts]
    assert "vonggac.sqlite3" in {path.name for path in files} or house.database_url
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
