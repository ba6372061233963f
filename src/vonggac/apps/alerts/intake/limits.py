"""How much work anybody outside may cause. Each number is a ceiling on memory, disk or time, none is a rule of law."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one intake process."""

    outstanding: int = 1024 * MEGABYTE
    """Octets in the journal that the sorter has not read; beyond it senders wait."""
    disk_floor: int = 512 * MEGABYTE
    """Free octets of the disk below which senders wait."""
    body: int = 8 * MEGABYTE
    """One HTTP body as it comes."""
    unpacked: int = 32 * MEGABYTE
    ratio: int = 200
    """Unpacked to packed, for what unpacks to more than a megabyte; real logs stay under 60, a bomb nears 1000."""
    bodies: int = 96 * MEGABYTE
    """All HTTP bodies that are being read at one moment."""
    items: int = 5_000
    """In one batch."""
    connections: int = 256
    """Of each way."""
    connections_each: int = 64
    """Of one address, over syslog."""
    idle: float = 600.0
    """Seconds without an octet after which a syslog connection is closed."""
    request: float = 60.0
    """Seconds for one HTTP request to arrive."""
    file: int = 20 * 1024 * MEGABYTE
    """One file of a drop folder, as it lies there."""
    mail: int = 25 * MEGABYTE
    segment: int = 64 * MEGABYTE


DEFAULT = Limits()
