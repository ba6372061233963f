"""How this room speaks to programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from vonggac.apps.compliance.models import AnnualReport, Determination, Dossier, Proof


class Page(Schema):
    """One part of a list."""

    total: int
    offset: int
    limit: int


class VersionIn(Schema):
    """The version that was read."""

    version: int = Field(ge=0)


# --- determinations ---------------------------------------------------------------------------------------------------------------


class DeterminationOut(Schema):
    """One determination of a level."""

    id: int
    system: int
    system_code: str
    state: str
    regime: str
    on_day: date
    level: int | None
    final_level: int | None
    is_provisional: bool
    raised_to: int | None
    rules_digest: str
    made_at: datetime
    concluded_at: datetime | None
    version: int


class DeterminationPage(Page):
    """One part of the list."""

    items: list[DeterminationOut]


class DeterminationDetail(DeterminationOut):
    """A determination with what it was told and what came out."""

    facts: dict[str, Any]
    verdict: dict[str, Any]


class DeterminationIn(Schema):
    """A determination to open."""

    system: int
    on_day: date | None = None
    under_construction: bool = False


class FactsIn(Schema):
    """Answers by name of the question; null is "not known"."""

    version: int = Field(ge=0)
    answers: dict[str, bool | int | str | list[str] | None] = Field(min_length=1, max_length=200)


def determination_out(row: Determination) -> dict[str, Any]:
    """Return one determination as plain values."""
    names = (
        "id", "state", "regime", "on_day", "level", "is_provisional", "raised_to", "rules_digest", "made_at", "concluded_at", "version",
    )  # fmt: skip
    own = {"system": row.system_id, "system_code": row.system.code, "final_level": row.final_level()}
    return {name: getattr(row, name) for name in names} | own


def determination_detail(row: Determination) -> dict[str, Any]:
    """Return one determination with facts and reasons."""
    return determination_out(row) | {"facts": row.facts, "verdict": row.verdict}


# --- dossiers ---------------------------------------------------------------------------------------------------------------------


class DossierOut(Schema):
    """One version of a system's dossier."""

    id: int
    system: int
    system_code: str
    number: int
    proposed_level: int
    regime: str
    state: str
    is_returned: bool
    is_superseded: bool
    preparer: str
    appraiser: str
    with_body: str
    due_on: date | None
    due_because: str
    approved_on: date | None
    decision_number: str
    decision_issuer: str
    implementation: str
    implemented_on: date | None
    version: int


class DossierPage(Page):
    """One part of the list."""

    items: list[DossierOut]


class StepOut(Schema):
    """What happened to a dossier, with its paper."""

    what: str
    happened_on: date
    paper_number: str
    paper_date: date | None
    paper_issuer: str
    is_favourable: bool | None
    recorded_at: datetime


class PartOut(Schema):
    """One document that the law wants."""

    key: str
    is_there: bool


class DossierDetail(DossierOut):
    """A dossier with its steps and parts; what parts say stays on the pages."""

    steps: list[StepOut]
    parts: list[PartOut]


def dossier_out(row: Dossier) -> dict[str, Any]:
    """Return one dossier as plain values."""
    names = (
        "id", "number", "proposed_level", "regime", "state", "is_returned", "is_superseded", "with_body", "due_on", "due_because",
        "approved_on", "decision_number", "decision_issuer", "implementation", "implemented_on", "version",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "system": row.system_id,
        "system_code": row.system.code,
        "preparer": row.preparer.name,
        "appraiser": row.appraiser.name if row.appraiser else row.appraiser_name,
    }


def dossier_detail(row: Dossier) -> dict[str, Any]:
    """Return one dossier with its course."""
    of_a_step = ("what", "happened_on", "paper_number", "paper_date", "paper_issuer", "is_favourable", "recorded_at")
    return dossier_out(row) | {
        "steps": [{name: getattr(step, name) for name in of_a_step} for step in row.steps.all()],
        "parts": [{"key": part.key, "is_there": part.is_there} for part in row.parts.all()],
    }


# --- proofs -----------------------------------------------------------------------------------------------------------------------


class UseOut(Schema):
    """For what a proof stands."""

    system: int
    catalogue: str
    control: str


class ProofOut(Schema):
    """A proof of measures."""

    id: int
    organisation: str
    title: str
    statement: str
    file_name: str
    sha256: str | None
    effective_on: date
    expires_on: date | None
    handling: str
    added_at: datetime
    withdrawn_at: datetime | None
    uses: list[UseOut]


class ProofPage(Page):
    """One part of the list."""

    items: list[ProofOut]


def proof_out(row: Proof) -> dict[str, Any]:
    """Return one proof as plain values."""
    names = ("id", "title", "statement", "file_name", "effective_on", "expires_on", "handling", "added_at", "withdrawn_at")
    uses = [{"system": use.system_id, "catalogue": use.catalogue, "control": use.control} for use in row.known_uses]  # type: ignore[attr-defined]
    file = {"sha256": row.file.sha256 if row.file else None}
    return {name: getattr(row, name) for name in names} | file | {"organisation": row.organisation.code, "uses": uses}


# --- yearly reports ---------------------------------------------------------------------------------------------------------------


class ReportOut(Schema):
    """One body's report of one period."""

    id: int
    organisation: str
    organisation_name: str
    regime: str
    period_from: date
    period_to: date
    state: str
    digest: str
    sent_at: datetime | None
    decided_at: datetime | None
    version: int


class ReportPage(Page):
    """One part of the list."""

    items: list[ReportOut]


class ReportDetail(ReportOut):
    """A report with its counters, as sent or, while it is a draft, as the register says now."""

    header: dict[str, Any]
    is_as_sent: bool
    rows: int
    remarks: str


class ReportRows(Page):
    """One part of the rows: `system`, `cells` by column, `missing` columns."""

    items: list[dict[str, Any]]


def report_out(row: AnnualReport) -> dict[str, Any]:
    """Return one report as plain values."""
    names = ("id", "regime", "period_from", "period_to", "state", "digest", "sent_at", "decided_at", "version")
    body = {"organisation": row.organisation.code, "organisation_name": row.organisation.name}
    return {name: getattr(row, name) for name in names} | body
