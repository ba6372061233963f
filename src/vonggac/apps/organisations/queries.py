"""Which bodies exist, existed, or go on with whose work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from vonggac.apps.organisations.models import Ancestry, Contact, Organisation, Reorganisation, Succession
from vonggac.kernel.vietnamese import fold

TERRITORIAL = ("commune", "ward", "township", "special_zone")
"""Kinds of the lowest level of government, whatever a law calls them."""


def visible_to(user: Any) -> QuerySet[Organisation]:
    """Return the bodies a person may see: the directory is open to everyone who is signed in."""
    return Organisation.objects.all() if user.is_authenticated else Organisation.objects.none()


def valid_on(day: date, bodies: QuerySet[Organisation] | None = None) -> QuerySet[Organisation]:
    """Return the bodies that exist on that day (both ends included; an empty end is open)."""
    rows = Organisation.objects.all() if bodies is None else bodies
    return rows.filter(_covers(day))


def _covers(day: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))


def matching(bodies: QuerySet[Organisation], typed: str) -> QuerySet[Organisation]:
    """Return the bodies whose names hold every typed word, with or without marks."""
    for word in fold(typed).split():
        bodies = bodies.filter(folded__contains=word)
    return bodies


def subtree_ids(above_ids: Iterable[int]) -> QuerySet[Ancestry, Any]:
    """Return the ids of the bodies below the given ones, themselves and the forebears whose work they carry on included."""
    return Ancestry.objects.filter(above_id__in=list(above_ids)).values_list("below_id", flat=True)


def heirs_on(body_ids: Iterable[int], day: date) -> dict[int, dict[str, set[int]]]:
    """Return body → function → the bodies that stand for it on that day, through any number of successions.

    A body that exists on the day stands for itself under the function "". One without a living heir has an empty mapping: a person
    decides (profile of the province: abolished districts have no single heir). Three queries, whatever the number of bodies.
    """
    alive = set(valid_on(day).values_list("id", flat=True))
    onward: dict[int, list[tuple[str, int]]] = {}
    for before, after, function in Succession.objects.filter(on__lte=day).values_list("before_id", "after_id", "function"):
        onward.setdefault(before, []).append((function, after))
    return {body: _stands_for(body, alive, onward) for body in body_ids}


def _stands_for(body: int, alive: set[int], onward: dict[int, list[tuple[str, int]]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    waiting, seen = [(body, "")], {body}
    while waiting:
        here, function = waiting.pop()
        if here in alive:
            found.setdefault(function, set()).add(here)
            continue
        for passed, after in onward.get(here, []):
            if after not in seen:
                seen.add(after)
                waiting.append((after, function or passed))
    return found


def contacts_on(day: date, organisation_ids: Iterable[int] | None = None) -> QuerySet[Contact]:
    """Return the contacts that hold on that day, hotlines first."""
    rows = Contact.objects.filter(_covers(day)).select_related("organisation")
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=list(organisation_ids))
    return rows.order_by("-is_hotline", "organisation__sort_key", "id")


def reorganisations() -> QuerySet[Reorganisation]:
    """Return all changes of bodies, the latest first."""
    return Reorganisation.objects.select_related("drafted_by", "confirmed_by").order_by("-effective_on", "-id")
