"""The port `registry.on_system`: rooms above show what they have about one system on its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from vonggac.apps.face.registries import Registry
from vonggac.apps.registry.models import InformationSystem

OnSystem = Callable[[Any, InformationSystem, datetime], dict[str, Any] | None]
"""(user, system, at) → context of the room's template, or None when there is nothing that this person may see."""

on_system: Registry[tuple[str, OnSystem]] = Registry("registry.on_system")
"""key → (template, panel); shown beside the system in the order of the keys."""


def panels_of(user: Any, system: InformationSystem, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Return every room's template with its context, without the rooms that have nothing."""
    asked = ((template, panel(user, system, at)) for _key, (template, panel) in on_system.in_order())
    return [(template, context) for template, context in asked if context is not None]
