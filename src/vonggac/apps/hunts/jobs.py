"""Background doors of the room; each is safe to run twice, and after it was killed."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import timezone

from vonggac.apps.jobs.services import job


@job(attempts=5)
def run(hunt_id: int) -> dict[str, int]:
    """Give a hunt its turn; it goes on in a process of its own while others have theirs."""
    from vonggac.apps.hunts.services.running import take_turn

    return take_turn(hunt_id)


@job()
def look_into_folders() -> dict[str, int]:
    """Make hunts of the files that bodies left in their folders."""
    from vonggac.apps.hunts.services.watching import look_into_folders as look

    return asdict(look(at=timezone.now()))


@job()
def throw_away_old() -> dict[str, int]:
    """Throw away the content of hunts whose days are over, and what hunts that never came to be left behind."""
    from vonggac.apps.hunts.services.keeping import throw_away_old as throw

    return asdict(throw(at=timezone.now()))


@job()
def fail_the_forsaken() -> int:
    """Say of hunts whose job is gone that they did not run."""
    from vonggac.apps.hunts.services.running import fail_the_forsaken as fail

    return fail(at=timezone.now())


@job()
def judge_the_demonstration() -> int:
    """When the hunts of a demonstration are over, verify some of what they found."""
    from vonggac.apps.hunts.demonstration import is_over, judge_the_findings
    from vonggac.apps.jobs.progress import NextTurn

    if not is_over():
        raise NextTurn(2)
    return judge_the_findings(at=timezone.now())
