"""Which imports there are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from vonggac.apps.lists.models import ImportRun


def visible_to(user: Any) -> QuerySet[ImportRun]:
    """Return the person's own imports: a preview may show what only its sender may see."""
    if not getattr(user, "is_authenticated", False):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(by=user)


def latest(user: Any, kind: str, most: int = 5) -> QuerySet[ImportRun]:
    """Return the last imports of a kind, without their rows."""
    return visible_to(user).filter(kind=kind).defer("rows", "bad", "warnings")[:most]
