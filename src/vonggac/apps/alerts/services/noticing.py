"""Who is told that a critical alert came in on a system of level 3 and above; many are one line, so that nobody is flooded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import Holding
from vonggac.apps.alerts.models import Alert
from vonggac.apps.organisations.models import Ancestry
from vonggac.apps.work.services.noticing import Gathering, gather
from vonggac.kernel.levels import is_level_three_or_above
from vonggac.kernel.severity import Severity

TOPIC = "alerts.critical"


def is_worth_a_notice(alert: Alert) -> bool:
    """Say whether people are told at once: critical, on level 3 and above, not hidden."""
    return alert.severity == Severity.CRITICAL and is_level_three_or_above(alert.level) and alert.hidden_by_id is None


def tell_of_critical(alerts: Sequence[Alert], *, at: datetime) -> int:
    """Tell the office and who answers for the systems of new critical alerts; one unread line a person counts them all.

    Inside the transaction that wrote the alerts. It is no act of a person: the alert itself is the trace.
    """
    worth = [one for one in alerts if is_worth_a_notice(one)]
    if worth:
        gather(_told(worth), _gathering(worth[0], len(worth)), at=at)
    return len(worth)


def _told(alerts: Sequence[Alert]) -> set[int]:
    bodies = {one.organisation_id for one in alerts if one.organisation_id}
    above = Ancestry.objects.filter(below_id__in=bodies).values("above_id")
    held = Holding.objects.filter(ended_at=None, user__is_active=True, post__closed_on=None)
    office = held.filter(post__role=Role.COORDINATOR)
    theirs = held.filter(post__role__in=[Role.OFFICER, Role.RESPONDER], post__organisation_id__in=above)
    return {*office.values_list("user_id", flat=True), *theirs.values_list("user_id", flat=True)}


def _gathering(alert: Alert, number: int) -> Gathering:
    queue = f"{reverse('alerts:queue')}?severity=4&level=3%2B"
    told = {"system": alert.system.name if alert.system else alert.target, "title": alert.title}
    one = _("Cảnh báo nghiêm trọng trên %(system)s: %(title)s") % told
    return Gathering(TOPIC, one if number == 1 else _many(number), alert.get_absolute_url() if number == 1 else queue, _many, queue)


def _many(number: int) -> str:
    words = ngettext(
        "%(n)s lần có cảnh báo nghiêm trọng trên hệ thống cấp độ 3 trở lên",
        "%(n)s lần có cảnh báo nghiêm trọng trên hệ thống cấp độ 3 trở lên",
        number,
    )
    return words % {"n": number}
