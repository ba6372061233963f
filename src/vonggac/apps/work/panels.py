"""What this room shows on pages of others: search answers, and the situation page's panels on work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vonggac.apps.face.registries import SearchAnswer
from vonggac.apps.work import queries
from vonggac.kernel.reading import parse_key

MOST = 8


def search(user: Any, words: str) -> Iterable[SearchAnswer]:
    """Find tasks by the name of their organisation or by number; titles are found where the letter is."""
    if len(words) < 2:
        return
    tasks = queries.visible_to(user).filter(organisation__folded__contains=words).waiting_for_answer()
    number = parse_key(words.upper().removeprefix("NV-").rpartition("-")[2])
    if number is not None:
        tasks = queries.visible_to(user).filter(pk=number)
    for task in tasks.select_related("assignment", "organisation").in_queue_order()[:MOST]:
        note = f"{task.organisation.addressed_as()}, {task.get_state_display()}"
        yield SearchAnswer(_("Việc"), task.assignment.title, reverse("work:task", args=[task.pk]), note)
