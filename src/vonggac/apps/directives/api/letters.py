"""Letters for programs: same permissions, same refusals as on the pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile

from vonggac.apps.directives import outcome, queries
from vonggac.apps.directives.api.schemas import (
    BoardOut,
    LetterDetail,
    LetterList,
    LetterOut,
    ReportOut,
    board_out,
    letter_detail,
    letter_out,
    result_out,
)
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import intake
from vonggac.apps.face.api import InMemoryBearer, once, paged, scoped
from vonggac.apps.work import queries as work
from vonggac.apps.work.queries.boards import BoardFilters

router = Router(tags=["directives"])
OUT = (Directive.State.GIVEN, Directive.State.CLOSED, Directive.State.SUPERSEDED)


def _letter(request: HttpRequest, pk: int, states: tuple[str, ...] = ()) -> Directive:
    found = queries.visible_to(request.user).filter(pk=pk).first()
    if found is None or (states and found.state not in states):
        raise Http404
    return found


@router.get("", response=LetterList)
@scoped("directives.read")
def letters(request: HttpRequest, state: str = "", q: str = "", offset: int = 0, limit: int = 50) -> dict[str, Any]:
    """Letters the person may see, the latest first; those in which words stand, without marks and in any case."""
    rows = queries.matching(queries.visible_to(request.user), q)
    rows = rows.filter(state=state) if state in Directive.State.values else rows
    return paged(rows.order_by("-declared_at", "-id"), letter_out, offset=offset, limit=limit)


@router.post("", response={201: LetterOut}, auth=InMemoryBearer())
@scoped("directives.upload")
@once
def receive(request: HttpRequest, declared: Form[bool], file: File[UploadedFile]) -> Any:
    """Hand a letter in. `declared` says that it holds no state secret; a file with a secrecy mark is stopped and not kept."""
    at = timezone.now()
    upload = intake.Upload(file.read(), file.name or "", declared=declared)
    row = intake.receive_letter(upload, by=request.user, at=at, today=timezone.localdate(at))
    return 201, letter_out(row)


@router.get("/{directive_id}", response=LetterDetail)
@scoped("directives.read")
def letter(request: HttpRequest, directive_id: int) -> LetterDetail:
    """One letter with what it asks."""
    row = _letter(request, directive_id)
    return letter_detail(row, list(queries.all_obligations(row)))


@router.get("/{directive_id}/board", response=BoardOut)
@scoped("directives.read")
def board(request: HttpRequest, directive_id: int, page: int = 1, late: bool = False, state: str = "") -> BoardOut:
    """One page of the board, fifty bodies, of the bodies the person may see."""
    row, today = _letter(request, directive_id, OUT), timezone.localdate()
    filters = BoardFilters(state=state, late_only=late, first_hand=True)
    return board_out(work.board(request.user, row.group(), today=today, filters=filters, page=page), today)


@router.get("/{directive_id}/report", response=ReportOut)
@scoped("directives.report")
def report(request: HttpRequest, directive_id: int) -> ReportOut:
    """The figures of the report as they stand today."""
    if not queries.sees_everything(request.user):
        raise Http404
    row, today = _letter(request, directive_id, OUT), timezone.localdate()
    return ReportOut(as_of=today, results=[result_out(one) for one in outcome.obligation_results(row, user=request.user, today=today)])
