"""A hunt's turns at the worker. The hunt itself runs in a process of its own and goes on between them; a turn starts it, watches it, takes
what came out. As soon as another job waits the turn is given back, so a hunt of hours holds nothing up, and no memory of it is ours.

One process a hunt and one hunt at a time (VONGGAC_HUNTS_AT_ONCE): a worker of its own would hold a second Django in memory all day for
work that comes a few times a year, and slices of the hunt inside the worker would hold the engine there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from vonggac.apps.audit.services import record, said
from vonggac.apps.face.reading import size_text
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.process import How, HowFar, Process, how_far
from vonggac.apps.hunts.services.results import take_results
from vonggac.apps.hunts.services.setting_out import CannotRun, task_of
from vonggac.apps.jobs.progress import NextTurn, report
from vonggac.kernel.reading import format_number

LOOK = 0.5
"""Seconds between two looks at the process, at most; a small hunt is looked at sooner."""
ASK_EVERY = 4
"""Looks between two questions to the database: whether it was stopped, whether others wait."""
WAIT_FOR_PLACE = 10
MOST_FALLS = 3
ISOLATED_AFTER = 2
"""Falls after which the files are read by processes apart, so that one that breaks its reader costs only itself."""
MORE_THAN_ALLOWED = 1.3
"""Memory beyond its ceiling at which a process is ended; its own limit comes first, this is for what that limit does not count."""
FALLS, TOO_MUCH = "falls", "too-much"
State = Hunt.State


def take_turn(hunt_id: int, *, sleep: Callable[[float], None] = time.sleep) -> dict[str, int]:
    """Bring one hunt further; raise `NextTurn` while there is more to do. Safe to run again after it was cut off anywhere."""
    process = Process(hunt_id)
    hunt = Hunt.objects.filter(pk=hunt_id).first()
    if hunt is None or hunt.is_over:
        process.stop()
        return {}
    try:
        if process.how() is How.NONE:
            _start(hunt, process)
        _watch(process, sleep)
    except CannotRun as why:
        return _fail(hunt_id, process, str(why))
    except (NextTurn, OperationalError):
        raise
    except BaseException:
        process.stop()
        raise
    return _end(hunt_id, process)


def _start(hunt: Hunt, process: Process) -> None:
    process.prepare()
    falls = _falls(process.run)
    task = task_of(hunt, process.run, memory=settings.HUNT_MEMORY, jobs=2 if falls >= ISOLATED_AFTER else 1)
    if not process.start(task, settings.HUNTS_AT_ONCE):
        raise NextTurn(WAIT_FOR_PLACE)
    Hunt.objects.filter(pk=hunt.pk, state=State.WAITING).update(state=State.RUNNING, started_at=now(), ended_at=None, why="")


def _watch(process: Process, sleep: Callable[[float], None]) -> None:
    """Look until it ends, is to end, or others wait for the worker."""
    looks = 0
    while process.how() is How.RUNNING:
        far = how_far(process.hunt_id)
        report(far.bytes // 1024, far.bytes_all // 1024, words_of(far))
        if process.memory() > settings.HUNT_MEMORY * MORE_THAN_ALLOWED:
            (process.run / TOO_MUCH).touch(mode=0o600)
            process.stop()
            return
        looks += 1
        if looks % ASK_EVERY == 0:
            if not Hunt.objects.filter(pk=process.hunt_id, state__in=[State.WAITING, State.RUNNING]).exists():
                process.stop()
                return
            if others_wait():
                raise NextTurn
        sleep(min(LOOK, 0.05 * looks))


def others_wait() -> bool:
    """Say whether another job is ready for the worker."""
    return bool(DBTaskResult.objects.ready().exists())


def _end(hunt_id: int, process: Process) -> dict[str, int]:
    """Take what came out, or begin again, or say why not."""
    hunt = Hunt.objects.get(pk=hunt_id)
    if hunt.is_over:
        process.clear(keep_journal=True)
        return {}
    how = process.how()
    if how is How.DONE:
        told = take_results(hunt, process.run, process.answer(), at=now())
        process.clear()
        return told
    if how is How.REFUSED:
        return _fail(hunt_id, process, str(process.answer().get("why", "")))
    fell = process.fell() or (process.run / TOO_MUCH).exists()
    falls = _falls(process.run) + fell
    (process.run / FALLS).write_text(str(falls), encoding="ascii")
    if falls >= MOST_FALLS:
        return _fail(hunt_id, process, _why(process.run))
    if falls == ISOLATED_AFTER:
        _forget_journal(process.run)
    (process.run / TOO_MUCH).unlink(missing_ok=True)
    raise NextTurn


def _falls(run: Path) -> int:
    try:
        return int((run / FALLS).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _forget_journal(run: Path) -> None:
    """Processes apart cut large files into other parts: what the journal has of whole ones would count twice."""
    for path in (run / "journal").glob("*"):
        path.unlink()


def _why(run: Path) -> str:
    if (run / TOO_MUCH).exists():
        return _("Tiến trình đọc vượt trần bộ nhớ. Nâng VONGGAC_HUNT_MEMORY, hoặc chia tệp ra nhiều lượt, rồi chạy lại.")
    return _("Tiến trình đọc dừng đột ngột nhiều lần. Nộp từng tệp một để biết tệp nào hỏng, giữ tệp đó và báo bộ phận kỹ thuật.")


@transaction.atomic
def _write_failure(hunt_id: int, why: str, at: datetime) -> bool:
    held = Hunt.objects.select_for_update().filter(pk=hunt_id).first()
    if held is None or held.is_over:
        return False
    held.state, held.ended_at, held.why = State.FAILED, at, why[:500]
    held.save(update_fields=["state", "ended_at", "why"])
    record("hunts.failed", by=None, at=at, subject=held, organisation_id=held.organisation_id, reason=said(held.why))
    return True


def _fail(hunt_id: int, process: Process, why: str) -> dict[str, int]:
    _write_failure(hunt_id, why or _("Không chạy được. Chạy lại; nếu lại không được, báo bộ phận kỹ thuật."), now())
    process.clear(keep_journal=True)
    (process.run / FALLS).unlink(missing_ok=True)
    return {}


def fail_the_forsaken(*, at: datetime) -> int:
    """Say of hunts whose job is gone (given up after too many broken starts) that they did not run; else they would wait for ever."""
    from vonggac.apps.jobs.queries import progress_of

    found = 0
    for hunt in Hunt.objects.filter(state__in=[State.WAITING, State.RUNNING]).only("pk"):
        job = progress_of(hunt.job_key)
        if job is None or job.is_over:
            Process(hunt.pk).stop()
            found += _write_failure(hunt.pk, (job.why if job else "") or _("Việc chạy nền không còn. Chạy lại."), at)
    return found


# --- words ----------------------------------------------------------------------------------------------------------------------------


def words_of(far: HowFar) -> str:
    """Say how far a hunt is: what it does, how fast, how long still."""
    doing = {
        "rules": _("Đang nạp quy tắc"),
        "logs": _("Đang đọc nhật ký"),
        "files": _("Đang quét tệp"),
        "grouping": _("Đang gộp kết quả"),
    }.get(far.phase, _("Đang chuẩn bị"))
    parts: list[Any] = [doing]
    if far.bytes_all:
        parts.append(_("%(done)s trong %(all)s") % {"done": size_text(far.bytes), "all": size_text(far.bytes_all)})
    if far.events:
        parts.append(_("%(events)s sự kiện") % {"events": format_number(far.events)})
    if far.events_a_second:
        parts.append(_("%(rate)s sự kiện/giây") % {"rate": format_number(far.events_a_second)})
    if far.seconds_left is not None and far.phase in {"logs", "files"}:
        parts.append(_left(far.seconds_left))
    return ", ".join(str(part) for part in parts)


def _left(seconds: int) -> str:
    if seconds < 60:  # noqa: PLR2004
        return _("còn dưới 1 phút")
    if seconds < 3_600:  # noqa: PLR2004
        return _("còn khoảng %(minutes)s phút") % {"minutes": round(seconds / 60)}
    return _("còn khoảng %(hours)s giờ") % {"hours": format_number(round(seconds / 3_600, 1))}
