"""What this room enters into the ports of the rooms below, one function a subject."""

from __future__ import annotations


def enter() -> None:
    """Enter everything; called once, when the applications are ready."""
    from vonggac.apps.audit.labels import register
    from vonggac.apps.threats.log_words import WORDS

    register("threats", WORDS)
    _work()


def _work() -> None:
    """Follow the tasks of cases."""
    from vonggac.apps.threats.services.following import follow_tasks
    from vonggac.apps.work.ports import endings

    endings.add("threats.cases", follow_tasks)
