"""The closure of the tree: rebuilt whole, because 500 bodies take milliseconds and a half-kept tree shows people what is not theirs."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from vonggac.apps.jobs.planner import count_anew
from vonggac.apps.organisations.models import Ancestry, Organisation, Succession


@transaction.atomic
def rebuild_ancestry(*, on: date) -> int:
    """Write every pair (above, below) anew, as of a day, and return how many there are.

    An heir reaches the bodies whose work it carries on, so that history stays visible to it; and what reaches the heir reaches them. That
    begins on the day of the succession, and holds for bodies that have ended: one that only gave a function away keeps its own affairs.
    """
    parents = dict(Organisation.objects.values_list("id", "parent_id"))
    heirs: dict[int, set[int]] = {}
    begun = Succession.objects.filter(on__lte=on, before__valid_to__lt=on)
    for before, after in begun.values_list("before_id", "after_id"):
        heirs.setdefault(before, set()).add(after)
    pairs = [
        Ancestry(above_id=above, below_id=below, depth=depth)
        for below in parents
        for above, depth in _reached_from(below, parents, heirs).items()
    ]
    Ancestry.objects.all().delete()
    Ancestry.objects.bulk_create(pairs, batch_size=2000)
    count_anew(Organisation, Ancestry, rows=len(pairs))
    return len(pairs)


def _reached_from(body: int, parents: dict[int, int | None], heirs: dict[int, set[int]]) -> dict[int, int]:
    """Return every body over this one, with the shortest distance: parents, heirs, and what stands over those."""
    depths, edge, depth = {body: 0}, {body}, 0
    while edge:
        depth += 1
        over = {parents[one] for one in edge} | {heir for one in edge for heir in heirs.get(one, ())}
        edge = {one for one in over if one is not None and one not in depths}
        depths.update(dict.fromkeys(edge, depth))
    return depths
