"""What reads sets of rules in the background, and lays out the rules that ship at a start."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from vonggac.apps.jobs.services import URGENT, job


@job(priority=URGENT)
def read_pack(pack_id: int) -> dict[str, int]:
    """Read one set of rules; safe to run twice."""
    from vonggac.apps.hunts.services.packs import read_pack as read

    return read(pack_id, at=timezone.now())


def lay_starter_at_start(*, at: datetime) -> str | None:
    """Have the rules that ship as a set that hunts can choose."""
    from vonggac.apps.hunts.services.packs import lay_starter_pack

    lay_starter_pack(at=at)
    return None
