"""`/api/v1/proofs`: evidence for measures, of systems whose measures the person may know."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from vonggac.apps.compliance.api import schemas as out
from vonggac.apps.compliance.api.refusing import refused
from vonggac.apps.compliance.queries import programs
from vonggac.apps.compliance.queries.visibility import systems_prepared_by, systems_visible_to
from vonggac.apps.compliance.services import proofs as services
from vonggac.apps.face.api import InMemoryBearer, Place, once, paged, problem, scoped
from vonggac.apps.work.files import size_limit
from vonggac.apps.work.ui.downloads import evidence_response
from vonggac.law.catalogues import catalogue, edition_on
from vonggac.law.model import LawError

router = Router(tags=["Minh chứng"])


class ProofIn(Schema):
    """A proof: a file or a statement, for some controls of one system."""

    system: int
    controls: str = Field(min_length=1, max_length=4000)
    """Codes with commas between them."""
    catalogue: str = Field("", max_length=40)
    """Empty: the edition that binds today."""
    title: str = Field("", max_length=300)
    statement: str = Field("", max_length=4000)
    effective_on: date
    expires_on: date | None = None


@router.get("", response=out.ProofPage, summary="Danh sách minh chứng")
@scoped("compliance.read")
def list_proofs(request: HttpRequest, system: int = 0, control: str = "", standing: bool = True, offset: int = 0, limit: int = 50) -> Any:
    """Return the proofs with what they stand for, the newest first; `standing=false` brings withdrawn ones too."""
    rows = programs.proofs(request.user)
    use = {"uses__system_id": system, "uses__control": control}
    rows = rows.filter(**{name: value for name, value in use.items() if value})
    return paged(rows.filter(withdrawn_at=None) if standing else rows, out.proof_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=out.ProofOut, summary="Một minh chứng")
@scoped("compliance.read")
def one_proof(request: HttpRequest, number: int) -> Any:
    """Return one proof."""
    return out.proof_out(get_object_or_404(programs.proofs(request.user), pk=number))


@router.get("/{int:number}/file", summary="Tải tệp minh chứng")
@scoped("compliance.read")
def download(request: HttpRequest, number: int) -> Any:
    """Download the file of a proof; 410 when a spill erased it."""
    return evidence_response(get_object_or_404(programs.proofs(request.user), pk=number))  # type: ignore[arg-type]


@router.post("", response={201: out.ProofOut}, auth=InMemoryBearer(), summary="Thêm minh chứng")
@scoped("compliance.prepare")
@once
def add_proof(request: HttpRequest, facts: Form[ProofIn], file: UploadedFile | None = File(None)) -> Any:  # noqa: B008  ninja reads it
    """Add a proof; a file that shows a secrecy mark is stopped in memory and not kept."""
    get_object_or_404(systems_visible_to(request.user), pk=facts.system)
    system = get_object_or_404(systems_prepared_by(request.user), pk=facts.system)
    if file is not None and file.size and file.size > size_limit():
        return problem(413, _("Gửi tệp nhỏ hơn"))
    at = now()
    try:
        edition = catalogue(facts.catalogue) if facts.catalogue else edition_on(localdate(at))
    except LawError as error:
        return problem(422, _("Có giá trị cần sửa"), places=[Place(at="/catalogue", do=str(error))])
    codes = [code.strip() for code in facts.controls.split(",") if code.strip()]
    stands = [services.Stand(system.pk, edition.code, code) for code in codes]
    try:
        made = services.add_proof(system.owner_id, _new(facts, file), stands, by=request.user, at=at)
    except ValidationError as error:
        return refused(error)
    return 201, out.proof_out(programs.proofs(request.user).get(pk=made.pk))


def _new(facts: ProofIn, file: UploadedFile | None) -> services.NewProof:
    return services.NewProof(
        title=facts.title, effective_on=facts.effective_on, expires_on=facts.expires_on, statement=facts.statement,
        content=file.read() if file is not None else None, file_name=(file.name or "") if file is not None else "",
    )  # fmt: skip


class UseIn(Schema):
    """For which further controls of which systems a proof shall stand."""

    systems: list[int] = Field(min_length=1, max_length=200)
    controls: list[str] = Field(min_length=1, max_length=400)
    catalogue: str = Field("", max_length=40)
    """Empty: the edition that binds today."""


@router.post("/{int:number}/uses", response=out.ProofOut, summary="Dùng minh chứng cho thêm yêu cầu, hệ thống")
@scoped("compliance.prepare")
@once
def use(request: HttpRequest, number: int, payload: UseIn) -> Any:
    """Let a proof stand for more controls of more systems; what it stands for already stays, so the same again changes nothing."""
    get_object_or_404(programs.proofs(request.user), pk=number)
    get_object_or_404(services.proofs_editable_by(request.user), pk=number)
    at, wanted = now(), dict.fromkeys(payload.systems)
    mine = set(systems_prepared_by(request.user).filter(pk__in=wanted).values_list("pk", flat=True))
    strange = [place for place, pk in enumerate(payload.systems) if pk not in mine]
    if strange:
        do = _("Chọn hệ thống bạn phụ trách.")
        return problem(422, _("Có giá trị cần sửa"), places=[Place(at=f"/systems/{place}", do=do) for place in strange])
    try:
        edition = catalogue(payload.catalogue) if payload.catalogue else edition_on(localdate(at))
    except LawError as error:
        return problem(422, _("Có giá trị cần sửa"), places=[Place(at="/catalogue", do=str(error))])
    stands = [services.Stand(pk, edition.code, code) for pk in wanted for code in payload.controls]
    try:
        services.use_proof(number, stands, by=request.user, at=at)
    except ValidationError as error:
        return refused(error)
    return out.proof_out(programs.proofs(request.user).get(pk=number))


@router.post("/{int:number}/withdraw", response=out.ProofOut, summary="Rút minh chứng")
@scoped("compliance.prepare")
@once
def withdraw(request: HttpRequest, number: int) -> Any:
    """Take a proof back everywhere; its row and file stay for the trail."""
    get_object_or_404(programs.proofs(request.user), pk=number)
    services.withdraw_proof(number, by=request.user, at=now())
    return out.proof_out(programs.proofs(request.user).get(pk=number))
