"""A person's calendar of deadlines, read by a phone through a secret address."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.work.models import CalendarFeed
from vonggac.apps.work.queries.mine import own_tasks


@transaction.atomic
def make_calendar_feed(*, by: Any, at: datetime) -> str:
    """Make a new secret address and return it; it is shown once, only its digest is kept, an older one stops."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user=by, defaults={"digest": _digest(token), "made_at": at})
    record("work.calendar_feed.made", by=by, at=at)
    return f"{settings.ADDRESS}/viec/lich/{token}.ics"


@transaction.atomic
def stop_calendar_feed(*, by: Any, at: datetime) -> None:
    """Stop the person's address."""
    if CalendarFeed.objects.filter(user=by).delete()[0]:
        record("work.calendar_feed.stopped", by=by, at=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def calendar_of(token: str, at: datetime) -> bytes | None:
    """Return the calendar behind an address, or None. Holds only the person's own open tasks; marked ones by their number."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=_digest(token), user__is_active=True).first()
    if feed is None:
        return None
    from icalendar import Calendar, Event  # slow to import, and few people use it

    calendar = Calendar()
    calendar.add("prodid", "-//Vong Gac//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Hạn công việc"))
    tasks = own_tasks(feed.user).waiting_for_answer().filter(due_on__isnull=False).select_related("assignment", "organisation")
    for task in tasks.order_by("due_on", "id")[:1_000]:
        event = Event()
        named = task.assignment.title if task.assignment.handling in ("none", "tlp:clear") else task.number()
        event.add("uid", f"{task.number()}@vonggac")
        event.add("dtstamp", at)
        event.add("dtstart", task.due_on)
        event.add("summary", f"{named} ({task.organisation.addressed_as()})")
        event.add("url", f"{settings.ADDRESS}/viec/{task.pk}/")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
