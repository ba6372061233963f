"""Words of the room that templates ask for: `{{ line.control|titled }}`."""

from __future__ import annotations

from typing import Any

from django import template

from vonggac.apps.compliance.spoken import titled
from vonggac.apps.compliance.ui.said import gap_in_words, mark_in_words, worth_in_words

register = template.Library()
register.filter("in_words", gap_in_words)
register.filter("mark", mark_in_words)


@register.filter
def worth(line: Any) -> str:
    """Return what the proofs of a line are worth, and why."""
    return worth_in_words(line.verdict, line.cadence)


@register.filter(name="titled")
def titled_filter(thing: Any) -> str:
    """Return the title of a control, group or kind in the reader's language."""
    return titled(thing)
