"""When an alert happened, as far as that can be known: the time it tells, unless a clock is plainly wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vonggac.engines.alerts.model import Moment, TimeTrouble

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
"""How far ahead of the moment of arrival a time may lie; Kerberos allows its machines the same."""
FIRST_YEAR = datetime(2000, 1, 1, tzinfo=UTC)
"""Before this no alert of any product here could have been kept: the clock was never set."""


def moment_of(told: object, arrived_at: datetime) -> Moment:
    """Return when it happened; a time in the future or before 2000 is kept but not believed."""
    if not isinstance(told, datetime):
        return Moment(arrived_at, None, TimeTrouble.MISSING, because="không có thời gian: lấy lúc nhận")
    if FIRST_YEAR <= told <= arrived_at:
        return Moment(told, told, None, int((told - arrived_at).total_seconds()))
    skew = int((told - arrived_at).total_seconds())
    if told < FIRST_YEAR:
        return Moment(arrived_at, told, TimeTrouble.OLD, skew, "đồng hồ của nguồn chưa được đặt (trước năm 2000): lấy lúc nhận")
    if told - arrived_at <= CLOCKS_MAY_DIFFER:
        return Moment(arrived_at, told, None, skew, f"đồng hồ của nguồn nhanh {skew} giây")
    return Moment(arrived_at, told, TimeTrouble.FUTURE, skew, f"thời gian ở tương lai (nhanh {_ahead(skew)}): lấy lúc nhận")


def _ahead(seconds: int) -> str:
    if seconds < 7_200:
        return f"{seconds // 60} phút"
    return f"{seconds // 3_600} giờ" if seconds < 172_800 else f"{seconds // 86_400} ngày"
