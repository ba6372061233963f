"""Background doors of the room; each is safe to run twice."""

from __future__ import annotations

from datetime import datetime

from vonggac.apps.work.services.mailing import mail_notices
from vonggac.apps.work.services.reminding import send_reminders
from vonggac.apps.work.services.turning import open_due_periods


def daily(at: datetime) -> None:
    """Open the turns of the day, then remind, then mail."""
    open_due_periods(at)
    send_reminders(at)
    mail_notices(at)


def mail_waiting(at: datetime) -> None:
    """Mail what waits."""
    mail_notices(at)
