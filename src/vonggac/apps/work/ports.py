"""The port `work.recipients`: who is told when something happens to a post's work; upper rooms may add people (a duty officer)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from vonggac.apps.face.registries import Registry


class Recipients(Protocol):
    """From organisations to the people who shall be told."""

    def __call__(self, organisation_ids: Iterable[int], at: datetime) -> Iterable[tuple[int, int]]:
        """Return pairs (organisation id, user id)."""
        ...


recipients: Registry[Recipients] = Registry("work.recipients")
