"""Background doors of the room; each is safe to run twice."""

from __future__ import annotations

from vonggac.apps.directives.services import scans
from vonggac.apps.jobs.services import URGENT, job


@job(priority=URGENT)
def read_scan(directive_id: int, accept_marks: bool = False) -> str:
    """Read a scan whose file was kept, and lay the letter out."""
    return scans.read_kept(directive_id, accept_marks=accept_marks)
