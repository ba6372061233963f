"""Reading the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from vonggac.apps.audit import ports
from vonggac.apps.audit.models import Entry
from vonggac.kernel.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page narrows the log to; empty means everything."""

    act: str = ""
    person: str = ""
    """Any part of the person's name or user name, without marks and in any case."""
    body: str = ""
    """Any part of the organisation's name."""
    subject: str = ""
    first_day: date | None = None
    last_day: date | None = None


def visible_to(user: Any) -> QuerySet[Entry]:
    """Return the whole log for who may read it, nothing for anybody else."""
    if not getattr(user, "is_authenticated", False) or not user.may("audit.read"):
        return Entry.objects.none()
    return Entry.objects.all()


def narrowed(entries: QuerySet[Entry], filters: Filters) -> QuerySet[Entry]:
    """Return the entries that pass every filter that is set, newest first."""
    exact = {
        "act": filters.act or None,
        "by__folded__contains": fold(filters.person) or None,
        "organisation_id__in": ports.bodies_called(filters.body) if filters.body else None,
        "subject": filters.subject or None,
        "at__gte": _midnight(filters.first_day),
        "at__lt": _midnight(filters.last_day + timedelta(days=1)) if filters.last_day else None,
    }
    return entries.filter(**{name: value for name, value in exact.items() if value is not None}).order_by("-number")


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def about(subject: str) -> QuerySet[Entry]:
    """Return what was done to one thing ("work.task:12"), newest first; the caller has checked that the reader may see the thing."""
    return Entry.objects.filter(subject=subject).order_by("-number")


def acts_of(user_id: int, act: str) -> QuerySet[Entry]:
    """Return one kind of act by one person, newest first: a person's own sign-ins."""
    return Entry.objects.filter(by_id=user_id, act=act).order_by("-number")
