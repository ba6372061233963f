"""Proofs of measures: a file or a statement, kept once, standing for many controls of many systems, until it expires or is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.compliance.models import Proof, ProofUse
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.work import files
from vonggac.apps.work.models import StoredFile
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.evidence import keep_file, refuse_secrets
from vonggac.kernel.vietnamese import nfc
from vonggac.law.catalogues import catalogue as read_catalogue
from vonggac.sources.names import safe_name


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProof:
    """What somebody brings: a file, or words."""

    title: str
    effective_on: date
    expires_on: date | None = None
    statement: str = ""
    content: bytes | None = None
    file_name: str = ""
    handling: str = "none"


@dataclass(frozen=True, slots=True)
class Stand:
    """For what a proof stands: one control of one system under one edition."""

    system_id: int
    catalogue: str
    control: str


@transaction.atomic
def add_proof(organisation_id: int, new: NewProof, stands: Iterable[Stand], *, by: Any, at: datetime) -> Proof:
    """Keep a proof and what it stands for; a file that shows a secrecy mark is stopped in memory, before anything is written."""
    wanted = _checked(stands, by)
    if new.expires_on is not None and new.expires_on < new.effective_on:
        raise ValidationError({"expires_on": _("Chọn ngày hết hiệu lực không trước ngày có hiệu lực.")})
    stored, name = _stored(new, at)
    if stored is None and not new.statement.strip():
        raise ValidationError({"statement": _("Chọn tệp, hoặc ghi lời xác nhận.")})
    proof = Proof.objects.create(
        organisation_id=organisation_id, title=nfc(new.title).strip()[:300] or name or _("Lời xác nhận"), file=stored, file_name=name,
        statement=nfc(new.statement).strip(), effective_on=new.effective_on, expires_on=new.expires_on, handling=new.handling,
        added_by=by, added_at=at,
    )  # fmt: skip
    _write_uses(proof, wanted, by, at)
    record(
        "compliance.proof.added", by=by, at=at, subject=proof, organisation_id=organisation_id, count=len(wanted),
        sha256=stored.sha256 if stored else "", title=said(proof.title), statement=said(proof.statement),
    )  # fmt: skip
    return proof


@transaction.atomic
def use_proof(proof_id: int, stands: Iterable[Stand], *, by: Any, at: datetime) -> int:
    """Let a proof stand for more controls, of this and other systems; what it stands for already stays. Returns how many are new."""
    wanted = _checked(stands, by)
    proof = Proof.objects.select_for_update().get(pk=proof_id)
    if proof.withdrawn_at is not None:
        raise ValidationError(_("Minh chứng này đã rút. Thêm minh chứng khác."))
    if by is not None and not proofs_editable_by(by).filter(pk=proof_id).exists():
        raise PermissionDenied("compliance.prepare")
    made = _write_uses(proof, wanted, by, at)
    record("compliance.proof.used", by=by, at=at, subject=proof, organisation_id=proof.organisation_id, count=made)
    return made


@transaction.atomic
def withdraw_proof(proof_id: int, *, by: Any, at: datetime) -> Proof:
    """Take a proof back everywhere; its row and file stay for the trail."""
    proof = Proof.objects.select_for_update().get(pk=proof_id)
    if by is not None and not proofs_editable_by(by).filter(pk=proof_id).exists():
        raise PermissionDenied("compliance.prepare")
    if proof.withdrawn_at is None:
        proof.withdrawn_at = at
        proof.save(update_fields=["withdrawn_at"])
        record("compliance.proof.withdrawn", by=by, at=at, subject=proof, organisation_id=proof.organisation_id, count=proof.uses.count())
    return proof


def proofs_editable_by(user: Any) -> Any:
    """Return the proofs that stand for a system the person prepares."""
    return Proof.objects.filter(uses__system__in=systems_prepared_by(user)).distinct()


def erase_proofs(stored_ids: Iterable[int], *, at: datetime, words: str) -> int:
    """Blank the words of proofs whose file a spill erases, and withdraw them; who erases the spill records it."""
    rows = Proof.objects.filter(file_id__in=list(stored_ids))
    return rows.update(title=words, file_name="", statement=words, withdrawn_at=at)


def _checked(stands: Iterable[Stand], by: Any) -> list[Stand]:
    wanted = list(dict.fromkeys(stands))
    if not wanted:
        raise ValidationError({"controls": _("Chọn ít nhất một yêu cầu mà minh chứng này chứng minh.")})
    mine = {one.system_id for one in wanted}
    if by is not None and systems_prepared_by(by).filter(pk__in=mine).values("pk").distinct().count() != len(mine):
        raise PermissionDenied("compliance.prepare")
    unknown = sorted(one.control for one in wanted if one.control not in read_catalogue(one.catalogue))
    if unknown:
        raise ValidationError({"controls": _("Không có yêu cầu mã %(codes)s trong danh mục.") % {"codes": ", ".join(unknown)}})
    return wanted


def _write_uses(proof: Proof, stands: list[Stand], by: Any, at: datetime) -> int:
    before = proof.uses.count()
    rows = [
        ProofUse(proof=proof, system_id=one.system_id, catalogue=one.catalogue, control=one.control, made_by=by, made_at=at)
        for one in stands
    ]
    ProofUse.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return proof.uses.count() - before


def _stored(new: NewProof, at: datetime) -> tuple[StoredFile | None, str]:
    if new.content is None:
        return None, ""
    name = safe_name(new.file_name)
    try:
        kind = files.demand_acceptable(new.content, name)
        refuse_secrets(new.content, name)
        return keep_file(new.content, media_type=kind, at=at), name
    except Refused as refused:
        raise ValidationError({"file": refused.message}) from None
