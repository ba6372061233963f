"""How often a measure returns, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vonggac.kernel.periods import Recurrence


def in_words(cadence: Recurrence | None) -> str:
    """Return how often, or nothing when the standard names no cadence."""
    if cadence is None:
        return ""
    return {
        Recurrence.DAILY: _("hằng ngày"),
        Recurrence.WEEKLY: _("hằng tuần"),
        Recurrence.MONTHLY: _("hằng tháng"),
        Recurrence.QUARTERLY: _("hằng quý"),
        Recurrence.HALF_YEARLY: _("6 tháng một lần"),
        Recurrence.YEARLY: _("hằng năm"),
    }[cadence]
