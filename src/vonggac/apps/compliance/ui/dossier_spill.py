"""From inside a dossier to the act that erases a state secret: what people typed and uploaded here, and which letter it may come from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from vonggac.apps.compliance import ports
from vonggac.apps.compliance.queries import dossiers as queries
from vonggac.apps.compliance.ui.dossiers import READ, found
from vonggac.apps.face.access import page, requires


@requires("directives.spill", methods=READ)
def spill(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what to do first, count what lies here, and lead to the page on which the letter is erased everywhere."""
    row = found(request, pk)
    words = request.GET.get("q", "")[:100]
    ways = ports.ways_to_spill(request.user, words)
    return page(
        request, "compliance/dossier_spill.html", dossier=row, system=row.system, places=queries.places_of_words(row), ways=ways, q=words
    )
