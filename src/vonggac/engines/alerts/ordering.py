"""The order of the queue: level 3 and above first, then risk, then age (founding letter, items 1 and 5), each with its reason.

At equal risk the higher level goes first. A system whose level is not known claims no place among level 3, but at equal risk it stands
before levels 2 and 1, because it may turn out to be high (`kernel.levels.queue_rank`, as in every queue of the house).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from vonggac.kernel.levels import UNKNOWN, Level, is_level_three_or_above, queue_rank
from vonggac.kernel.severity import Severity

ORDER_SENTENCE = (
    "Thứ tự: hệ thống cấp độ 3 trở lên trước, rồi đến rủi ro, rồi đến tuổi (chờ lâu trước). "
    "Cùng rủi ro thì cấp độ cao trước; chưa rõ cấp độ đứng trên cấp độ 2 và 1."
)
_BASE = {Severity.INFO: 0, Severity.LOW: 15, Severity.MEDIUM: 35, Severity.HIGH: 55, Severity.CRITICAL: 75}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the order of one alert, or one group of repeats, depends on."""

    severity: Severity
    since: datetime
    """Of the first alert of the group: it is that long that somebody has been waiting."""
    level: int | None = None
    """Of the system that was hit; None when it is not known."""
    indicator: str = ""
    """The list that knows one of its addresses, files or domains, as a person calls it."""
    open_vulnerability: str = ""
    """An open vulnerability of the target that the attack is about, or the worst that is open."""
    exploited: bool = False
    """That vulnerability is known to be exploited."""
    got_through: bool | None = None
    """False when the product blocked it, True when it says that it succeeded; None when it does not say."""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where it stands in the queue, smallest first: three numbers and a moment, so that a database can order by columns."""

    first: int
    """0 for level 3 and above, 1 for everybody else."""
    risk: int
    """0 to 100; the higher, the earlier."""
    rank: int
    """The level as every queue counts it."""
    since: datetime
    because: str

    @property
    def key(self) -> tuple[int, int, int, datetime]:
        return (self.first, -self.risk, self.rank, self.since)

    @property
    def urgency(self) -> int:
        """The first three as one number for one indexed column, smallest first: 0 to 1999."""
        return self.first * 1000 + (100 - self.risk) * 9 + self.rank


def place_in_queue(one: Waiting) -> QueuePlace:
    """Say where an alert stands in the queue and why."""
    risk, reasons = risk_of(one)
    first = 0 if is_level_three_or_above(one.level) else 1
    level = UNKNOWN.lower() if one.level is None else str(Level(one.level)).lower()
    return QueuePlace(first, risk, queue_rank(one.level), one.since, "; ".join((level, *reasons)))


def places_in_queue(many: Iterable[Waiting]) -> list[QueuePlace]:
    """Say it for many."""
    return [place_in_queue(one) for one in many]


def risk_of(one: Waiting) -> tuple[int, tuple[str, ...]]:
    """Return 0 to 100 and what it is made of: severity, the other end, what is open at the target, whether it got through."""
    risk, reasons = _BASE[one.severity], [f"mức {str(one.severity).lower()} ({_BASE[one.severity]})"]
    for holds, points, words in (
        (bool(one.indicator), 10, f"có trong {one.indicator} (+10)"),
        (bool(one.open_vulnerability) and one.exploited, 10, f"đích còn {one.open_vulnerability} đang bị khai thác (+10)"),
        (bool(one.open_vulnerability) and not one.exploited, 5, f"đích còn {one.open_vulnerability} chưa khắc phục (+5)"),
        (one.got_through is True, 5, "tấn công đã qua (+5)"),
        (one.got_through is False, -10, "đã bị chặn (-10)"),
    ):
        if holds:
            risk += points
            reasons.append(words)
    return max(0, min(100, risk)), tuple(reasons)


_LIST = re.compile(r"(?:^|; )có trong .*?(?: \(\+10\)|…$|$)")


def without_list(because: str, instead: str = "") -> str:
    """Return a reason without the list that it quotes, or quoting another one: who reads it may not know of every list."""
    said = f"; có trong {instead} (+10)" if instead else ""
    return _LIST.sub(lambda _found: said, because, count=1).removeprefix("; ")


_BLOCKED = frozenset(
    {"blocked", "block", "drop", "dropped", "deny", "denied", "reject", "reset", "reset-both", "quarantine", "quarantined", "ban"}
)
_THROUGH = frozenset({"allowed", "success", "accept", "accepted", "pass", "detected"})


def got_through(action: str, outcome: str = "") -> bool | None:
    """Read a product's action or outcome: False when it blocked, True when it let through or failed to act."""
    said, ended = action.strip().lower(), outcome.strip().lower()
    if ended == "failure" and not said:
        return None
    if said in _BLOCKED:
        return ended == "failure"
    return True if said in _THROUGH or ended == "success" else None
