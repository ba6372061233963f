"""Figures of a month in the shape of the national technical report: warnings, infected machines, CVEs, suspicious connections.

Beside them stands the work: verified, false, in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vonggac.engines.alerts.kinds import CLASSES
from vonggac.kernel.levels import is_level_three_or_above
from vonggac.kernel.severity import Severity

MOST_NAMED = 20


class Verified(StrEnum):
    """What a person said about an alert."""

    TRUE = "true"
    FALSE = "false"
    UNSURE = "unsure"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Counted:
    """What one group of repeats brings to the figures."""

    at: datetime
    repeats: int
    severity: Severity
    verified: Verified
    product: str = ""
    classification: str = ""
    """RSIT class; empty is not said."""
    malware: str = ""
    target: str = ""
    remote: str = ""
    """The other end, where it lies outside."""
    cves: tuple[str, ...] = ()
    level: int | None = None
    body: str = ""
    """Code of the body that owns the target; empty is nobody known."""
    verified_in_time: bool | None = None
    handled_in_time: bool | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month; every table is ordered by its numbers, largest first."""

    received: int
    """Records, repeats counted."""
    groups: int
    hidden: int
    """Groups that suppression rules hide; they are in no other figure below."""
    on_level_three: int
    by_verified: dict[Verified, int]
    by_severity: dict[Severity, int]
    by_class: dict[str, int]
    """RSIT class → groups, without those found false; "" is not said."""
    by_product: dict[str, int]
    by_body: dict[str, int]
    infected_machines: int
    """Distinct targets of malware, without alerts found false."""
    machines_by_malware: dict[str, int]
    machines_by_cve: dict[str, int]
    suspicious_connections: int
    """Distinct remote ends, without alerts found false."""
    verified_in_time: Share
    handled_in_time: Share


def month_figures(rows: Iterable[Counted], start: datetime, end: datetime) -> MonthFigures:
    """Count the groups whose first alert lies in [start, end)."""
    own = [row for row in rows if start <= row.at < end]
    seen = [row for row in own if not row.hidden]
    real = [row for row in seen if row.verified is not Verified.FALSE]
    return MonthFigures(
        received=sum(row.repeats for row in own),
        groups=len(own),
        hidden=len(own) - len(seen),
        on_level_three=sum(is_level_three_or_above(row.level) for row in seen),
        by_verified={word: sum(row.verified is word for row in seen) for word in Verified},
        by_severity={step: sum(row.severity is step for row in seen) for step in sorted(Severity, reverse=True)},
        by_class=ranked(Counter(row.classification if row.classification in CLASSES else "" for row in real)),
        by_product=ranked(Counter(row.product for row in seen)),
        by_body=ranked(Counter(row.body for row in seen)),
        infected_machines=len({row.target for row in _malware(real) if row.target}),
        machines_by_malware=_machines((row.malware, row.target) for row in _malware(real) if row.malware),
        machines_by_cve=_machines((cve, row.target) for row in real for cve in row.cves),
        suspicious_connections=len({row.remote for row in real if row.remote}),
        verified_in_time=_share([row.verified_in_time for row in seen]),
        handled_in_time=_share([row.handled_in_time for row in real]),
    )


def _malware(rows: Sequence[Counted]) -> list[Counted]:
    return [row for row in rows if row.classification == "malicious-code" or row.malware]


def ranked(counts: Counter[str], most: int | None = None) -> dict[str, int]:
    """Largest first, equal ones by name, so that two runs print the same table."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most])


def _machines(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    distinct = {(name, target) for name, target in pairs if target}
    return ranked(Counter(name for name, _ in distinct), MOST_NAMED)


def _share(said: Sequence[bool | None]) -> Share:
    known = [one for one in said if one is not None]
    return Share(sum(known), len(known))


@dataclass(frozen=True, slots=True)
class Change:
    """A figure beside that of the month before."""

    now: int
    before: int

    @property
    def percent(self) -> float | None:
        """None where there was nothing before: then no percentage says anything."""
        return 100 * (self.now - self.before) / self.before if self.before else None


def compared(now: MonthFigures, before: MonthFigures) -> dict[str, Change]:
    """Return the figures that a report sets beside the month before."""
    names = ("received", "groups", "on_level_three", "infected_machines", "suspicious_connections")
    return {name: Change(getattr(now, name), getattr(before, name)) for name in names}
