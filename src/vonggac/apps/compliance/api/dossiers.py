"""`/api/v1/dossiers`: where each dossier is, by when, with which papers. Steps are taken on the pages, by the right hand with its paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Router

from vonggac.apps.compliance.api import schemas as out
from vonggac.apps.compliance.queries import programs
from vonggac.apps.face.api import paged, scoped

router = Router(tags=["Hồ sơ cấp độ"])


@router.get("", response=out.DossierPage, summary="Danh sách hồ sơ")
@scoped("compliance.read")
def list_dossiers(
    request: HttpRequest,
    system: int = 0,
    state: str = "",
    level: int = 0,
    late: bool = False,
    current: bool = True,
    offset: int = 0,
    limit: int = 50,
) -> Any:
    """Return the visible dossiers, the newest first; `late` keeps those past their day by law, `current=false` brings superseded ones."""
    wanted = {"system_id": system, "state": state, "proposed_level": level, "due_on__lt": localdate() if late else None}
    rows = programs.dossiers(request.user).filter(**{name: value for name, value in wanted.items() if value})
    return paged(rows.filter(is_superseded=False) if current else rows, out.dossier_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=out.DossierDetail, summary="Một hồ sơ")
@scoped("compliance.read")
def one_dossier(request: HttpRequest, number: int) -> Any:
    """Return one visible dossier with its steps and parts."""
    return out.dossier_detail(get_object_or_404(programs.with_course(programs.dossiers(request.user)), pk=number))
