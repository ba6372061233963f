"""What a dossier gives out as files: papers of its steps, its parts, regulations, and the drafts drawn for it."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from vonggac.apps.compliance.queries import dossiers as queries
from vonggac.apps.compliance.ui.dossiers import READ, found
from vonggac.apps.face.access import requires
from vonggac.apps.work import files
from vonggac.apps.work.models import StoredFile


def _file(stored: StoredFile | None, name: str) -> HttpResponseBase:
    """Return a file as a download, never run by a browser; 410 when a spill erased it."""
    if stored is None:
        raise Http404
    if stored.erased_at:
        return HttpResponse(status=410)
    path = files.path_of(stored.sha256)
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=stored.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@requires("compliance.read", methods=READ)
def step_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the paper of one step."""
    step = get_object_or_404(queries.steps_visible_to(request.user), pk=pk)
    return _file(step.file, step.file_name)


@requires("compliance.read", methods=READ)
def part_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the file of one part."""
    row = get_object_or_404(queries.parts_visible_to(request.user), pk=pk)
    return _file(row.file, row.file_name)


@requires("compliance.read", methods=READ)
def regulation_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the file of one regulation."""
    row = get_object_or_404(queries.regulations_visible_to(request.user), pk=pk)
    return _file(row.file, row.file_name)


@requires("compliance.read", methods=READ)
def paper(request: HttpRequest, pk: int, key: str, ending: str) -> HttpResponse:
    """Download a drafted paper of the dossier; it says that it is a draft, and the house issues none."""
    from vonggac.apps.compliance import dossier_papers

    row = found(request, pk)
    if key not in {one.key for one in dossier_papers.papers_for(row)}:
        raise Http404
    content = dossier_papers.write(row, key, ending, user=request.user, at=now())
    kind = files.DOCX if ending == "docx" else "application/pdf"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{key}-{row.system.code}-{row.number}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
