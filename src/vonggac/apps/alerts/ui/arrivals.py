"""The page of records that could not be read: by source and reason, each with its newest line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from vonggac.apps.alerts.queries.mappings import unparsed_counts, unread_by_reason
from vonggac.apps.alerts.queries.sources import sources_visible_to
from vonggac.apps.face.access import page, requires

READ = ("GET", "HEAD")


@requires("alerts.read", methods=READ)
def unread(request: HttpRequest) -> HttpResponse:
    """Show what is kept as it came because nobody could read it."""
    sources = sources_visible_to(request.user)
    rows, unread = unread_by_reason(sources), unparsed_counts(sources)
    for one in rows:
        one["again"] = unread.pop(one["source_id"], 0)  # said once a source, at its largest group
    total = sum(one["number"] for one in rows)
    may_map = request.user.may("alerts.sources")  # type: ignore[union-attr]
    return page(request, "alerts/unparsed.html", rows=rows, total=total, may_map=may_map)
