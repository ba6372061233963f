"""How a directive stands, as the values that reports and reminders are drawn from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, Q

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work import queries as work
from vonggac.apps.work.models import Assignment, DueOrigin, Evidence, Task
from vonggac.engines import documents as papers


def origin_of(directive: Directive) -> papers.Origin:
    """Return the letter as a paper cites it, the issuer by its legal name; what is blank stays out."""
    issuer = directive.issuer_body.name if directive.issuer_body else directive.issuer
    return papers.Origin(str(directive.get_kind_display()), directive.number, issuer, directive.dated_on, directive.subject)


def _rows(directive: Directive, user: Any) -> Any:
    """Return the tasks that the letter itself makes, of those the person may see, by their assignments."""
    asked = list(work.assignments_of(directive.group()))
    rows = work.visible_to(user).filter(assignment_id__in=asked, relayed_from=None)
    return rows.order_by("assignment__position", "organisation__sort_key", "id")


def _overdue(task: Task, assignment: Assignment, body: Organisation, today: date) -> papers.Overdue:
    assert task.due_on is not None  # noqa: S101  the caller asked for late ones
    named = papers.Body(body.addressed_as(), task.relation, body.kind)
    past = (today - task.due_on).days
    return papers.Overdue(named, f"{assignment.number}. {assignment.title}", task.due_on, past, task.due_origin != DueOrigin.TEXT)


def _overdue_of(tasks: Any, directive: Directive, today: date) -> dict[int, list[papers.Overdue]]:
    """Return what is late by assignment; thousands of tasks share a few assignments and some hundred bodies."""
    late, asked = list(tasks.as_it_stands()), work.assignments_of(directive.group())
    bodies = queries.bodies_by_id({task.organisation_id for task in late})
    found: dict[int, list[papers.Overdue]] = defaultdict(list)
    for task in late:
        found[task.assignment_id].append(_overdue(task, asked[task.assignment_id], bodies[task.organisation_id], today))
    return found


def obligation_results(directive: Directive, *, user: Any, today: date) -> list[papers.ObligationResult]:
    """Return counts, late and silent bodies by name, and summed figures of each obligation. A fixed number of queries."""
    rows, assignments = _rows(directive, user), work.assignments_of(directive.group())
    overdue = _overdue_of(rows.late_on(today), directive, today)
    silent: dict[int, list[int]] = defaultdict(list)
    for pk, body in rows.filter(Q(state=Task.State.NEW) | Q(closed_unanswered=True)).values_list("assignment_id", "organisation_id"):
        silent[pk].append(body)
    names = queries.held_by({body for bodies in silent.values() for body in bodies})
    figures = _figures(directive, user)
    done = Count("id", filter=Q(state=Task.State.DONE, closed_unanswered=False))
    working = Count("id", filter=Q(state__in=(Task.State.DOING, Task.State.SENT, Task.State.BACK)))
    counted = rows.order_by("assignment__position", "assignment_id").values_list("assignment_id", "assignment__position")
    return [
        papers.ObligationResult(
            number=assignments[pk].number,
            text=assignments[pk].title,
            given=given,
            done=finished,
            working=busy,
            overdue=tuple(overdue[pk]),
            missing=tuple(names[body] for body in silent[pk]),
            figures=tuple(figures[pk]),
        )
        for pk, _position, given, finished, busy in counted.annotate(given=Count("id"), finished=done, busy=working)
    ]


def _figures(directive: Directive, user: Any) -> dict[int, list[papers.FigureSum]]:
    found: dict[int, list[papers.FigureSum]] = defaultdict(list)
    for one in work.sums(user, directive.group()):
        total = one.total if one.answers else None
        summed = papers.FigureSum(one.field.label, one.field.unit, total, one.answers, one.answers + one.missing)
        found[one.field.assignment_id].append(summed)
    return found


def overdue_facts(directive: Directive, *, user: Any, today: date) -> list[papers.Overdue]:
    """Return every open piece of work past a deadline of the text; bodies that are only asked among them, whom the paper asks politely."""
    past = _rows(directive, user).waiting_for_answer().filter(due_origin=DueOrigin.TEXT, due_on__lt=today)
    return [one for each in _overdue_of(past, directive, today).values() for one in each]


def evidence_facts(directive: Directive, *, user: Any) -> list[papers.Evidence]:
    """Return what was handed in, by organisation and obligation."""
    seen = work.visible_to(user).filter(assignment_id__in=list(work.assignments_of(directive.group())))
    rows: Any = Evidence.objects.filter(task__in=seen.order_by(), withdrawn_at=None)
    rows = rows.select_related("file", "task__assignment", "task__organisation").order_by("task__organisation__sort_key", "id")
    return [
        papers.Evidence(
            one.task.organisation.addressed_as(),
            one.task.assignment.number,
            one.title or one.file_name,
            one.effective_on,
            one.file.sha256 if one.file else "",
        )
        for one in rows
    ]


def figures_json(directive: Directive, *, user: Any) -> list[dict[str, Any]]:
    """Return the sums as plain values, kept with a drafted paper."""
    return [{"label": one.field.label, "unit": one.field.unit, "total": str(one.total)} for one in work.sums(user, directive.group())]
