"""The intake as a process of its own: fsync before the answer, an end within a second, a taken port, no orphan."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from installation import Installation, wait_for
from intake_house import SOURCES, TOKEN, free_port, publish
from vonggac.apps.alerts.intake.journal import read_from

pytestmark = pytest.mark.journey


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation that needs no database."""
    one = Installation(tmp_path / "data")
    publish(one.data / "intake", SOURCES)
    yield one
    one.end()


def start(house: Installation, port: int, *before: str, **settings: str) -> subprocess.Popen[str]:
    """Start the intake, perhaps under another program."""
    environment = house.environment() | {"VONGGAC_INTAKE_HTTP": f"127.0.0.1:{port}", "VONGGAC_INTAKE_DISK_FLOOR": "0", **settings}
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "vonggac", "intake"], env=environment, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    house.started.append(process)
    return process


def health(port: int) -> dict[str, object]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/v1/health")
        return dict(json.loads(connection.getresponse().read()))
    except OSError:
        return {}
    finally:
        connection.close()


def post(port: int, body: bytes, key: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/v1/alerts", body, {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: the order of the system calls cannot be watched")
def test_the_journal_is_on_the_disk_before_the_answer_leaves(house: Installation, tmp_path: Path) -> None:
    """Watched from outside: for each 202 the journal was written, then synced with success, and only then the answer was sent."""
    port, seen = free_port(), tmp_path / "trace"
    calls = "trace=openat,pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync"
    strace = start(house, port, "strace", "-f", "-y", "-s", "200", "-o", str(seen), "-e", calls)
    wait_for(lambda: health(port), "it answers", 60)
    for number in range(3):
        assert post(port, b"mot\nhai\n", f"lo-{number}") == 202
    os.kill(int(Path(f"/proc/{strace.pid}/task/{strace.pid}/children").read_text().split()[0]), signal.SIGTERM)
    strace.communicate(timeout=20)
    lines = _whole_calls(seen.read_text(encoding="utf-8", errors="replace"))
    answers = [at for at, line in enumerate(lines) if re.search(r"(?:sendto|write|sendmsg)\(.*HTTP/1\.1 202", line)]
    assert len(answers) == 3
    for number, answer in enumerate(answers):
        (written,) = [at for at, line in enumerate(lines) if re.search(rf'write\(\d+<[^>]*\.journal>,.*"key\\":\\"lo-{number}\\"', line)]
        synced = [at for at in range(written, answer) if re.search(r"f(?:data)?sync\(\d+<[^>]*\.journal>\)\s+= 0", lines[at])]
        assert synced, f"the answer to lo-{number} left before the disk had it"


def _whole_calls(trace: str) -> list[str]:
    """Return the calls in the order in which they returned; those that strace cut in two are put together."""
    begun: dict[str, str] = {}
    whole = []
    for line in trace.splitlines():
        thread, _, call = line.partition(" ")
        call = call.strip()
        if call.endswith("<unfinished ...>"):
            begun[thread] = call.removesuffix("<unfinished ...>").rstrip()
        elif call.startswith("<... "):
            whole.append(begun.pop(thread, "") + call.partition("resumed>")[2])
        else:
            whole.append(call)
    return whole


def test_calls_that_were_cut_in_two_read_like_whole_ones() -> None:
    """On a busy machine another thread speaks while one waits for the disk; the trace then says its call in two lines."""
    cut = '7 fsync(5</data/1.journal> <unfinished ...>\n8 write(2, "x", 1) = 1\n7 <... fsync resumed>)           = 0'
    assert _whole_calls(cut) == ['write(2, "x", 1) = 1', "fsync(5</data/1.journal>)           = 0"]


def test_it_ends_within_a_second_with_everything_on_the_disk(house: Installation) -> None:
    port = free_port()
    process = start(house, port, VONGGAC_INTAKE_SYSLOG_TCP=f"127.0.0.1:{(syslog := free_port())}")
    wait_for(lambda: "syslog-tcp" in dict(health(port).get("ways", {})), "it answers", 60)  # type: ignore[call-overload]
    with socket.create_connection(("127.0.0.1", syslog), 20) as sender, socket.create_connection(("127.0.0.1", port), 20):
        sender.sendall(b"<13>mot\n<13>hai\n")
        time.sleep(0.2)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert time.monotonic() - began < 1.5, "a second, and what a busy machine adds"
    assert [item for record in read_from(house.data / "intake" / "journal") for item in record.entry.items] == [b"<13>mot", b"<13>hai"]


def test_what_was_read_over_syslog_survives_a_kill_a_tenth_of_a_second_later(house: Installation) -> None:
    port, syslog = free_port(), free_port()
    process = start(house, port, VONGGAC_INTAKE_SYSLOG_TCP=f"127.0.0.1:{syslog}")
    wait_for(lambda: "syslog-tcp" in dict(health(port).get("ways", {})), "it answers", 60)  # type: ignore[call-overload]
    with socket.create_connection(("127.0.0.1", syslog), 20) as sender:
        sender.sendall(b"".join(b"<13>tin %d\n" % number for number in range(500)))
        wait_for(lambda: health(port)["last_hour"]["stored"] == 500, "all was read", 20)  # type: ignore[index]
        time.sleep(0.1)
        process.kill()
        process.wait(20)
    items = [item for record in read_from(house.data / "intake" / "journal") for item in record.entry.items]
    assert items == [b"<13>tin %d" % number for number in range(500)]


def test_a_port_that_is_taken_is_told_in_a_sentence_and_the_other_ways_go_on(house: Installation) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        process = start(house, port, VONGGAC_INTAKE_SYSLOG_TCP=f"127.0.0.1:{taken}")
        wait_for(lambda: "syslog-tcp" in dict(health(port).get("ways", {})), "it answers", 60)  # type: ignore[call-overload]
        assert post(port, b"x", "1") == 202
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert said.startswith(f"Tiếp nhận cảnh báo không mở được syslog-tcp trên 127.0.0.1:{taken}: ")
    assert len(said.splitlines()) == 1


def test_a_second_one_on_the_same_folder_says_so_and_ends(house: Installation) -> None:
    port = free_port()
    start(house, port)
    wait_for(lambda: health(port), "it answers", 60)
    second = start(house, free_port())
    _, said = second.communicate(timeout=60)
    assert second.returncode == 2
    assert said.startswith("Tiếp nhận cảnh báo không chạy được: Một tiến trình khác đang ghi")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [("VONGGAC_INTAKE_HTTP", "8765"), ("VONGGAC_INTAKE_SYSLOG_UDP", "127.0.0.1:0"), ("VONGGAC_INTAKE_SYSLOG_TLS", "127.0.0.1:6514")],
)
def test_a_setting_that_cannot_be_used_is_told(house: Installation, name: str, value: str) -> None:
    process = start(house, free_port(), **{name: value})
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert name in said
    assert "Traceback" not in said
    assert os.path.lexists(house.data)
