"""A silent source is a finding; the figures of a month add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vonggac.engines.alerts import Change, Counted, Heartbeat, Verified, Voice, compared, month_figures, verdict
from vonggac.kernel.severity import Severity

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WEEK = 24 * 7


def beat(counts: list[int], quiet: timedelta, longest: timedelta = timedelta(minutes=10)) -> Heartbeat:
    return Heartbeat(counts, NOW - timedelta(hours=len(counts)), NOW - quiet, longest)


@pytest.mark.parametrize(
    ("per_hour", "quiet", "voice"),
    [
        (100, timedelta(minutes=2), Voice.SENDING),
        (100, timedelta(hours=3), Voice.SILENT),
        (6, timedelta(minutes=50), Voice.LATE),
        (1, timedelta(hours=2), Voice.SENDING),
        (1, timedelta(hours=30), Voice.SILENT),
    ],
)
def test_silence_is_measured_against_what_the_source_usually_sends(per_hour: int, quiet: timedelta, voice: Voice) -> None:
    found = verdict(beat([per_hour] * WEEK, quiet), NOW)
    assert found.voice is voice
    assert found.per_hour == per_hour
    assert "im" in found.because


def test_a_source_that_rests_at_night_is_not_silent_at_night() -> None:
    """09:00 to 17:00 in Vietnam it sends, at night nothing; at 03:00 it has been quiet for ten hours as always."""
    start = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)
    counts = [60 if 9 <= (start + timedelta(hours=7 + hour)).hour < 17 else 0 for hour in range(WEEK)]
    at = start + timedelta(hours=WEEK + 3)
    night = verdict(Heartbeat(counts, start, at - timedelta(hours=10), timedelta(minutes=10)), at)
    noon = verdict(Heartbeat(counts, start, at - timedelta(hours=10), timedelta(minutes=10)), at + timedelta(hours=9))
    assert (night.voice, noon.voice) == (Voice.SENDING, Voice.SILENT)


def test_a_bursty_source_may_be_quiet_as_long_as_it_ever_was() -> None:
    assert verdict(beat([50] * WEEK, timedelta(hours=5), longest=timedelta(hours=4)), NOW).voice is Voice.SENDING


def test_without_history_only_a_day_of_silence_counts() -> None:
    assert verdict(beat([5] * 10, timedelta(hours=20)), NOW).voice is Voice.SENDING
    assert verdict(beat([5] * 10, timedelta(hours=25)), NOW).voice is Voice.SILENT
    assert verdict(Heartbeat([], None, None), NOW).voice is Voice.NEVER


def test_a_silence_of_years_is_counted_in_no_time() -> None:
    found = verdict(beat([60] * WEEK, timedelta(days=4000)), NOW)
    assert found.expected == pytest.approx(60 * 24 * 4000)


# --- months ---------------------------------------------------------------------------------------------------------------------------

START, END = datetime(2026, 10, 31, 17, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)


def counted(**more: object) -> Counted:
    said: dict[str, object] = {"at": NOW, "repeats": 1, "severity": Severity.HIGH, "verified": Verified.TRUE, "product": "ClamAV"}
    return Counted(**(said | more))  # type: ignore[arg-type]


def test_the_figures_of_a_month_add_up() -> None:
    rows = [
        counted(repeats=14, classification="malicious-code", malware="Mozi", target="a", level=3, body="so-nn", verified_in_time=True),
        counted(classification="malicious-code", malware="Mozi", target="a", remote="185.220.101.47"),
        counted(classification="malicious-code", malware="Mozi", target="b", verified=Verified.FALSE),
        counted(
            classification="intrusion-attempts",
            target="c",
            cves=("CVE-2026-1", "CVE-2026-2"),
            verified=Verified.WAITING,
            verified_in_time=False,
        ),
        counted(target="d", hidden=True),
        counted(at=END, target="e"),
    ]
    found = month_figures(rows, START, END)
    assert (found.received, found.groups, found.hidden, found.on_level_three) == (18, 5, 1, 1)
    assert (
        sum(found.by_verified.values()) == sum(found.by_severity.values()) == sum(found.by_product.values()) == found.groups - found.hidden
    )
    assert found.by_class == {"malicious-code": 2, "intrusion-attempts": 1}
    assert (found.infected_machines, found.machines_by_malware) == (1, {"Mozi": 1})
    assert found.machines_by_cve == {"CVE-2026-1": 1, "CVE-2026-2": 1}
    assert found.suspicious_connections == 1
    assert (found.verified_in_time.part, found.verified_in_time.whole, found.handled_in_time.percent) == (1, 2, None)


def test_a_month_is_set_beside_the_one_before() -> None:
    now, before = month_figures([counted(repeats=30)], START, END), month_figures([counted(repeats=20)], START, END)
    assert compared(now, before)["received"] == Change(30, 20)
    assert compared(now, before)["received"].percent == 50
    assert Change(3, 0).percent is None
