"""The background door of measures."""

from __future__ import annotations

from django.utils import timezone

from vonggac.apps.jobs.services import IDLE, job


@job(priority=IDLE)
def renew_inheritance() -> int:
    """Resolve links that begin or end because their day has come; safe to run twice."""
    from vonggac.apps.compliance.services.inheriting import renew_inheritance

    return renew_inheritance(by=None, at=timezone.now())
