"""How hunts speak to programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from vonggac.apps.face.api import PageOf
from vonggac.apps.hunts.models import Finding, Hunt, HuntFile
from vonggac.apps.hunts.process import HowFar


class FileOut(Schema):
    """One file as it was handed over."""

    name: str
    size: int
    sha256: str
    host: str
    taken_at: datetime | None
    bad_count: int
    remarks: list[dict[str, Any]]


class HuntOut(Schema):
    """One hunt."""

    id: int
    organisation: int
    organisation_code: str
    campaign: int | None
    state: str
    why: str
    came_by: str
    handling: str
    note: str
    asked_by: str | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    files_read: int
    bytes_read: int
    events: int
    hits: int
    bad_count: int
    findings: int
    keep_until: date
    thrown_at: datetime | None


class HuntPage(PageOf):
    """One part of the list."""

    items: list[HuntOut]


class ProgressOut(Schema):
    """How far a hunt is that waits or runs."""

    phase: str
    bytes: int
    bytes_all: int
    percent: int | None
    events: int
    events_a_second: int
    found: int
    seconds_left: int | None


class HuntDetail(HuntOut):
    """One hunt with its files and what it could see at all."""

    since: datetime | None
    until: datetime | None
    with_indicators: bool
    packs: list[str]
    files: list[FileOut]
    coverage: dict[str, Any]
    hosts: list[dict[str, Any]]
    progress: ProgressOut | None


class FindingOut(Schema):
    """One rule, indicator or file rule on one host in one hunt."""

    id: int
    what: str
    rule_id: str
    title: str
    description: str
    author: str
    references: list[str]
    tags: list[str]
    severity: int
    host: str
    system: int | None
    system_code: str | None
    matched_by: str
    level: int | None
    count: int
    first_at: datetime | None
    last_at: datetime | None
    because: str
    verdict: str
    reason: str
    judged_by: str | None
    judged_at: datetime | None
    task: int | None
    version: int


class FindingPage(PageOf):
    """One part of what a hunt found."""

    items: list[FindingOut]


_PLAIN = (
    "state", "why", "came_by", "handling", "note", "asked_at", "started_at", "ended_at", "files_read", "bytes_read", "events", "hits",
    "bad_count", "keep_until", "thrown_at",
)  # fmt: skip


def _facts(row: Hunt) -> dict[str, Any]:
    return {
        "id": row.pk, "organisation": row.organisation_id, "organisation_code": row.organisation.code, "campaign": row.campaign_id,
        "asked_by": row.asked_by.username if row.asked_by else None, "findings": getattr(row, "found", 0),
        **{name: getattr(row, name) for name in _PLAIN},
    }  # fmt: skip


def hunt_out(row: Hunt) -> HuntOut:
    """Return one hunt of a list; `found` is counted by the question."""
    return HuntOut(**_facts(row))


def detail_out(row: Hunt, far: HowFar | None) -> HuntDetail:
    """Return one hunt with everything."""
    return HuntDetail(
        **_facts(row), since=row.since, until=row.until, with_indicators=row.with_indicators, packs=[str(pack) for pack in row.packs.all()],
        files=[_file_out(one) for one in row.files.all()], coverage=row.coverage, hosts=row.hosts, progress=_progress_out(far),
    )  # fmt: skip


def _file_out(row: HuntFile) -> FileOut:
    return FileOut(**{name: getattr(row, name) for name in FileOut.model_fields})


def _progress_out(far: HowFar | None) -> ProgressOut | None:
    return None if far is None else ProgressOut(**{name: getattr(far, name) for name in ProgressOut.model_fields})


def finding_out(row: Finding) -> FindingOut:
    """Return one finding."""
    own = {"id", "system", "system_code", "judged_by", "task"}
    return FindingOut(
        **{name: getattr(row, name) for name in FindingOut.model_fields if name not in own}, id=row.pk, system=row.system_id,
        system_code=row.system.code if row.system else None, judged_by=row.judged_by.username if row.judged_by else None, task=row.task_id,
    )  # fmt: skip
