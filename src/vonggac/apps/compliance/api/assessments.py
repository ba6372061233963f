"""`/api/v1/assessments` and `/api/v1/coverage`: where systems stand, single answers for who may know them, and answering in sets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from ninja import Router

from vonggac.apps.compliance.api import assessment_schemas as out
from vonggac.apps.compliance.api.refusing import refused, refused_answers
from vonggac.apps.compliance.api.schemas import VersionIn
from vonggac.apps.compliance.models import Assessment
from vonggac.apps.compliance.queries import programs
from vonggac.apps.compliance.queries.measures import tallies_of
from vonggac.apps.compliance.queries.visibility import systems_prepared_by, systems_visible_to
from vonggac.apps.compliance.services import assessing
from vonggac.apps.compliance.services.exporting import FORMS, export_assessment
from vonggac.apps.face.api import Place, once, paged, problem, scoped
from vonggac.apps.face.downloads import download
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import catalogue, edition_on
from vonggac.law.model import LawError

router = Router(tags=["Đánh giá"])
coverage_router = Router(tags=["Đánh giá"])


def _found(request: HttpRequest, pk: int) -> Assessment:
    return get_object_or_404(programs.assessments(request.user), pk=pk)


def _known(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment whose single answers the person may know; to others it is not there."""
    if not programs.knows_gaps(request.user, pk):
        raise Http404
    return _found(request, pk)


@coverage_router.get("", response=out.AssessmentPage, summary="Mức đáp ứng của các hệ thống")
@scoped("compliance.read")
def coverage(request: HttpRequest, level: int = 0, offset: int = 0, limit: int = 50) -> Any:
    """Return the newest assessment of each system in sight with its sums, level 3 and above first."""
    rows = programs.newest_sums(request.user)
    return paged(rows.filter(level=level) if level else rows, out.assessment_out, offset=offset, limit=limit)


@router.get("", response=out.AssessmentPage, summary="Danh sách đánh giá")
@scoped("compliance.read")
def list_assessments(request: HttpRequest, system: int = 0, state: str = "", catalogue: str = "", offset: int = 0, limit: int = 50) -> Any:
    """Return the visible assessments with their sums, the newest first."""
    wanted = {"system_id": system, "state": state, "catalogue": catalogue}
    rows = programs.assessments(request.user).filter(**{name: value for name, value in wanted.items() if value})
    return paged(rows, out.assessment_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=out.AssessmentOut, summary="Một lần đánh giá")
@scoped("compliance.read")
def one_assessment(request: HttpRequest, number: int) -> Any:
    """Return one visible assessment with its sums."""
    return out.assessment_out(_found(request, number))


@router.get("/{int:number}/coverage", response=out.CoverageOut, summary="Mức đáp ứng theo nhóm")
@scoped("compliance.read")
def coverage_of(request: HttpRequest, number: int) -> Any:
    """Return the sums of each chapter."""
    row = _found(request, number)
    tallies = tallies_of([row.pk])[row.pk]
    groups = [{"group": group, **{name: getattr(tally, name) for name in out.SUMS}} for group, tally in tallies.items()]
    return {"assessment": row.pk, "catalogue": row.catalogue, "level": row.level, "groups": groups}


@router.get("/{int:number}/answers", response=out.AnswerPage, summary="Các câu trả lời")
@scoped("compliance.read")
def list_answers(request: HttpRequest, number: int, state: str = "", group: str = "", offset: int = 0, limit: int = 200) -> Any:
    """Return the answers in the order of the standard; `state` is what counts, "none" for unanswered."""
    _known(request, number)
    rows = programs.answers(request.user, number)
    rows = rows.filter(counts_as="" if state == "none" else state) if state else rows
    return paged(rows.filter(group=group) if group else rows, out.answer_out, offset=offset, limit=limit)


# --- writing ----------------------------------------------------------------------------------------------------------------------


