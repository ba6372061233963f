"""Jobs that the tests run."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from vonggac.apps.jobs import services
from vonggac.apps.jobs.progress import NextTurn, TryAgain, report


@services.job()
def add(one: int, other: int) -> int:
    report(1, 2, "đang cộng")
    return one + other


@services.job(priority=services.URGENT)
def urgent() -> str:
    return "gấp"


@services.job()
def broken() -> None:
    raise ValueError("không cộng được")


@services.job(attempts=2)
def not_now() -> None:
    raise TryAgain("Máy chủ thư không trả lời.", seconds=30)


@services.job(attempts=1)
def in_turns(folder: str) -> str:
    """Work in three turns, with others in between."""
    marks = Path(folder)
    (marks / str(len(list(marks.iterdir())))).touch()
    turns = len(list(marks.iterdir()))
    report(turns, 3)
    if turns < 3:
        raise NextTurn(seconds=5)
    return "xong"


@services.job(attempts=3)
def killed_at_first(folder: str) -> str:
    """Write half of the work and kill our own process, as the machine's memory guard would; the second time do it all."""
    from django.core.cache import cache
    from django.db import transaction

    mark = Path(folder) / "seen"
    with transaction.atomic():
        if not mark.exists():
            mark.touch()
            cache.set("half-written", "yes", 600)
            os.kill(os.getpid(), signal.SIGKILL)
    (Path(folder) / "done").write_text("một lần", encoding="utf-8")
    return "xong"


@services.job()
def endless(folder: str) -> None:
    """Work for a long time inside one transaction: cut off, nothing of it may stay."""
    from django.core.cache import cache
    from django.db import transaction

    with transaction.atomic():
        cache.set("half-written", "yes", 600)
        (Path(folder) / "running").touch()
        for _ in range(6000):
            time.sleep(0.01)
