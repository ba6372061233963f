"""What the room hunts gives to the rooms below, entered when the programme starts, one function a subject."""

from __future__ import annotations


def enter() -> None:
    """Enter this room's doors."""
    from vonggac.apps.audit.labels import register
    from vonggac.apps.hunts.log_words import WORDS

    register("hunts", WORDS)
    _running()
    _pages()


def _running() -> None:
    """Throw away what is old, end what nobody runs any more, keep the words of the log."""
    from datetime import time, timedelta

    from vonggac.apps.audit.ports import WordsOfSubjects, words
    from vonggac.apps.hunts import jobs
    from vonggac.apps.hunts.models import Hunt
    from vonggac.apps.jobs.ports import PeriodicJob, periodic
    from vonggac.apps.jobs.schedules import Daily, Every

    periodic.add("hunts.retention", PeriodicJob(jobs.throw_away_old, Daily(time(2, 45))))
    periodic.add("hunts.forsaken", PeriodicJob(jobs.fail_the_forsaken, Every(timedelta(minutes=10))))
    words.add("hunts.running", WordsOfSubjects({Hunt: ("note", "why")}))


def _pages() -> None:
    """Follow the tasks that findings became, lay out the rules that ship, keep the words of the log."""
    from vonggac.apps.audit.ports import WordsOfSubjects, words
    from vonggac.apps.hunts import pack_jobs
    from vonggac.apps.hunts.models import Finding, KnownGood
    from vonggac.apps.hunts.services.tasking import follow_tasks
    from vonggac.apps.jobs.ports import startup
    from vonggac.apps.work.ports import endings

    endings.add("hunts.tasks", follow_tasks)
    startup.add("70-hunts-starter", pack_jobs.lay_starter_at_start)
    words.add("hunts.triage", WordsOfSubjects({Finding: ("reason",), KnownGood: ("because",)}))
