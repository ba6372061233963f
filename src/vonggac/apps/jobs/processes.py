"""A process of ours never outlives the one that started it. Knows no Django."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send us a signal when our parent dies, however it dies; stop now when it has died already."""
    parent = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def _started(pid: int) -> str:
    """Return when the process began, in clock ticks since the machine's start; a number used again has another start."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()[19]


def _place() -> str:
    """Return what tells this machine, this start of it and this container from others."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
    inside = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    return f"{socket.gethostname()[:40]}/{boot}/{inside}"


def identity() -> str:
    """Return a name that this process shares with no other, before or after it, on any machine."""
    pid = os.getpid()
    return f"{_place()}/{pid}/{_started(pid)}"


def surely_dead(name: str) -> bool:
    """Return true only when the named process ran here and is gone; of other machines nothing is known."""
    place, _, rest = name.rpartition("/")
    place, _, pid = place.rpartition("/")
    if place != _place() or not pid.isdigit():
        return False
    try:
        return _started(int(pid)) != rest
    except OSError:
        return True
