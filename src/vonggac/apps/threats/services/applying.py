"""Carrying out the plan that a person saw: cases, their tasks, the questions to providers; a corrected list is taken back first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.audit.services import record
from vonggac.apps.threats.models import Case, Listing, MatchReason, ProviderInquiry, ThreatList
from vonggac.apps.threats.queries.ladder import standing_listings
from vonggac.apps.threats.queries.planning import Plan, Subject, TakenBack, plan_of
from vonggac.apps.threats.refusals import PlanChanged
from vonggac.apps.threats.services.escalating import escalate_cases
from vonggac.apps.threats.services.inquiring import draft_inquiries
from vonggac.apps.threats.services.tasking import hasten_case_tasks, open_case_tasks, reopen_case_tasks
from vonggac.apps.work.services import close_unanswered
from vonggac.apps.work.services.taking import demand
from vonggac.kernel.reading import format_date
from vonggac.law.cleanups import clean_up_rules

What = Listing.What
CHANGED = gettext_lazy("Các ca đã thay đổi từ lúc mở trang này. Xem lại những gì sẽ mở rồi đồng ý lần nữa.")


@transaction.atomic
def apply_list(row: ThreatList, *, digest: str, by: Any, at: datetime) -> Plan:
    """Open, join and reopen cases exactly as the person was shown; `PlanChanged` when it would now be something else."""
    demand(by, "threats.import")
    row = ThreatList.objects.select_for_update().select_related("source").get(pk=row.pk)
    if row.state != ThreatList.State.MATCHED:
        raise ValidationError(_("Danh sách này không chờ mở ca: mở lại trang để xem tình trạng."))
    _demand_replaceable(row)
    plan = plan_of(row, at)
    if plan.digest != digest:
        raise PlanChanged(CHANGED)
    _take_back(row, plan.taken_back, by=by, at=at)
    cases = _write_cases(row, plan.subjects, by, at)
    _write_listings(row, plan.subjects, cases)
    tie_rows(row, plan.subjects, cases)
    both = list(zip(plan.subjects, cases, strict=True))
    hasten_case_tasks([case for one, case in both if one.what == What.JOINED], by=by, at=at)
    open_case_tasks(row, [case for one, case in both if one.case_id is None], by=by, at=at)
    reopen_case_tasks(row, [case for one, case in both if one.reopens], by=by, at=at)
    draft_inquiries(row, plan.asking, by=by, at=at)
    ThreatList.objects.filter(pk=row.pk).update(
        state=ThreatList.State.APPLIED, plan_digest=digest, proposal={}, applied_by=by, applied_at=at
    )
    if row.replaces_id is not None:
        reckon_anew(row.replaces_id, localdate(at))
    record(
        "threats.list.applied",
        by=by,
        at=at,
        subject=row,
        count=len(cases),
        touched=[case.pk for case in cases],
        plan=digest,
        opened=len(plan.doing(What.OPENED)),
        returned=len(plan.doing(What.RETURNED)),
        taken_back=len(plan.taken_back),
        asked=plan.asked_addresses,
        waiting=plan.waiting_addresses,
    )
    escalate_cases(by=by, at=at)
    return plan


def _demand_replaceable(row: ThreatList) -> None:
    if row.replaces is not None and row.replaces.state != ThreatList.State.APPLIED:
        raise ValidationError(_("Danh sách được đính chính không còn hiệu lực. Bỏ danh sách này rồi gửi lại."))


# --- the corrected list -------------------------------------------------------------------------------------------------------------


def _take_back(row: ThreatList, gone: Sequence[TakenBack], *, by: Any, at: datetime) -> None:
    """Undo what only the corrected list had done; its rows stay as what it said, out of every case."""
    if row.replaces_id is None:
        return
    reason = _("Danh sách đính chính ngày %(day)s không còn nêu.") % {"day": format_date(row.list_day)}
    tasks = list(Case.objects.filter(pk__in=[one.case_id for one in gone]).exclude(task=None).values_list("task_id", flat=True))
    for to in {one.to for one in gone}:
        ended = {"closed_at": at, "closed_by": by} if to == Case.State.WITHDRAWN else {}
        Case.objects.filter(pk__in=[one.case_id for one in gone if one.to == to]).update(
            state=to, reason=reason, is_returned=False, **ended
        )
    if tasks:
        close_unanswered(tasks, reason=reason, by=None, at=at)
    MatchReason.objects.filter(list_id=row.replaces_id).update(case=None)
    drafts = ProviderInquiry.objects.filter(list_id=row.replaces_id, state=ProviderInquiry.State.DRAFTED, answered_at=None)
    drafts.update(withdrawn_at=at)
    ThreatList.objects.filter(pk=row.replaces_id).update(state=ThreatList.State.REPLACED)


def reckon_anew(corrected_id: int, today: date) -> None:
    """Bring the cases that a corrected list had named back to what the standing lists say of them: two questions, one write a chunk."""
    cases = Case.objects.in_bulk(Listing.objects.filter(list_id=corrected_id).values_list("case_id", flat=True))
    told: dict[int, list[Listing]] = defaultdict(list)
    for one in standing_listings().filter(case_id__in=cases):
        told[one.case_id].append(one)
    for pk, listings in told.items():
        _reckoned(cases[pk], listings, today)
    Case.objects.bulk_update([cases[pk] for pk in told], ["families", "first_seen", "last_seen", "risk", "malware_class"], batch_size=200)


def _reckoned(case: Case, listings: Sequence[Listing], today: date) -> None:
    case.families = sorted({family for one in listings for family in one.families})
    case.first_seen = min((one.first_seen for one in listings if one.first_seen), default=None)
    case.last_seen = max((one.last_seen for one in listings if one.last_seen), default=None)
    worst = clean_up_rules().worst(case.families or ("",), today)
    case.risk, case.malware_class = worst.risk, worst.key


# --- cases --------------------------------------------------------------------------------------------------------------------------


def _write_cases(row: ThreatList, subjects: Sequence[Subject], by: Any, at: datetime) -> list[Case]:
    """Return the case of each subject, in their order: new ones written, standing ones brought up to what was seen."""
    standing = Case.objects.in_bulk([one.case_id for one in subjects if one.case_id is not None])
    cases = [renewed(standing[one.case_id], one, row) if one.case_id else new_case(one, by, at) for one in subjects]
    try:
        with transaction.atomic():
            Case.objects.bulk_create([case for case in cases if case.pk is None], batch_size=500)
    except IntegrityError:
        raise PlanChanged(CHANGED) from None
    Case.objects.bulk_update(list(standing.values()), RENEWED, batch_size=200)
    return cases


def new_case(one: Subject, opened_by: Any, opened_at: datetime) -> Case:
    """Return the case of a subject that has none."""
    return Case(
        organisation_id=one.organisation_id,
        system_id=one.system_id,
        level=one.level,
        risk=one.risk,
        malware_class=one.malware_class,
        families=sorted(one.families),
        needs_machine=one.needs_machine,
        opened_at=opened_at,
        opened_by=opened_by,
        first_seen=one.first_seen,
        last_seen=one.last_seen,
        due_on=one.due_on,
    )


RENEWED = (
    "state",
    "level",
    "risk",
    "malware_class",
    "families",
    "needs_machine",
    "is_returned",
    "first_seen",
    "last_seen",
    "due_on",
    "reason",
    "escalated_to",
    "escalated_at",
)


def renewed(case: Case, one: Subject, row: ThreatList) -> Case:
    """Bring a standing case up to what was seen of it; one that was closed and seen afterwards is open again."""
    case.families = sorted({*case.families, *one.families})
    case.first_seen = min((day for day in (case.first_seen, one.first_seen) if day), default=None)
    case.last_seen = max((day for day in (case.last_seen, one.last_seen) if day), default=None)
    if one.what == What.EARLIER:
        return case
    case.level = one.level or case.level
    if one.risk > case.risk and one.what == What.JOINED:
        case.due_on = min((day for day in (case.due_on, one.due_on) if day), default=None)
    if one.risk >= case.risk:
        case.risk, case.malware_class = one.risk, one.malware_class
    case.needs_machine = case.needs_machine or one.needs_machine
    if one.reopens:
        case.state, case.is_returned, case.due_on = Case.State.OPEN, True, one.due_on
        case.escalated_to, case.escalated_at = None, None
        case.reason = came_back(row, one.last_seen)
    return case


def came_back(row: ThreatList, last: datetime | None) -> str:
    """Say that a case that was closed stands in a list again."""
    named = {"day": format_date(row.list_day), "source": row.source.name}
    if last is None:
        return _("Lại bị nêu trong danh sách ngày %(day)s của %(source)s, sau khi đã đóng ca.") % named
    told = _("Lại bị nêu trong danh sách ngày %(day)s của %(source)s: lần cuối %(last)s, sau khi đã đóng ca.")
    return told % {**named, "last": format_date(localdate(last))}


def _write_listings(row: ThreatList, subjects: Sequence[Subject], cases: Sequence[Case]) -> None:
    rows = [
        Listing(
            case=case,
            list=row,
            what=one.what,
            was=one.was,
            rows=one.rows,
            addresses=one.addresses,
            first_seen=one.first_seen,
            last_seen=one.last_seen,
            families=sorted(one.families),
        )
        for one, case in zip(subjects, cases, strict=True)
    ]
    Listing.objects.bulk_create(rows, batch_size=500)


def tie_rows(row: ThreatList, subjects: Sequence[Subject], cases: Sequence[Case]) -> None:
    """Put the rows of each subject into its case; rows that were decided alike go together."""
    case_of: Mapping[tuple[int | None, int], Case] = {
        (one.system_id, one.organisation_id): case for one, case in zip(subjects, cases, strict=True)
    }
    reasons = list(MatchReason.objects.filter(list=row, way=MatchReason.Way.CASE, case=None))
    tied = [one for one in reasons if (one.system_id, one.organisation_id or 0) in case_of]
    for one in tied:
        one.case = case_of[one.system_id, one.organisation_id or 0]
    MatchReason.objects.bulk_update(tied, ["case"], batch_size=500)
