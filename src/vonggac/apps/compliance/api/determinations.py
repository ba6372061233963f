"""`/api/v1/determinations`: how levels were found; opening one, answering, concluding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router

from vonggac.apps.compliance.api import schemas as out
from vonggac.apps.compliance.api.refusing import refused
from vonggac.apps.compliance.models import Determination
from vonggac.apps.compliance.queries import programs
from vonggac.apps.compliance.queries.determinations import determinations_prepared_by
from vonggac.apps.compliance.queries.visibility import systems_prepared_by, systems_visible_to
from vonggac.apps.compliance.services import determining
from vonggac.apps.compliance.stated import value_of
from vonggac.apps.face.api import once, paged, scoped

router = Router(tags=["Xác định cấp độ"])


@router.get("", response=out.DeterminationPage, summary="Danh sách xác định cấp độ")
@scoped("compliance.read")
def list_determinations(request: HttpRequest, system: int = 0, state: str = "", offset: int = 0, limit: int = 50) -> Any:
    """Return the visible determinations, the newest first."""
    wanted = {"system_id": system, "state": state}
    rows = programs.determinations(request.user).filter(**{name: value for name, value in wanted.items() if value})
    return paged(rows, out.determination_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=out.DeterminationDetail, summary="Một lần xác định cấp độ")
@scoped("compliance.read")
def one_determination(request: HttpRequest, number: int) -> Any:
    """Return one visible determination with what it was told and, once concluded, the reasons."""
    return out.determination_detail(get_object_or_404(programs.determinations(request.user), pk=number))


@router.post("", response={201: out.DeterminationDetail}, summary="Bắt đầu xác định cấp độ")
@scoped("compliance.prepare")
@once
def open_determination(request: HttpRequest, payload: out.DeterminationIn) -> Any:
    """Begin to determine the level of a system under the rules of a day."""
    get_object_or_404(systems_visible_to(request.user), pk=payload.system)
    system = get_object_or_404(systems_prepared_by(request.user), pk=payload.system)
    day, building = payload.on_day, payload.under_construction
    try:
        made = determining.open_determination(system, by=request.user, at=now(), on_day=day, under_construction=building)
    except ValidationError as error:
        return refused(error)
    return 201, out.determination_detail(made)


@router.put("/{int:number}/answers", response=out.DeterminationDetail, summary="Trả lời câu hỏi")
@scoped("compliance.prepare")
@once
def put_answers(request: HttpRequest, number: int, payload: out.FactsIn) -> Any:
    """Keep answers by name of the question; null says that it is not known. What is not sent stays."""
    values = {name: None if value is None else value_of(value) for name, value in payload.answers.items()}
    facts = {"by": request.user, "at": now(), "version": payload.version}
    return _change(request, number, lambda row: determining.answer_questions(row, values, **facts))


@router.post("/{int:number}/conclude", response=out.DeterminationDetail, summary="Kết luận cấp độ")
@scoped("compliance.prepare")
@once
def conclude(request: HttpRequest, number: int, payload: out.VersionIn) -> Any:
    """Conclude; a case that a person must decide is decided on its page first."""
    facts = {"by": request.user, "at": now(), "version": payload.version}
    return _change(request, number, lambda row: determining.conclude_determination(row, **facts))


def _change(request: HttpRequest, number: int, act: Callable[[Determination], Determination]) -> Any:
    row = get_object_or_404(determinations_prepared_by(request.user), pk=number)
    try:
        return out.determination_detail(act(row))
    except ValidationError as error:
        return refused(error)