@router.post("", response={201: out.AssessmentOut}, summary="Mở một lần đánh giá")
@scoped("compliance.prepare")
@once
def open_assessment(request: HttpRequest, payload: out.AssessmentIn) -> Any:
    """Open an assessment with one unanswered row a control; earlier answers come over to be looked at again."""
    at = now()
    system = get_object_or_404(systems_visible_to(request.user), pk=payload.system)
    get_object_or_404(systems_prepared_by(request.user), pk=payload.system)
    day = payload.as_of or localdate(at)
    try:
        edition = _edition(payload.catalogue, day)
    except LawError as error:
        return problem(422, _("Có giá trị cần sửa"), places=[Place(at="/catalogue" if payload.catalogue else "/as_of", do=str(error))])
    try:
        made = assessing.open_assessment(
            system, edition, level=payload.level or system.level or 0, kind=payload.kind, as_of=day, by=request.user, at=at,
            assessor=payload.assessor, carry=payload.carry,
        )  # fmt: skip
    except ValidationError as error:
        return refused(error)
    return 201, out.assessment_out(_found(request, made.pk))


def _edition(code: str, day: date) -> Catalogue:
    return catalogue(code) if code else edition_on(day)


@router.put("/{int:number}/answers", response=out.Changed, summary="Trả lời nhiều yêu cầu")
@scoped("compliance.prepare")
@once
def put_answers(request: HttpRequest, number: int, payload: out.AnswersIn) -> Any:
    """Write answers: all or none; an answer that somebody changed since it was read refuses all with 409."""
    said = [assessing.Said(control=one.control, state=one.state, note=one.note, version=one.version) for one in payload.answers]
    seen = {one.control: one.version for one in payload.answers}
    return _change(request, number, seen, lambda: assessing.answer_controls(number, said, by=request.user, at=now()), list(payload.answers))


def _change(request: HttpRequest, number: int, seen: dict[str, int], act: Callable[[], int], rows: list[Any]) -> Any:
    """Do an act on answers; say what refuses it at the line it concerns."""
    _known(request, number)
    standing = programs.versions_of(number, list(seen))
    stale = frozenset(control for control, version in seen.items() if standing.get(control, version) != version)
    try:
        changed = act()
    except ValidationError as error:
        return refused_answers(error, [one.control for one in rows], stale)
    return {"changed": changed, "assessment": out.assessment_out(_found(request, number))}


@router.post("/{int:number}/confirm", response=out.Changed, summary="Xác nhận câu trả lời")
@scoped("compliance.confirm")
@once
def confirm(request: HttpRequest, number: int, payload: out.SeenIn) -> Any:
    """Confirm answers that somebody else gave."""
    seen = {one.control: one.version for one in payload.answers}
    return _change(request, number, seen, lambda: assessing.confirm_answers(number, seen, by=request.user, at=now()), list(payload.answers))


@router.post("/{int:number}/return", response=out.Changed, summary="Trả lại câu trả lời")
@scoped("compliance.confirm")
@once
def give_back(request: HttpRequest, number: int, payload: out.ReturnIn) -> Any:
    """Give answers back with the reason."""
    seen = {one.control: one.version for one in payload.answers}

    def act() -> int:
        return assessing.return_answers(number, seen, because=payload.because, by=request.user, at=now())

    return _change(request, number, seen, act, list(payload.answers))


@router.post("/{int:number}/hand-in", response=out.AssessmentOut, summary="Nộp để xác nhận")
@scoped("compliance.prepare")
@once
def hand_in(request: HttpRequest, number: int, payload: VersionIn) -> Any:
    """Hand the answers in to be confirmed."""
    return _step(request, number, lambda: assessing.hand_in_assessment(number, by=request.user, at=now(), version=payload.version))


@router.post("/{int:number}/close", response=out.AssessmentOut, summary="Kết thúc lần đánh giá")
@scoped("compliance.confirm")
@once
def close(request: HttpRequest, number: int, payload: VersionIn) -> Any:
    """Close it for good; answers that nobody confirmed stand in the way."""
    return _step(request, number, lambda: assessing.close_assessment(number, by=request.user, at=now(), version=payload.version))


def _step(request: HttpRequest, number: int, act: Callable[[], Any]) -> Any:
    _known(request, number)
    try:
        act()
    except ValidationError as error:
        return refused(error)
    return out.assessment_out(_found(request, number))


@router.post("/{int:number}/exports/{form}", summary="Xuất OSCAL")
@scoped("compliance.read")
def export(request: HttpRequest, number: int, form: str) -> Any:
    """Hand over the results or the plan of action as OSCAL; a line in the log says that it left. The same file may be asked for again."""
    _known(request, number)
    if form not in FORMS:
        raise Http404
    try:
        made = export_assessment(number, form, by=request.user, at=now())
    except ValidationError as error:
        return refused(error)
    return download(made.content, made.name, made.media_type)
