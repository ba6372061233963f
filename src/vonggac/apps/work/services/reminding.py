"""Reminders before and after deadlines: a daily, repeatable run; what may not be sent by itself is drafted for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import Holding
from vonggac.apps.audit.services import record
from vonggac.apps.work.escalation import Escalation, EscalationRule, as_of, way_for
from vonggac.apps.work.models import Reminder, ReminderDraft, Task, TaskEvent
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.noticing import people_at, people_told, tell
from vonggac.apps.work.services.taking import CHUNK, Actor, demand
from vonggac.kernel.reading import format_date


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one run did."""

    tasks: int
    people: int
    drafts: int


@dataclass(frozen=True, slots=True)
class _Due:
    """One task for which a rule's day has come; `passed` are earlier rules that this one covers."""

    task: Task
    rule: EscalationRule
    passed: tuple[EscalationRule, ...]
    days: int
    way: str


@transaction.atomic
def send_reminders(at: datetime) -> Reminded:
    """Apply the rules of the day: at most one notice a person and run; a second run on the same day finds nothing to do.

    Who is ordered is reminded by the house; for who is asked a draft waits for a person to send (design, section 5).
    """
    today = timezone.localdate(at)
    due = list(_due_on(today, as_of(today)))
    sent = [one for one in due if one.way == "send"]
    drafts = _draft([one for one in due if one.way == "draft"], today, at)
    Reminder.objects.bulk_create([row for one in sent for row in _marks(one, at, None)], batch_size=CHUNK, ignore_conflicts=True)
    people = _tell(sent, today, at)
    actor = Actor(None, str(_("Hệ thống")))
    events = [
        TaskEvent(task=one.task, what="reminded", note=_saying(one.task, today), actor=actor.name, happened_at=at, recorded_at=at)
        for one in sent
    ]
    TaskEvent.objects.bulk_create(events, batch_size=CHUNK)
    if due:
        record("work.reminders.applied", by=None, at=at, count=len(due), touched=(d.task.pk for d in due), people=people, drafts=drafts)
    return Reminded(len(sent), people, drafts)


def _due_on(today: date, rules: Escalation) -> Iterator[_Due]:
    waiting = Task.objects.waiting_for_answer().filter(due_on__lte=today - timedelta(days=rules.earliest))
    waiting = waiting.select_related("assignment", "organisation").prefetch_related("reminders").order_by("due_on", "id")
    for task in waiting.iterator(chunk_size=2_000):
        way = way_for(task.relation, today)
        done = {mark.rule for mark in task.reminders.all() if mark.due_on == task.due_on}
        reached = rules.reached(task.days_past(today), task.due_origin)
        if way != "nothing" and reached and reached[-1].key not in done:
            yield _Due(task, reached[-1], reached[:-1], task.days_past(today), way)


def _marks(one: _Due, at: datetime, draft: ReminderDraft | None) -> list[Reminder]:
    keys = [rule.key for rule in (*one.passed, one.rule)]
    return [Reminder(task=one.task, rule=key, due_on=one.task.due_on, at=at, draft=draft) for key in keys]


def _saying(task: Task, today: date) -> str:
    days = task.days_past(today)
    if task.is_late(today):
        words = ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", days) % {"n": days}
    elif days > 0:
        words = ngettext("Đã qua hạn theo dõi %(n)s ngày", "Đã qua hạn theo dõi %(n)s ngày", days) % {"n": days}
    else:
        words = _("Hết hôm nay") if days == 0 else ngettext("Còn %(n)s ngày", "Còn %(n)s ngày", -days) % {"n": -days}
    return str(words)


def _line(task: Task, today: date) -> str:
    """Name a task in a mail; what carries a handling mark is named by its number only, because mail leaves the house."""
    what = task.assignment.title if task.assignment.handling in ("none", "tlp:clear") else task.number()
    return f"{_saying(task, today)}: {what} ({task.organisation.addressed_as()}, {_('hạn')} {format_date(task.due_on or today)})"


def _tell(sent: Sequence[_Due], today: date, at: datetime) -> int:
    """Write one notice a person, about everything of this run."""
    audience = _Audience(sent, at)
    lines: dict[int, list[str]] = defaultdict(list)
    late: dict[int, int] = defaultdict(int)
    for one in sent:
        for user in audience.of(one):
            lines[user].append(_line(one.task, today))
            late[user] += one.task.is_late(today)
    texts = {user: _summary(len(rows), late[user]) for user, rows in lines.items()}
    return tell(texts, at=at, link="/viec/", mail=True, details={user: "\n".join(rows) for user, rows in lines.items()})


def _summary(count: int, late: int) -> str:
    if late:
        return ngettext(
            "Đôn đốc: %(n)s việc, trong đó %(late)s việc quá hạn", "Đôn đốc: %(n)s việc, trong đó %(late)s việc quá hạn", count
        ) % {"n": count, "late": late}
    return ngettext("Đôn đốc: %(n)s việc sắp đến hạn", "Đôn đốc: %(n)s việc sắp đến hạn", count) % {"n": count}


