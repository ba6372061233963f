"""Which bodies exist, existed, or go on with whose work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from vonggac.apps.organisations.models import Ancestry, Contact, Kind, Mandate, Organisation, Reorganisation, Succession
from vonggac.apps.organisations.ports import homes
from vonggac.kernel.vietnamese import fold
from vonggac.law import load as law

TERRITORIAL = ("commune", "ward", "township", "special_zone")
"""Kinds of the lowest level of government, whatever a law calls them."""


def visible_to(user: Any) -> QuerySet[Organisation]:
    """Return the bodies a person may see: the directory is open to everyone who is signed in."""
    return Organisation.objects.all() if user.is_authenticated else Organisation.objects.none()


def body(pk: int) -> Organisation:
    """Return one body."""
    return Organisation.objects.get(pk=pk)


def valid_on(day: date, bodies: QuerySet[Organisation] | None = None) -> QuerySet[Organisation]:
    """Return the bodies that exist on that day (both ends included; an empty end is open)."""
    rows = Organisation.objects.all() if bodies is None else bodies
    return rows.filter(_covers(day))


def _covers(day: date, of: str = "") -> Q:
    begun = Q(**{f"{of}valid_from": None}) | Q(**{f"{of}valid_from__lte": day})
    return begun & (Q(**{f"{of}valid_to": None}) | Q(**{f"{of}valid_to__gte": day}))


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


def representatives_on(day: date, organisation_ids: Iterable[int]) -> dict[int, Contact]:
    """Return body → who represents it on a day; where two are written, the one who came last."""
    rows = Contact.objects.filter(_covers(day), is_representative=True, organisation_id__in=list(organisation_ids))
    return {one.organisation_id: one for one in rows.order_by(F("valid_from").asc(nulls_first=True), "id")}


def mandates_on(day: date, organisation_ids: Iterable[int]) -> dict[int, Mandate]:
    """Return body → the document that says what it is for on a day; where two are written, the later one."""
    rows = Mandate.objects.filter(_covers(day), organisation_id__in=list(organisation_ids))
    return {one.organisation_id: one for one in rows.order_by(F("valid_from").asc(nulls_first=True), "id")}


def mandates_of(body: Organisation) -> QuerySet[Mandate]:
    """Return every such document of a body, the newest first."""
    return Mandate.objects.filter(organisation=body)


def mandates_visible_to(user: Any) -> QuerySet[Mandate]:
    """Return the documents a person may see: like the directory, everyone who is signed in."""
    return Mandate.objects.select_related("organisation") if user.is_authenticated else Mandate.objects.none()


def standing(bodies: QuerySet[Organisation], day: date, which: str = "") -> QuerySet[Organisation]:
    """Narrow by standing on a day: "" exists, "ended" has ended before, "later" begins after, "all" whatever its period."""
    if which == "ended":
        return bodies.filter(valid_to__lt=day)
    if which == "later":
        return bodies.filter(valid_from__gt=day)
    return bodies if which == "all" else valid_on(day, bodies)


def of_kind_and_province(bodies: QuerySet[Organisation], kind: str = "", province: str = "") -> QuerySet[Organisation]:
    """Narrow by kind ("territorial" is every unit of the lowest level) and by province; "-" is the national level."""
    if kind == "territorial":
        bodies = bodies.filter(kind__in=TERRITORIAL)
    elif kind:
        bodies = bodies.filter(kind=kind)
    if province:
        bodies = bodies.filter(province_code="" if province == NATIONAL else province)
    return bodies


NATIONAL = "-"
"""How an address names the national level, whose bodies have no province."""


def in_order(bodies: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return bodies by name, each with the one above it, in one query."""
    return bodies.select_related("parent").order_by("sort_key", "valid_from", "id")


def provinces() -> list[tuple[str, str]]:
    """Return the provinces of the directory, today's and former ones, with the national level last."""
    known = dict(Organisation.objects.filter(kind=Kind.PROVINCE).order_by("sort_key").values_list("province_code", "name"))
    return [*known.items(), (NATIONAL, "")]


def nobody() -> QuerySet[Organisation]:
    """Return no body: what a choice holds before its form is told."""
    return Organisation.objects.none()


def may_stand_over(body: Organisation | None, day: date) -> QuerySet[Organisation]:
    """Return the bodies under which this one may stand: those of the day that are not itself or below it, and its own one."""
    fit = _covers(day)
    if body is not None:
        below = Ancestry.objects.filter(above=body).values("below_id")
        fit = (fit & ~Q(pk__in=below)) | Q(pk=body.parent_id)
    return Organisation.objects.filter(fit).order_by("sort_key", "id")


def is_code_taken(code: str, first: date | None) -> bool:
    """Return whether a body of this code exists at or after a first day; None is since ever."""
    same = Organisation.objects.filter(code=code)
    return same.exists() if first is None else same.filter(Q(valid_to=None) | Q(valid_to__gte=first)).exists()


def periods_of(body: Organisation) -> QuerySet[Organisation]:
    """Return the other periods of the same code."""
    return Organisation.objects.filter(code=body.code).exclude(pk=body.pk).order_by("valid_from", "id")


def heirs_of(body: Organisation) -> QuerySet[Succession]:
    """Return who goes on with what of this body, the first to come first."""
    return Succession.objects.filter(before=body).select_related("after", "reorganisation").order_by("on", "function", "after__sort_key")


