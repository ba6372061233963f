"""What an organisation does with its tasks: take them on, answer, say that they do not apply, ask and tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record
from vonggac.apps.work.models import OPEN_STATES, FigureField, FigureValue, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.noticing import Gathering, gather, people_of, reviewers_of
from vonggac.apps.work.services.taking import Actor, answerable, change, change_many, event, take, take_many, visible

MOST = Decimal(10) ** 15
Figures = Mapping[int, Decimal | None]
"""Field id → value; None clears it."""


@transaction.atomic
def acknowledge_tasks(task_ids: Iterable[int], *, by: Any, at: datetime) -> list[Task]:
    """Take on new tasks; those already taken on, or not the person's, stay as they are. Returns what changed."""
    tasks = take_many(answerable(by), task_ids, states=(Task.State.NEW,))
    if tasks:
        change_many(tasks, "acknowledged", actor=Actor.person(by, at), at=at, state=Task.State.DOING, acknowledged_at=at)
        record("work.tasks.acknowledged", by=by, at=at, count=len(tasks), touched=(t.pk for t in tasks))
    return tasks


@transaction.atomic
def save_answer(task_id: int, *, figures: Figures, answer: str, version: int, by: Any, at: datetime) -> Task:
    """Keep what was written so far; nobody but the organisation counts it."""
    task = take(answerable(by), task_id, version=version, states=OPEN_STATES)
    _keep_figures(task, figures)
    state = Task.State.DOING if task.state == Task.State.NEW else task.state
    change(task, "saved", actor=Actor.person(by, at), at=at, state=state, answer=answer, acknowledged_at=task.acknowledged_at or at)
    record("work.task.saved", by=by, at=at, subject=task, organisation_id=task.organisation_id)
    return task


@transaction.atomic
def submit_task(
    task_id: int, *, figures: Figures, answer: str, version: int, by: Any, at: datetime, happened_at: datetime | None = None
) -> Task:
    """Send the answer to the asker. Required figures, and evidence where it is asked, must be there: `Refused.errors` names each gap."""
    task = take(answerable(by), task_id, version=version, states=OPEN_STATES)
    return submit(task, figures=figures, answer=answer, actor=Actor.person(by, at), at=at, happened_at=happened_at)


def submit(task: Task, *, figures: Figures, answer: str, actor: Actor, at: datetime, happened_at: datetime | None = None) -> Task:
    """Send an answer for a task that was taken already; the transaction is the caller's."""
    _keep_figures(task, figures)
    _demand_whole(task, answer)
    change(
        task,
        "submitted",
        actor=actor,
        at=at,
        happened_at=happened_at,
        state=Task.State.SENT,
        answer=answer,
        sent_at=at,
        acknowledged_at=task.acknowledged_at or at,
        answered_through=None,
        not_applicable=False,
        reason="",
    )
    _tell_reviewers(task, at)
    record("work.task.submitted", by=actor.user, at=at, subject=task, organisation_id=task.organisation_id, **actor.detail())
    return task


def submit_through(task: Task, carrier_id: int, *, words: str, actor: Actor, at: datetime) -> Task:
    """Let the same body's answer to the same assignment stand for this task too; figures stay at the carrier, so no sum counts them twice.

    After a merger the heir holds a task of each body that went into it. The transaction is the caller's; the carrier is answered first.
    """
    carrier = Task.objects.get(pk=carrier_id, assignment_id=task.assignment_id, organisation_id=task.organisation_id, state=Task.State.SENT)
    change(
        task,
        "submitted",
        actor=actor,
        at=at,
        note=_("Trả lời chung với việc %(number)s") % {"number": carrier.number()},
        state=Task.State.SENT,
        answer=words,
        answered_through=carrier,
        sent_at=at,
        acknowledged_at=task.acknowledged_at or at,
        not_applicable=False,
        reason="",
    )
    record("work.task.submitted", by=actor.user, at=at, subject=task, organisation_id=task.organisation_id, **actor.detail())
    return task


@transaction.atomic
def mark_not_applicable(task_id: int, *, reason: str, version: int, by: Any, at: datetime) -> Task:
    """Say that it does not apply, and why; reviewed like any answer."""
    task = take(answerable(by), task_id, version=version, states=OPEN_STATES)
    return not_applicable(task, reason=reason, actor=Actor.person(by, at), at=at)


