"""Rules that hide alerts: made with an end and a reason, ended by a person, extended before they end. What they hide is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import Alert, AlertAct, AlertEvent, AlertParty, Suppression
from vonggac.apps.alerts.queries.suppressions import rule_of
from vonggac.apps.alerts.services.keeping_months import note_months
from vonggac.apps.audit.services import record, said
from vonggac.apps.work.services.taking import demand
from vonggac.engines.alerts import Condition, faults_of
from vonggac.engines.alerts import Suppression as Rule

ACT = "alerts.suppress"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """What a person says of a rule."""

    name: str
    conditions: Sequence[Condition]
    because: str
    expires_at: datetime


def faults_in(new: NewRule, at: datetime) -> dict[str, list[str]]:
    """Return what the engine finds wrong, by place: `expires_at`, `because`, `conditions`, `conditions[2].values`."""
    found: dict[str, list[str]] = {} if new.name.strip() else {"name": [_("Nhập tên quy tắc.")]}
    for fault in faults_of(Rule("new", tuple(new.conditions), new.expires_at, new.because, at), at):
        found.setdefault(fault.place, []).append(fault.why)
    return found


@transaction.atomic
def make_rule(new: NewRule, *, by: Any, at: datetime) -> Suppression:
    """Make a rule; from the next record on it hides."""
    demand(by, ACT)
    if wrong := faults_in(new, at):
        raise ValidationError(wrong)  # type: ignore[arg-type]
    row = Suppression.objects.create(
        name=new.name.strip()[:200],
        conditions=[{"field": one.field, "test": str(one.test), "values": list(one.values)} for one in new.conditions],
        because=new.because.strip()[:500],
        starts_at=at,
        expires_at=new.expires_at,
        made_by=by,
        made_at=at,
    )
    record("alerts.rule.made", by=by, at=at, subject=row, expires_at=new.expires_at.isoformat(), reason=said(row.because))
    return row


def _taken(rule: Suppression) -> Suppression:
    return Suppression.objects.select_for_update().get(pk=rule.pk)


@transaction.atomic
def extend_rule(rule: Suppression, *, expires_at: datetime, by: Any, at: datetime) -> Suppression:
    """Let a rule hide for longer, a year at most from now."""
    demand(by, ACT)
    row = _taken(rule)
    if row.ended_at is not None:
        raise ValidationError(_("Quy tắc đã kết thúc. Đặt quy tắc mới."))
    row.expires_at = expires_at
    if wrong := [fault.why for fault in faults_of(rule_of(row), at) if fault.place == "expires_at"]:
        raise ValidationError({"expires_on": wrong})
    row.save(update_fields=["expires_at"])
    record("alerts.rule.extended", by=by, at=at, subject=row, expires_at=expires_at.isoformat())
    return row


@transaction.atomic
def end_rule(rule: Suppression, *, bring_back: bool, by: Any, at: datetime) -> int:
    """End a rule now; when asked, its open alerts come back into the queue. Returns how many came back."""
    demand(by, ACT)
    row = _taken(rule)
    if row.ended_at is not None and not bring_back:
        raise ValidationError(_("Quy tắc đã kết thúc."))
    if row.ended_at is None:
        row.ended_at, row.ended_by = at, by
        row.save(update_fields=["ended_at", "ended_by"])
    returned = _bring_back(row) if bring_back else 0
    record("alerts.rule.ended", by=by, at=at, subject=row, returned=returned)
    return returned


def _bring_back(rule: Suppression) -> int:
    """Put its open alerts into the queue; one whose key is open there already joins that one."""
    hidden = list(Alert.objects.select_for_update().filter(hidden_by=rule).exclude(state=Alert.State.CLOSED).order_by("pk"))
    keys = [one.group_key for one in hidden]
    shown = Alert.objects.select_for_update().filter(group_key__in=keys, hidden_by=None).exclude(state=Alert.State.CLOSED)
    standing = {one.group_key: one for one in shown.order_by("pk")}
    note_months(one.arrived_at for one in (*hidden, *standing.values()))
    for one in hidden:
        if (into := standing.get(one.group_key)) is not None:
            _join(one, into)
    back = [one.pk for one in hidden if one.group_key not in standing]
    Alert.objects.filter(pk__in=back).update(hidden_by=None)
    return len(hidden)


def _join(one: Alert, into: Alert) -> None:
    """Move the records, parties and acts of a hidden alert to the open one of the same key."""
    AlertEvent.objects.filter(alert=one).update(alert=into)
    AlertAct.objects.filter(alert=one).update(alert=into)
    known = set(into.parties.values_list("kind", "value"))
    AlertParty.objects.bulk_create(
        AlertParty(alert=into, kind=kind, value=value)
        for kind, value in one.parties.values_list("kind", "value")
        if (kind, value) not in known
    )
    into.count += one.count
    into.first_at, into.last_at = min(one.first_at, into.first_at), max(one.last_at, into.last_at)
    into.arrived_at, into.last_arrived_at = min(one.arrived_at, into.arrived_at), max(one.last_arrived_at, into.last_arrived_at)
    into.urgency, into.severity = min(one.urgency, into.urgency), max(one.severity, into.severity)
    into.version += 1
    into.save()
    one.delete()
