"""Reads of mappings: the newest version of each, all versions of one, which sources use them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from vonggac.apps.accounts.acts import ACTS
from vonggac.apps.accounts.queries import roles_of
from vonggac.apps.alerts.models import SourceMapping


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
