"""More time: asked with a reason, decided by the asker."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record
from vonggac.apps.work.models import OPEN_STATES, ExtensionRequest, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.noticing import Gathering, gather, people_of, reviewers_of, tell
from vonggac.apps.work.services.taking import Actor, answerable, change, event, reviewable, take
from vonggac.kernel.reading import format_date


@transaction.atomic
def ask_extension(task_id: int, *, wanted_on: date, reason: str, by: Any, at: datetime) -> ExtensionRequest:
    """Ask for a later deadline; one request waits at a time, and the old deadline holds until it is decided."""
    task = take(answerable(by), task_id, version=None, states=OPEN_STATES)
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Ghi lý do xin gia hạn.")
    if wanted_on < timezone.localdate(at) or (task.due_on and wanted_on <= task.due_on):
        errors["wanted_on"] = _("Chọn ngày sau hạn hiện tại và không trước hôm nay.")
    if task.extension_requests.filter(granted=None).exists():
        errors["reason"] = _("Đã có một đề nghị gia hạn đang chờ trả lời.")
    if errors:
        raise Refused(_("Chưa gửi được đề nghị gia hạn."), errors)
    request = ExtensionRequest.objects.create(task=task, wanted_on=wanted_on, reason=reason.strip(), asked_by=by, asked_at=at)
    event(task, "extension_asked", actor=Actor.person(by, at), at=at, note=f"{format_date(wanted_on)}: {reason.strip()}")
    _tell_reviewers(task, wanted_on, at)
    record("work.extension.asked", by=by, at=at, subject=task, organisation_id=task.organisation_id, wanted_on=wanted_on)
    return request


def _tell_reviewers(task: Task, wanted_on: date, at: datetime) -> None:
    named = {"body": task.organisation.addressed_as(), "day": format_date(wanted_on), "title": task.assignment.title}
    gathering = Gathering(
        topic="extensions",
        text=_("%(body)s xin gia hạn đến %(day)s: %(title)s") % named,
        link=f"/viec/{task.pk}/",
        many=lambda n: (
            ngettext("%(n)s đề nghị gia hạn mới, mới nhất của %(body)s", "%(n)s đề nghị gia hạn mới, mới nhất của %(body)s", n)
            % {"n": n, **named}
        ),
        link_of_many="/viec/duyet/",
    )
    gather(reviewers_of(task), gathering, at=at)


@transaction.atomic
def decide_extension(request_id: int, *, granted: bool, by: Any, at: datetime, answer: str = "", until: date | None = None) -> None:
    """Grant (until the wanted or another day) or refuse with a reason."""
    asked = ExtensionRequest.objects.select_related("task").get(pk=request_id, task__in=reviewable(by).values("id"))
    task = take(reviewable(by), asked.task_id, version=None)
    if asked.granted is not None:
        raise Refused(_("Đề nghị gia hạn này đã được trả lời."))
    if not granted and not answer.strip():
        raise Refused(_("Ghi lý do không cho gia hạn."), {"answer": _("Ghi lý do không cho gia hạn.")})
    ExtensionRequest.objects.filter(pk=asked.pk, granted=None).update(granted=granted, decided_by=by, decided_at=at, answer=answer)
    day = until or asked.wanted_on
    facts: dict[str, Any] = {"due_on": day} if granted else {}
    what = "extension_given" if granted else "extension_refused"
    note = f"{format_date(day)}. {answer}".strip() if granted else answer
    change(task, what, actor=Actor.person(by, at), at=at, note=note, **facts)
    words = _("Được gia hạn đến %(day)s: %(title)s") if granted else _("Không được gia hạn: %(title)s")
    words %= {"day": format_date(day), "title": task.assignment.title}
    tell(dict.fromkeys(people_of(task, at), words), at=at, link=f"/viec/{task.pk}/", mail=True)
    record("work.extension.decided", by=by, at=at, subject=task, organisation_id=task.organisation_id, granted=granted, until=day)
