"""The list of what somebody must see to, and its panel on the situation page."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from vonggac.apps.face.access import page, requires
from vonggac.apps.registry import ports, queries
from vonggac.apps.registry.queries.findings import KINDS

A_PAGE = 50


@requires("registry.read", methods=("GET", "HEAD"))
def findings(request: HttpRequest) -> HttpResponse:
    """Show what somebody must see to, systems of level 3 and above and what is due first at the top."""
    kind = request.GET.get("loai", "")
    every = queries.findings(request.user, localdate())
    counts = Counter(one.kind for one in every)
    shown = [one for one in every if one.kind == kind] if kind in KINDS else every
    rows = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "registry/findings.html",
        rows=rows,
        lines=[(one, ports.where_to_give(request.user, one)) for one in rows],
        kind=kind,
        kinds=[(key, f"{words} ({counts[key]})") for key, words in KINDS.items()],
        chosen=KINDS.get(kind),
        today=localdate(),
    )


def panel(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return how many findings of each kind there are; None when there are none."""
    if not user.may("registry.read"):
        return None
    counts = queries.count_findings(user, localdate(at))
    if not counts:
        return None
    return {"count": counts.total(), "kinds": [(key, KINDS[key], counts[key]) for key in KINDS if counts[key]]}
