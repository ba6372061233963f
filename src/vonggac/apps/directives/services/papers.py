"""Papers that go up or out: drafted here, issued outside. Number, date and signed file come back in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive, OutgoingPaper, Spill
from vonggac.apps.directives.outcome import evidence_facts, figures_json, obligation_results, origin_of, overdue_facts
from vonggac.apps.directives.season_grid import incidents_of
from vonggac.apps.directives.services.seasons import standing
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.services import keep_file
from vonggac.apps.work.services.outgoing import move_on
from vonggac.engines import documents
from vonggac.engines.documents import (
    BackupLeft,
    Draft,
    Erased,
    Letterhead,
    NothingToRemindError,
    Paper,
    PaperDate,
    Person,
    SeasonFacts,
    Signer,
)
from vonggac.kernel.handling import Handling
from vonggac.law.layouts import layout_as_of, wording_as_of
from vonggac.law.letterheads import letterhead_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draft_of(directive: Directive, unit: Organisation, today: date) -> tuple[Draft, str]:
    """Return head, blank number and date, and signer of the unit's papers, and to whom its reports go."""
    handling = Handling(directive.handling) if directive.handling in set(Handling) else Handling.NONE
    return _draft_for(unit, handling, today)


def _draft_for(unit: Organisation, handling: Handling, today: date) -> tuple[Draft, str]:
    fact = letterhead_of(unit.code, today, settings.PROVINCE)
    if fact is None:
        parent = unit.parent.name.upper() if unit.parent else ""
        head, signer, superior = Letterhead(unit.name.upper(), unit.name, unit.paper_letters(), "", "", parent), "", ""
    else:
        head = Letterhead(fact.issuer, fact.in_text, fact.short, fact.unit, fact.place, fact.parent)
        signer, superior = fact.signer, fact.superior
    drawn = Draft(
        head=head,
        date=PaperDate(today.year, today.month),
        signers=(Signer(title=signer or _("THỦ TRƯỞNG CƠ QUAN")),),
        handling=handling,
    )
    return drawn, superior


def report_paper(directive: Directive, *, user: Any, today: date) -> Paper:
    """Draw the report of a directive as it stands on a day, as far as the person may see it."""
    draft, superior = draft_of(directive, _unit(directive), today)
    return documents.directive_report(
        draft=draft,
        origin=origin_of(directive),
        as_of=today,
        results=obligation_results(directive, user=user, today=today),
        evidence=evidence_facts(directive, user=user),
        layout=layout_as_of(today),
        wording=wording_as_of(today),
        superior=superior,
    )


def reminder_paper(directive: Directive, *, user: Any, today: date, answer_by: date | None = None) -> Paper:
    """Draw the official reminder to every body that is late; raises ValidationError when nobody is."""
    draft, _superior = draft_of(directive, _unit(directive), today)
    try:
        return documents.reminder_letter(
            draft=draft,
            origin=origin_of(directive),
            overdue=overdue_facts(directive, user=user, today=today),
            as_of=today,
            answer_by=answer_by or today + timedelta(days=5),
            wording=wording_as_of(today),
        )
    except NothingToRemindError as nothing:
        raise ValidationError(_("Không có cơ quan nào quá hạn theo văn bản, nên không có gì để đôn đốc.")) from nothing


def season_paper(directive: Directive, *, today: date) -> Paper:
    """Draw the report of a season as it stands on a day; raises ValidationError for a letter that has none, or one that has not begun."""
    if directive.season_from is None or directive.season_to is None or directive.season_from > today:
        raise ValidationError(_("Đợt cao điểm chưa bắt đầu nên chưa có gì để báo cáo."))
    draft, superior = draft_of(directive, _unit(directive), today)
    stands, last = standing(directive, today), min(today, directive.season_to)
    incidents = tuple((one.day, one.organisation.addressed_as(), one.note) for one in incidents_of(directive, last))
    facts = SeasonFacts(
        name=directive.season_name,
        first=directive.season_from,
        last=directive.season_to,
        as_of=last,
        bodies=stands.bodies,
        days=stands.days,
        quiet=stands.quiet,
        incidents=incidents,
        silent=stands.silent,
    )
    return documents.season_report(draft=draft, origin=origin_of(directive), facts=facts, layout=layout_as_of(today), superior=superior)


def _unit(directive: Directive) -> Organisation:
    if directive.given_for is None:
        raise ValidationError(_("Giao việc trước rồi mới lập được văn bản này."))
    return directive.given_for


def docx_of(paper: Paper, *, today: date, at: datetime) -> bytes:
    """Return the paper as a Word file in the layout in force that day."""
    return documents.write_docx(paper, layout_as_of(today), made_at=at)


def pdf_of(paper: Paper, *, today: date, at: datetime) -> bytes:
    """Return the paper as PDF/A in the layout in force that day."""
    return documents.write_pdf(paper, layout_as_of(today), made_at=at.replace(microsecond=0))


