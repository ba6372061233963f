"""Questions about a letter whose work is out: who has it, what waits, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.ports import SpillWay
from vonggac.apps.directives.models import Addressee, AddresseeLine, Directive, LeaderNote, Obligation, Spill
from vonggac.apps.directives.queries import SETTLED, visible_to
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.work.models import Assignment, Relation, Task, TaskEvent
from vonggac.apps.work.queries.visibility import visible_to as visible_tasks
from vonggac.kernel.vietnamese import fold

MOST_WAYS = 20


def decisions_of(directive: Directive) -> QuerySet[LeaderNote]:
    """Return the leader's decisions on a letter (bút phê), the latest first."""
    return directive.leader_notes.select_related("recorded_by").order_by("-decided_on", "-id")


def acts_on(directive: Directive) -> QuerySet[Entry]:
    """Return what the log holds about a letter and its work as a group, newest first; the caller has checked that the reader may see it."""
    subjects = [f"directives.directive:{directive.pk}", directive.group()]
    return Entry.objects.filter(Q(subject__in=subjects) | Q(act__startswith="directives.", detail__directive=directive.pk)).order_by(
        "-number"
    )


def events_on(directive: Directive, user: Any, most: int = 50) -> list[TaskEvent]:
    """Return the latest events on the letter's tasks that the person may see."""
    tasks = visible_tasks(user).filter(assignment__group=directive.group())
    rows = TaskEvent.objects.filter(task__in=tasks.order_by().values("id")).exclude(what="opened")
    return list(rows.select_related("task__assignment", "task__organisation").order_by("-recorded_at", "-id")[:most])


def given_leaves(directive: Directive) -> QuerySet[Obligation]:
    """Return the obligations that are out and still asked, in the letter's order."""
    return directive.obligations.filter(assignment__isnull=False, skipped=False).select_related("assignment").order_by("position", "id")


def bodies_of(directive: Directive) -> QuerySet[Organisation]:
    """Return the bodies that have work of the letter, by name."""
    tasks = Task.objects.filter(assignment__group=directive.group(), relayed_from=None)
    return Organisation.objects.filter(pk__in=tasks.order_by().values("organisation_id")).order_by("sort_key", "id")


def bodies_today(day: date) -> QuerySet[Organisation]:
    """Return every body that exists on the day, by name."""
    return valid_on(day).order_by("sort_key", "id")


def open_letters(user: Any) -> QuerySet[Directive]:
    """Return the letters that are followed now, as far as the person may see them."""
    return visible_to(user).filter(state=Directive.State.GIVEN)


def no_obligations() -> QuerySet[Obligation]:
    """Return nothing, for forms that are filled when they are shown."""
    return Obligation.objects.none()


def no_bodies() -> QuerySet[Organisation]:
    """Return nothing, for forms that are filled when they are shown."""
    return Organisation.objects.none()


def no_letters() -> QuerySet[Directive]:
    """Return nothing, for forms that are filled when they are shown."""
    return Directive.objects.none()


def open_tasks_of(directive: Directive, leaves: Iterable[Obligation] | None = None, bodies: Iterable[Organisation] = ()) -> int:
    """Return how many tasks of the letter still wait for an answer, of these obligations and bodies when they are named."""
    tasks = Task.objects.filter(assignment__group=directive.group()).waiting_for_answer()
    if leaves is not None:
        tasks = tasks.filter(assignment_id__in=[leaf.assignment_id for leaf in leaves], relayed_from=None)
    chosen = [body.pk for body in bodies]
    return tasks.filter(organisation_id__in=chosen).count() if chosen else tasks.count()


def addressed_everywhere(directive: Directive) -> int:
    """Return how many bodies of today stand among Kính gửi and get every obligation that is for everyone."""
    lines = directive.lines.filter(where=AddresseeLine.Where.TO, settled__in=SETTLED).exclude(relation=Relation.INFORM)
    return Addressee.objects.filter(line__in=lines, today__isnull=False).values("today_id").distinct().count()


def letters_to_erase(user: Any) -> QuerySet[Directive]:
    """Return every letter for who may erase a spilled one: an administrator too, who otherwise reads no letters."""
    return Directive.objects.all() if user.is_authenticated and user.may("directives.spill") else Directive.objects.none()


def ways_to_erase(user: Any, words: str) -> list[SpillWay]:
    """Return the letters on which the act of a spill may begin, the newest first, for a page that found the secret elsewhere."""
    rows = letters_to_erase(user).exclude(state=Directive.State.ERASED)
    for word in fold(words).split():
        rows = rows.filter(folded__contains=word)
    return [
        SpillWay(row.called(), ", ".join(one for one in (row.subject, row.issuer) if one), reverse("directives:spill", args=[row.pk]))
        for row in rows.order_by("-pk")[:MOST_WAYS]
    ]


def spill_of(directive: Directive) -> Spill | None:
    """Return the tombstone of an erased letter, found through the log."""
    entry = Entry.objects.filter(act="directives.spill.erased", subject=f"directives.directive:{directive.pk}").order_by("-number").first()
    return Spill.objects.filter(pk=entry.detail.get("spill")).select_related("found_by").first() if entry else None


def board_behind(user: Any, assignment: Assignment) -> str | None:
    """Return where a person reads the letter behind an assignment, if it is theirs to read."""
    if assignment.origin_room != "directives":
        return None
    pk = assignment.group.rpartition(":")[2]
    return reverse("directives:content", args=[int(pk)]) if pk.isdigit() and visible_to(user).filter(pk=int(pk)).exists() else None
