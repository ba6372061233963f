"""What a dossier gives out as files: papers of its steps, its parts, regulations, and the drafts drawn for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from vonggac.apps.compliance.queries import dossiers as queries
from vonggac.apps.compliance.ui.dossiers import READ, found
from vonggac.apps.face.access import requires
from vonggac.apps.face.downloads import download
from vonggac.apps.work import files
from vonggac.apps.work.ui.downloads import stored_response


@requires("compliance.read", methods=READ)
def step_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the paper of one step."""
    step = get_object_or_404(queries.steps_visible_to(request.user), pk=pk)
    return stored_response(step.file, step.file_name)


@requires("compliance.read", methods=READ)
def part_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the file of one part."""
    row = get_object_or_404(queries.parts_visible_to(request.user), pk=pk)
    return stored_response(row.file, row.file_name)


@requires("compliance.read", methods=READ)
def regulation_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the file of one regulation."""
    row = get_object_or_404(queries.regulations_visible_to(request.user), pk=pk)
    return stored_response(row.file, row.file_name)


@requires("compliance.read", methods=READ)
def paper(request: HttpRequest, pk: int, key: str, ending: str) -> HttpResponse:
    """Download a drafted paper of the dossier; it says that it is a draft, and the house issues none."""
    from vonggac.apps.compliance import dossier_papers

    row = found(request, pk)
    if key not in {one.key for one in dossier_papers.papers_for(row)}:
        raise Http404
    content = dossier_papers.write(row, key, ending, user=request.user, at=now())
    kind = files.DOCX if ending == "docx" else "application/pdf"
    return download(content, f"{key}-{row.system.code}-{row.number}.{ending}", kind)
