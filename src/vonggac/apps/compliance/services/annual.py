"""The yearly report, act by act: laid out, sent up and frozen, given back, taken into the province's; and asked of who has not sent.

    draft ──send──► sent ──accept──► accepted
      ▲               │
      back ◄──return──┘

What was sent stays as it was sent: rows, counters and their digest are kept, and the register may go on (Decree 331/2026, Art 35, 36).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record, said
from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries.annual import ReportYear
from vonggac.apps.compliance.queries.cards import cards_of
from vonggac.apps.compliance.queries.sent import digest_of, frozen
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.organisations.relations import relations_of
from vonggac.apps.work.models import DueOrigin
from vonggac.apps.work.services.opening import AssignmentSpec, Opened, TaskRow, open_assignments

ROOM = "compliance"
State = AnnualReport.State


@transaction.atomic
def open_report(body: Organisation, year: ReportYear, *, by: Any, at: datetime) -> AnnualReport:
    """Begin a body's report of a year, or return the one that has been begun."""
    _demand(by, "compliance.report", body)
    period = year.period
    report, made = AnnualReport.objects.select_for_update().get_or_create(
        organisation=body, regime=year.regime.code, period_to=year.last_day, defaults={"period_from": period.first}
    )
    if made:
        record("compliance.report.opened", by=by, at=at, subject=report, organisation_id=body.pk, year=year.year)
    return report


@transaction.atomic
def send_report(
    body: Organisation, year: ReportYear, *, by: Any, at: datetime, version: int, reason: str = "", remarks: str = ""
) -> AnnualReport:
    """Send a body's report up: rows, counters and what is said of the body are kept as they are at this moment.

    With empty cells that must be filled it goes only with a stated reason, which is kept beside the remarks.
    """
    report = open_report(body, year, by=by, at=at)
    _demand_state(report, version, State.DRAFT, State.BACK)
    day = timezone.localdate(at)
    laid, cards = queries.laid_out(body, year, day), cards_of(body, day)
    empty = len(laid.missing) + len(cards.unit.lacks(year.regime))
    _demand_sendable(laid, empty, reason)
    report.rows, report.header = frozen(laid)
    report.cards = cards.as_json()
    report.remarks, report.sent_because = remarks.strip(), reason.strip() if empty else ""
    report.digest = digest_of(report)
    report.state, report.reason, report.sent_by, report.sent_at = State.SENT, "", by, at
    report.decided_by, report.decided_at = None, None
    _saved(report)
    record(
        "compliance.report.sent",
        by=by,
        at=at,
        subject=report,
        organisation_id=body.pk,
        count=len(laid.rows),
        sha256=report.digest,
        missing=empty,
        because=said(report.sent_because),
    )
    return report


def _demand_sendable(laid: queries.Laid, empty: int, reason: str) -> None:
    if not laid.rows:
        raise ValidationError(_("Cơ quan chưa có hệ thống thông tin nào trong sổ, nên chưa có gì để báo cáo."))
    if empty and not reason.strip():
        raise ValidationError({"reason": _("Ghi lý do gửi khi còn ô trống, hoặc điền đủ rồi gửi.")})


@transaction.atomic
def return_report(report: AnnualReport, *, by: Any, at: datetime, version: int, reason: str) -> AnnualReport:
    """Give a report back with the reason; its rows stay as they were sent until it is sent anew."""
    report = _locked(report)
    _demand_deciding(by)
    _demand_state(report, version, State.SENT, State.ACCEPTED)
    if not reason.strip():
        raise ValidationError({"reason": _("Ghi lý do trả lại, để cơ quan biết phải sửa gì.")})
    report.state, report.reason, report.decided_by, report.decided_at = State.BACK, reason.strip(), by, at
    _saved(report)
    _record(report, "compliance.report.returned", by, at)
    return report


@transaction.atomic
def accept_report(report: AnnualReport, *, by: Any, at: datetime, version: int) -> AnnualReport:
    """Take a report into the province's; never by the person who sent it, as the answers of an assessment are confirmed by another."""
    report = _locked(report)
    _demand_deciding(by)
    _demand_state(report, version, State.SENT)
    if queries.sent_it(by, report):
        raise ValidationError(why_another_takes_it())
    report.state, report.decided_by, report.decided_at = State.ACCEPTED, by, at
    _saved(report)
    _record(report, "compliance.report.accepted", by, at)
    return report


