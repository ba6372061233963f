"""From a task that asks for a yearly report to the report."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from vonggac.apps.compliance.queries.annual import YEARS


def report_behind(user: Any, assignment: Any) -> str | None:
    """Return where the report stands that a task asks for, for who may read reports."""
    if assignment.origin_room != "compliance" or not assignment.group.startswith("bao-cao-") or not user.may("compliance.read"):
        return None
    number = assignment.group.split("-")[2]
    return reverse("compliance:reports", args=[int(number)]) if number.isdigit() and int(number) in YEARS else None
