"""`/api/v1/hunts`: hand logs over, see how far a hunt is, what it could see and what it found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import is_naive, now
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from vonggac.apps.face.api import Place, once, paged, problem, scoped
from vonggac.apps.hunts.api import schemas as out
from vonggac.apps.hunts.hunt_refusals import HandedOverBefore
from vonggac.apps.hunts.process import how_far
from vonggac.apps.hunts.queries import programs
from vonggac.apps.hunts.queries.visibility import findings_visible_to, may_run_for
from vonggac.apps.hunts.services.asking import Brought, ask_hunt
from vonggac.apps.hunts.uploading import OnDesk, StreamingBearer, refusal_of
from vonggac.kernel.handling import Handling

router = Router(tags=["Săn lùng"])


class HuntIn(Schema):
    """What is handed over, beside the files."""

    organisation: str = Field(max_length=60)
    """Code of the body whose machines the files are of."""
    declared: bool
    """That no file holds a state secret."""
    packs: list[int] | None = Field(None, max_length=50)
    """Numbers of rule sets; left out: every set in use."""
    with_indicators: bool = True
    since: datetime | None = None
    until: datetime | None = None
    note: str = Field("", max_length=500)
    handling: Handling = Handling.INTERNAL
    campaign: int | None = None
    again: bool = False
    """Hunt also in files that the body handed over before."""


@router.get("", response=out.HuntPage, summary="Các lượt săn lùng")
@scoped("hunts.read")
def list_hunts(
    request: HttpRequest, state: str = "", organisation: str = "", campaign: int | None = None, offset: int = 0, limit: int = 50
) -> Any:
    """Return visible hunts, the newest first."""
    rows = programs.hunts(request.user, state=state, organisation=organisation, campaign=campaign)
    return paged(rows, out.hunt_out, offset=offset, limit=limit)


@router.post("", response={201: out.HuntDetail}, auth=StreamingBearer(), summary="Nộp tệp, yêu cầu lượt săn lùng")
@scoped("hunts.run")
@once
def ask(request: HttpRequest, facts: Form[HuntIn], files: File[list[UploadedFile]] = None) -> Any:  # type: ignore[assignment]  # noqa: B008, RUF013
    """Hand files over; each is written to the disk as it comes, and none that shows a secrecy mark is kept."""
    if (refusal := refusal_of(request)) is not None:
        raise refusal
    body = may_run_for(request.user).filter(code=facts.organisation).first()
    if body is None:
        raise ValidationError({"organisation": _("Ghi mã của một cơ quan bạn được nộp thay.")})
    try:
        row = ask_hunt(
            organisation=body, files=_brought(files or []), packs=_packs(request, facts.packs), campaign=_campaign(request, facts),
            with_indicators=facts.with_indicators, since=_aware(facts.since, "since"), until=_aware(facts.until, "until"), note=facts.note,
            declared=facts.declared, handling=facts.handling.value, came_by="api", again=facts.again, by=request.user, at=now(),
        )  # fmt: skip
    except HandedOverBefore as before:
        link = f"/api/v1/hunts/{before.before.pk}"
        return problem(409, _("Cơ quan đã nộp các tệp này"), link, [Place(at="/files", do=before.messages[0])])
    return 201, out.detail_out(programs.hunt(request.user).get(pk=row.pk), how_far(row.pk))


def _brought(files: list[UploadedFile]) -> list[Brought]:
    return [Brought(one.name or "", one if isinstance(one, OnDesk) else one.file) for one in files]


def _packs(request: HttpRequest, numbers: list[int] | None) -> list[Any]:
    found = list(programs.packs_in_use(request.user, numbers))
    if numbers is not None and len(found) < len(set(numbers)):
        raise ValidationError({"packs": _("Có bộ quy tắc chưa kiểm tra xong hoặc đã thôi dùng. Chọn lại bộ quy tắc.")})
    return found


def _campaign(request: HttpRequest, facts: HuntIn) -> Any:
    if facts.campaign is None:
        return None
    found = programs.campaign(facts.campaign)
    if found is None:
        raise ValidationError({"campaign": _("Đợt săn lùng này không yêu cầu cơ quan, hoặc không còn chạy. Chọn đợt khác, hoặc để trống.")})
    return found


def _aware(moment: datetime | None, name: str) -> datetime | None:
    if moment is not None and is_naive(moment):
        raise ValidationError({name: _("Gửi thời gian theo ISO 8601, ví dụ 2026-11-23 hoặc 2026-11-23T07:42:00+07:00")})
    return moment


@router.get("/{int:number}", response=out.HuntDetail, summary="Một lượt săn lùng")
@scoped("hunts.read")
def one_hunt(request: HttpRequest, number: int) -> Any:
    """Return one visible hunt, how far it is, and what it could see at all."""
    row = get_object_or_404(programs.hunt(request.user), pk=number)
    return out.detail_out(row, None if row.is_over else how_far(row.pk))


@router.get("/{int:number}/findings", response=out.FindingPage, summary="Kết quả của một lượt săn lùng")
@scoped("hunts.read")
def findings(request: HttpRequest, number: int, verdict: str = "", offset: int = 0, limit: int = 50) -> Any:
    """Return what it found, the worst first."""
    row = get_object_or_404(programs.hunt(request.user), pk=number)
    rows = programs.findings(findings_visible_to(request.user), row, verdict=verdict)
    return paged(rows, out.finding_out, offset=offset, limit=limit)
