"""Acts on alerts: verified, assigned, handled, closed, taken up again, noted. One alert is a list of one; every act is one transaction
with one line of the log, and takes the version that the person saw, so that nobody overwrites anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import Alert, AlertAct
from vonggac.apps.alerts.queries.people import workers_of
from vonggac.apps.alerts.queries.queue import OPEN_STATES
from vonggac.apps.alerts.queries.visibility import alerts_workable_by
from vonggac.apps.alerts.refusals import Changed, NotNow
from vonggac.apps.alerts.services.keeping_months import note_months
from vonggac.apps.audit.services import record, said
from vonggac.apps.registry.ports import keeper_of_proofs
from vonggac.apps.work.services.taking import demand
from vonggac.engines.alerts import due
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks

Chosen = Mapping[int, int | None]
"""number of an alert → the version that the person saw; None does not ask."""
MOST_AT_ONCE = 500
State, Verdict, What = Alert.State, Alert.Verdict, AlertAct.What


def take(by: Any, chosen: Chosen, states: Sequence[str]) -> list[Alert]:
    """Lock alerts for an act; `Alert.DoesNotExist` for one that the person may not work on, refusals for one that has moved on."""
    demand(by, "alerts.triage")
    if not chosen:
        raise ValidationError(_("Chọn ít nhất một cảnh báo."))
    if len(chosen) > MOST_AT_ONCE:
        raise ValidationError(_("Chọn tối đa %(most)s cảnh báo mỗi lần.") % {"most": MOST_AT_ONCE})
    rows = list(alerts_workable_by(by).filter(pk__in=list(chosen)).order_by("pk").select_for_update(of=("self",)))
    if len(rows) < len(chosen):
        raise Alert.DoesNotExist
    for row in rows:
        if chosen[row.pk] is not None and chosen[row.pk] != row.version:
            raise Changed.on(row)
        if row.state not in states:
            raise NotNow.because_of(row)
    return rows


def demand_words(words: str, field: str = "reason") -> str:
    """Refuse an act without the words that the next reader needs."""
    if not words.strip():
        raise ValidationError({field: _("Ghi lý do để người xem sau hiểu.")})
    return words.strip()


def note_acts(rows: Sequence[Alert], what: str, *, words: str = "", by: Any, at: datetime, **facts: Any) -> None:
    """Write the line of the time line that every act leaves."""
    AlertAct.objects.bulk_create([AlertAct(alert=row, what=what, words=words, by=by, at=at, **facts) for row in rows], batch_size=500)


def about(rows: Sequence[Alert]) -> dict[str, Any]:
    """Return what the log says of which alerts an act was about: the one, or how many with the digest of their numbers."""
    one = rows[0] if len(rows) == 1 else None
    body = one.organisation_id if one else None
    return {"subject": one or "", "organisation_id": body, "count": len(rows), "touched": [row.pk for row in rows]}


@transaction.atomic
def verify_alerts(chosen: Chosen, *, verdict: str, reason: str = "", by: Any, at: datetime) -> list[Alert]:
    """Say whether alerts are true, false or unsure; false ones are closed, the clock of handling starts for the others."""
    words = reason.strip()
    if verdict not in (Verdict.TRUE, Verdict.FALSE, Verdict.UNSURE):
        raise ValidationError({"verdict": _("Chọn kết luận: đúng, sai hay nghi ngờ.")})
    if verdict != Verdict.TRUE:
        words = demand_words(reason)
    rows = take(by, chosen, OPEN_STATES)
    said_of = {"verdict": verdict, "verified_at": at, "verified_by": by, "version": F("version") + 1}
    if verdict == Verdict.FALSE:
        _change(rows, state=State.CLOSED, closed_at=at, closed_by=by, handle_due_at=None, **said_of)
    else:
        for (severity, level), group in _by_clock(rows).items():
            clock = due(Stage.HANDLE, Severity(severity), level, at, alert_clocks())
            ends = {"handle_due_at": clock.due_at if clock else None, "due_because": clock.because if clock else ""}
            _change(group, state=State.HANDLING, **ends, **said_of)
    note_acts(rows, What.VERIFIED, words=words, by=by, at=at, verdict=verdict)
    record("alerts.verified", by=by, at=at, **about(rows), verdict=str(verdict), reason=said(words))
    return rows


def _by_clock(rows: Sequence[Alert]) -> dict[tuple[int, int | None], list[Alert]]:
    groups: dict[tuple[int, int | None], list[Alert]] = defaultdict(list)
    for row in rows:
        groups[row.severity, row.level].append(row)
    return groups


def _change(rows: Sequence[Alert], **facts: Any) -> None:
    Alert.objects.filter(pk__in=[row.pk for row in rows]).update(**facts)
    note_months(row.arrived_at for row in rows)


@transaction.atomic
def assign_alerts(chosen: Chosen, *, to: Any, words: str = "", by: Any, at: datetime) -> list[Alert]:
    """Give alerts to a person who may work on every one of them."""
    rows = take(by, chosen, OPEN_STATES)
    if not workers_of(rows).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("Chọn người được xử lý mọi cảnh báo đã chọn.")})
    _change(rows, assignee=to, version=F("version") + 1)
    told = [_("giao cho %(name)s") % {"name": to.full_name}, words.strip()]
    note_acts(rows, What.ASSIGNED, words=". ".join(filter(None, told)), by=by, at=at)
    record("alerts.assigned", by=by, at=at, **about(rows), to=to.pk)
    return rows


@transaction.atomic
def handle_alerts(chosen: Chosen, *, words: str, by: Any, at: datetime, evidence: tuple[bytes, str] | None = None) -> list[Alert]:
    """Note what was done about verified alerts, with its evidence where there is any, and close them."""
    done = demand_words(words, "words")
    rows = take(by, chosen, [State.HANDLING])
    sha256, name = keeper_of_proofs().keep(*evidence, at=at) if evidence else ("", "")
    _change(rows, state=State.CLOSED, closed_at=at, closed_by=by, version=F("version") + 1)
    note_acts(rows, What.HANDLED, words=done, by=by, at=at, file_sha256=sha256, file_name=name)
    record("alerts.handled", by=by, at=at, **about(rows), words=said(done), sha256=sha256)
    return rows


@transaction.atomic
def close_alerts(chosen: Chosen, *, reason: str, by: Any, at: datetime) -> list[Alert]:
    """Close verified alerts that need no more handling, with the reason."""
    words = demand_words(reason)
    rows = take(by, chosen, [State.HANDLING])
    _change(rows, state=State.CLOSED, closed_at=at, closed_by=by, version=F("version") + 1)
    note_acts(rows, What.CLOSED, words=words, by=by, at=at)
    record("alerts.closed", by=by, at=at, **about(rows), reason=said(words))
    return rows


@transaction.atomic
def reopen_alert(pk: int, *, version: int | None, reason: str, by: Any, at: datetime) -> Alert:
    """Take a closed alert up again: it waits to be verified anew, with a new clock; its history stays."""
    words = demand_words(reason)
    row = take(by, {pk: version}, [State.CLOSED])[0]
    other = Alert.objects.filter(group_key=row.group_key, hidden_by=row.hidden_by_id).exclude(state=State.CLOSED).first()
    if other is not None:
        raise ValidationError(_("%(number)s cùng nội dung đang mở, làm tiếp ở đó.") % {"number": other.number()})
    clock = due(Stage.VERIFY, Severity(row.severity), row.level, at, alert_clocks())
    _change(
        [row],
        state=State.WAITING,
        verdict=Verdict.NONE,
        verified_at=None,
        verified_by=None,
        closed_at=None,
        closed_by=None,
        handle_due_at=None,
        verify_due_at=clock.due_at if clock else None,
        due_because=clock.because if clock else "",
        version=F("version") + 1,
    )
    note_acts([row], What.REOPENED, words=words, by=by, at=at)
    rows = [row]
    record("alerts.reopened", by=by, at=at, **about(rows), reason=said(words))
    return row


@transaction.atomic
def note_alert(pk: int, *, words: str, by: Any, at: datetime) -> Alert:
    """Add a note to an alert's time line; it changes nothing else, so it overwrites nobody."""
    told = demand_words(words, "words")
    row = take(by, {pk: None}, State.values)[0]
    note_acts([row], What.NOTED, words=told, by=by, at=at)
    rows = [row]
    record("alerts.noted", by=by, at=at, **about(rows), words=said(told))
    return row