class _Audience:
    """Who is meant by post, leader, coordinator and superior; asked once for all tasks of a run."""

    def __init__(self, due: Sequence[_Due], at: datetime) -> None:
        bodies = {one.task.organisation_id for one in due}
        above = {one.task.organisation.parent_id for one in due if one.task.organisation.parent_id}
        self.officers = people_told(bodies, at)
        self.leaders = people_at(bodies | above, {Role.LEADER})
        self.coordinators = self._coordinators() if due else set()
        posts = {one.task.post_id for one in due if one.task.post_id}
        self.holders: dict[int, set[int]] = defaultdict(set)
        for post, user in Holding.objects.filter(post_id__in=posts, ended_at=None, user__is_active=True).values_list("post_id", "user_id"):
            self.holders[post].add(user)

    @staticmethod
    def _coordinators() -> set[int]:
        held = Holding.objects.filter(ended_at=None, user__is_active=True, post__closed_on=None, post__role=Role.COORDINATOR)
        return set(held.values_list("user_id", flat=True))

    def of(self, one: _Due) -> set[int]:
        """Return everyone whom the rule names; what an earlier, skipped rule would have told is told now."""
        found: set[int] = set()
        for who in {who for rule in (*one.passed, one.rule) for who in rule.tell}:
            found |= getattr(self, f"_{who}")(one.task)
        return found

    def _post(self, task: Task) -> set[int]:
        return self.holders.get(task.post_id or 0) or self.officers.get(task.organisation_id, set())

    def _leader(self, task: Task) -> set[int]:
        return self.leaders.get(task.organisation_id, set())

    def _coordinator(self, task: Task) -> set[int]:
        return self.coordinators

    def _superior(self, task: Task) -> set[int]:
        return self.leaders.get(task.organisation.parent_id or 0, set())


def _draft(due: Sequence[_Due], today: date, at: datetime) -> int:
    """Write one draft a body and group."""
    by_body: dict[tuple[int, str], list[_Due]] = defaultdict(list)
    for one in due:
        by_body[one.task.organisation_id, one.task.assignment.group].append(one)
    for (body, group), found in by_body.items():
        draft = ReminderDraft.objects.create(organisation_id=body, group=group, text=_wording(found), made_at=at)
        marks = [row for one in found for row in _marks(one, at, draft)]
        Reminder.objects.bulk_create(marks, batch_size=CHUNK, ignore_conflicts=True)
    return len(by_body)


def _wording(due: Sequence[_Due]) -> str:
    """Ask politely: these bodies are asked, not ordered, so nothing here says that anything is late."""
    task = due[0].task
    asked = _("thời hạn đề nghị")
    lines = [f"- {one.task.assignment.title} ({asked}: {format_date(one.task.due_on or date.min)})" for one in due]
    words = _("Trân trọng đề nghị %(body)s quan tâm, cho biết kết quả thực hiện các nội dung sau:")
    return "\n".join([words % {"body": task.organisation.addressed_as()}, *lines])


@transaction.atomic
def send_draft(draft_id: int, *, text: str, by: Any, at: datetime) -> ReminderDraft:
    """Send a drafted reminder, as the person has worded it, to those who answer for the body."""
    demand(by, "directives.remind")
    if not text.strip():
        raise Refused(_("Ghi nội dung đôn đốc."), {"text": _("Ghi nội dung đôn đốc.")})
    claimed = ReminderDraft.objects.filter(pk=draft_id, sent_at=None, dropped_at=None).update(sent_at=at, sent_by=by, text=text.strip())
    draft = ReminderDraft.objects.select_related("organisation").get(pk=draft_id)
    if not claimed:
        raise Refused(_("Đôn đốc này đã được gửi hoặc đã bỏ."))
    actor = Actor.person(by, at)
    tasks = Task.objects.filter(reminders__draft=draft).distinct()
    TaskEvent.objects.bulk_create(
        [TaskEvent(task=t, what="reminded", note=draft.text, by=by, actor=actor.name, happened_at=at, recorded_at=at) for t in tasks]
    )
    people = people_told([draft.organisation_id], at).get(draft.organisation_id, set())
    tell(dict.fromkeys(people, _("Đề nghị cho biết kết quả")), at=at, link="/viec/", mail=True, details=dict.fromkeys(people, draft.text))
    record("work.reminder.sent", by=by, at=at, subject=draft, organisation_id=draft.organisation_id, count=len(tasks), people=len(people))
    return draft


@transaction.atomic
def drop_draft(draft_id: int, *, by: Any, at: datetime) -> None:
    """Put a drafted reminder away unsent."""
    demand(by, "directives.remind")
    if ReminderDraft.objects.filter(pk=draft_id, sent_at=None, dropped_at=None).update(dropped_at=at):
        record("work.reminder.dropped", by=by, at=at, subject=f"work.reminderdraft:{draft_id}")
