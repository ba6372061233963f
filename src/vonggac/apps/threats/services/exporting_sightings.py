"""Our own sightings for others, as a STIX 2.1 bundle: no more than its mark lets go out, and never where here it was met."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q, Sum

from vonggac.apps.audit.services import record
from vonggac.apps.threats.models import Indicator
from vonggac.apps.threats.queries.indicators import indicators_visible_to
from vonggac.apps.threats.queries.marks import strictness
from vonggac.apps.work.services.taking import demand
from vonggac.kernel.addresses import parse_range
from vonggac.kernel.badrows import Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds import FeedIndicator, Kind, Saw, Sighting
from vonggac.sources.feeds.stix.writing import bundle_of, reference_of

MAY_LEAVE = (Handling.TLP_CLEAR.value, Handling.TLP_GREEN.value, Handling.TLP_AMBER.value)
"""Marks that may leave the office at all; AMBER+STRICT and RED stay with who received them (TLP 2.0)."""
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What would leave."""

    rows: tuple[Indicator, ...]
    sightings: int
    held_back: int
    """Indicators that were met and stay here, because their mark is stricter."""

    @property
    def sign(self) -> str:
        """Return what tells this export from any other."""
        told = [[row.pk, row.sighted, str(row.last_met)] for row in self.rows]  # type: ignore[attr-defined]
        return sha256(json.dumps(told).encode()).hexdigest()


def outgoing(user: Any, *, days: int, up_to: str, at: datetime) -> Outgoing:
    """Return the indicators met in the last days whose marks are no stricter than asked."""
    since = at - timedelta(days=days)
    met = Q(sightings__last_at__gte=since)
    every = indicators_visible_to(user).filter(sighted__gt=0, sighted_at__gte=since)
    order = strictness()
    marks = [one for one in MAY_LEAVE if order.index(one) <= order.index(up_to)]
    sums = {"met": Sum("sightings__count", filter=met), "first_met": Min("sightings__first_at"), "last_met": Max("sightings__last_at")}
    rows = tuple(every.filter(tlp__in=marks).annotate(**sums, places=Count("sightings", filter=met)).order_by("pk")[:MOST])
    return Outgoing(rows, sum(row.met or 0 for row in rows), every.exclude(tlp__in=marks).count())


@transaction.atomic
def export_sightings(out: Outgoing, *, author: str, by: Any, at: datetime) -> bytes:
    """Return the bundle and note its count and digest."""
    demand(by, "threats.feeds")
    bundle = bundle_of(_values(out), author=author, at=at)
    content = json.dumps(bundle, ensure_ascii=False, indent=1).encode()
    record("threats.sightings.exported", by=by, at=at, count=len(out.rows), touched=[row.pk for row in out.rows], sha256=_digest(content))
    return content


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _values(out: Outgoing) -> Iterator[FeedIndicator | Sighting]:
    for row in out.rows:
        found = _indicator(row)
        yield found
        yield Sighting(
            found.place,
            of=reference_of(found),
            saw=Saw.SEEN,
            first_seen=row.first_met,
            last_seen=row.last_met,
            count=row.met or 1,  # type: ignore[attr-defined]
        )


def _indicator(row: Indicator) -> FeedIndicator:
    value = str(parse_range(row.value)) if row.kind == Indicator.Kind.RANGE else row.value
    return FeedIndicator(
        Place(row.feed.name),
        Kind(row.kind),
        value,
        source=row.reference,
        tlp=Handling(row.tlp),
        confidence=row.confidence,
        first_seen=row.first_seen or row.valid_from,
        valid_until=row.valid_to,
        families=tuple(row.families),
        port=row.port,
        for_detection=row.for_detection,
    )
