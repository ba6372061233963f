"""Reads of mappings: the newest version of each, all versions of one, which sources use them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from vonggac.apps.accounts.acts import ACTS
from vonggac.apps.accounts.queries import roles_of
from vonggac.apps.alerts.models import KEPT_ASIDE, AlertEvent, AlertSource, SourceMapping


def mappings_visible_to(user: Any) -> QuerySet[SourceMapping]:
    """Return every version of every mapping, for who declares sources or reads alerts whole; a mapping holds sample lines."""
    rows = SourceMapping.objects.select_related("made_by")
    return rows if roles_of(user) & ACTS["alerts.sources"] else rows.none()


def newest_mappings(user: Any) -> QuerySet[SourceMapping]:
    """Return the newest version of each name, with how many sources use it."""
    newest = SourceMapping.objects.filter(name=OuterRef("name")).order_by("-version").values("pk")[:1]
    return mappings_visible_to(user).filter(pk=Subquery(newest)).annotate(used=Count("sources")).order_by("name")


def versions_of(user: Any, name: str) -> QuerySet[SourceMapping]:
    """Return the versions of a name, the newest first, with how many sources use each."""
    return mappings_visible_to(user).filter(name=name).annotate(used=Count("sources")).order_by("-version")


def unparsed_of(source_id: int) -> QuerySet[AlertEvent]:
    """Return the records of a source that nobody could read; without those that were refused and are kept aside only."""
    return AlertEvent.objects.filter(source=source_id, kind=AlertEvent.Kind.UNPARSED).exclude(fault=KEPT_ASIDE)


def unparsed_counts(sources: Iterable[AlertSource]) -> dict[int, int]:
    """Return source → how many of its records nobody could read, for sources that have any."""
    unread = AlertEvent.objects.filter(source__in=list(sources), kind=AlertEvent.Kind.UNPARSED).exclude(fault=KEPT_ASIDE).order_by()
    return dict(unread.values_list("source_id").annotate(number=Count("id")))


def unread_lines(source: AlertSource) -> list[str]:
    """Return the newest lines of a source that nobody could read, one of each length at most, for a new mapping to be tried on."""
    lines = AlertEvent.objects.filter(source=source, kind=AlertEvent.Kind.UNPARSED).order_by("-id").values_list("line", flat=True)[:200]
    return list({len(one): one for one in lines if len(one) < 4_000 and "\n" not in one}.values())[:10]


def unread_by_reason(sources: Iterable[AlertSource]) -> list[dict[str, Any]]:
    """Return how many lines of each source could not be read, by reason, the most first, with the newest of each."""
    unread = AlertEvent.objects.filter(source__in=list(sources), kind=AlertEvent.Kind.UNPARSED)
    grouped = unread.order_by().values("source_id", "fault").annotate(number=Count("id"), newest=Max("id"), last=Max("arrived_at"))
    rows = list(grouped.order_by("-number", "source_id", "fault")[:100])
    events = AlertEvent.objects.select_related("source").in_bulk([one["newest"] for one in rows])
    return [{**one, "event": events[one["newest"]]} for one in rows]
