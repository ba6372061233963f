"""What correlations remember lies on disk, each thing once, and is found again after an interruption."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vonggac.engines.hunt import Correlation, Counting, Heading, Order, Sighted
from vonggac.engines.hunt.correlating import Correlator
from vonggac.sources.hunting.spool import Spool

START = datetime(2026, 3, 2, tzinfo=UTC)
RULE = Correlation(Heading("many", "many"), Counting.EVENTS, ("fail",), timedelta(minutes=10), ("user",), ((Order.AT_LEAST, 3),))


def seen(number: int, **fields: object) -> Sighted:
    return Sighted("a.evtx", number, (START + timedelta(seconds=number)).isoformat(), "m", {"user": "an", **fields})


def test_a_hunt_that_was_interrupted_finds_again_what_it_had_kept(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool.db") as spool:
        correlator = Correlator([RULE], spool)
        correlator.take("fail", [seen(1), seen(2)])
        spool.commit()
    with Spool(tmp_path / "spool.db") as spool:
        again = Correlator([RULE], spool)
        again.take("fail", [seen(2), seen(3)])
        (one,) = again.finish()
    assert [event.record for event in (one.event, *one.others)] == [1, 2, 3]
    assert one.because.startswith("user = an: 3 sự kiện")


def test_an_event_comes_back_as_it_was_kept() -> None:
    event = seen(1, bytes=b"\xff", nested={"a": [1, None, True]}, text='"\n\ud800')
    with Spool() as spool:
        number = spool.keep(event)
        assert spool.keep(event) == number
        back = spool.event(number)
    assert (back.source, back.record, back.time, back.host) == (event.source, event.record, event.time, event.host)
    assert back.fields["nested"] == {"a": [1, None, True]}
    assert (back.fields["bytes"], back.fields["text"]) == ("ff", event.fields["text"])


def test_half_a_character_in_a_name_groups_like_any_other() -> None:
    with Spool() as spool:
        correlator = Correlator([RULE], spool)
        for at in (1, 2, 3):
            correlator.take("fail", [Sighted("\ud800.evtx", at, f"2026-03-02T00:00:0{at}Z", "\udfff", {"user": "an\ud800"})])
        assert len(list(correlator.finish())) == 1


def test_memory_does_not_grow_with_what_matched() -> None:
    """Events of ten kilobytes each: ten megabytes pass through; the hundred that are shown may stay."""
    with Spool() as spool:
        correlator = Correlator([RULE], spool)
        tracemalloc.start()
        for number in range(1_000):
            correlator.take("fail", [seen(number, text="x" * 10_000)])
        (one,) = correlator.finish()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert "1.000 sự kiện" in one.because
    assert peak < 2_500_000
