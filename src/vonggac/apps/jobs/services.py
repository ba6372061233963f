"""Acts on background jobs: enqueue, claim, keep, give back, end. A job is claimed by one worker at a time and survives its death.

How to write a job: it may run again after it was cut off at any point, so either everything happens in one transaction, or each part
is recognisable and skipped when it is there already. Enqueue it in the transaction of the rows that it is about.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from vonggac.apps.jobs.models import Lease
from vonggac.apps.jobs.processes import surely_dead

LEASE_LASTS = timedelta(seconds=60)
OPEN = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
URGENT, NORMAL, IDLE = 50, 0, -50
"""Priorities: a person waits; work of the day; clearing up."""


def job(*, priority: int = NORMAL, attempts: int = 3) -> Callable[[Callable[..., Any]], Any]:
    """Make a function of a room's `jobs.py` a background job; its arguments and its answer must be plain JSON."""

    def decorate(function: Callable[..., Any]) -> Any:
        made = task(priority=priority)(function)
        made.func.attempts = attempts
        return made

    return decorate


def enqueue(what: Any, *args: Any, unique_key: str = "", **kwargs: Any) -> str:
    """Enqueue a job in the transaction at hand and return its id; with a key, return the job of that key that is open already."""
    with transaction.atomic():
        open_one = _open_job(unique_key)
        if open_one is not None:
            return open_one
        try:
            with transaction.atomic():
                result = what.enqueue(*args, **kwargs)
                Lease.objects.create(
                    result_id=result.id, key=unique_key, open_key=unique_key or None, attempts_allowed=getattr(what.func, "attempts", 3)
                )
        except IntegrityError:
            # Another process was faster between our question and our row.
            standing = _open_job(unique_key)
            if standing is None:
                raise
            return standing
    return str(result.id)


def _open_job(key: str) -> str | None:
    if not key:
        return None
    found = Lease.objects.filter(open_key=key).values_list("result_id", flat=True).first()
    return None if found is None else str(found)


def claim_next(*, worker: str, at: datetime) -> DBTaskResult | None:
    """Take the most urgent job that is ready, with a lease, or return None."""
    if not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        result = DBTaskResult.objects.ready().select_for_update(skip_locked=True).first()
        if result is None:
            return None
        result.claim(worker[:64])
        Lease.objects.get_or_create(result=result)
        Lease.objects.filter(result=result).update(
            attempt=F("attempt") + 1, worker=worker, leased_until=at + LEASE_LASTS, heartbeat_at=at, done=0, total=0, text="", why=""
        )
    return result


def keep(result_id: object, *, worker: str, at: datetime, **progress: Any) -> bool:
    """Prolong the lease and note the progress; False when another has the job by now."""
    held = Lease.objects.filter(result_id=result_id, worker=worker, leased_until__isnull=False)
    return held.update(leased_until=at + LEASE_LASTS, heartbeat_at=at, **progress) == 1


def finish(result_id: object, *, worker: str, at: datetime, value: Any) -> bool:
    """Note the answer of a job that we still hold; False when another has it by now (the job is idempotent, so nothing is lost)."""
    ended = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": at, "return_value": value, "exception_class_path": "", "traceback": ""}
    return _end(result_id, ended, worker=worker)


def fail(result_id: object, *, worker: str, at: datetime, why: str, error: str = "", traceback: str = "") -> bool:
    """Note that the job cannot be done, with a reason in plain words."""
    ended = {"status": TaskResultStatus.FAILED, "finished_at": at, "exception_class_path": error, "traceback": traceback}
    return _end(result_id, ended, worker=worker, why=why)


@transaction.atomic
def _end(result_id: object, columns: dict[str, Any], *, worker: str, why: str = "") -> bool:
    held = Lease.objects.filter(result_id=result_id, worker=worker, leased_until__isnull=False)
    if held.update(leased_until=None, open_key=None, why=why[:500]) == 0:
        return False
    DBTaskResult.objects.filter(id=result_id).update(**columns)
    return True


@transaction.atomic
def give_back(result_id: object, *, worker: str, run_after: datetime | None = None, counts: bool = False) -> bool:
    """Make the job ready again: a stopping worker gives back what it holds (the attempt does not count), a failed try waits a while."""
    held = Lease.objects.filter(result_id=result_id, worker=worker, leased_until__isnull=False)
    changed = held.update(leased_until=None, attempt=F("attempt") if counts else F("attempt") - 1)
    if changed:
        later = {} if run_after is None else {"run_after": run_after}
        DBTaskResult.objects.filter(id=result_id).update(status=TaskResultStatus.READY, **later)
    return bool(changed)


def reap(*, at: datetime, own: str = "") -> int:
    """Free the jobs whose worker is gone: lease run out, or known to be dead on this machine. Return how many.

    A worker never takes its own job away from itself: its heart may be late only because its own long transaction holds the database.
    """
    freed = 0
    held = Lease.objects.filter(leased_until__isnull=False, result__status=TaskResultStatus.RUNNING).exclude(worker=own)
    for lease in held:
        if lease.leased_until is not None and (lease.leased_until <= at or surely_dead(lease.worker)):
            freed += _free(lease, at)
    return freed


def _free(lease: Lease, at: datetime) -> bool:
    if lease.attempt < lease.attempts_allowed:
        return give_back(lease.result_id, worker=lease.worker, counts=True)
    why = f"Việc bị ngắt giữa chừng {lease.attempt} lần liên tiếp nên không chạy tiếp. Xem nhật ký máy chủ, sửa nguyên nhân rồi làm lại."
    return fail(lease.result_id, worker=lease.worker, at=at, why=why)


def trim(*, before: datetime) -> int:
    """Forget jobs that ended before a moment; what they did stands in the audit log."""
    with suppress(IntegrityError):
        deleted, _each = DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
        return deleted
    return 0
