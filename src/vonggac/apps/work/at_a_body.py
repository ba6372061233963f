"""What this room tells about a body on the page of the directory."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from vonggac.apps.organisations.ports import Fact, Section
from vonggac.apps.work.models import OPEN_STATES, Task, late_q
from vonggac.apps.work.queries.visibility import visible_to
from vonggac.kernel.reading import format_number


def work_at_a_body(user: Any, body: Any) -> Section | None:
    """Return how much work of the body is open, late or under review, as far as the person may see it; one query."""
    if not user.may("work.read"):
        return None
    still_open = Q(state__in=OPEN_STATES)
    counts = (
        visible_to(user)
        .filter(organisation_id=body.pk)
        .order_by()
        .aggregate(
            open=Count("id", filter=still_open),
            late=Count("id", filter=still_open & late_q(timezone.localdate())),
            sent=Count("id", filter=Q(state=Task.State.SENT)),
            done=Count("id", filter=Q(state=Task.State.DONE)),
        )
    )
    if not any(counts.values()):
        return Section(_("Việc"), (), _("Chưa có việc nào của cơ quan này mà bạn được xem."))
    shown = (
        (_("Còn phải làm"), counts["open"], {"trang-thai": "open"}),
        (_("Quá hạn"), counts["late"], {"han": "qua-han"}),
        (_("Chờ duyệt"), counts["sent"], {"trang-thai": "sent"}),
        (_("Hoàn thành"), counts["done"], {"trang-thai": "done"}),
    )
    base = reverse("work:list")
    return Section(
        _("Việc"), [Fact(label, format_number(n), f"{base}?{urlencode({'q': body.name, **asked})}") for label, n, asked in shown]
    )
