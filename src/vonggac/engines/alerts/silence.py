"""Whether a source has fallen silent: what its own history says is normal, against how long it has said nothing.

For each hour of the day the history gives the mean number of records. The records expected since the last one, if the source were well,
follow from that; were they Poisson, silence so long has the chance e^-expected. Sources come in bursts, so the longest pause that the
history shows must be exceeded too. A silent sensor is a finding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from vonggac.engines.alerts.clocks import spoken

_HOUR = timedelta(hours=1)
_VIETNAM = timezone(timedelta(hours=7))
ENOUGH_HISTORY = timedelta(days=3)
WITHOUT_HISTORY = timedelta(hours=24)
"""How long a source may be quiet while nothing is known about it."""
_LATE_CHANCE, _SILENT_CHANCE = 0.01, 0.0001
_BEYOND_LONGEST = 1.5
_SHORTEST = timedelta(minutes=5)
"""No shorter pause is ever called silence: batches and restarts take that long."""


class Voice(StrEnum):
    """How a source stands."""

    SENDING = "sending"
    LATE = "late"
    SILENT = "silent"
    NEVER = "never"
    """It has never sent anything."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What is known of one source."""

    counts: Sequence[int]
    """Records in each full hour of its history, oldest first, without the hours in which it was known to be broken."""
    history_from: datetime | None
    """Start of the first of those hours."""
    last_at: datetime | None
    longest_pause: timedelta = timedelta(0)
    """The longest pause between two records in the history."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the source stands and why."""

    voice: Voice
    quiet_for: timedelta | None
    expected: float
    """Records that should have come since the last one."""
    per_hour: float
    """Its mean rate."""
    because: str


def verdict(beat: Heartbeat, at: datetime) -> Verdict:
    """Say whether a source sends, is late, or is silent."""
    if beat.last_at is None:
        return Verdict(Voice.NEVER, None, 0.0, 0.0, "Chưa nhận bản ghi nào từ nguồn này.")
    quiet = max(at - beat.last_at, timedelta(0))
    hours = len(beat.counts)
    rate = sum(beat.counts) / hours if hours else 0.0
    if beat.history_from is None or hours * _HOUR < ENOUGH_HISTORY or rate == 0:
        return _without_history(quiet, rate)
    expected = _expected(beat, at)
    voice = _voice(quiet, expected, beat.longest_pause)
    return Verdict(voice, quiet, expected, rate, _because(voice, quiet, expected, rate, beat.longest_pause))


def _without_history(quiet: timedelta, rate: float) -> Verdict:
    silent = quiet > WITHOUT_HISTORY
    why = f"Chưa đủ {spoken(ENOUGH_HISTORY)} lịch sử nên chỉ báo khi im quá {spoken(WITHOUT_HISTORY)}; đã im {spoken(quiet)}."
    return Verdict(Voice.SILENT if silent else Voice.SENDING, quiet, 0.0, rate, why)


def _expected(beat: Heartbeat, at: datetime) -> float:
    """Add up the means of the hours of the day that passed in silence; whole days are taken at the mean of a day."""
    means = _hour_means(beat)
    assert beat.last_at is not None
    whole_days, rest = divmod(max(at - beat.last_at, timedelta(0)), timedelta(days=1))
    expected = whole_days * sum(means)
    now, end = at - rest, at
    while now < end:
        following = min(end, now.replace(minute=0, second=0, microsecond=0) + _HOUR)
        expected += means[now.astimezone(_VIETNAM).hour] * ((following - now) / _HOUR)
        now = following
    return expected


def _hour_means(beat: Heartbeat) -> list[float]:
    """Mean per hour of the day in Vietnam; an hour that the history never saw takes the mean of all."""
    sums, seen = [0.0] * 24, [0] * 24
    assert beat.history_from is not None
    first = beat.history_from.astimezone(_VIETNAM).hour
    for place in range(min(24, len(beat.counts))):
        same_hour = beat.counts[place::24]
        hour = (first + place) % 24
        sums[hour], seen[hour] = float(sum(same_hour)), len(same_hour)
    mean = sum(beat.counts) / len(beat.counts)
    return [total / number if number else mean for total, number in zip(sums, seen, strict=True)]


def _voice(quiet: timedelta, expected: float, longest: timedelta) -> Voice:
    if quiet <= max(_SHORTEST, longest * _BEYOND_LONGEST):
        return Voice.SENDING
    chance = math.exp(-expected)
    return Voice.SILENT if chance < _SILENT_CHANCE else Voice.LATE if chance < _LATE_CHANCE else Voice.SENDING


def _because(voice: Voice, quiet: timedelta, expected: float, rate: float, longest: timedelta) -> str:
    usual = f"thường {rate:.1f} bản ghi mỗi giờ".replace(".", ",")
    pause = f", lần im lâu nhất {spoken(longest)}" if longest else ""
    said = f"Đã im {spoken(quiet)}; {usual}{pause}"
    if voice is Voice.SENDING:
        return f"{said}: trong mức bình thường."
    number = f"{expected:.0f}" if expected >= 10 else f"{expected:.1f}".replace(".", ",")
    return f"{said}; lẽ ra đã có khoảng {number} bản ghi. Kiểm tra thiết bị, đường truyền và cấu hình gửi nhật ký."
