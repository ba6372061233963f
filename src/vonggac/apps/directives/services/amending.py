"""Amending a letter whose work is out: another deadline, one more body. Nothing that was given out is taken away silently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.directives.models import Addressee, AddresseeLine, Directive, Obligation
from vonggac.apps.directives.services.giving_out import given
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work import services as work
from vonggac.apps.work.models import Assignment, Task
from vonggac.apps.work.services import TaskRow
from vonggac.law.layouts import wording_as_of


@transaction.atomic
def set_deadline(
    directive: Directive,
    leaves: Iterable[Obligation],
    *,
    due_on: date | None,
    due_origin: str,
    reason: str,
    by: Any,
    at: datetime,
    organisations: Iterable[Organisation] = (),
) -> list[Task]:
    """Set another deadline for open work: of these obligations, for everyone or for the named bodies only.

    For everyone, the obligation itself carries the new day, so that a body added later and the next turn get it too.
    """
    row = given(directive)
    chosen = [leaf for leaf in leaves if leaf.directive_id == row.pk and leaf.assignment_id]
    bodies = [body.pk for body in organisations]
    tasks = Task.objects.filter(assignment_id__in=[leaf.assignment_id for leaf in chosen], relayed_from=None)
    tasks = tasks.filter(organisation_id__in=bodies) if bodies else tasks
    changed = work.change_deadline(tasks.values_list("pk", flat=True), due_on=due_on, due_origin=due_origin, reason=reason, by=by, at=at)
    if not bodies:
        facts = {"due_on": due_on, "due_origin": due_origin}
        Obligation.objects.filter(pk__in=[leaf.pk for leaf in chosen]).update(**facts)
        Assignment.objects.filter(pk__in=[leaf.assignment_id for leaf in chosen]).update(**facts)
    record(
        "directives.deadline.set",
        by=by,
        at=at,
        subject=row,
        count=len(changed),
        touched=[t.pk for t in changed],
        due_on=due_on,
        reason=said(reason),
    )
    return changed


@transaction.atomic
def add_addressee(
    directive: Directive, body: Organisation, leaves: Sequence[Obligation], *, relation: str, reason: str, by: Any, at: datetime
) -> list[Task]:
    """Give obligations that are out to one more body, and note why; it had none of them before.

    Raises `ValidationError` for a relation that does not befit the body: Party offices, central and armed bodies are asked, not ordered.
    """
    row = given(directive)
    _demand_fitting(body, relation, at)
    has = set(Task.objects.filter(assignment__group=row.group(), organisation=body).values_list("assignment_id", flat=True))
    new = [leaf for leaf in leaves if leaf.directive_id == row.pk and leaf.assignment is not None and leaf.assignment_id not in has]
    if not new:
        raise ValidationError(_("Cơ quan này đã được giao các nội dung đó. Chọn nội dung khác."))
    line = _line(row, body, relation, reason)
    for leaf in new:
        if not leaf.for_everyone:
            leaf.lines.add(line)
    level = (
        InformationSystem.objects.filter(owner=body, level__isnull=False).order_by("-level").values_list("level", flat=True).first() or 0
    )
    tasks = work.add_tasks([(leaf.assignment, _share(leaf, row, body, relation, level)) for leaf in new if leaf.assignment], by=by, at=at)
    record(
        "directives.addressee.added",
        by=by,
        at=at,
        subject=row,
        organisation_id=body.pk,
        count=len(tasks),
        relation=relation,
        reason=said(reason),
    )
    return tasks


def _demand_fitting(body: Organisation, relation: str, at: datetime) -> None:
    fitting = wording_as_of(timezone.localdate(at)).relation_of(relation, body.kind)
    if fitting != relation:
        raise ValidationError(_("Với cơ quan này chỉ dùng “đề nghị” hoặc “phối hợp”. Chọn lại quan hệ."))


def _line(row: Directive, body: Organisation, relation: str, reason: str) -> AddresseeLine:
    # Among Kính gửi, so that an obligation added later reaches it too.
    last = row.lines.order_by("-position").values_list("position", flat=True).first() or 0
    line = AddresseeLine.objects.create(
        directive=row,
        position=last + 1,
        where=AddresseeLine.Where.TO,
        text=body.addressed_as()[:1000],
        settled=AddresseeLine.Settled.CHOSEN,
        relation=relation,
        because=reason,
    )
    Addressee.objects.create(line=line, named=body, today=body, because=reason)
    return line


def _share(leaf: Obligation, row: Directive, body: Organisation, relation: str, level: int) -> TaskRow:
    return TaskRow(
        organisation_id=body.pk,
        asked_by_id=row.given_for_id,
        relation=relation,
        due_on=leaf.due_on,
        due_origin=leaf.due_origin,
        level=level,
    )
