"""Who is told, in the house and by mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.models import Holding
from vonggac.apps.work.models import Notice, Task
from vonggac.apps.work.ports import recipients
from vonggac.apps.work.services.taking import CHUNK, chunks

ANSWERING = frozenset(ACTS["work.answer"])


def people_at(organisation_ids: Iterable[int], roles: Iterable[str]) -> dict[int, set[int]]:
    """Return organisation id → ids of the people who hold a post with one of the roles there now."""
    found: dict[int, set[int]] = defaultdict(set)
    for piece in chunks(sorted(set(organisation_ids))):
        held = Holding.objects.filter(
            ended_at=None, user__is_active=True, post__closed_on=None, post__organisation_id__in=piece, post__role__in=list(roles)
        )
        for body, user in held.values_list("post__organisation_id", "user_id"):
            found[body].add(user)
    return dict(found)


def people_told(organisation_ids: Iterable[int], at: datetime) -> dict[int, set[int]]:
    """Return who is told of the work of these bodies: who answers there, and whom upper rooms add (port `work.recipients`)."""
    bodies = sorted(set(organisation_ids))
    found = defaultdict(set, people_at(bodies, ANSWERING))
    for _key, more in recipients.in_order():
        for body, user in more(bodies, at):
            found[body].add(user)
    return dict(found)


def people_of(task: Task, at: datetime) -> set[int]:
    """Return who is told of this one task: who holds its post when one is named, else who answers at its organisation."""
    if task.post_id:
        held = set(Holding.objects.filter(post_id=task.post_id, ended_at=None, user__is_active=True).values_list("user_id", flat=True))
        if held:
            return held
    return people_told([task.organisation_id], at).get(task.organisation_id, set())


def reviewers_of(task: Task) -> set[int]:
    """Return who is told that an answer waits: the relaying body's people, or the coordinators of the asking body (of any, without one)."""
    if task.relayed_from_id and task.asked_by_id:
        return people_at([task.asked_by_id], ACTS["work.relay"]).get(task.asked_by_id, set())
    held = Holding.objects.filter(ended_at=None, user__is_active=True, post__closed_on=None, post__role=Role.COORDINATOR)
    at_asker = set(held.filter(post__organisation_id=task.asked_by_id).values_list("user_id", flat=True)) if task.asked_by_id else set()
    return at_asker or set(held.values_list("user_id", flat=True))


def tell(texts: Mapping[int, str], *, at: datetime, link: str, mail: bool = False, details: Mapping[int, str] | None = None) -> int:
    """Write one notice a person (user id → text) and return how many."""
    more = details or {}
    rows = [
        Notice(user_id=user, text=text[:500], detail=more.get(user, ""), link=link, at=at, mail_wanted=mail)
        for user, text in sorted(texts.items())
    ]
    Notice.objects.bulk_create(rows, batch_size=CHUNK)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Gathering:
    """A kind of act of which a person reads one line, however many tasks it was done on."""

    topic: str
    text: str
    """The line for a single one."""
    link: str
    many: Callable[[int], str]
    """The line for so many."""
    link_of_many: str


def gather(users: Iterable[int], one: Gathering, *, at: datetime) -> None:
    """Tell people of one more act of a kind: an unread line of that kind counts it, else a new line says it whole.

    A line that was read stays as it was read. The transaction is the caller's.
    """
    waiting: dict[int, Notice] = {}
    told = set(users)
    for notice in Notice.objects.select_for_update().filter(user_id__in=told, topic=one.topic, read_at=None).order_by("-id"):
        waiting.setdefault(notice.user_id, notice)
    for notice in waiting.values():
        notice.count += 1
        notice.text, notice.link, notice.at = one.many(notice.count)[:500], one.link_of_many, at
    Notice.objects.bulk_update(waiting.values(), ["count", "text", "link", "at"], batch_size=CHUNK)
    rows = [Notice(user_id=user, text=one.text[:500], link=one.link, topic=one.topic, at=at) for user in sorted(told - waiting.keys())]
    Notice.objects.bulk_create(rows, batch_size=CHUNK)


def mark_read(user: Any, *, at: datetime) -> int:
    """Mark a person's notices as read."""
    return int(Notice.objects.filter(user=user, read_at=None).update(read_at=at))


def unread(user: Any) -> int:
    """Return how many notices the person has not read."""
    return Notice.objects.filter(user=user, read_at=None).count()
