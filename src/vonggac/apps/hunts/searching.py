"""What the search box finds in this room: campaigns by name, findings by rule, machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.face.registries import SearchAnswer
from vonggac.apps.hunts.queries import campaigns as queries
from vonggac.apps.hunts.queries.findings import ANY, FindingFilters, in_order, narrowed
from vonggac.apps.hunts.queries.visibility import findings_visible_to
from vonggac.kernel.reading import format_date

MOST, SHORTEST = 5, 3


def found(user: Any, folded: str) -> Iterator[SearchAnswer]:
    """Give campaigns, then findings, as far as the person may know of them."""
    if len(folded) < SHORTEST or not user.may("hunts.read"):
        return
    for row in queries.in_order(queries.for_list(user, queries.CampaignFilters(q=folded)))[:MOST]:
        note = ", ".join([str(row.get_state_display()), _("hạn %(day)s") % {"day": format_date(row.due_on)}])
        yield SearchAnswer(_("Đợt săn lùng"), row.title, row.get_absolute_url(), note)
    rows = in_order(narrowed(findings_visible_to(user), FindingFilters(q=folded, verdict=ANY)))
    for one in rows.select_related("organisation")[:MOST]:
        note = ", ".join(filter(None, [one.host, one.organisation.name, str(one.get_verdict_display())]))
        yield SearchAnswer(_("Kết quả săn lùng"), one.title, one.get_absolute_url(), note)
