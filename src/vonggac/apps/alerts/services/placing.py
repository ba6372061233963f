"""A person says which system was hit: the alert goes to who answers for it, and to the place and the clock of that system's level."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import Alert, AlertAct
from vonggac.apps.alerts.queries.queue import OPEN_STATES
from vonggac.apps.alerts.services.keeping_months import note_months
from vonggac.apps.alerts.services.triage import about, demand_words, note_acts, take
from vonggac.apps.audit.services import record, said
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.queries import visible_to as systems_visible_to
from vonggac.engines.alerts import QueuePlace, Waiting, due, place_in_queue
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks


@transaction.atomic
def settle_system(pk: int, *, system: InformationSystem, reason: str, version: int | None, by: Any, at: datetime) -> Alert:
    """Say that an alert is about this system, and why; its level, owner, place and deadline follow."""
    words = demand_words(reason)
    row = take(by, {pk: version}, OPEN_STATES)[0]
    if not systems_visible_to(by).filter(pk=system.pk).exists():
        raise ValidationError({"system": _("Chọn hệ thống trong sổ đăng ký.")})
    row.system, row.organisation_id = system, system.operator_id or system.owner_id
    row.matched_because = words
    row.level = system.level
    place_anew(row)
    row.version += 1
    row.save(
        update_fields=[
            "system", "organisation", "matched_because", "level", "urgency", "place_because", "verify_due_at", "handle_due_at",
            "due_because", "version",
        ]
    )  # fmt: skip
    note_months([row.arrived_at])
    note_acts([row], AlertAct.What.SETTLED, words=f"{system.name}. {words}", by=by, at=at)
    rows = [row]
    record("alerts.settled", by=by, at=at, **about(rows), system=system.pk, reason=said(words))
    return row


def place_anew(row: Alert) -> None:
    """Put an alert where its level belongs; its risk stays, for that is made of what the alert says itself."""
    level = row.level or None
    place = place_in_queue(Waiting(Severity(row.severity), row.arrived_at, level))
    row.urgency = QueuePlace(place.first, row.risk, place.rank, place.since, "").urgency
    _level, _semicolon, rest = row.place_because.partition("; ")
    row.place_because = "; ".join(part for part in (place.because.partition("; ")[0], rest) if part)
    waiting = row.state == Alert.State.WAITING
    started = row.arrived_at if waiting or row.verified_at is None else row.verified_at
    clock = due(Stage.VERIFY if waiting else Stage.HANDLE, Severity(row.severity), level, started, alert_clocks())
    ends = clock.due_at if clock else None
    row.due_because = clock.because if clock else ""
    if waiting:
        row.verify_due_at = ends
    else:
        row.handle_due_at = ends