def forebears_of(body: Organisation) -> QuerySet[Succession]:
    """Return whose work this body goes on with."""
    return Succession.objects.filter(after=body).select_related("before", "reorganisation").order_by("-on", "function", "before__sort_key")


def children_on(body: Organisation, day: date) -> QuerySet[Organisation]:
    """Return the bodies right under this one on a day, by name."""
    return valid_on(day, Organisation.objects.filter(parent=body)).order_by("sort_key", "id")


def contacts_of(body: Organisation) -> QuerySet[Contact]:
    """Return every contact the body has or had, those that hold first."""
    return Contact.objects.filter(organisation=body).order_by("-is_hotline", "role", "id")


def contacts_visible_to(user: Any) -> QuerySet[Contact]:
    """Return the contacts a person may see: like the directory, everyone who is signed in."""
    return Contact.objects.select_related("organisation") if user.is_authenticated else Contact.objects.none()


def homes_of(user: Any) -> list[int]:
    """Return the bodies at which the person holds a post now, as the rooms above say."""
    return [body for _key, ask in homes.in_order() for body in ask(user)]


LOCAL = (*TERRITORIAL, Kind.DISTRICT)


def hotlines_on(day: date, own: Iterable[int]) -> dict[str, list[Contact]]:
    """Return the numbers that answer around the clock on a day: of one's own bodies, of the province, of the nation; two queries.

    Communes' own lines stand on their pages: the list to hang on the wall has one page (letter, item 7).
    """
    mine = set(own)
    near = Q(organisation_id__in=mine) | Q(organisation__province_code="") | Q(organisation__province_code=main_province())
    away = Q(organisation__kind__in=LOCAL) & ~Q(organisation_id__in=mine)
    found: dict[str, list[Contact]] = {"own": [], "province": [], "nation": []}
    for contact in contacts_on(day).filter(near, is_hotline=True).exclude(away):
        if contact.organisation.is_valid_on(day):
            place = "own" if contact.organisation_id in mine else "province" if contact.organisation.province_code else "nation"
            found[place].append(contact)
    return found


def main_province() -> str:
    """Return the code of the province that this house serves."""
    return str(law.province(settings.PROVINCE).code)


def in_role(role: str, day: date) -> Organisation | None:
    """Return the body that has a role of the province profile on a day ("specialised-unit"), if the directory holds it."""
    code = code_in_role(role, day)
    return valid_on(day).filter(code=code).first() if code else None


def code_in_role(role: str, day: date) -> str:
    """Return the code of the body that has a role of the province profile on a day, empty when none has it."""
    fact = law.province(settings.PROVINCE).role_on(role, day)
    return fact.organisation if fact else ""


def first_hotline_of(body: Organisation, day: date) -> Contact | None:
    """Return the first number with a telephone that answers around the clock at a body."""
    lines = Contact.objects.filter(_covers(day), organisation=body, is_hotline=True).exclude(phone="")
    return lines.only("phone").order_by("id").first()  # on every page: one number of one body, nothing around it


def line_in_role(role: str, day: date) -> tuple[str, str] | None:
    """Return the name and the number around the clock of the body in a role, in one question: the foot of every page's rail shows them."""
    at = _covers(day, "organisation__") & Q(organisation__code=code_in_role(role, day))
    lines = Contact.objects.filter(_covers(day) & at, is_hotline=True).exclude(phone="").order_by("organisation__sort_key", "id")
    found = lines.values_list("organisation__short_name", "organisation__name", "phone").first()
    return (found[0] or found[1], found[2]) if found else None


def reorganisations() -> QuerySet[Reorganisation]:
    """Return all changes of bodies, the latest first."""
    return Reorganisation.objects.select_related("drafted_by", "confirmed_by").order_by("-effective_on", "-id")


def reorganisations_visible_to(user: Any) -> QuerySet[Reorganisation]:
    """Return the changes a person may see: what was carried out is open to all, drafts to those who may reorganise."""
    rows = reorganisations()
    if not user.is_authenticated:
        return rows.none()
    return rows if user.may("organisations.reorganise") else rows.filter(state=Reorganisation.State.CONFIRMED)


def named(ids: Iterable[int]) -> dict[int, Organisation]:
    """Return bodies by id, in the order of their names."""
    return {body.pk: body for body in Organisation.objects.filter(pk__in=list(ids)).order_by("sort_key", "id")}


def may_end_on(effective_on: date, typed: str, but: Iterable[int]) -> QuerySet[Organisation]:
    """Return the bodies that exist the day before and whose end nobody has written yet, by name."""
    rows = valid_on(effective_on - timedelta(days=1), matching(Organisation.objects.all(), typed))
    return in_order(rows.filter(valid_to=None).exclude(pk__in=list(but)))


def may_give(typed: str, but: Iterable[int]) -> QuerySet[Organisation]:
    """Return every body, ended ones too, that may give a function away without ending (again)."""
    return in_order(matching(Organisation.objects.exclude(pk__in=list(but)), typed))


def may_take_on(effective_on: date, but: Iterable[int]) -> QuerySet[Organisation]:
    """Return the bodies that exist on the day and can go on with the work of others."""
    return valid_on(effective_on, Organisation.objects.exclude(pk__in=list(but))).order_by("sort_key", "id")
