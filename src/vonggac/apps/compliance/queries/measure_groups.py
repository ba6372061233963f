"""Where the groups of one assessment stand, without drawing its rows: sums from `Coverage`, what waits for a person in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.engines.gaps import Tally

RETURNED = ~Q(returned_because="")
AGAIN = Q(look_again=True, returned_because="")
WAITING = ~Q(state="") & Q(look_again=False, returned_because="", confirmed_by=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStanding:
    """One group of the catalogue: its sums, and what in it waits for the person who looks."""

    code: str
    title: str
    tally: Tally
    returned: int = 0
    again: int = 0
    waiting: int = 0
    """Answers that the person may confirm."""
    unanswered: int = 0
    """Rows that the person may still answer for the first time."""

    @property
    def missing(self) -> int:
        """How many rows are not met: partly, not, or without an answer."""
        return self.tally.partly + self.tally.not_met + self.tally.unanswered

    @property
    def urgency(self) -> int:
        """What somebody sent back or waits for comes first, then rows without an answer, then what waits for nobody here."""
        return 0 if self.returned or self.again or self.waiting else 1 if self.unanswered else 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in the whole assessment, for anybody."""

    again: int
    waiting: int


def groups_standing(
    assessment: Assessment, titles: dict[str, str], tallies: dict[str, Tally], *, user: Any, answers: bool, confirms: bool
) -> tuple[list[GroupStanding], Waiting]:
    """Return the groups that have rows, those where something waits for the person first, and the sums of what waits at all."""
    rows = _counted(assessment, user)
    groups = [
        _standing(code, title, tallies.get(code, Tally()), rows[code], answers=answers, confirms=confirms)
        for code, title in titles.items()
        if code in rows
    ]
    whole = Waiting(sum(row["again"] for row in rows.values()), sum(row["waiting"] for row in rows.values()))
    return sorted(groups, key=lambda one: one.urgency), whole


def _counted(assessment: Assessment, user: Any) -> dict[str, dict[str, int]]:
    counts = {
        "returned": Count("pk", filter=RETURNED),
        "again": Count("pk", filter=AGAIN),
        "waiting": Count("pk", filter=WAITING),
        "mine": Count("pk", filter=WAITING & Q(answered_by=user)),
        "open": Count("pk", filter=Q(state="", inherited_from=None)),
    }
    rows = Answer.objects.filter(assessment=assessment).order_by().values("group").annotate(**counts)
    return {row["group"]: row for row in rows}


def _standing(code: str, title: str, tally: Tally, row: dict[str, int], *, answers: bool, confirms: bool) -> GroupStanding:
    return GroupStanding(
        code=code,
        title=title,
        tally=tally,
        returned=row["returned"] if answers else 0,
        again=row["again"] if answers else 0,
        waiting=row["waiting"] - row["mine"] if confirms else 0,
        unanswered=row["open"] if answers else 0,
    )


def next_to_answer(assessment: Assessment) -> str:
    """Return the control to answer next: what was sent back, then what has to be looked at again, then the first without an answer."""
    rows = Answer.objects.filter(assessment=assessment).order_by("id").values_list("control", flat=True)
    for wanted in (RETURNED, AGAIN, Q(state="", inherited_from=None)):
        found = rows.filter(wanted).first()
        if found:
            return str(found)
    return ""
