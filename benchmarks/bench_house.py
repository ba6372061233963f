"""Start-up time and memory of the whole house: a real `vonggac serve` on an empty data folder.

script/bench house            memory 60 s after start, as promised
script/bench house --soon     memory 10 s after start
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from harness import ROOT, say

ENVIRONMENT = {**{name: value for name, value in os.environ.items() if not name.startswith("VONGGAC_")}, "PYTHONPATH": str(ROOT / "src")}
BARE = "import os, django; os.environ['DJANGO_SETTINGS_MODULE']='vonggac.web.settings'; django.setup(); print('ready', flush=True); input()"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def answers(port: int) -> bool:
    """Return whether a page comes back."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()


def start(data: str) -> tuple[subprocess.Popen[bytes], float]:
    """Start the house; return it and the seconds until the first page."""
    port = free_port()
    command = [sys.executable, "-m", "vonggac", "serve", "--port", str(port), "--data", data]
    began = time.perf_counter()
    house = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    while not answers(port):
        if house.poll() is not None:
            raise SystemExit("the house did not start")
        time.sleep(0.02)
    return house, time.perf_counter() - began


def pss(pid: int) -> float:
    """Return the proportional set size of one process in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    children = [Path(f"/proc/{pid}/task/{task.name}/children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
    return [pid, *(below for line in children for child in line for below in family(int(child)))]


def bare_django(data: str) -> tuple[float, float]:
    """Return seconds and MiB of one process that has opened the application and does nothing."""
    began = time.perf_counter()
    one = subprocess.Popen(
        [sys.executable, "-c", BARE], env={**ENVIRONMENT, "VONGGAC_DATA": data}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert one.stdout is not None
    one.stdout.readline()
    took, size = time.perf_counter() - began, pss(one.pid)
    one.communicate("\n")
    return took, size


def main() -> None:
    """Measure."""
    wait = 10 if "--soon" in sys.argv else 60
    with tempfile.TemporaryDirectory(prefix="vonggac-bench-") as folder:
        data = str(Path(folder) / "data")
        house, first = start(data)
        house.send_signal(signal.SIGTERM)
        house.wait(20)
        took, size = bare_django(data)
        house, second = start(data)
        time.sleep(wait)
        total, processes = sum(pss(pid) for pid in family(house.pid)), len(family(house.pid))
        began = time.perf_counter()
        house.send_signal(signal.SIGTERM)
        house.wait(20)
        stop = time.perf_counter() - began
    alone = "một tiến trình Django mở ứng dụng rồi đứng yên"
    say("khởi động lần đầu (dữ liệu trống) đến trang đầu tiên", first, "s", baseline=alone, base=took)
    say("khởi động lần sau đến trang đầu tiên", second, "s", baseline=alone, base=took, limit=5)
    say(f"tổng PSS mọi tiến trình, {wait} s sau khởi động", total, "MiB", baseline=alone, base=size, limit=250, processes=processes)
    say("dừng sau SIGTERM", stop, "s")


if __name__ == "__main__":
    main()
