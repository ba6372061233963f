"""How long the content of hunts is kept (law/data/hunt-retention.yaml): files and whole results go, findings and what was decided stay."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.audit.services import record
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.storing import DESK, folder_of, hunts_folder, wipe
from vonggac.apps.jobs.progress import report

FORGOTTEN = 86_400.0
"""Seconds after which a desk that became no hunt is wiped: no upload takes that long."""
State = Hunt.State


@dataclass(frozen=True, slots=True)
class ThrownAway:
    """What went."""

    hunts: int
    files: int
    desks: int


def throw_away_old(*, at: datetime) -> ThrownAway:
    """Throw away what is older than its days, one hunt after the other; a hunt that waits or runs keeps its files until it is over."""
    old = Hunt.objects.filter(keep_until__lt=localdate(at), thrown_at=None).exclude(state__in=[State.WAITING, State.RUNNING])
    hunts = files = 0
    for pk in list(old.order_by("pk").values_list("pk", flat=True)):
        files += throw_away(pk, at=at)
        hunts += 1
        report(hunts)
    wipe_left_behind()
    return ThrownAway(hunts, files, wipe_desks())


def throw_away(hunt_id: int, *, at: datetime) -> int:
    """Wipe the content of one hunt; the bytes go first, so that nothing says they are gone while they are not."""
    wipe(folder_of(hunt_id))
    with transaction.atomic():
        row = Hunt.objects.select_for_update().get(pk=hunt_id)
        files: int = row.files.count()
        if row.thrown_at is None:
            row.thrown_at = at
            row.save(update_fields=["thrown_at"])
            record("hunts.thrown_away", by=None, at=at, subject=row, organisation_id=row.organisation_id, count=files)
    return files


def wipe_desks(now: float | None = None) -> int:
    """Wipe desks that nobody came back to."""
    now, gone = time.time() if now is None else now, 0
    desks = hunts_folder() / DESK
    for desk in desks.iterdir() if desks.is_dir() else ():
        if now - _touched(desk) > FORGOTTEN:
            wipe(desk)
            gone += 1
    return gone


def wipe_left_behind(now: float | None = None) -> int:
    """Wipe folders whose hunt never came to be, or whose content is said to be gone: an act was cut off between rows and bytes."""
    now, gone = time.time() if now is None else now, 0
    folders = {int(path.name): path for path in hunts_folder().iterdir() if path.name.isdecimal()}
    stands = set(Hunt.objects.filter(pk__in=folders, thrown_at=None).values_list("pk", flat=True))
    for pk in sorted(folders.keys() - stands):
        if now - _touched(folders[pk]) > FORGOTTEN:
            wipe(folders[pk])
            gone += 1
    return gone


def _touched(desk: Path) -> float:
    """Return when something in it was written last."""
    return max((path.lstat().st_mtime for path in (desk, *desk.rglob("*"))), default=0.0)
