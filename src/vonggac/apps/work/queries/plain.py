"""The commune's view of a letter: at most five plain questions, and what does not apply answered beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.work.models import FigureField, Task
from vonggac.apps.work.ports import applicability, questions
from vonggac.apps.work.queries.mine import own_tasks

MOST = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One plain question; its answer goes to every task it stands for."""

    key: str
    text: str
    tasks: tuple[Task, ...]
    hint: str = ""
    does_not_apply: str = ""
    """Why it does not apply to what the body owns; empty when it may."""
    figure_fields: tuple[FigureField, ...] = ()

    @property
    def wants_evidence(self) -> bool:
        return any(task.assignment.wants_evidence for task in self.tasks)


@dataclass(frozen=True, slots=True)
class GroupWaiting:
    """A letter that still has open tasks for the person's bodies."""

    group: str
    basis: str
    count: int


def groups_waiting(user: Any) -> list[GroupWaiting]:
    """Return the groups with two or more open tasks of the person's bodies: these can be answered on one page."""
    rows = own_tasks(user).waiting_for_answer().exclude(assignment__group="").order_by()
    found = rows.values("assignment__group").annotate(n=Count("id"), because=Min("assignment__because"))
    return [
        GroupWaiting(row["assignment__group"], row["because"], row["n"]) for row in found.filter(n__gte=2).order_by("assignment__group")
    ]


def group_tasks(user: Any, group: str) -> list[Task]:
    """Return the open tasks of the person's bodies in one group, as a page needs them."""
    tasks = own_tasks(user).waiting_for_answer().filter(assignment__group=group)
    tasks = tasks.select_related("assignment", "organisation", "addressed_to", "asked_by").prefetch_related("assignment__figure_fields")
    return list(tasks.order_by("assignment__position", "id"))


def plain_questions(tasks: Sequence[Task]) -> list[Question]:
    """Return at most five questions that cover all the tasks, and beside them the ones that do not apply.

    What an upper room knows about the letter comes through the ports `work.applicability` and `work.questions`; without it, the first
    four tasks ask for themselves and the fifth question is about all the others.
    """
    reasons = _reasons(tasks)
    asked = [task for task in tasks if task.pk not in reasons]
    preset = [_single(task, reasons[task.pk]) for task in tasks if task.pk in reasons]
    for _key, words in questions.in_order():
        made = words(asked)
        if made is not None:
            return [*made, *preset]
    return [*_folded(asked), *preset]


def _reasons(tasks: Sequence[Task]) -> dict[int, str]:
    found: dict[int, str] = {}
    for _key, does_not_apply in applicability.in_order():
        found.update(does_not_apply(tasks))
    return found


def _single(task: Task, reason: str = "") -> Question:
    fields = tuple(task.assignment.figure_fields.all())
    return Question(f"t{task.pk}", _told(task), (task,), task.assignment.instructions, reason, fields)


def _told(task: Task) -> str:
    """Return what is asked; of two tasks alike it says which one came with a reorganisation."""
    if task.addressed_to_id == task.organisation_id:
        return task.assignment.title
    return _("%(title)s (tiếp nhận từ %(body)s)") % {"title": task.assignment.title, "body": task.addressed_to.addressed_as()}


def _folded(tasks: Sequence[Task]) -> list[Question]:
    """Keep those with figures or evidence apart, as far as five questions reach, and fold the rest into one."""
    if len(tasks) <= MOST:
        return [_single(task) for task in tasks]
    demanding = sorted(tasks, key=lambda task: not (task.assignment.wants_evidence or task.assignment.figure_fields.all()))
    alone = {task.pk for task in demanding[: MOST - 1]}
    rest = tuple(task for task in tasks if task.pk not in alone)
    fields = tuple(dict.fromkeys(one for task in rest for one in task.assignment.figure_fields.all()))
    titles = "\n".join(f"- {task.assignment.title}" for task in rest)
    last = Question(
        "rest",
        ngettext("Cơ quan đã làm %(n)s việc còn lại chưa?", "Cơ quan đã làm %(n)s việc còn lại chưa?", len(rest)) % {"n": len(rest)},
        rest,
        titles,
        "",
        fields,
    )
    return [*(_single(task) for task in tasks if task.pk in alone), last]
