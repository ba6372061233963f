"""How a directive stands, as the values that reports and reminders are drawn from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from vonggac.apps.directives.models import Directive
from vonggac.apps.work import queries as work
from vonggac.apps.work.models import DueOrigin, Evidence, Task
from vonggac.engines import documents as papers


def origin_of(directive: Directive) -> papers.Origin:
    """Return the letter as a paper cites it, the issuer by its legal name; what is blank stays out."""
    issuer = directive.issuer_body.name if directive.issuer_body else directive.issuer
    return papers.Origin(str(directive.get_kind_display()), directive.number, issuer, directive.dated_on, directive.subject)


def _tasks(directive: Directive, user: Any) -> list[Task]:
    rows = work.visible_to(user).filter(assignment__group=directive.group(), relayed_from=None)
    return list(rows.select_related("assignment", "organisation").order_by("assignment__position", "organisation__sort_key", "id"))


def _overdue(task: Task, today: date) -> papers.Overdue:
    assert task.due_on is not None  # noqa: S101  the caller asked for late ones
    body = papers.Body(task.organisation.addressed_as(), task.relation, task.organisation.kind)
    return papers.Overdue(
        body,
        f"{task.assignment.number}. {task.assignment.title}",
        task.due_on,
        (today - task.due_on).days,
        task.due_origin != DueOrigin.TEXT,
    )


def obligation_results(directive: Directive, *, user: Any, today: date) -> list[papers.ObligationResult]:
    """Return counts, late and silent bodies by name, and summed figures of each obligation. Two queries, whatever the size."""
    by_assignment: dict[int, list[Task]] = defaultdict(list)
    for task in _tasks(directive, user):
        by_assignment[task.assignment_id].append(task)
    figures: dict[int, list[papers.FigureSum]] = defaultdict(list)
    for one in work.sums(user, directive.group()):
        summed = papers.FigureSum(
            one.field.label, one.field.unit, one.total if one.answers else None, one.answers, one.answers + one.missing
        )
        figures[one.field.assignment_id].append(summed)
    return [_result(tasks, figures[key], today) for key, tasks in by_assignment.items()]


def _result(tasks: list[Task], figures: list[papers.FigureSum], today: date) -> papers.ObligationResult:
    assignment = tasks[0].assignment
    done = [task for task in tasks if task.state == Task.State.DONE]
    silent = [task for task in tasks if task.state == Task.State.NEW or task.closed_unanswered]
    return papers.ObligationResult(
        number=assignment.number,
        text=assignment.title,
        given=len(tasks),
        done=sum(1 for task in done if not task.closed_unanswered),
        working=sum(1 for task in tasks if task.state in (Task.State.DOING, Task.State.SENT, Task.State.BACK)),
        overdue=tuple(_overdue(task, today) for task in tasks if task.is_late(today)),
        missing=tuple(task.organisation.addressed_as() for task in silent),
        figures=tuple(figures),
    )


def overdue_facts(directive: Directive, *, user: Any, today: date) -> list[papers.Overdue]:
    """Return every open piece of work past a deadline of the text; bodies that are only asked among them, whom the paper asks politely."""
    return [_overdue(task, today) for task in _tasks(directive, user) if is_past_the_text(task, today)]


def is_past_the_text(task: Task, today: date) -> bool:
    """Return whether an open task is past the day that the text names, whatever its body's standing."""
    return task.is_open() and task.due_origin == DueOrigin.TEXT and task.days_past(today) > 0


def evidence_facts(directive: Directive, *, user: Any) -> list[papers.Evidence]:
    """Return what was handed in, by organisation and obligation."""
    rows: Any = Evidence.objects.filter(task__in=work.visible_to(user), task__assignment__group=directive.group(), withdrawn_at=None)
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
