"""Background doors of the room; each is safe to run twice."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from vonggac.apps.jobs.services import URGENT, job


@job(priority=URGENT)
def read_list(list_id: int) -> dict[str, Any]:
    """Read the columns of one big list; cut off, it begins again from nothing."""
    from vonggac.apps.threats.services.reading import read_columns

    return read_columns(list_id, at=timezone.now())


@job(priority=URGENT)
def match_list(list_id: int) -> dict[str, int]:
    """Match one list whose columns were confirmed; cut off, it begins again from nothing."""
    from vonggac.apps.threats.services.matching import match_rows

    return match_rows(list_id, at=timezone.now())


@job(priority=URGENT)
def read_delivery(run_id: int) -> dict[str, int]:
    """Look a file of a feed through, or take it in; cut off, it begins again and nothing stands twice."""
    from vonggac.apps.threats.services.deliveries import read_run

    return read_run(run_id, at=timezone.now())


@job()
def judge_indicators() -> int:
    """Compare every indicator with the lists of false positives in use."""
    from vonggac.apps.threats.services.judging import judge_all

    return judge_all(timezone.now())


@job()
def fetch_feed(feed_id: int) -> dict[str, int]:
    """Fetch one feed; its cursor moves only when everything was taken in."""
    from vonggac.apps.threats.services.fetching_feeds import fetch

    return fetch(feed_id, at=timezone.now())


@job()
def fetch_due_feeds() -> int:
    """Put the feeds whose time has come into the queue."""
    from vonggac.apps.threats.services.fetching_feeds import enqueue_due

    return enqueue_due(timezone.now())


@job()
def sight_list(list_id: int) -> int:
    """Note which indicators the rows of a matched list meet; noted anew each time."""
    from vonggac.apps.threats.services import sightings

    return sightings.sight_list(list_id, at=timezone.now())
