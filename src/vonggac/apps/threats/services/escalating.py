"""The body above is told when a system stays listed month after month; from how many months on is dated data."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from vonggac.apps.accounts.acts import Role
from vonggac.apps.audit.services import record
from vonggac.apps.threats.models import Case
from vonggac.apps.threats.queries.ladder import staying_listed
from vonggac.apps.work.services.noticing import people_at, tell
from vonggac.apps.work.services.taking import demand
from vonggac.law.cleanups import clean_up_rules


@transaction.atomic
def escalate_cases(*, by: Any, at: datetime) -> list[Case]:
    """Tell the leaders of the body above, once a case, when it stands in the lists of so many months in a row and is still open."""
    demand(by, "threats.import")
    months = clean_up_rules().months_to_superior(localdate(at))
    if months is None:
        return []
    waiting = Case.objects.filter(state=Case.State.OPEN, escalated_at=None, organisation__parent__isnull=False)
    cases = list(waiting.filter(pk__in=staying_listed(months)).select_related("organisation", "system").order_by("id"))
    if not cases:
        return []
    for case in cases:
        case.escalated_to_id, case.escalated_at = case.organisation.parent_id, at
    Case.objects.bulk_update(cases, ["escalated_to", "escalated_at"], batch_size=200)
    _tell_above(cases, at)
    record("threats.cases.escalated", by=by, at=at, count=len(cases), touched=[case.pk for case in cases], months=months)
    return cases


def _tell_above(cases: list[Case], at: datetime) -> None:
    people = people_at([case.escalated_to_id for case in cases if case.escalated_to_id], [Role.LEADER])
    named: dict[int, list[str]] = defaultdict(list)
    for case in cases:
        for user in people.get(case.escalated_to_id or 0, ()):
            named[user].append(case.name())
    texts = {user: _said(len(names)) for user, names in named.items()}
    tell(texts, at=at, link="/nguy-co/ca/", mail=True, details={user: "\n".join(names) for user, names in named.items()})


def _said(count: int) -> str:
    words = ngettext(
        "%(n)s hệ thống, cơ quan bên dưới bị nêu nhiều tháng liền trong danh sách nhiễm mã độc",
        "%(n)s hệ thống, cơ quan bên dưới bị nêu nhiều tháng liền trong danh sách nhiễm mã độc",
        count,
    )
    return words % {"n": count}
