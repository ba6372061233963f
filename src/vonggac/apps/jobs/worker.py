"""The worker: takes one job after the other. Beside it a heart beats: leases, progress, periodic jobs, and the jobs of the dead."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from traceback import format_exception
from types import FrameType
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from vonggac.apps.jobs import periodic, services
from vonggac.apps.jobs.models import Lease, Pulse
from vonggac.apps.jobs.processes import identity
from vonggac.apps.jobs.progress import Current, NextTurn, TryAgain, current

log = logging.getLogger("vonggac.jobs")

BEAT = 1.0
"""Seconds between two looks at the progress of the job at hand."""
SLOW_BEATS = 15
"""Beats between two signs of life, and between two looks for due and for abandoned jobs."""
IDLE = 1.0
GRACE = 2.0
"""Seconds a job may use to end by itself after we were told to stop."""
PAUSE_AFTER_TROUBLE = timedelta(seconds=30)


class Stopped(BaseException):
    """We were told to stop while a job ran: its transaction rolls back and it goes back to the queue. No job may catch this."""


class Heart(threading.Thread):
    """Keeps the lease of the job at hand, and does the chores that must not wait for the job to end."""

    def __init__(self, worker: str, now: Callable[[], datetime] = timezone.now) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker = worker
        self.now = now
        self.at_hand: Current | None = None
        self.stop = threading.Event()

    def run(self) -> None:
        """Beat until stopped. The database may be busy or away for a while; the heart goes on."""
        beats = 0
        while not self.stop.is_set():
            try:
                close_old_connections()
                self.beat(slow=beats % SLOW_BEATS == 0)
            except (DatabaseError, InterfaceError) as error:
                log.warning("heart: %s", error)
                close_old_connections()
            beats += 1
            self.stop.wait(BEAT)
        connection.close()

    def beat(self, *, slow: bool) -> None:
        """One beat."""
        at, job = self.now(), self.at_hand
        if job is not None and (slow or job.changed):
            job.changed = False
            services.keep(job.result_id, worker=self.worker, at=at, done=job.done, total=job.total, text=job.text)
        if slow:
            Pulse.objects.update_or_create(worker=self.worker, defaults={"seen_at": at}, create_defaults={"seen_at": at, "started_at": at})
            Pulse.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()
            services.reap(at=at, own=self.worker)
            periodic.enqueue_due(at=at)


class Worker:
    """One process that does background jobs."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self.name = identity()
        self.now = now
        self.heart = Heart(self.name, now)
        self.stopping = threading.Event()
        self._in_job = False

    def run(self) -> None:
        """Work until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGALRM, self._cut_off)
        self.heart.start()
        try:
            while not self.stopping.is_set():
                self._one_round()
        finally:
            self.heart.stop.set()
            self.heart.join(timeout=2)
            self._say_goodbye()

    def _one_round(self) -> None:
        close_old_connections()
        try:
            worked = self.work_once()
        except (OperationalError, InterfaceError) as error:
            log.warning("worker: %s", error)
            worked = False
        if not worked:
            self.stopping.wait(IDLE)

    def work_once(self) -> bool:
        """Do one job if one is ready."""
        result = services.claim_next(worker=self.name, at=self.now())
        if result is None:
            return False
        at_hand = Current(result.id)
        self.heart.at_hand = at_hand
        token = current.set(at_hand)
        try:
            self._do(result)
        finally:
            current.reset(token)
            self.heart.at_hand = None
        return True

    def _do(self, result: DBTaskResult[Any, Any]) -> None:
        try:
            value = self._call(result)
        except Stopped:
            services.give_back(result.id, worker=self.name)
        except NextTurn as turn:
            self._note(result, at_hand=self.heart.at_hand)
            services.give_back(result.id, worker=self.name, run_after=self.now() + timedelta(seconds=turn.seconds))
        except TryAgain as later:
            self._later(result, later.why, timedelta(seconds=later.seconds))
        except (OperationalError, InterfaceError) as error:
            log.warning("job %s: %s", result.task_path, error)
            close_old_connections()
            self._later(result, "Cơ sở dữ liệu không trả lời.", PAUSE_AFTER_TROUBLE)
        except Exception as error:  # noqa: BLE001  the outer loop: record it and go on with the next job
            self._failed(result, error)
        else:
            self._note(result, at_hand=self.heart.at_hand)
            services.finish(result.id, worker=self.name, at=self.now(), value=value)

    def _call(self, result: DBTaskResult[Any, Any]) -> Any:
        arguments = result.args_kwargs
        self._in_job = True
        try:
            if self.stopping.is_set():
                raise Stopped
            return result.task.call(*arguments["args"], **arguments["kwargs"])
        finally:
            self._in_job = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _note(self, result: DBTaskResult[Any, Any], at_hand: Current | None) -> None:
        if at_hand is not None and at_hand.changed:
            services.keep(result.id, worker=self.name, at=self.now(), done=at_hand.done, total=at_hand.total, text=at_hand.text)

    def _later(self, result: DBTaskResult[Any, Any], why: str, pause: timedelta) -> None:
        lease = Lease.objects.get(result=result)
        if lease.attempt >= lease.attempts_allowed:
            services.fail(result.id, worker=self.name, at=self.now(), why=f"{why} Đã thử {lease.attempt} lần.")
        else:
            services.give_back(result.id, worker=self.name, run_after=self.now() + pause, counts=True)

    def _failed(self, result: DBTaskResult[Any, Any], error: Exception) -> None:
        log.error("job %s failed", result.task_path, exc_info=error)
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        why = "Việc không làm được vì một lỗi trong chương trình; chi tiết nằm trong nhật ký máy chủ."
        services.fail(result.id, worker=self.name, at=self.now(), why=why, error=kind, traceback="".join(format_exception(error)))

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()
        if self._in_job:
            signal.setitimer(signal.ITIMER_REAL, GRACE)

    def _cut_off(self, number: int, frame: FrameType | None) -> None:
        """Raise in the middle of the job; only there, never in our own bookkeeping."""
        if self._in_job:
            self._in_job = False
            raise Stopped

    def _say_goodbye(self) -> None:
        try:
            Pulse.objects.filter(worker=self.name).delete()
            connection.close()
        except DatabaseError as error:
            log.warning("worker: %s", error)
