"""What of this room lies with a post when its person leaves (port `accounts.handovers`): the open tasks named to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vonggac.apps.accounts.models import Post, User
from vonggac.apps.work.models import Task, TaskQuerySet
from vonggac.engines.documents.facts import HandedOver


def _open(post: Post) -> TaskQuerySet:
    return Task.objects.filter(post=post).waiting_for_answer()


class TaskHandover:
    """Tasks hang on the post, never on the person, so they go along by themselves."""

    def contents(self, post: Post) -> Sequence[HandedOver]:
        """Return the open tasks that are named to this post, the urgent ones first."""
        tasks = _open(post).select_related("assignment", "organisation").in_queue_order()
        return [HandedOver(t.assignment.title, t.organisation.addressed_as(), t.due_on, str(t.get_state_display())) for t in tasks]

    def bound(self, post: Post) -> int:
        """Return how many open tasks are named to this very post."""
        return _open(post).count()

    def carry(self, post: Post, giver: User, taker: User, *, by: User, at: datetime) -> None:
        """Nothing hangs on the giver."""
