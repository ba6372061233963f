"""Tasks and evidence under `/api/v1/tasks`."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Router
from ninja.files import UploadedFile

from vonggac.apps.face.api import InMemoryBearer, Place, once, paged, problem, scoped
from vonggac.apps.work import queries, services
from vonggac.apps.work.api.schemas import AnswerIn, EvidenceOut, TaskDetail, TaskList, detailed, evidence_out, listed
from vonggac.apps.work.files import size_limit
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries.mine import for_rows
from vonggac.apps.work.refusals import NotNow, Refused, Stale
from vonggac.apps.work.ui.downloads import evidence_response

router = Router(tags=["tasks"])
State = Literal["", "new", "doing", "sent", "back", "done"]


def refusal_answer(refusal: Refused) -> HttpResponse:
    """Say a refusal of a service: 409 when the task moved on, 422 when something is missing."""
    status = 409 if isinstance(refusal, Stale | NotNow) else 422
    return problem(status, refusal.message, places=[Place(at=f"/{name}", do=said) for name, said in refusal.errors.items()])


def _visible(request: HttpRequest, task_id: int) -> Task:
    found = queries.visible_to(request.user).select_related("assignment", "organisation").filter(pk=task_id).first()
    if found is None:
        raise Http404
    return found


@router.get("", response=TaskList)
@scoped("work.read")
def list_tasks(request: HttpRequest, state: State = "", group: str = "", late: bool = False, offset: int = 0, limit: int = 50) -> Any:
    """List the tasks the person sees, in the queue's order."""
    tasks = queries.visible_to(request.user)
    tasks = tasks.filter(state=state) if state else tasks
    tasks = tasks.filter(assignment__group=group) if group else tasks
    tasks = tasks.late_on(timezone.localdate()) if late else tasks
    return paged(for_rows(tasks).in_queue_order(), listed, offset=offset, limit=limit)


@router.get("/evidence/{evidence_id}/file")
@scoped("work.read")
def download_evidence(request: HttpRequest, evidence_id: int) -> Any:
    """Download the file of one piece of evidence."""
    found = queries.evidence_visible_to(request.user).select_related("file").filter(pk=evidence_id).first()
    if found is None:
        raise Http404
    return evidence_response(found)


@router.get("/{task_id}", response=TaskDetail)
@scoped("work.read")
def read_task(request: HttpRequest, task_id: int) -> Any:
    """Read one task with its figures and evidence."""
    return detailed(_visible(request, task_id))


@router.post("/{task_id}/acknowledge", response=TaskDetail)
@scoped("work.answer")
@once
def acknowledge_task(request: HttpRequest, task_id: int) -> Any:
    """Take a task on; one that was taken on already stays as it is."""
    _visible(request, task_id)
    services.acknowledge_tasks([task_id], by=request.user, at=timezone.now())
    return detailed(_visible(request, task_id))


@router.post("/{task_id}/submit", response=TaskDetail)
@scoped("work.answer")
@once
def submit_task(request: HttpRequest, task_id: int, payload: AnswerIn) -> Any:
    """Send the answer, or the reason why it does not apply, to be reviewed."""
    said = {"version": payload.version, "by": request.user, "at": timezone.now()}
    try:
        if payload.not_applicable_because:
            services.mark_not_applicable(task_id, reason=payload.not_applicable_because, **said)
        else:
            services.submit_task(task_id, figures=payload.by_field(), answer=payload.answer, **said)
    except Refused as refusal:
        return refusal_answer(refusal)
    return detailed(_visible(request, task_id))


@router.post("/{task_id}/evidence", response={201: EvidenceOut}, auth=InMemoryBearer())
@scoped("work.answer")
@once
def upload_evidence(request: HttpRequest, task_id: int, file: UploadedFile = File(...)) -> Any:  # noqa: B008  ninja reads it
    """Add a file; PDF, DOCX, XLSX, TXT or a picture, told by its content."""
    if file.size and file.size > size_limit():
        return problem(413, _("Gửi tệp nhỏ hơn"))
    try:
        new = services.NewEvidence(content=file.read(), file_name=file.name or "")
        kept = services.add_evidence(task_id, new, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refusal_answer(refusal)
    return 201, evidence_out(kept)