def not_applicable(task: Task, *, reason: str, actor: Actor, at: datetime) -> Task:
    """Mark a task that was taken already; the transaction is the caller's."""
    if not reason.strip():
        raise Refused(_("Ghi lý do không áp dụng."), {"reason": _("Ghi lý do không áp dụng, ví dụ: cơ quan không có máy chủ riêng.")})
    change(
        task,
        "not_applicable",
        actor=actor,
        at=at,
        note=reason,
        state=Task.State.SENT,
        not_applicable=True,
        reason=reason,
        sent_at=at,
        acknowledged_at=task.acknowledged_at or at,
    )
    _tell_reviewers(task, at)
    record("work.task.not_applicable", by=actor.user, at=at, subject=task, organisation_id=task.organisation_id, **actor.detail())
    return task


@transaction.atomic
def comment(task_id: int, *, text: str, by: Any, at: datetime, happened_at: datetime | None = None) -> None:
    """Add a line to the conversation; whoever sees the task may write, the other side is told."""
    task = take(visible(by), task_id, version=None)
    if not text.strip():
        raise Refused(_("Ghi nội dung trao đổi."), {"text": _("Ghi nội dung trao đổi.")})
    if happened_at is not None and happened_at > at:
        raise Refused(_("Sửa giờ xảy ra: chưa tới."), {"happened_at": _("Giờ xảy ra không thể sau giờ ghi.")})
    event(task, "commented", actor=Actor.person(by, at), at=at, note=text.strip(), happened_at=happened_at)
    told = (people_of(task, at) | reviewers_of(task)) - {getattr(by, "pk", None)}
    gather(told, _talk(task), at=at)
    record("work.task.commented", by=by, at=at, subject=task, organisation_id=task.organisation_id)


def _keep_figures(task: Task, figures: Figures) -> None:
    """Write the given figures; those not named stay."""
    known = dict(FigureField.objects.filter(assignment_id=task.assignment_id).values_list("id", "label"))
    unknown = set(figures) - set(known)
    if unknown:
        raise Refused(_("Có số liệu không thuộc việc này."), {f"figure-{one}": _("Bỏ số liệu này.") for one in unknown})
    wrong = {
        f"figure-{pk}": _("Nhập số nhỏ hơn, không âm.") for pk, value in figures.items() if value is not None and not 0 <= value < MOST
    }
    if wrong:
        raise Refused(_("Có số liệu cần sửa."), wrong)
    FigureValue.objects.filter(task=task, field_id__in=[pk for pk, value in figures.items() if value is None]).delete()
    FigureValue.objects.bulk_create(
        [FigureValue(task=task, field_id=pk, value=value) for pk, value in figures.items() if value is not None],
        update_conflicts=True,
        unique_fields=["task", "field"],
        update_fields=["value"],
    )


def _demand_whole(task: Task, answer: str) -> None:
    fields = FigureField.objects.filter(assignment_id=task.assignment_id)
    given = set(FigureValue.objects.filter(task=task).values_list("field_id", flat=True))
    errors = {
        f"figure-{one.pk}": _("Nhập “%(label)s”; không có thì ghi 0.") % {"label": one.label}
        for one in fields
        if one.is_required and one.pk not in given
    }
    has_evidence = task.evidence.filter(withdrawn_at=None).exists()
    if task.assignment.wants_evidence and not has_evidence:
        errors["evidence"] = _("Thêm ít nhất một minh chứng: tệp, hoặc ảnh chụp giấy đã ký.")
    if not answer.strip() and not fields and not has_evidence:
        errors["answer"] = _("Ghi ngắn gọn đã làm gì.")
    if errors:
        raise Refused(_("Còn thiếu nội dung trả lời."), errors)


def _tell_reviewers(task: Task, at: datetime) -> None:
    named = {"body": task.organisation.addressed_as(), "title": task.assignment.title}
    gathering = Gathering(
        topic="answers",
        text=_("%(body)s đã trả lời: %(title)s") % named,
        link=f"/viec/{task.pk}/",
        many=lambda n: (
            ngettext("%(n)s câu trả lời mới chờ duyệt, mới nhất của %(body)s", "%(n)s câu trả lời mới chờ duyệt, mới nhất của %(body)s", n)
            % {"n": n, **named}
        ),
        link_of_many="/viec/duyet/",
    )
    gather(reviewers_of(task), gathering, at=at)


def _talk(task: Task) -> Gathering:
    named, link = {"number": task.number()}, f"/viec/{task.pk}/"
    return Gathering(
        topic=f"talk:{task.pk}",
        text=_("Trao đổi mới ở việc %(number)s") % named,
        link=link,
        many=lambda n: ngettext("%(n)s trao đổi mới ở việc %(number)s", "%(n)s trao đổi mới ở việc %(number)s", n) % {"n": n, **named},
        link_of_many=link,
    )
