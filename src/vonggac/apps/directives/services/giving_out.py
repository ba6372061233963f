"""Giao việc: the reviewed letter becomes tasks, in one transaction, as one act; and what may happen to it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.directives import queries
from vonggac.apps.directives.giving import Giving, GivingPlan, plan_giving
from vonggac.apps.directives.models import Directive, Obligation
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work import services as work
from vonggac.apps.work.models import Assignment, Relation
from vonggac.apps.work.services import AssignmentSpec, FigureSpec, TaskRow


@transaction.atomic
def give_out(directive: Directive, *, unit: Organisation, shown: str, by: Any, at: datetime) -> Directive:
    """Open the tasks of every leaf obligation for its own addressees.

    `unit` reviews the answers; `shown` is the digest of the plan on the confirm page. Raises `ValidationError` when points are still
    open, when the plan is no longer the one that was shown, or when the work was given out already.
    """
    row = Directive.objects.select_for_update().get(pk=directive.pk)
    if row.state != Directive.State.REVIEW:
        raise ValidationError(_("Văn bản này đã giao việc rồi. Mở bảng theo dõi để xem tiến độ."))
    if queries.open_points(row):
        raise ValidationError(_("Còn điểm chưa xác định. Quay lại trang rà soát và xử lý hết rồi giao việc."))
    plan = plan_giving(row)
    if plan.digest() != shown:
        raise ValidationError(_("Nội dung vừa thay đổi so với trang kiểm tra. Xem lại bản mới bên dưới rồi giao việc."))
    _open(row, plan.givings, plan, unit, by=by, at=at)
    row.state, row.given_by, row.given_at, row.given_for = Directive.State.GIVEN, by, at, unit
    row.save(update_fields=["state", "given_by", "given_at", "given_for"])
    record(
        "directives.letter.given_out",
        by=by,
        at=at,
        subject=row,
        count=plan.tasks,
        touched=plan.organisations,
        obligations=len(plan.givings),
        organisations=len(plan.organisations),
        plan=shown,
    )
    return row


def _open(directive: Directive, givings: Iterable[Giving], plan: GivingPlan, unit: Organisation, *, by: Any, at: datetime) -> None:
    chosen = list(givings)
    specs = [_spec(directive, giving, plan, unit, first=number == 0) for number, giving in enumerate(chosen)]
    opened = work.open_assignments(specs, by=by, at=at)
    leaves = [giving.obligation for giving in chosen]
    for leaf, assignment in zip(leaves, opened.assignments, strict=True):
        leaf.assignment = assignment
    Obligation.objects.bulk_update(leaves, ["assignment"], batch_size=200)


def _spec(directive: Directive, giving: Giving, plan: GivingPlan, unit: Organisation, *, first: bool) -> AssignmentSpec:
    leaf = giving.obligation
    rows = [
        TaskRow(
            organisation_id=share.organisation_id,
            addressed_to_id=share.addressed_to_id,
            asked_by_id=unit.pk,
            relation=share.relation,
            due_on=share.due_on,
            due_origin=share.due_origin,
            due_quote=share.due_quote,
            level=plan.levels.get(share.organisation_id, 0),
        )
        for share in giving.shares
    ]
    if first:  # Bodies that only get to know are told once, not once for every obligation.
        rows += [TaskRow(organisation_id=one, asked_by_id=unit.pk, relation=Relation.INFORM) for one in plan.informed]
    return AssignmentSpec(
        origin_room="directives",
        origin_id=leaf.pk,
        group=directive.group(),
        number=leaf.number,
        title=leaf.title,
        instructions=leaf.text,
        because=_("%(called)s yêu cầu: %(subject)s") % {"called": directive.called(), "subject": directive.subject},
        basis=basis_of(directive, leaf),
        position=leaf.position,
        due_on=leaf.due_on,
        due_origin=leaf.due_origin,
        due_quote=leaf.due_quote,
        recurrence=leaf.recurrence,
        handling=directive.handling,
        wants_evidence=leaf.wants_evidence,
        figures=[FigureSpec(label=f["label"], unit=f.get("unit", ""), is_required=f.get("required", True)) for f in leaf.figures],
        answered_centrally_by_id=leaf.central_operator_id,
        rows=rows,
    )


def basis_of(directive: Directive, leaf: Obligation) -> str:
    """Return where the obligation stands, as an officer would cite it."""
    day = directive.dated_on.strftime("%d/%m/%Y") if directive.dated_on else ""
    head = f"{directive.called()} {_('ngày')} {day}" if day else directive.called()
    issuer = directive.issuer_body.name if directive.issuer_body else directive.issuer
    return f"{_('mục')} {leaf.number}, {head}, {issuer}"[:500] if leaf.number else f"{head}, {issuer}"[:500]


@transaction.atomic
def add_to_given(directive: Directive, *, title: str, text: str, unit: Organisation, by: Any, at: datetime, **facts: Any) -> Obligation:
    """Amend a letter whose work is out: one more obligation for everyone it addresses."""
    row = given(directive)
    last = row.obligations.order_by("-position").values_list("position", flat=True).first() or 0
    added = _("bổ sung")
    leaf = Obligation.objects.create(directive=row, position=last + 1, number=f"{added} {last + 1}", title=title, text=text, **facts)
    plan = plan_giving(row)
    _open(row, [giving for giving in plan.givings if giving.obligation.pk == leaf.pk], plan, unit, by=by, at=at)
    record("directives.letter.amended", by=by, at=at, subject=row, added=leaf.pk)
    return leaf


@transaction.atomic
def withdraw_obligation(leaf: Obligation, *, reason: str, by: Any, at: datetime) -> Obligation:
    """Take one obligation back: what still waits for an answer is closed with the reason, what was answered stays."""
    row = given(leaf.directive)
    if leaf.assignment_id is None:
        raise ValidationError(_("Nội dung này chưa giao cho ai."))
    waiting = leaf.assignment.tasks.waiting_for_answer().values_list("pk", flat=True)
    work.close_unanswered(list(waiting), reason=reason, by=by, at=at)
    leaf.skipped, leaf.skipped_reason = True, reason[:500]
    leaf.save(update_fields=["skipped", "skipped_reason"])
    record("directives.obligation.withdrawn", by=by, at=at, subject=leaf, directive=row.pk, reason=said(reason))
    return leaf


@transaction.atomic
def close_directive(directive: Directive, *, reason: str, by: Any, at: datetime) -> Directive:
    """End the letter: tasks that still wait are closed unanswered, with the reason; nothing is deleted."""
    row = given(directive)
    closed = work.close_group(row.group(), reason=reason, by=by, at=at)
    row.state, row.closed_at, row.closed_reason = Directive.State.CLOSED, at, reason
    row.save(update_fields=["state", "closed_at", "closed_reason"])
    record("directives.letter.closed", by=by, at=at, subject=row, count=len(closed), reason=said(reason))
    return row


@transaction.atomic
def reopen_directive(directive: Directive, *, reason: str, by: Any, at: datetime) -> Directive:
    """Take the letter up again; single tasks are reopened one by one, each with its reason."""
    row = Directive.objects.select_for_update().get(pk=directive.pk)
    if row.state not in (Directive.State.CLOSED, Directive.State.SUPERSEDED):
        raise ValidationError(_("Chỉ mở lại được văn bản đã kết thúc."))
    row.state, row.closed_at, row.superseded_by = Directive.State.GIVEN, None, None
    row.reopened_reason = reason
    row.save(update_fields=["state", "closed_at", "superseded_by", "reopened_reason"])
    Assignment.objects.filter(group=row.group(), origin_id__in=row.obligations.filter(skipped=False).values("id")).update(closed_at=None)
    record("directives.letter.reopened", by=by, at=at, subject=row, reason=said(reason))
    return row


@transaction.atomic
def supersede_directive(directive: Directive, newer: Directive, *, reason: str, by: Any, at: datetime) -> Directive:
    """End a letter because a newer one takes its place."""
    row = close_directive(directive, reason=reason, by=by, at=at)
    row.state, row.superseded_by = Directive.State.SUPERSEDED, newer
    row.save(update_fields=["state", "superseded_by"])
    record("directives.letter.superseded", by=by, at=at, subject=row, newer=newer.pk)
    return row


def given(directive: Directive) -> Directive:
    """Return the row, locked; raises ValidationError unless its work is out and followed."""
    row = Directive.objects.select_for_update().get(pk=directive.pk)
    if row.state != Directive.State.GIVEN:
        raise ValidationError(_("Việc này chỉ làm được với văn bản đang theo dõi."))
    return row
