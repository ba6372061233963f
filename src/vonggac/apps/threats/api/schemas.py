"""How this room speaks to programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from vonggac.apps.threats.models import Case, Hit, Listing, ThreatList


class Page(Schema):
    """One part of a list."""

    total: int
    offset: int
    limit: int


class ListOut(Schema):
    """One list as it came, with what became of its rows."""

    id: int
    source: str
    letter_number: str
    list_day: date
    month: date
    handling: str
    state: str
    file_name: str
    sha256: str
    replaces: int | None
    counts: dict[str, Any]
    received_at: datetime
    matched_at: datetime | None
    applied_at: datetime | None
    plan_digest: str


class ListPage(Page):
    """One part of the lists."""

    items: list[ListOut]


class CaseOut(Schema):
    """One case, without addresses."""

    id: int
    number: str
    organisation: int
    organisation_name: str
    system: int | None
    system_code: str | None
    state: str
    level: int
    risk: int
    malware_class: str
    families: list[str]
    is_returned: bool
    needs_machine: bool
    opened_at: datetime
    first_seen: datetime | None
    last_seen: datetime | None
    due_on: date | None
    task: int | None
    escalated_to: int | None
    closed_at: datetime | None
    reason: str


class CasePage(Page):
    """One part of the cases."""

    items: list[CaseOut]


class ListingOut(Schema):
    """That a case stands in a list."""

    list: int
    list_day: date
    list_state: str
    what: str
    rows: int
    addresses: int
    first_seen: datetime | None
    last_seen: datetime | None


class CaseDetail(CaseOut):
    """One case with the lists that name it."""

    listings: list[ListingOut]


class HitOut(Schema):
    """One row of a list, as evidence of a case."""

    list: int
    sheet: str
    line: int
    address: str
    port: int | None
    seen_at: datetime | None
    first_seen_at: datetime | None
    exact: int
    family: str
    c2: str
    because: str


class HitPage(Page):
    """One part of the evidence."""

    items: list[HitOut]


def list_out(row: ThreatList) -> dict[str, Any]:
    """Return one list as plain values."""
    names = (
        "id",
        "letter_number",
        "list_day",
        "month",
        "handling",
        "state",
        "file_name",
        "counts",
        "matched_at",
        "applied_at",
        "plan_digest",
    )
    own = {"source": row.source.name, "sha256": row.file.sha256, "replaces": row.replaces_id, "received_at": row.declared_at}
    return {name: getattr(row, name) for name in names} | own


_OF_CASE = (
    "id", "state", "level", "risk", "malware_class", "families", "is_returned", "needs_machine", "opened_at", "first_seen", "last_seen",
    "due_on", "closed_at", "reason",
)  # fmt: skip


def case_out(row: Case) -> dict[str, Any]:
    """Return one case as plain values."""
    own = {
        "number": row.number(),
        "organisation": row.organisation_id,
        "organisation_name": row.organisation.name,
        "system": row.system_id,
        "system_code": row.system.code if row.system else None,
        "task": row.task_id,
        "escalated_to": row.escalated_to_id,
    }
    return {name: getattr(row, name) for name in _OF_CASE} | own


def listing_out(row: Listing) -> dict[str, Any]:
    """Return one listing as plain values."""
    own = {"list": row.list_id, "list_day": row.list.list_day, "list_state": row.list.state}
    return {name: getattr(row, name) for name in ("what", "rows", "addresses", "first_seen", "last_seen")} | own


def hit_out(row: Hit) -> dict[str, Any]:
    """Return one row of evidence as plain values."""
    names = ("sheet", "line", "address", "port", "seen_at", "first_seen_at", "exact", "family", "c2")
    return {name: getattr(row, name) for name in names} | {"list": row.list_id, "because": row.reason.because}
