"""Words of the room that templates ask for: `{{ line.control|titled }}`."""

from __future__ import annotations

from typing import Any

from django import template

from vonggac.apps.compliance.spoken import titled

register = template.Library()


@register.filter(name="titled")
def titled_filter(thing: Any) -> str:
    """Return the title of a control, group or kind in the reader's language."""
    return titled(thing)
