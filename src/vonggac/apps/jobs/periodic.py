"""Periodic jobs: a table of what is due when, and the one scheduler that enqueues it, on however many servers it runs."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from vonggac.apps.jobs import ports, services
from vonggac.apps.jobs.models import Periodic, PeriodicRun


def enqueue_due(*, at: datetime) -> int:
    """Enqueue every periodic job whose time has come; return how many.

    After a standstill a job runs once, not once for each time missed.
    """
    return sum(_enqueue_if_due(name, entry, at) for name, entry in ports.periodic.in_order())


def _enqueue_if_due(name: str, entry: ports.PeriodicJob, at: datetime) -> bool:
    row, new = Periodic.objects.get_or_create(name=name, defaults={"next_due": entry.schedule.next_due(at)})
    if new or row.next_due > at:
        return _bring_forward(row, entry, at)
    try:
        with transaction.atomic():
            return _run(row, entry, at)
    except IntegrityError:
        # Another server wrote the same due moment first.
        return False


def _bring_forward(row: Periodic, entry: ports.PeriodicJob, at: datetime) -> bool:
    """A schedule that was changed to an earlier moment counts at once."""
    Periodic.objects.filter(pk=row.pk, next_due__gt=entry.schedule.next_due(at)).update(next_due=entry.schedule.next_due(at))
    return False


def _run(row: Periodic, entry: ports.PeriodicJob, at: datetime) -> bool:
    locked = Periodic.objects.select_for_update().get(pk=row.pk)
    if locked.next_due > at:
        return False
    run = PeriodicRun.objects.create(periodic=locked, due_at=entry.schedule.last_due(at))
    run.result_id = services.enqueue(entry.job, unique_key=f"periodic:{row.name}")
    run.save(update_fields=["result"])
    locked.next_due = entry.schedule.next_due(at)
    locked.save(update_fields=["next_due"])
    return True
