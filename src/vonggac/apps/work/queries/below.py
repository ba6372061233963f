"""Units and posts below one task's organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from vonggac.apps.accounts.models import Post
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import FigureField, Task
from vonggac.apps.work.queries.boards import sum_below


def units_below(task: Task) -> QuerySet[Organisation]:
    """Return the units to which the task can still be given on."""
    units = Organisation.objects.filter(reached_from__above_id=task.organisation_id, reached_from__depth__gte=1, valid_to=None)
    return units.exclude(tasks__relayed_from=task).order_by("sort_key")


def posts_at(task: Task) -> QuerySet[Post]:
    """Return the chairs of the task's own body."""
    return Post.objects.filter(organisation_id=task.organisation_id, closed_on=None).order_by("title")


def below(task: Task) -> dict[str, Any] | None:
    """Return the units below that have a share, with their sum; None when nothing was relayed."""
    units = list(task.relayed_to.select_related("organisation").order_by("organisation__sort_key"))
    if not units:
        return None
    totals = sum_below(task)
    fields = FigureField.objects.filter(pk__in=totals)
    return {"units": units, "sums": [(one, totals[one.pk]) for one in fields], "done": sum(not unit.is_open() for unit in units)}
