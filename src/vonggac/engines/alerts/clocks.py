"""When an alert must be verified and handled, and how it stands. The lengths are dated data of `law`; they are brought along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from vonggac.kernel.levels import level_text
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import AlertClocks, Stage

_VIETNAM = timezone(timedelta(hours=7))
_STAGES = {Stage.VERIFY: "xác minh", Stage.HANDLE: "xử lý"}
_NEAR = 0.25
"""The last quarter of a clock is when a queue begins to say so."""


@dataclass(frozen=True, slots=True)
class AlertDue:
    """One clock of one alert."""

    stage: Stage
    started_at: datetime
    due_at: datetime
    is_law: bool
    """False: internal follow-up (“hạn theo dõi nội bộ”)."""
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class AlertStanding:
    """How a clock stands."""

    late: bool
    near: bool
    left: timedelta
    """Negative when late."""
    words: str


def due(stage: Stage, severity: Severity, level: int | None, started_at: datetime, clocks: AlertClocks) -> AlertDue | None:
    """Return when a stage ends, by the clock that held on the day it started; None where no clock was written."""
    day = started_at.astimezone(_VIETNAM).date()
    clock = clocks.clock(stage, severity, level, day)
    if clock is None:
        return None
    kind = clock.article or "hạn theo dõi nội bộ"
    because = f"{kind}: {_STAGES[stage]} trong {spoken(clock.length)} (mức {str(severity).lower()}, {level_text(level).lower()})"
    return AlertDue(stage, started_at, started_at + clock.length, bool(clock.article), because, clock.source)


def dues(
    many: Iterable[tuple[Severity, int | None, datetime]], clocks: AlertClocks, stage: Stage = Stage.VERIFY
) -> list[AlertDue | None]:  # fmt: skip
    """Return the ends of one stage for many alerts: (severity, level, started at)."""
    return [due(stage, severity, level, started_at, clocks) for severity, level, started_at in many]


def standing(one: AlertDue, at: datetime, done_at: datetime | None = None) -> AlertStanding:
    """Say how a clock stands at a moment; one that is done stands where it stopped."""
    left = one.due_at - (done_at or at)
    late = left < timedelta(0)
    near = not late and done_at is None and left <= (one.due_at - one.started_at) * _NEAR
    words = f"Quá hạn {spoken(-left)}" if late else f"còn {spoken(left)}"
    return AlertStanding(late, near, left, words)


def spoken(length: timedelta) -> str:
    """Say a length as a duty officer does: "9 phút", "1 giờ 08", "3 ngày 4 giờ"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} phút"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} giờ {rest:02d}" if rest else f"{hours} giờ"
    days, hours = divmod(hours, 24)
    return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"
