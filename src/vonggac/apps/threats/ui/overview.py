"""The overview by month: the ladder as bars with its table, the figures of today, the classes of malware."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.threats.models import ProviderInquiry
from vonggac.apps.threats.queries import cases as queries
from vonggac.apps.threats.queries.ladder import Rung, ladder, listed_by_month
from vonggac.apps.threats.queries.lists import waiting_for_a_person
from vonggac.apps.threats.queries.visibility import cases_visible_to, inquiries_visible_to, sees_all
from vonggac.apps.threats.ui.pictures import PARTS, rung_bar
from vonggac.law.cleanups import clean_up_rules

READ = ("GET", "HEAD")
SHOWN_MONTHS = 12


@requires("threats.read", methods=READ)
def overview(request: HttpRequest) -> HttpResponse:
    """Show how many systems and bodies are new, returned, continuing and gone, month by month, of those the person may read."""
    today = localdate()
    visible = cases_visible_to(request.user)
    rungs = ladder(listed_by_month(visible), today.replace(day=1), SHOWN_MONTHS)
    most = max((one.listed + len(one.gone) for one in rungs), default=1)
    return page(
        request,
        "threats/overview.html",
        standing=queries.standing_of(visible, today),
        named=any(one.listed or one.gone for one in rungs),
        rungs=[(one, rung_bar(_counts(one), most, _said(one))) for one in reversed(rungs)],
        legend=list(zip(PARTS, (_("Mới"), _("Tái xuất hiện"), _("Còn"), _("Hết")), strict=True)),
        classes=[(clean_up_rules().by_key(key, today), number) for key, number in queries.classes_of(visible)],
        sees_lists=sees_all(request.user),
        may_import=request.user.may("threats.import"),  # type: ignore[union-attr]
        waiting=waiting_for_a_person(request.user),
        unanswered=_unanswered(request.user),
    )


def _counts(one: Rung) -> tuple[int, int, int, int]:
    return len(one.new), len(one.returned), len(one.continuing), len(one.gone)


def _said(one: Rung) -> str:
    new, returned, continuing, gone = _counts(one)
    words = _("Tháng %(month)s: %(new)s mới, %(returned)s tái xuất hiện, %(continuing)s còn, %(gone)s hết")
    return words % {"month": f"{one.month:%m/%Y}", "new": new, "returned": returned, "continuing": continuing, "gone": gone}


def _unanswered(user: Any) -> int:
    return inquiries_visible_to(user).filter(answered_at=None, withdrawn_at=None).exclude(state=ProviderInquiry.State.DRAFTED).count()
