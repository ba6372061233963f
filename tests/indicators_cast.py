"""What the tests of indicators need: feeds, indicators as they stand in the database, people who may see more and less."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import md5
from typing import Any

from cast import NOW, Cast
from vonggac.apps.threats.models import Feed, Indicator, ListSource
from vonggac.engines.indicators import span_of
from vonggac.kernel.addresses import parse_range
from vonggac.kernel.vietnamese import fold


def feed(cast: Cast, name: str = "Nguồn thử", **facts: Any) -> Feed:
    """Set a feed up."""
    giver, _made = ListSource.objects.get_or_create(folded=fold("Nơi cho"), defaults={"name": "Nơi cho"})
    return Feed.objects.create(name=name, source=giver, made_by=cast.coordinator, made_at=NOW, **facts)


def row(of: Feed, kind: str, value: str, *, at: datetime = NOW, **facts: Any) -> Indicator:
    """Return one indicator that is not written yet."""
    ends = parse_range(value) if kind == "range" else None
    told = {"span": span_of(ends), "first": ends.first_key, "last": ends.last_key} if ends else {}
    digest = md5(value.encode(), usedforsecurity=False).hexdigest()
    return Indicator(
        feed=of, kind=kind, value=value, digest=digest, valid_from=at - timedelta(days=1), came_at=at, told_at=at, **told, **facts
    )


def indicator(of: Feed, kind: str, value: str, **facts: Any) -> Indicator:
    """Write one indicator."""
    made = row(of, kind, value, **facts)
    made.save()
    return made
