"""What of this room needs a human, as one number for the rail."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from vonggac.apps.threats.queries.cases import late_q
from vonggac.apps.threats.queries.feeds import needs_a_look
from vonggac.apps.threats.queries.lists import waiting_for_a_person
from vonggac.apps.threats.queries.visibility import cases_visible_to


def needs_a_human(user: Any) -> int | None:
    """Return the late cases that the person may read and the lists that wait for them, None when there are none."""
    lists = waiting_for_a_person(user) if user.may("threats.import") else 0
    return (cases_visible_to(user).filter(late_q(localdate())).count() + lists) or None


def feeds_need_a_human(user: Any) -> int | None:
    """Return the feeds that fail and the files that wait for agreement, for who sets feeds up; None when there are none."""
    return (needs_a_look(user) or None) if user.may("threats.feeds") else None
