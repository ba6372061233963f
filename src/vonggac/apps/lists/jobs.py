"""Background doors of the room; each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from vonggac.apps.jobs.services import IDLE, URGENT, job
from vonggac.apps.lists import services
from vonggac.apps.lists.models import ImportRun


@job(priority=URGENT)
def write_run(run_id: int) -> dict[str, int]:
    """Write one confirmed list in one transaction; cut off, it begins again from nothing."""
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    try:
        run = services.apply_import(run, by=run.by, at=timezone.now())
    except services.NotWritten as refused:
        services.refuse_import(run, " ".join(refused.messages))
        return {"added": 0, "changed": 0}
    return {"added": run.added, "changed": run.changed}


@job(priority=IDLE)
def forget_expired() -> int:
    """Empty previews that nobody confirmed."""
    return services.forget_expired(at=timezone.now())
