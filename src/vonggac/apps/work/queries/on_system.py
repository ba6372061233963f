"""The open work of one system, for its page (port `registry.on_system`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries.visibility import visible_to

MOST = 8


def open_on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return the first open tasks of a system that the person may know of, and how many there are; None when there is none."""
    tasks = visible_to(user).filter(system=system).exclude(state=Task.State.DONE)
    count = tasks.count()
    if not count:
        return None
    return {"count": count, "tasks": list(tasks.select_related("assignment", "organisation").in_queue_order()[:MOST])}
