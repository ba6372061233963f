"""How much work one file may cause, and what a scan tells beside its detections."""

from __future__ import annotations

from dataclasses import dataclass, field

from vonggac.kernel.badrows import BadRow
from vonggac.sources.limits import MEGABYTE


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """Ceilings for one file. Beyond them a file is not scanned, and that is told."""

    size: int = 128 * MEGABYTE
    seconds: int = 60
    """For all rules over one file."""
    matches: int = 20
    """Places of a rule's patterns that are kept as evidence."""
    shown: int = 64
    """Bytes shown of each place."""


@dataclass(slots=True)
class Tally:
    """What a scan did."""

    files: int = 0
    bytes: int = 0
    allowed: int = 0
    scanned: int = 0
    bad: list[BadRow] = field(default_factory=list)