@transaction.atomic
def remind_senders(bodies: Iterable[Organisation], year: ReportYear, *, by: Any, at: datetime) -> Opened:
    """Give each body that has not sent the task to send, with the deadline of the law; who has the task already gets no second one."""
    due = year.to_owner.due
    asked = [body for body in bodies if body.pk not in queries.already_asked(year)]
    if not asked:
        raise ValidationError(_("Mọi cơ quan chưa gửi đều đã được giao việc này."))
    day = timezone.localdate(at)
    relations = relations_of(in_role("specialised-unit", day), asked, day)
    dated: dict[str, Any] = {"due_on": due.last_day, "due_origin": DueOrigin.TEXT, "due_quote": due.because}
    rows = [TaskRow(organisation_id=body.pk, relation=relations[body.pk].value, **dated) for body in asked]
    spec = AssignmentSpec(
        origin_room=ROOM,
        group=queries.group_of(year),
        title=_("Gửi báo cáo năm %(year)s về bảo đảm an ninh mạng hệ thống thông tin theo cấp độ (%(form)s)")
        % {"year": year.year, "form": year.regime.form},
        because=due.because,
        basis=year.regime.source,
        rows=rows,
        **dated,
    )
    opened = open_assignments([spec], by=by, at=at)
    record("compliance.report.asked", by=by, at=at, count=len(asked), touched=(body.pk for body in asked), year=year.year)
    return opened


@transaction.atomic
def ask_for_cells(wanted: Sequence[queries.Wanted], year: ReportYear, *, by: Any, at: datetime) -> Opened:
    """Give each body one task with the cells of its systems that are empty; a body that has that task already gets no second one."""
    asked = [one for one in wanted if one.body.pk not in queries.already_asked(year, queries.CELLS)]
    if not asked:
        raise ValidationError(_("Các cơ quan này đều đã được giao việc bổ sung."))
    specs = [_for_cells(one, year) for one in asked]
    opened = open_assignments(specs, by=by, at=at)
    record("compliance.report.cells_asked", by=by, at=at, count=len(asked), touched=(one.body.pk for one in asked), year=year.year)
    return opened


def _for_cells(one: queries.Wanted, year: ReportYear) -> AssignmentSpec:
    """One task for one body: what its systems lack, and before that what the directory does not say of the body itself."""
    due = year.to_owner.due
    words = {"n": len(one.lines), "year": year.year}
    of_systems = ngettext(
        "Bổ sung thông tin còn thiếu của %(n)s hệ thống cho báo cáo năm %(year)s",
        "Bổ sung thông tin còn thiếu của %(n)s hệ thống cho báo cáo năm %(year)s",
        len(one.lines),
    )
    title = of_systems if one.lines else _("Bổ sung thông tin về cơ quan cho báo cáo năm %(year)s")
    about = [_("Thông tin về cơ quan: %(parts)s") % {"parts": "; ".join(one.card)}] if one.card else []
    return AssignmentSpec(
        origin_room=ROOM,
        group=queries.group_of(year, queries.CELLS),
        title=title % words,
        instructions="\n".join([*about, *one.lines]),
        because=due.because,
        basis=year.regime.source,
        due_on=due.last_working_day,
        due_origin=DueOrigin.INTERNAL,
        rows=[TaskRow(organisation_id=one.body.pk, due_on=due.last_working_day, due_origin=DueOrigin.INTERNAL)],
    )


@transaction.atomic
def note_report_left(body: Organisation | None, year: ReportYear, made: str, digest: str, count: int, *, by: Any, at: datetime) -> None:
    """Note in the log that a report left as a file."""
    record(
        "compliance.report.exported",
        by=by,
        at=at,
        organisation_id=body.pk if body else None,
        count=count,
        year=year.year,
        form=made,
        sha256=digest,
    )


# --- what every act asks ------------------------------------------------------------------------------------------------------------


def _demand(by: Any, act: str, body: Organisation | None = None) -> None:
    if not by.may(act, body.pk if body else None):
        raise PermissionDenied(act)


def _demand_deciding(by: Any) -> None:
    if not queries.decides_reports(by):
        raise PermissionDenied("compliance.accept")


def why_another_takes_it() -> str:
    """Say who takes in a report that one has sent oneself."""
    return _("Bạn đã gửi báo cáo này nên người khác phải đưa vào tổng hợp: một cán bộ điều phối khác, hoặc lãnh đạo đơn vị điều phối.")


def _demand_state(report: AnnualReport, version: int, *states: str) -> None:
    if report.version != version:
        raise ValidationError(_("Báo cáo vừa được người khác thay đổi. Mở lại trang rồi làm tiếp."))
    if report.state not in states:
        words = {"state": report.get_state_display().lower()}
        raise ValidationError(_("Báo cáo đang ở trạng thái “%(state)s” nên không làm được việc này.") % words)


def _locked(report: AnnualReport) -> AnnualReport:
    return AnnualReport.objects.select_for_update().select_related("organisation").get(pk=report.pk)


def _saved(report: AnnualReport) -> None:
    report.version += 1
    report.save()


def _record(report: AnnualReport, act: str, by: Any, at: datetime) -> None:
    """The reason of a return is said by digest; there is none when a report is taken in."""
    record(
        act,
        by=by,
        at=at,
        subject=report,
        organisation_id=report.organisation_id,
        count=len(report.rows),
        sha256=report.digest,
        because=said(report.reason),
    )
