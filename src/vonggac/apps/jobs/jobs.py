"""The background jobs of this room itself."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from vonggac.apps.jobs import services
from vonggac.apps.jobs.models import PeriodicRun

RESULTS_KEPT = timedelta(days=30)


@services.job(priority=services.IDLE)
def trim_results() -> int:
    """Forget what ended long ago."""
    before = timezone.now() - RESULTS_KEPT
    PeriodicRun.objects.filter(due_at__lt=before).delete()
    return services.trim(before=before)
