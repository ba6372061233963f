"""A record that could not be read, as an object of the Elastic Common Schema: it says so, and holds the original whole."""

from __future__ import annotations

from typing import Any

from vonggac.engines.alerts.rendering import ECS_VERSION
from vonggac.sources.logs.model import Unparsed


def unparsed_as_ecs(one: Unparsed) -> dict[str, Any]:
    """Return nested ECS with `event.kind` pipeline_error."""
    return {
        "ecs": {"version": ECS_VERSION},
        "event": {"kind": "pipeline_error", "original": one.message},
        "error": {"code": one.rule, "message": one.why},
        "vonggac": {
            "format": one.format.value if one.format else None,
            "place": {"source": one.place.source, "line": one.place.line, "lines": one.lines},
        },
    }
