"""How alerts speak to programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from vonggac.apps.alerts.models import Alert, AlertAct
from vonggac.apps.alerts.queries.told import Told


class AlertOut(Schema):
    """One alert with its repeats, in the house's words."""

    id: int
    number: str
    state: str
    verdict: str
    title: str
    source: int
    source_name: str
    product: str
    rule: str
    classification: str
    severity: int
    level: int | None
    risk: int
    urgency: int
    place_because: str
    acting: str
    target: str
    blocked: bool | None
    organisation: int | None
    organisation_name: str | None
    system: int | None
    system_code: str | None
    count: int
    first_at: datetime
    last_at: datetime
    arrived_at: datetime
    last_arrived_at: datetime
    verify_due_at: datetime | None
    handle_due_at: datetime | None
    assignee: str | None
    task: int | None
    previous: int | None
    hidden_by: int | None
    closed_at: datetime | None
    version: int


class AlertPage(Schema):
    """One part of the queue; `after` asks for the next one and is empty at the end."""

    total: int
    """Counted up to 10,000; one more means more than that."""
    after: str
    items: list[AlertOut]


class PartyOut(Schema):
    """An address, name, mailbox, hash or path that an alert names."""

    kind: str
    value: str


class ActOut(Schema):
    """One thing that was done with an alert."""

    what: str
    verdict: str
    words: str
    by: str | None
    at: datetime
    task: int | None


class AlertDetail(AlertOut):
    """One alert with everything that decides."""

    matched_because: str
    due_because: str
    severity_because: str
    malware: str
    techniques: list[str]
    cves: list[str]
    file: str
    indicators: list[dict[str, Any]]
    vulnerability: str
    parties: list[PartyOut]
    acts: list[ActOut]


class VerifyIn(Schema):
    """A verdict; `reason` is obligatory for false and unsure."""

    verdict: str
    reason: str = ""
    version: int | None = None


class AssignIn(Schema):
    """Who shall handle it, by user name."""

    to: str
    words: str = ""
    version: int | None = None


class HandleIn(Schema):
    """What was done."""

    words: str
    version: int | None = None


class CloseIn(Schema):
    """Why it needs no more handling."""

    reason: str
    version: int | None = None


_PLAIN = (
    "id", "state", "verdict", "title", "product", "rule", "classification", "severity", "level", "risk", "urgency",
    "acting", "target", "blocked", "count", "first_at", "last_at", "arrived_at", "last_arrived_at", "verify_due_at", "handle_due_at",
    "closed_at", "version",
)  # fmt: skip
_MORE = (
    "matched_because", "due_because", "severity_because", "malware", "techniques", "cves", "file", "vulnerability",
)  # fmt: skip


def alert_out(row: Alert, told: Told) -> dict[str, Any]:
    """Return one alert as plain values, with what this person may be told of lists."""
    own = {
        "place_because": told.place_because,
        "number": row.number(),
        "source": row.source_id,
        "source_name": row.source.name,
        "organisation": row.organisation_id,
        "organisation_name": row.organisation.name if row.organisation else None,
        "system": row.system_id,
        "system_code": row.system.code if row.system else None,
        "assignee": row.assignee.username if row.assignee else None,
        "task": row.task_id,
        "previous": row.previous_id,
        "hidden_by": row.hidden_by_id,
    }
    return {name: getattr(row, name) for name in _PLAIN} | own


def act_out(row: AlertAct) -> dict[str, Any]:
    """Return one act as plain values."""
    return {
        "what": row.what,
        "verdict": row.verdict,
        "words": row.words,
        "by": row.by.username if row.by else None,
        "at": row.at,
        "task": row.task_id,
    }


def detail_out(row: Alert, acts: list[AlertAct], told: Told) -> dict[str, Any]:
    """Return one alert with everything that decides."""
    parties = [{"kind": one.kind, "value": one.value} for one in row.parties.order_by("kind", "value")]
    more = {name: getattr(row, name) for name in _MORE}
    beside = {"indicators": told.indicators, "parties": parties}
    return alert_out(row, told) | more | beside | {"acts": [act_out(one) for one in acts]}
