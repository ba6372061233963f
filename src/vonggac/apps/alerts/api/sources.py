"""`/api/v1/alert-sources`: the sensors, how each stands, and its counters. They are declared on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema

from vonggac.apps.alerts.queries.sources import Standing, in_order, sources_visible_to, standings
from vonggac.apps.face.api import paged, scoped

router = Router(tags=["Cảnh báo"])


class CountersOut(Schema):
    """What came today; received = stored + refused."""

    received: int
    stored: int
    refused: int
    unparsed: int
    context: int
    hidden: int
    reasons: dict[str, int]


class SourceOut(Schema):
    """One sensor."""

    id: int
    code: str
    name: str
    organisation: str
    way: str
    format: str
    stopped_at: datetime | None
    last_at: datetime | None
    silent_since: datetime | None
    lag_seconds: int | None
    voice: str
    because: str
    per_hour: float
    today: CountersOut


class SourcePage(Schema):
    """One part of the list."""

    total: int
    offset: int
    limit: int
    items: list[SourceOut]


def source_out(one: Standing) -> SourceOut:
    """Return a sensor as programs read it."""
    row, counts = one.source, one.today
    numbers = {name: getattr(counts, name) for name in ("received", "stored", "refused", "unparsed", "context", "hidden")}
    plain = ("id", "code", "name", "way", "format", "stopped_at", "last_at", "silent_since", "lag_seconds")
    return SourceOut(
        **{name: getattr(row, name) for name in plain},
        organisation=row.organisation.code,
        voice=str(one.verdict.voice),
        because=one.verdict.because,
        per_hour=round(one.verdict.per_hour, 2),
        today=CountersOut(**numbers, reasons=dict(counts.reasons)),
    )


@router.get("", response=SourcePage, summary="Nguồn cảnh báo và nhịp gửi")
@scoped("alerts.read")
def list_sources(request: HttpRequest, offset: int = 0, limit: int = 50) -> Any:
    """Return the visible sensors, silent ones first."""
    told = paged(in_order(sources_visible_to(request.user)), lambda row: row, offset=offset, limit=limit)
    told["items"] = [source_out(one) for one in standings(told["items"], now())]
    return told


@router.get("/{int:number}", response=SourceOut, summary="Một nguồn cảnh báo")
@scoped("alerts.read")
def one_source(request: HttpRequest, number: int) -> Any:
    """Return one visible sensor."""
    row = get_object_or_404(sources_visible_to(request.user), pk=number)
    return source_out(standings([row], now())[0])
