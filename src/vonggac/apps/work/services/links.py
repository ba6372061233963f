"""Answer links: a signed, expiring, single-use door for an addressee without an account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import AnswerLink, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.answering import not_applicable, submit, submit_through
from vonggac.apps.work.services.evidence import NewEvidence, attach
from vonggac.apps.work.services.taking import Actor, answerable, demand

LASTS = timedelta(days=14)
_SIGNER = Signer(salt="work.answer-link", sep=".")


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link as it leaves the house; the address is shown once and kept nowhere."""

    organisation: Organisation
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAnswer:
    """What was answered to one task."""

    figures: Mapping[int, Decimal | None] = field(default_factory=dict)
    words: str = ""
    not_applicable_because: str = ""
    evidence: tuple[NewEvidence, ...] = ()
    through: int | None = None
    """The body's other task of the same assignment that carries the answer: after a merger one figure must not count twice."""


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_answer_links(
    group: str, organisations: Iterable[Organisation], *, by: Any, at: datetime, lasts: timedelta = LASTS
) -> list[MadeLink]:
    """Make one link a body for its tasks of the group; unused older ones of the same bodies stop working."""
    demand(by, "work.assign")
    bodies = list(organisations)
    AnswerLink.objects.filter(group=group, organisation__in=bodies, used_at=None, revoked_at=None).update(revoked_at=at)
    made, rows = [], []
    for body in bodies:
        token = _SIGNER.sign(secrets.token_urlsafe(32))
        rows.append(AnswerLink(digest=digest_of(token), organisation=body, group=group, made_by=by, made_at=at, expires_at=at + lasts))
        made.append(MadeLink(body, f"{settings.ADDRESS}/viec/tra-loi/{token}/", at + lasts))
    AnswerLink.objects.bulk_create(rows, batch_size=500)
    record("work.answer_links.made", by=by, at=at, subject=group, count=len(rows), touched=(body.pk for body in bodies))
    return made


@transaction.atomic
def revoke_answer_links(group: str, organisation_ids: Iterable[int], *, by: Any, at: datetime) -> int:
    """Stop the unused links of these bodies."""
    demand(by, "work.assign")
    bodies = list(organisation_ids)
    unused = AnswerLink.objects.filter(group=group, organisation_id__in=bodies, used_at=None, revoked_at=None)
    count = unused.update(revoked_at=at)
    record("work.answer_links.revoked", by=by, at=at, subject=group, count=count, touched=bodies)
    return count


def find_link(token: str, at: datetime) -> AnswerLink:
    """Return the link that the token opens; `Refused` with a plain sentence when it is altered, used, revoked or too old.

    An altered token is told from its signature alone: the database is not asked.
    """
    try:
        _SIGNER.unsign(token)
    except BadSignature:
        raise Refused(_("Đường dẫn không đúng. Mở lại đúng đường dẫn đã nhận, hoặc gọi cơ quan giao việc.")) from None
    link = AnswerLink.objects.select_related("organisation").filter(digest=digest_of(token)).first()
    if link is None or link.revoked_at:
        raise Refused(_("Đường dẫn đã bị thu hồi. Gọi cơ quan giao việc để nhận đường dẫn mới."))
    if link.used_at:
        raise Refused(_("Đường dẫn đã được dùng để trả lời. Muốn bổ sung, gọi cơ quan giao việc để nhận đường dẫn mới."))
    if link.expires_at <= at:
        raise Refused(_("Đường dẫn đã hết hạn. Gọi cơ quan giao việc để nhận đường dẫn mới."))
    return link


def tasks_of(link: AnswerLink) -> QuerySet[Task]:
    """Return the open tasks that the link may answer."""
    tasks = Task.objects.filter(organisation_id=link.organisation_id, assignment__group=link.group).waiting_for_answer()
    return (
        tasks.select_related("assignment", "organisation", "addressed_to", "asked_by")
        .prefetch_related("assignment__figure_fields")
        .order_by("assignment__position", "id")
    )


@transaction.atomic
def answer_through_link(token: str, *, answers: Mapping[int, LinkAnswer], name: str, at: datetime) -> list[Task]:
    """Answer the body's tasks of the group in one go and use the link up; all or nothing, so nobody loses the door to a typing error."""
    link = find_link(token, at)
    if not name.strip():
        raise Refused(_("Ghi họ tên người trả lời."), {"name": _("Ghi họ tên người trả lời.")})
    if not AnswerLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at, used_by_name=name.strip()[:200]):
        raise Refused(_("Đường dẫn đã được dùng để trả lời."))
    actor = Actor.through(link, name.strip())
    tasks = {task.pk: task for task in tasks_of(link)}
    if not set(answers) & set(tasks):
        raise Refused(_("Trả lời ít nhất một câu."), {"answers": _("Trả lời ít nhất một câu.")})
    answered = [tasks[pk] for pk in sorted(set(answers) & set(tasks))]
    give_answers(answered, answers, actor=actor, at=at)
    return answered


@transaction.atomic
def answer_letter(answers: Mapping[int, LinkAnswer], *, by: Any, at: datetime) -> list[Task]:
    """Answer several tasks of the person's bodies in one go; all or nothing."""
    scope = answerable(by).select_related("assignment", "organisation", "asked_by")
    tasks = list(scope.filter(pk__in=list(answers)).waiting_for_answer().order_by("id"))
    if not tasks:
        raise Refused(_("Trả lời ít nhất một câu."), {"answers": _("Trả lời ít nhất một câu.")})
    give_answers(tasks, answers, actor=Actor.person(by, at), at=at)
    return tasks


@transaction.atomic
def keep_evidence_through_link(token: str, task_id: int, new: NewEvidence, *, name: str, at: datetime) -> None:
    """Keep a file before the answer is checked, so that a missing figure does not cost the photo."""
    link = find_link(token, at)
    attach(tasks_of(link).get(pk=task_id), new, actor=Actor.through(link, name), at=at)


def give_answers(tasks: Iterable[Task], answers: Mapping[int, LinkAnswer], *, actor: Actor, at: datetime) -> None:
    """Answer several tasks; errors of all of them come back together, each under its task, and then nothing is written."""
    errors: dict[str, str] = {}
    refused: set[int] = set()
    for task in sorted(tasks, key=lambda task: answers[task.pk].through is not None):
        if answers[task.pk].through in refused:
            continue  # what its carrier lacks is named once
        before = len(errors)
        _collect(errors, task, lambda task=task: _answer(task, answers[task.pk], actor, at))
        refused |= {task.pk} if len(errors) > before else set()
    if errors:
        raise Refused(_("Có câu trả lời cần bổ sung."), errors)


def _collect(errors: dict[str, str], task: Task, act: Callable[[], None]) -> None:
    try:
        act()
    except Refused as refusal:
        named = refusal.errors or {"answer": refusal.message}
        errors.update({f"task-{task.pk}-{name}": words for name, words in named.items()})


def _answer(task: Task, answer: LinkAnswer, actor: Actor, at: datetime) -> None:
    for one in answer.evidence:
        attach(task, one, actor=actor, at=at)
    if answer.not_applicable_because:
        not_applicable(task, reason=answer.not_applicable_because, actor=actor, at=at)
    elif answer.through is not None:
        submit_through(task, answer.through, words=answer.words, actor=actor, at=at)
    else:
        submit(task, figures=answer.figures, answer=answer.words, actor=actor, at=at)
