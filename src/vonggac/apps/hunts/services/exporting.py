"""What a hunt found as a file that leaves the house: it is noted who took which, before the first byte goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from vonggac.apps.audit.services import record
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.work.services.taking import demand


@transaction.atomic
def note_taking_along(hunt: Hunt, kind: str, *, by: Any, at: datetime) -> None:
    """Note that a person takes the results of a hunt along in a format."""
    demand(by, "hunts.read")
    record("hunts.exported", by=by, at=at, subject=hunt, organisation_id=hunt.organisation_id, count=hunt.hits, kind=kind)
