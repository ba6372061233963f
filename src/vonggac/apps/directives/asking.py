"""What this room tells `work` about the questions of a letter: what does not apply to a body, and plain words for a commune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives.models import Obligation
from vonggac.apps.organisations.queries import TERRITORIAL
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries.plain import MOST, Question


def _obligations(tasks: Sequence[Task]) -> dict[int, Obligation]:
    """Return assignment id → obligation; one query."""
    rows = Obligation.objects.filter(assignment_id__in=[task.assignment_id for task in tasks])
    return {row.assignment_id: row for row in rows if row.assignment_id is not None}


def does_not_apply(tasks: Sequence[Task]) -> Mapping[int, str]:
    """Return, for obligations that concern owners of systems, the tasks of communes that own and operate none (three queries).

    Only communes: that a department has no system in the register says more about the register than about the department.
    """
    obligations = _obligations(tasks)
    communes = [task for task in tasks if task.organisation.kind in TERRITORIAL]
    concerned = [task for task in communes if (row := obligations.get(task.assignment_id)) is not None and row.applies_to_owners]
    if not concerned:
        return {}
    running = InformationSystem.objects.exclude(standing=InformationSystem.Standing.RETIRED)
    bodies = {task.organisation_id for task in concerned}
    owners = set(running.filter(owner_id__in=bodies).values_list("owner_id", flat=True))
    owners |= set(running.filter(operator_id__in=bodies).values_list("operator_id", flat=True))
    reason = _("Sổ đăng ký không ghi hệ thống thông tin nào của cơ quan; báo lại nếu có.")
    return {task.pk: reason for task in concerned if task.organisation_id not in owners}


def plain_words(tasks: Sequence[Task]) -> Sequence[Question] | None:
    """Return at most five questions for a body of the lowest level, obligations with the same question asked once.

    None where the tasks are not of a letter or not of such a body: then the sentences ask for themselves.
    """
    obligations = _obligations(tasks)
    if not tasks or len(obligations) == 0 or any(task.organisation.kind not in TERRITORIAL for task in tasks):
        return None
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        row = obligations.get(task.assignment_id)
        groups.setdefault((row.plain_question if row else "") or task.assignment.title, []).append(task)
    ordered = list(groups.items())
    kept, rest = (ordered, []) if len(ordered) <= MOST else (ordered[: MOST - 1], ordered[MOST - 1 :])
    made = [_question(text, asked) for text, asked in kept]
    left = [task for _text, asked in rest for task in asked]
    return (
        [
            *made,
            _question(
                ngettext("Cơ quan đã làm %(n)s việc còn lại chưa?", "Cơ quan đã làm %(n)s việc còn lại chưa?", len(left))
                % {"n": len(left)},
                left,
            ),
        ]
        if left
        else made
    )


def _question(text: str, tasks: Sequence[Task]) -> Question:
    hint = "\n".join(f"- {task.assignment.title}" for task in tasks)
    fields = tuple(dict.fromkeys(one for task in tasks for one in task.assignment.figure_fields.all()))
    return Question(f"t{tasks[0].pk}", text, tuple(tasks), hint, "", fields)
