"""The letter that urges bodies to send their yearly report: drafted here, sent by a person; its steps outside are noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import ReportReminder
from vonggac.apps.compliance.queries.annual import ReportYear
from vonggac.apps.compliance.queries.silent import SilentSender, silent_senders
from vonggac.apps.compliance.services.annual_files import TYPES, draft_of
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.work.services.evidence import keep_file
from vonggac.apps.work.services.outgoing import move_on
from vonggac.engines import documents
from vonggac.engines.documents import Asked, Body, NothingToRemindError, Paper, Silent
from vonggac.law.layouts import layout_as_of, wording_as_of


def reminder_paper(silent: Sequence[SilentSender], year: ReportYear, *, answer_by: date, today: date) -> Paper:
    """Draw the letter in the name of the specialised unit; `ValidationError` when nobody may be urged, or there is no such unit."""
    unit = in_role("specialised-unit", today)
    if unit is None:
        raise ValidationError(_("Khai báo đơn vị chuyên trách trong hồ sơ của tỉnh rồi mới soạn được công văn."))
    due = year.to_owner.due
    asked = Asked(year=year.year, regime=year.regime, last_day=due.last_day, last_working_day=due.last_working_day, answer_by=answer_by)
    try:
        return documents.report_reminder(
            draft=draft_of(unit, today), asked=asked, silent=[_said(one) for one in silent], as_of=today, wording=wording_as_of(today)
        )
    except NothingToRemindError as nothing:
        raise ValidationError(_("Mọi cơ quan đã gửi báo cáo, nên không có ai để đôn đốc.")) from nothing


def _said(one: SilentSender) -> Silent:
    body = one.sender.body
    return Silent(Body(body.addressed_as(), one.relation.value, body.kind), one.sender.systems, one.sender.gaps, one.state_words)


@transaction.atomic
def draft_report_letter(year: ReportYear, *, answer_by: date, by: Any, at: datetime) -> ReportReminder:
    """Draft the letter to all that have not sent and keep it with its Word file and those whom it names."""
    if not by.may("work.assign"):
        raise PermissionDenied("work.assign")
    today = localdate(at)
    silent = [one for one in silent_senders(by, year, today) if one.may_be_urged]
    paper = reminder_paper(silent, year, answer_by=answer_by, today=today)
    content = documents.write_docx(paper, layout_as_of(today), made_at=at)
    row = ReportReminder.objects.create(
        regime=year.regime.code,
        period_to=year.last_day,
        title=paper.subject[:500],
        content={
            "as_of": today.isoformat(),
            "answer_by": answer_by.isoformat(),
            "to": [one.sender.body.addressed_as() for one in silent],
            "bodies": [one.sender.body.pk for one in silent],
        },
        draft=keep_file(content, media_type=TYPES["docx"], at=at),
        drafted_by=by,
        drafted_at=at,
    )
    digest = row.draft.sha256 if row.draft else ""
    record("compliance.report_letter.drafted", by=by, at=at, subject=row, count=len(silent), year=year.year, sha256=digest)
    return row


@transaction.atomic
def move_report_letter(
    letter: ReportReminder,
    state: str,
    *,
    by: Any,
    at: datetime,
    number: str = "",
    dated_on: date | None = None,
    signed: bytes | None = None,
) -> ReportReminder:
    """Note how far the letter is outside: trình, ký, cấp số, phát hành."""
    if not by.may("work.assign"):
        raise PermissionDenied("work.assign")
    row = ReportReminder.objects.select_for_update().get(pk=letter.pk)
    move_on(row, state, number=number, dated_on=dated_on, signed=signed, at=at)
    record("compliance.report_letter.moved", by=by, at=at, subject=row, state=state, number=row.number, dated_on=row.dated_on)
    return row