@transaction.atomic
def draft_paper(directive: Directive, *, what: str, paper: Paper, today: date, by: Any, at: datetime) -> OutgoingPaper:
    """Keep a drafted paper with its Word file and the figures it was drawn from."""
    content = docx_of(paper, today=today, at=at)
    row = OutgoingPaper.objects.create(
        directive=directive,
        what=what,
        title=paper.subject[:500],
        content={
            "as_of": today.isoformat(),
            "figures": figures_json(directive, user=by),
            "to": _names_of_addressees(directive, what, paper, by, today),
        },
        draft=keep_file(content, media_type=DOCX, at=at),
        drafted_by=by,
        drafted_at=at,
    )
    record("directives.paper.drafted", by=by, at=at, subject=row, directive=directive.pk, what=what, sha256=row.draft.sha256)
    return row


def _names_of_addressees(directive: Directive, what: str, paper: Paper, by: Any, today: date) -> list[str]:
    """Name every body a paper goes to; a reminder to many prints them in its annex only."""
    if what != "reminder":
        return list(paper.addressees)
    return list(dict.fromkeys(late.body.name for late in overdue_facts(directive, user=by, today=today)))


@transaction.atomic
def move_paper(
    paper: OutgoingPaper, state: str, *, by: Any, at: datetime, number: str = "", dated_on: date | None = None, signed: bytes | None = None
) -> OutgoingPaper:
    """Note how far a paper is outside: trình, ký, cấp số, phát hành; steps are never skipped backwards.

    Raises `ValidationError` when a number or date is missing for a numbered or issued paper.
    """
    row = OutgoingPaper.objects.select_for_update().get(pk=paper.pk)
    move_on(row, state, number=number, dated_on=dated_on, signed=signed, at=at)
    record("directives.paper.moved", by=by, at=at, subject=row, state=state, number=row.number, dated_on=row.dated_on)
    return row


def report_workbook(directive: Directive, *, user: Any, today: date) -> bytes:
    """Return the report as XLSX: counts, overdue bodies, figures, evidence, one sheet each; formulas in names stay text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, head, rows in _sheets(directive, user=user, today=today):
        sheet = book.create_sheet(title)
        for line in (head, *rows):
            sheet.append([_cell(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: object) -> object:
    """Keep text that begins like a formula as text."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _sheets(directive: Directive, *, user: Any, today: date) -> Sequence[tuple[str, list[object], list[list[object]]]]:
    results = obligation_results(directive, user=user, today=today)
    counts: list[list[object]] = [[r.number, r.text, r.given, r.done, r.working, len(r.overdue), len(r.missing)] for r in results]
    late: list[list[object]] = [[o.body.name, o.content, o.due, o.days] for r in results for o in r.overdue]
    figures: list[list[object]] = [[r.number, f.name, f.unit, f.value, f.answered, f.asked] for r in results for f in r.figures]
    evidence: list[list[object]] = [[e.body, e.obligation, e.name, e.effective_on, e.sha256] for e in evidence_facts(directive, user=user)]
    return [
        (
            _("Kết quả"),
            [_("Mục"), _("Nội dung"), _("Được giao"), _("Hoàn thành"), _("Đang thực hiện"), _("Quá hạn"), _("Chưa trả lời")],
            counts,
        ),
        (_("Quá hạn"), [_("Cơ quan"), _("Nội dung"), _("Hạn"), _("Số ngày quá hạn")], late),
        (_("Số liệu"), [_("Mục"), _("Chỉ tiêu"), _("Đơn vị tính"), _("Tổng"), _("Đã báo cáo"), _("Phải báo cáo")], figures),
        (_("Minh chứng"), [_("Cơ quan"), _("Mục"), _("Tên"), _("Hiệu lực từ"), "SHA-256"], evidence),
    ]


def spill_minutes_docx(spill: Spill, *, at: datetime, today: date) -> bytes:
    """Return the minutes of erasing a letter with a state secret, for people to sign; what the letter said is nowhere in them."""
    unit = queries.specialised_unit(today)
    draft = _draft_for(unit, Handling.NONE, today)[0] if unit else None
    if draft is None:
        raise ValidationError(_("Khai báo đơn vị chuyên trách trong hồ sơ của tỉnh rồi mới lập được biên bản."))
    found_by = spill.found_by.audit_name(at) if spill.found_by else _("hệ thống")
    paper = documents.spill_minutes(
        draft=draft,
        layout=layout_as_of(today),
        at=at,
        where=draft.head.issuer_in_text,
        people=[Person(found_by, "")],
        found=spill.what,
        mark=_("ghi theo tài liệu gốc, ngoài hệ thống"),
        erased=[Erased(str(one["place"]), _("cơ sở dữ liệu và kho tệp"), int(one["count"])) for one in spill.erased],
        backups=[BackupLeft(name, _("thư mục sao lưu"), today) for name in spill.backups],
        trace=f"directives.spill:{spill.pk}",
    )
    return docx_of(paper, today=today, at=at)
