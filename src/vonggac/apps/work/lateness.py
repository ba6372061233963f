"""Whose lateness shows, by the law's data of the day."""

from __future__ import annotations

from datetime import date

from vonggac.law.layouts import wording_as_of
from vonggac.law.load import reminder_policies


def kinds_never_late(day: date) -> list[str]:
    """Return the kinds of bodies that are only ever asked; law/data/wording.yaml as it stands on that day."""
    return sorted(wording_as_of(day).asked_only)


def relations_that_show_late(day: date) -> list[str]:
    """Return the relations whose lateness counts; law/data/reminders.yaml as it stands on that day."""
    return [policy.relation.value for policy in reminder_policies(day).values() if policy.shows_late]


class LateRule:
    """The rule of lateness on one day, asked once for thousands of tasks; the same as `Task.is_late` of an open task past its day."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.relations = frozenset(relations_that_show_late(day))
        self.never = frozenset(kinds_never_late(day))

    def counts(self, origin: str, relation: str, kind: str) -> bool:
        """Say whether a deadline with this origin, for a body of this kind, can be overdue at all."""
        return origin == "text" and relation in self.relations and kind not in self.never
