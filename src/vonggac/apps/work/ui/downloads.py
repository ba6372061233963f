"""Evidence out of the house: only to who sees its task, always as a download, never run by a browser."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from vonggac.apps.face.access import requires
from vonggac.apps.work import files, queries
from vonggac.apps.work.models import Evidence, StoredFile


def evidence_response(evidence: Evidence) -> HttpResponseBase:
    """Return the file; 410 when a spill erased it."""
    return stored_response(evidence.file, evidence.file_name)


def stored_response(stored: StoredFile | None, name: str, media_type: str = "") -> HttpResponseBase:
    """Return a kept file under a name, as a download that no browser runs; 404 where there is none, 410 when a spill erased it."""
    if stored is None:
        raise Http404
    if stored.erased_at:
        return HttpResponse(status=410)
    path = files.path_of(stored.sha256)
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media_type or stored.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@requires("work.read", methods=("GET", "HEAD"))
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download one piece of evidence."""
    found = queries.evidence_visible_to(request.user).select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404
    return evidence_response(found)
