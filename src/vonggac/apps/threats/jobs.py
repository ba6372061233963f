"""Background doors of the room; each is safe to run twice."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from vonggac.apps.jobs.services import URGENT, job


@job(priority=URGENT)
def read_list(list_id: int) -> dict[str, Any]:
    """Read the columns of one big list; cut off, it begins again from nothing."""
    from vonggac.apps.threats.services.reading import read_columns

    return read_columns(list_id, at=timezone.now())


@job(priority=URGENT)
def match_list(list_id: int) -> dict[str, int]:
    """Match one list whose columns were confirmed; cut off, it begins again from nothing."""
    from vonggac.apps.threats.services.matching import match_rows

    return match_rows(list_id, at=timezone.now())
