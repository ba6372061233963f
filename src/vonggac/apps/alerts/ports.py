"""The ports of this room: what rooms above show and offer on the page of an alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from vonggac.apps.alerts.models import Alert
from vonggac.apps.face.registries import Registry

OnAlert = Callable[[Any, Alert, datetime], dict[str, Any] | None]
"""(user, alert, at) → context of the room's template, or None when there is nothing for this person."""

on_alert: Registry[tuple[str, OnAlert]] = Registry("alerts.on_alert")
"""key → (template, panel); a room that makes something of an alert puts its button and its state here. The context is `panel`."""


def panels_of(user: Any, alert: Alert, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Return the templates of the rooms that have something to say about an alert, in the order of their keys."""
    asked = [(template, ask(user, alert, at)) for _key, (template, ask) in on_alert.in_order()]
    return [(template, context) for template, context in asked if context is not None]
