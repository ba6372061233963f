"""Background doors of the room; each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from vonggac.apps.jobs.services import job
from vonggac.apps.work.services.mailing import mail_notices
from vonggac.apps.work.services.reminding import send_reminders
from vonggac.apps.work.services.turning import open_due_periods


@job()
def work_of_the_day() -> dict[str, int]:
    """Open the turns of the day, then remind, then mail."""
    at = timezone.now()
    opened = open_due_periods(at)
    reminded = send_reminders(at)
    return {"opened": opened, "reminded": reminded.tasks, "drafts": reminded.drafts, "mails": mail_notices(at)}


@job()
def mail_waiting() -> int:
    """Mail the notices that wait."""
    return mail_notices(timezone.now())
