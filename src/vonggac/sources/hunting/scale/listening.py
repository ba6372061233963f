"""On which addresses processes of this machine listen, as the kernel tells it (/proc/net/tcp, tcp6, udp, udp6)."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_LISTENS = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True, order=True)
class Listening:
    """One open door of a process."""

    address: str
    port: int
    process: int
    protocol: str

    def __str__(self) -> str:
        return f"{self.protocol} {self.address}:{self.port} (tiến trình {self.process})"


def listening(processes: Iterable[int]) -> list[Listening]:
    """Return the doors of these processes."""
    found = []
    for process in processes:
        ours = _sockets(process)
        for protocol, state in _LISTENS.items() if ours else ():
            found += [Listening(address, port, process, protocol) for address, port in _doors(process, protocol, state, ours)]
    return sorted(found)


def _sockets(process: int) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):
        for entry in (_PROC / str(process) / "fd").iterdir():
            with contextlib.suppress(OSError):
                link = str(entry.readlink())
                if link.startswith("socket:["):
                    found.add(link[8:-1])
    return found


def _doors(process: int, protocol: str, state: str, ours: set[str]) -> Iterator[tuple[str, int]]:
    try:
        lines = (_PROC / str(process) / "net" / protocol).read_text().splitlines()[1:]
    except OSError:
        return
    for line in lines:
        words = line.split()
        if words[3] == state and words[9] in ours:
            address, _, port = words[1].partition(":")
            yield _address(address), int(port, 16)


def _address(written: str) -> str:
    """Return an address that the kernel writes as words in the machine's own order."""
    words = struct.pack(f"={len(written) // 8}I", *(int(written[at : at + 8], 16) for at in range(0, len(written), 8)))
    found = ipaddress.ip_address(words)
    return str(getattr(found, "ipv4_mapped", None) or found)


def family_of(process: int) -> list[int]:
    """Return a process with all its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parents.setdefault(int((entry / "stat").read_text().rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, waiting = [], [process]
    while waiting:
        found.append(one := waiting.pop())
        waiting += parents.get(one, [])
    return found


def called(*words: str) -> list[int]:
    """Return the processes of this machine, or of our own part of its network, whose command holds one of these words."""
    ours = _network("self")
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                if any(word in command for word in words) and _network(entry.name) == ours:
                    found.append(int(entry.name))
    return found


def _network(process: str) -> str:
    return str((_PROC / process / "ns" / "net").readlink())


def strays(doors: Iterable[Listening], chosen: str) -> list[Listening]:
    """Return the doors that are open to more than the chosen address.

    Every address is one ("0.0.0.0", "::") unless the machine, or the part of it in which the processes live, has no other network card.
    """
    alone = chosen_alone(chosen)
    return [one for one in doors if not (_is_fine(one.address, chosen) or (alone and ipaddress.ip_address(one.address).is_unspecified))]


def _is_fine(address: str, chosen: str) -> bool:
    return address == chosen or ipaddress.ip_address(address).is_loopback


def chosen_alone(chosen: str) -> bool:
    """Say whether the chosen address stands on the only network card that this machine shows, the loopback one apart."""
    cards = [name for _number, name in socket.if_nameindex() if name != "lo" and _is_up(name)]
    return cards == [] if ipaddress.ip_address(chosen).is_loopback else [_own_address(name) for name in cards] == [chosen]


def is_own(address: str) -> bool:
    """Say whether this machine has an address."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
            door.bind((address, 0))
    except OSError:
        return False
    return True


def _is_up(card: str) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return bool(int((Path("/sys/class/net") / card / "flags").read_text(), 16) & 1)
    return True


def _own_address(card: str) -> str:
    """Return the IPv4 address of a network card (SIOCGIFADDR), "" for none."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door, contextlib.suppress(OSError):
        told = fcntl.ioctl(door.fileno(), 0x8915, struct.pack("256s", os.fsencode(card)[:15]))
        return socket.inet_ntoa(told[20:24])
    return ""
