"""Holding a rule's findings to be legitimate: said with an end and a reason, counted, extended or ended by a person. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.hunts.models import Finding, KnownGood
from vonggac.apps.hunts.queries.known import good_for, known_editable_by, may_speak_for_all, may_speak_for_units, waiting_like
from vonggac.apps.hunts.queries.visibility import findings_workable_by
from vonggac.apps.hunts.refusals import TaskIsOut
from vonggac.apps.hunts.services.triage import ACT, Verdict, take, words_of, write_verdict
from vonggac.apps.work.services.taking import chunks, demand

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How far it reaches: this host or every one; the finding's body, the units below it too, or every body; one field's value."""

    every_host: bool = False
    with_units: bool = False
    every_body: bool = False
    field: str = ""
    value: str = ""


THIS_HOST = Scope()


def proposed(finding: Finding, scope: Scope, *, because: str, expires_at: datetime, by: Any, at: datetime) -> KnownGood:
    """Return what would be known, not yet written; refused where the person may not say so, or says it without end or reason."""
    demand(by, ACT)
    if scope.every_body and not may_speak_for_all(by):
        raise ValidationError({"reach": _("Chỉ cán bộ điều phối được ghi cho mọi cơ quan.")})
    with_units = scope.with_units and not scope.every_body
    if with_units and not may_speak_for_units(by, finding.organisation_id):
        raise ValidationError({"reach": _("Chỉ người làm việc cho mọi đơn vị trực thuộc được ghi cho cả các đơn vị ấy.")})
    if bool(scope.field) != bool(scope.value):
        raise ValidationError({"field": _("Chọn cả trường và giá trị, hoặc bỏ cả hai.")})
    known = KnownGood(
        organisation_id=None if scope.every_body else finding.organisation_id,
        with_units=with_units,
        rule_id=finding.rule_id,
        rule_title=finding.title,
        host="" if scope.every_host else finding.host,
        field=scope.field,
        value=scope.value,
        because=words_of(because, "because"),
        starts_at=at,
        expires_at=demand_end(expires_at, at),
        made_by=by,
        made_at=at,
    )
    events = list(finding.events.values_list("fields", flat=True))
    if good_for([known], finding.rule_id, finding.host, events) is None:
        raise ValidationError({"field": _("Không phải mọi sự kiện của kết quả này có giá trị đó; chọn trường khác.")})
    return known


def demand_end(expires_at: datetime, at: datetime) -> datetime:
    """Return the end, or refuse one that is past or more than a year away: what is legitimate is looked at again each year."""
    if expires_at <= at:
        raise ValidationError({"expires_on": _("Chọn ngày hết hạn từ hôm nay trở đi.")})
    if expires_at > at + LONGEST:
        raise ValidationError({"expires_on": _("Chọn ngày hết hạn trong vòng 12 tháng.")})
    return expires_at


def would_hide(known: KnownGood, by: Any) -> Iterator[Finding]:
    """Give the waiting findings that it would set aside, of those that the person may work on."""
    return waiting_like(known, findings_workable_by(by))


@transaction.atomic
def know_good(
    pk: int, *, version: int | None, scope: Scope = THIS_HOST, because: str, expires_at: datetime, by: Any, at: datetime
) -> KnownGood:
    """Hold what a finding shows to be legitimate until a day: the waiting ones like it are set aside now, later ones as they come."""
    finding = take(by, {pk: version})[0]
    if finding.task is not None and finding.task.is_open():
        raise TaskIsOut.on(finding)
    known = proposed(finding, scope, because=because, expires_at=expires_at, by=by, at=at)
    known.save()
    rows = {row.pk: row for row in [finding, *would_hide(known, by)]}
    _set_aside(list(rows.values()), known, by, at)
    record(
        "hunts.known.made",
        by=by,
        at=at,
        subject=known,
        organisation_id=known.organisation_id,
        count=len(rows),
        touched=list(rows),
        units=known.with_units,
        expires_at=known.expires_at.isoformat(),
        reason=said(known.because),
    )
    return known


def _set_aside(rows: Sequence[Finding], known: KnownGood, by: Any, at: datetime) -> None:
    for some in chunks(rows):
        write_verdict(some, verdict=Verdict.GOOD, reason=known.because, by=by, at=at, hidden_by=known)
    KnownGood.objects.filter(pk=known.pk).update(hidden=F("hidden") + len(rows))
    known.hidden = len(rows)


def _taken(known: KnownGood, by: Any) -> KnownGood:
    demand(by, ACT)
    return known_editable_by(by).select_for_update(of=("self",)).get(pk=known.pk)


@transaction.atomic
def extend_known(known: KnownGood, *, expires_at: datetime, by: Any, at: datetime) -> KnownGood:
    """Let it hold for longer, a year at most from now."""
    row = _taken(known, by)
    if row.ended_at is not None:
        raise ValidationError(_("Mục này đã kết thúc. Ghi mục mới từ một kết quả."))
    row.expires_at = demand_end(expires_at, at)
    row.save(update_fields=["expires_at"])
    record("hunts.known.extended", by=by, at=at, subject=row, organisation_id=row.organisation_id, expires_at=expires_at.isoformat())
    return row


@transaction.atomic
def end_known(known: KnownGood, *, bring_back: bool, by: Any, at: datetime) -> int:
    """End it now; when asked, what it set aside waits for a person again. Returns how many came back."""
    row = _taken(known, by)
    if row.ended_at is not None and not bring_back:
        raise ValidationError(_("Mục này đã kết thúc."))
    if row.ended_at is None:
        row.ended_at, row.ended_by = at, by
        row.save(update_fields=["ended_at", "ended_by"])
    back = Finding.objects.select_for_update().filter(hidden_by=row, verdict=Verdict.GOOD)
    returned = list(back) if bring_back else []
    for some in chunks(returned):
        write_verdict(some, verdict=Verdict.WAITING, reason="", by=by, at=at)
    record("hunts.known.ended", by=by, at=at, subject=row, organisation_id=row.organisation_id, returned=len(returned))
    return len(returned)
