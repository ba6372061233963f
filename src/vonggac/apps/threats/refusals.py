"""Why an act of this room is refused: a sentence for the person, and the field it belongs to."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class PlanChanged(ValidationError):  # noqa: N818  reads as what it says
    """What would be opened is no longer what the person saw."""
