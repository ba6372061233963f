"""Questions about work; the way in is `visible_to(user)`."""

from vonggac.apps.work.queries.boards import (
    Board,
    BoardFilters,
    assignments_of,
    board,
    counted_due_q,
    counted_late_q,
    figure_sums,
    state_counts,
    sums,
)
from vonggac.apps.work.queries.mine import MyWork, count_for_review, count_mine, for_review, my_work, own_tasks
from vonggac.apps.work.queries.reviewing import waiting_for_heirs
from vonggac.apps.work.queries.standing import changed_since, evidence_expiring, late_by_organisation, overdue
from vonggac.apps.work.queries.visibility import answerable_by, evidence_visible_to, reviewable_by, visible_to

__all__ = [
    "Board",
    "BoardFilters",
    "MyWork",
    "answerable_by",
    "assignments_of",
    "board",
    "changed_since",
    "count_for_review",
    "counted_due_q",
    "counted_late_q",
    "count_mine",
    "evidence_expiring",
    "evidence_visible_to",
    "figure_sums",
    "for_review",
    "late_by_organisation",
    "my_work",
    "overdue",
    "own_tasks",
    "reviewable_by",
    "state_counts",
    "sums",
    "visible_to",
    "waiting_for_heirs",
]
