"""Small ways to give work out in the tests of this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from cast import NOW, Cast
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import AssignmentSpec, FigureSpec, TaskRow, open_assignments

FIGURES = (FigureSpec(label="Máy đã quét", unit="máy"), FigureSpec(label="Máy nhiễm", unit="máy", is_required=False))


def spec(
    *bodies: Organisation, title: str = "Rà soát máy chủ, máy trạm", row: dict[str, Any] | None = None, **facts: Any
) -> AssignmentSpec:
    """One assignment for these bodies, ordered, due by the text on 25 November, unless told."""
    about = {"due_on": date(2026, 11, 25), "due_origin": "text", **(row or {})}
    rows = tuple(TaskRow(organisation_id=body.pk, **about) for body in bodies)
    return AssignmentSpec(**{"origin_room": "tests", "title": title, "rows": rows, "group": "directive:1", **facts})


def give(cast: Cast, *bodies: Organisation, **facts: Any) -> list[Task]:
    """Give one assignment out and return its tasks, in the order of the bodies."""
    return open_assignments([spec(*bodies, **facts)], by=cast.coordinator, at=NOW).tasks
