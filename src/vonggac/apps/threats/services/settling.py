"""What only a person can decide: whose a contested address was, what a provider answered, that the machine was not found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.threats.models import Case, Hit, Listing, MatchReason, ProviderInquiry, ThreatList
from vonggac.apps.threats.queries.planning import Seen, Subject, What, latest_cases, seen_in, subject_of
from vonggac.apps.threats.ranges import body_today
from vonggac.apps.threats.services.applying import RENEWED, new_case, renewed
from vonggac.apps.threats.services.tasking import hasten_case_tasks, open_case_tasks, reopen_case_tasks
from vonggac.apps.work.models import OPEN_STATES, Task
from vonggac.apps.work.services import close_unanswered
from vonggac.apps.work.services.taking import demand

Way = MatchReason.Way


def _demand_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Ghi lý do để người xem sau hiểu.")})
    return reason.strip()


@transaction.atomic
def close_unidentified(case: Case, *, reason: str, by: Any, at: datetime) -> Case:
    """Close a case because the machine cannot be found; the reason stays and the case is counted as such, never as cleaned."""
    demand(by, "threats.settle")
    words = _demand_reason(reason)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if not case.is_open:
        raise ValidationError(_("Ca này đã đóng."))
    case.state, case.reason, case.closed_at, case.closed_by = Case.State.UNIDENTIFIED, words, at, by
    case.save(update_fields=["state", "reason", "closed_at", "closed_by"])
    if case.task_id and Task.objects.filter(pk=case.task_id, state__in=OPEN_STATES).exists():
        close_unanswered([case.task_id], reason=words, by=by, at=at)
    record("threats.case.unidentified", by=by, at=at, subject=case, organisation_id=case.organisation_id, reason=said(words))
    return case


@transaction.atomic
def settle_addresses(
    row: ThreatList,
    addresses: Sequence[str],
    *,
    organisation: Organisation,
    system: InformationSystem | None,
    why: str,
    by: Any,
    at: datetime,
) -> Case:
    """Say whose waiting or asked addresses of an applied list were; they join that one's case, which is opened when there is none."""
    demand(by, "threats.settle")
    words = _demand_reason(why)
    row = ThreatList.objects.select_for_update().select_related("source").get(pk=row.pk)
    if row.state != ThreatList.State.APPLIED:
        raise ValidationError(_("Mở ca của danh sách trước, rồi quyết định địa chỉ còn lại."))
    hits = Hit.objects.filter(list=row, address__in=addresses, reason__way__in=[Way.WAIT, Way.INQUIRY])
    inquiries = set(hits.exclude(reason__inquiry=None).order_by().values_list("reason__inquiry_id", flat=True).distinct())
    if not hits.exists():
        raise ValidationError({"addresses": _("Chọn địa chỉ còn chờ quyết định.")})
    held_by = body_today(organisation if system is None else system.operator or system.owner, localdate(at))
    if held_by is None:
        raise ValidationError({"organisation": _("Cơ quan này không còn và chưa rõ nơi kế thừa. Chọn cơ quan đang tồn tại.")})
    reason = MatchReason.objects.create(
        list=row,
        verdict="held",
        basis="minute",
        because=words,
        way=Way.CASE,
        organisation_id=held_by,
        system=system,
        settled_by=by,
        settled_at=at,
    )
    moved = hits.update(reason=reason)
    case = _into_a_case(row, reason, by, at)
    _note_answered(inquiries, by, at)
    touched = Hit.objects.filter(reason=reason).order_by("pk").values_list("pk", flat=True)
    record("threats.addresses.settled", by=by, at=at, subject=case, organisation_id=held_by, count=moved, touched=touched, why=said(words))
    return case


def _into_a_case(row: ThreatList, reason: MatchReason, by: Any, at: datetime) -> Case:
    """Open, join or reopen the one case of who was named, by the rules of a whole list."""
    seen = seen_in(Hit.objects.filter(reason=reason))[0]
    case = latest_cases([seen.key]).get(seen.key)
    subject = _subject(seen, case, row, localdate(at))
    if case is None:
        case = new_case(subject, by, at)
        case.save()
        open_case_tasks(row, [case], by=by, at=at)
    else:
        _renew(case, subject, row, by, at)
    MatchReason.objects.filter(pk=reason.pk).update(case=case)
    _note_listing(row, case, subject)
    return case


def _subject(seen: Seen, case: Case | None, row: ThreatList, today: Any) -> Subject:
    level = InformationSystem.objects.filter(pk=seen.system_id).values_list("level", flat=True).first() or 0
    what = What.OPENED if case is None else What.JOINED
    if case is not None and not case.is_open and case.closed_at is not None:
        what = What.RETURNED if seen.after(case.closed_at, row.list_day) else What.EARLIER
    return subject_of(seen, case, what, level, today)


def _renew(case: Case, one: Subject, row: ThreatList, by: Any, at: datetime) -> None:
    renewed(case, one, row)
    case.save(update_fields=list(RENEWED))
    if one.reopens:
        reopen_case_tasks(row, [case], by=by, at=at)
    elif one.what == What.JOINED:
        hasten_case_tasks([case], by=by, at=at)


def _note_listing(row: ThreatList, case: Case, one: Subject) -> None:
    """Add the sums to what the list already says of the case."""
    standing, made = Listing.objects.get_or_create(
        case=case,
        list=row,
        defaults={
            "what": one.what,
            "was": one.was,
            "rows": one.rows,
            "addresses": one.addresses,
            "first_seen": one.first_seen,
            "last_seen": one.last_seen,
            "families": sorted(one.families),
        },
    )
    if not made:
        standing.rows, standing.addresses = standing.rows + one.rows, standing.addresses + one.addresses
        standing.families = sorted({*standing.families, *one.families})
        standing.first_seen = min((day for day in (standing.first_seen, one.first_seen) if day), default=None)
        standing.last_seen = max((day for day in (standing.last_seen, one.last_seen) if day), default=None)
        standing.save()


def _note_answered(inquiries: set[int], by: Any, at: datetime) -> None:
    """A letter of which no address is left to look up has its answer."""
    for one in ProviderInquiry.objects.filter(pk__in=inquiries, answered_at=None):
        if not Hit.objects.filter(reason__inquiry=one).exists():
            ProviderInquiry.objects.filter(pk=one.pk).update(answered_at=at, answered_by=by)


@transaction.atomic
def close_inquiry(inquiry: ProviderInquiry, *, reason: str, by: Any, at: datetime) -> ProviderInquiry:
    """Note that the provider could not tell the rest of the addresses; how many and why stays, and is counted."""
    demand(by, "threats.settle")
    words = _demand_reason(reason)
    row = ProviderInquiry.objects.select_for_update().get(pk=inquiry.pk)
    if row.answered_at is not None or row.withdrawn_at is not None:
        raise ValidationError(_("Công văn này đã có kết quả."))
    row.unknown = Hit.objects.filter(reason__inquiry=row).values("address").distinct().count()
    row.unknown_because, row.answered_at, row.answered_by = words, at, by
    row.save(update_fields=["unknown", "unknown_because", "answered_at", "answered_by"])
    record("threats.inquiry.closed", by=by, at=at, subject=row, count=row.unknown, reason=said(words))
    return row
