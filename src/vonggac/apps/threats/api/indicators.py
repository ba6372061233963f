"""`/api/v1/indicators`: what feeds know, as far as its mark lets the token's person see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema

from vonggac.apps.face.api import paged, scoped
from vonggac.apps.threats.api.schemas import Page
from vonggac.apps.threats.models import Indicator
from vonggac.apps.threats.queries import feeds as queries
from vonggac.apps.threats.queries.indicators import indicators_visible_to

router = Router(tags=["Chỉ dấu"])


class IndicatorOut(Schema):
    """One value of one feed."""

    id: int
    kind: str
    value: str
    port: int | None
    feed: str
    tlp: str
    confidence: int | None
    families: list[str]
    for_detection: bool
    valid_from: datetime
    valid_to: datetime | None
    withdrawn_at: datetime | None
    is_innocent: bool
    reference: str
    sighted: int
    sighted_at: datetime | None


class IndicatorPage(Page):
    """One part of the indicators."""

    items: list[IndicatorOut]


_PLAIN = (
    "id", "kind", "value", "port", "tlp", "confidence", "families", "for_detection", "valid_from", "valid_to", "withdrawn_at", "reference",
    "sighted", "sighted_at",
)  # fmt: skip


def indicator_out(row: Indicator) -> dict[str, Any]:
    """Return one indicator as plain values."""
    return {name: getattr(row, name) for name in _PLAIN} | {"feed": row.feed.name, "is_innocent": row.innocent_id is not None}


@router.get("", response=IndicatorPage, summary="Chỉ dấu")
@scoped("threats.read")
def list_indicators(
    request: HttpRequest, q: str = "", kind: str = "", tlp: str = "", state: str = queries.STANDING, offset: int = 0, limit: int = 50
) -> Any:
    """Return the visible indicators, the last first; `q` is a value, `state` standing, sighted, innocent, over, withdrawn or all."""
    asked = queries.IndicatorFilters(words=q[:300], kind=kind, tlp=tlp, state=state)
    rows = queries.in_order(queries.narrowed(indicators_visible_to(request.user), asked, now()))
    return paged(rows, indicator_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=IndicatorOut, summary="Một chỉ dấu")
@scoped("threats.read")
def one_indicator(request: HttpRequest, number: int) -> Any:
    """Return one visible indicator."""
    return indicator_out(get_object_or_404(queries.indicator_for_page(request.user), pk=number))
