"""Questions about background jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django_tasks import TaskResultStatus

from vonggac.apps.jobs.models import Lease, Pulse

State = Literal["waiting", "running", "done", "failed"]
_STATES: dict[str, State] = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}
PULSE_FRESH = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, for the page that waits for it."""

    id: str
    state: State
    done: int
    total: int
    text: str
    why: str
    answer: object

    @property
    def percent(self) -> int | None:
        """Return 0 to 100, or None while the whole is unknown."""
        if self.state == "done":
            return 100
        return None if self.total == 0 else min(100, self.done * 100 // self.total)

    @property
    def is_over(self) -> bool:
        """Return whether there is nothing more to wait for."""
        return self.state in {"done", "failed"}


def progress_of(key: str) -> Progress | None:
    """Return how far the newest job of a key is, or None when there was none."""
    lease = Lease.objects.filter(key=key).select_related("result").order_by("-result__enqueued_at", "-id").first()
    if lease is None:
        return None
    result = lease.result
    state = _STATES[result.status]
    return Progress(str(result.id), state, lease.done, lease.total, lease.text, lease.why, result.return_value)


def workers_alive(at: datetime) -> int:
    """Return how many workers gave a sign of life in the last minute."""
    return Pulse.objects.filter(seen_at__gt=at - PULSE_FRESH).count()


def jobs_waiting_since(at: datetime, longer_than: timedelta) -> int:
    """Return how many jobs have been ready for longer than that: a sign that nobody works."""
    limit = at - longer_than
    waiting = Lease.objects.filter(result__status=TaskResultStatus.READY, result__enqueued_at__lt=limit)
    return waiting.exclude(result__run_after__gt=limit, result__run_after__year__lt=9999).count()
