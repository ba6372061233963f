"""Background jobs: claimed once, kept by a heart, freed when their worker dies, given up after a limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from apps.jobs import deeds
from vonggac.apps.jobs import queries, services
from vonggac.apps.jobs.models import Lease
from vonggac.apps.jobs.progress import Current, report
from vonggac.apps.jobs.worker import Heart, Worker

AT = datetime(2030, 1, 7, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def status(job: str) -> str:
    return DBTaskResult.objects.get(id=job).status


def test_a_job_is_done_and_its_answer_and_progress_can_be_asked() -> None:
    services.enqueue(deeds.add, 2, 3, unique_key="sum:1")
    waiting = queries.progress_of("sum:1")
    assert waiting is not None
    assert (waiting.state, waiting.percent) == ("waiting", None)

    assert Worker().work_once()

    over = queries.progress_of("sum:1")
    assert over is not None
    assert (over.state, over.answer, over.done, over.total, over.text, over.percent) == ("done", 5, 1, 2, "đang cộng", 100)


def test_nobody_asks_for_a_job_that_was_never_enqueued() -> None:
    assert queries.progress_of("sum:404") is None


def test_a_second_request_with_the_same_key_returns_the_open_job() -> None:
    first = services.enqueue(deeds.add, 1, 1, unique_key="sum:2")
    assert services.enqueue(deeds.add, 1, 1, unique_key="sum:2") == first
    assert DBTaskResult.objects.count() == 1


def test_after_its_end_the_same_key_may_be_enqueued_again() -> None:
    first = services.enqueue(deeds.add, 1, 1, unique_key="sum:3")
    Worker().work_once()
    assert services.enqueue(deeds.add, 1, 1, unique_key="sum:3") != first


def test_jobs_without_a_key_do_not_stand_in_each_others_way() -> None:
    assert services.enqueue(deeds.add, 1, 1) != services.enqueue(deeds.add, 1, 1)


def test_the_job_of_a_person_who_waits_comes_first() -> None:
    services.enqueue(deeds.add, 1, 1)
    urgent = services.enqueue(deeds.urgent)
    claimed = services.claim_next(worker="w1", at=AT)
    assert claimed is not None
    assert claimed.id == UUID(urgent)


def test_a_claimed_job_is_not_claimed_by_another() -> None:
    services.enqueue(deeds.add, 1, 1)
    assert services.claim_next(worker="w1", at=AT) is not None
    assert services.claim_next(worker="w2", at=AT) is None


def test_a_job_whose_worker_fell_silent_is_free_again_and_one_that_beats_is_not() -> None:
    silent = services.enqueue(deeds.add, 1, 1)
    beating = services.enqueue(deeds.add, 2, 2)
    first = services.claim_next(worker="w1", at=AT)
    second = services.claim_next(worker="w2", at=AT)
    assert first is not None
    assert second is not None
    assert {str(first.id), str(second.id)} == {silent, beating}
    later = AT + services.LEASE_LASTS
    services.keep(second.id, worker="w2", at=later - timedelta(seconds=1))

    assert services.reap(at=later, own="w3") == 1
    assert (status(str(first.id)), status(str(second.id))) == (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def test_a_worker_never_takes_its_own_job_away_from_itself() -> None:
    services.enqueue(deeds.add, 1, 1)
    services.claim_next(worker="w1", at=AT)
    assert services.reap(at=AT + timedelta(hours=1), own="w1") == 0


def test_a_dead_worker_of_this_machine_is_noticed_without_waiting_for_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    services.enqueue(deeds.add, 1, 1)
    services.claim_next(worker="gone", at=AT)
    monkeypatch.setattr(services, "surely_dead", lambda name: name == "gone")
    assert services.reap(at=AT, own="w2") == 1


def test_a_job_that_was_cut_off_too_often_fails_with_a_plain_reason() -> None:
    job = services.enqueue(deeds.add, 1, 1, unique_key="sum:4")
    at = AT
    for _ in range(3):
        assert services.claim_next(worker="w1", at=at) is not None
        at += services.LEASE_LASTS
        services.reap(at=at, own="w2")
    assert status(job) == TaskResultStatus.FAILED
    over = queries.progress_of("sum:4")
    assert over is not None
    assert "3 lần" in over.why
    assert services.claim_next(worker="w1", at=at) is None


def test_a_late_worker_cannot_overwrite_the_one_that_took_over() -> None:
    job = services.enqueue(deeds.add, 1, 1)
    services.claim_next(worker="late", at=AT)
    services.reap(at=AT + services.LEASE_LASTS, own="other")
    services.claim_next(worker="other", at=AT + services.LEASE_LASTS)
    assert not services.finish(job, worker="late", at=AT, value=1)
    assert not services.keep(job, worker="late", at=AT)
    assert services.finish(job, worker="other", at=AT, value=2)
    assert DBTaskResult.objects.get(id=job).return_value == 2


def test_a_stopping_worker_gives_its_job_back_and_the_attempt_does_not_count() -> None:
    job = services.enqueue(deeds.add, 1, 1)
    worker = Worker()
    worker.stopping.set()
    assert worker.work_once()
    assert status(job) == TaskResultStatus.READY
    assert Lease.objects.get(result_id=job).attempt == 0


def test_a_mistake_in_a_job_is_recorded_and_the_worker_goes_on() -> None:
    services.enqueue(deeds.broken, unique_key="b")
    services.enqueue(deeds.add, 1, 1, unique_key="a")
    worker = Worker()
    assert worker.work_once()
    assert worker.work_once()
    failed = queries.progress_of("b")
    done = queries.progress_of("a")
    assert failed is not None
    assert done is not None
    assert (failed.state, done.state) == ("failed", "done")
    assert "không cộng được" not in failed.why
    assert "không cộng được" in DBTaskResult.objects.get(id=failed.id).traceback


def test_a_job_that_asks_to_try_again_waits_and_gives_up_after_its_attempts() -> None:
    job = services.enqueue(deeds.not_now, unique_key="n")
    clock = [AT]
    worker = Worker(now=lambda: clock[0])
    assert worker.work_once()
    again = DBTaskResult.objects.get(id=job)
    assert (again.status, again.run_after) == (TaskResultStatus.READY, AT + timedelta(seconds=30))
    DBTaskResult.objects.update(run_after=datetime(2020, 1, 1, tzinfo=UTC))
    assert worker.work_once()
    over = queries.progress_of("n")
    assert over is not None
    assert (over.state, over.why) == ("failed", "Máy chủ thư không trả lời. Đã thử 2 lần.")


def test_a_long_job_gives_its_turn_away_without_losing_an_attempt(tmp_path: Path) -> None:
    job = services.enqueue(deeds.in_turns, str(tmp_path), unique_key="t")
    services.enqueue(deeds.add, 1, 2, unique_key="other")
    worker = Worker(now=lambda: AT)
    assert worker.work_once()
    waits = DBTaskResult.objects.get(id=job)
    assert (waits.status, waits.run_after, waits.lease.attempt) == (TaskResultStatus.READY, AT + timedelta(seconds=5), 0)
    assert worker.work_once(), "the other has its turn"
    other = queries.progress_of("other")
    assert other is not None
    assert other.state == "done"
    for _turn in range(2):
        DBTaskResult.objects.filter(id=job).update(run_after=datetime(2020, 1, 1, tzinfo=UTC))
        assert worker.work_once()
    over = queries.progress_of("t")
    assert over is not None
    assert (over.state, over.answer) == ("done", "xong")


def test_the_heart_says_that_the_worker_lives_and_carries_the_progress() -> None:
    services.enqueue(deeds.add, 1, 1, unique_key="p")
    claimed = services.claim_next(worker="w1", at=AT)
    assert claimed is not None
    heart = Heart("w1", now=lambda: AT + timedelta(seconds=30))
    heart.at_hand = Current(claimed.id, done=3, total=12, text="dòng 3", changed=True)
    heart.beat(slow=True)
    running = queries.progress_of("p")
    assert running is not None
    assert (running.state, running.percent, running.text) == ("running", 25, "dòng 3")
    assert Lease.objects.get().leased_until == AT + timedelta(seconds=30) + services.LEASE_LASTS
    assert queries.workers_alive(AT + timedelta(seconds=40)) == 1
    assert queries.workers_alive(AT + timedelta(seconds=95)) == 0


def test_reporting_outside_a_job_says_nothing() -> None:
    report(1, 2, "không ai nghe")
    assert not Lease.objects.exists()


def test_finished_jobs_are_forgotten_after_a_while_and_open_ones_never() -> None:
    services.enqueue(deeds.add, 1, 1)
    Worker(now=lambda: AT).work_once()
    services.enqueue(deeds.add, 1, 1)
    assert services.trim(before=AT) == 0
    services.trim(before=AT + timedelta(seconds=1))
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == [TaskResultStatus.READY]
