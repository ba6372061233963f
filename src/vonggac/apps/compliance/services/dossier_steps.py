"""The steps of a dossier after its draft: opinion, sending, receipt, return, appraisal, submission, approval, carrying out, correction.

What a body of this house decides is entered by its own people; what a body outside decides is entered with its signed paper
(`compliance.hands`). Who may, when, and what must be there before is dated data of the law (`compliance.rulebook`, `compliance.gates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.compliance import gates, hands, rulebook
from vonggac.apps.compliance.course import Course, counting
from vonggac.apps.compliance.models import Dossier, DossierStep
from vonggac.apps.compliance.services.dossiers import course, demand_answers, demand_day, demand_state, settle, take, write_step
from vonggac.apps.compliance.services.filing import NO_DOCUMENT, Document, demand_paper, words
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.services import set_level_by_decision
from vonggac.kernel.levels import level_text
from vonggac.kernel.reading import format_date
from vonggac.law.levels.procedure import DossierState, Role

State, What = Dossier.State, DossierStep.What


def _taken(dossier: Dossier, *, by: Any, at: datetime, version: int | None, happened_on: date | None) -> tuple[Dossier, Course, date]:
    """Return the dossier locked as the person saw it, where it stands, and the day of the step: how every step begins."""
    row = take(dossier, by=by, version=version)
    standing = course(row)
    return row, standing, demand_day(row, standing, happened_on, at=at)


# --- the preparer's steps -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_opinion(
    dossier: Dossier, *, by: Any, at: datetime, version: int | None = None, happened_on: date | None = None, paper: Document = NO_DOCUMENT
) -> Dossier:
    """Ask the owner's specialised unit for its expert opinion, where the law wants one (Decree 331/2026, khoản 5 Điều 21)."""
    row, standing, on = _prepared(dossier, by=by, at=at, version=version, happened_on=happened_on)
    demand_state(row, State.DRAFT)
    giver = hands.opinion_giver_of(row, on)
    if giver is None:
        raise ValidationError(_("Hồ sơ %(level)s không phải xin ý kiến chuyên môn.") % {"level": level_text(row.proposed_level).lower()})
    write_step(row, What.OPINION_ASKED, on=on, by=by, at=at, paper=paper, facts={"body": giver.name})
    settle(row)
    return row


@transaction.atomic
def give_opinion(
    dossier: Dossier,
    *,
    favourable: bool,
    by: Any,
    at: datetime,
    version: int | None = None,
    happened_on: date | None = None,
    paper: Document = NO_DOCUMENT,
    note: str = "",
) -> Dossier:
    """Record the expert opinion, by the unit's own people, or with its paper."""
    row, standing, on = _taken(dossier, by=by, at=at, version=version, happened_on=happened_on)
    demand_state(row, State.DRAFT)
    giver = hands.opinion_giver_of(row, on)
    if giver is None or standing.opinion_asked is None:
        raise ValidationError(_("Xin ý kiến chuyên môn trước rồi mới ghi ý kiến."))
    demand_answers(by, giver, row)
    if not giver.is_here:
        demand_paper(paper, happened_on=on)
    said_why = words(note, field="note", required="" if favourable else _("Ghi nội dung chưa thống nhất để đơn vị lập hồ sơ hoàn thiện."))
    write_step(row, What.OPINION_GIVEN, on=on, by=by, at=at, paper=paper, issuer=giver.name, favourable=favourable, note=said_why)
    settle(row)
    return row


@transaction.atomic
def send_dossier(
    dossier: Dossier,
    *,
    by: Any,
    at: datetime,
    version: int | None = None,
    happened_on: date | None = None,
    paper: Document = NO_DOCUMENT,
    appraiser: Organisation | None = None,
    council: str = "",
    expected_on: date | None = None,
) -> Dossier:
    """Send the dossier to who appraises; every part and every gate of the law must be there, and the appraiser must not run the system.

    `appraiser` or `council` is whom the owner assigned when the specialised unit runs the system itself (khoản 4 Điều 18).
    """
    row, standing, on = _prepared(dossier, by=by, at=at, version=version, happened_on=happened_on)
    demand_state(row, State.DRAFT)
    demand_nothing_missing(gates.missing_to_send(row, standing, on))
    _assign(row, appraiser, words(council, field="council", most=300), on)
    row.expected_approval_on = _ahead(expected_on, on)
    row.save()
    write_step(row, What.SENT, on=on, by=by, at=at, paper=paper)
    settle(row)
    return row


def demand_nothing_missing(missing: Sequence[gates.Missing]) -> None:
    """Refuse, naming each thing that is missing with its article and who sees to it."""
    if missing:
        lines = [_("%(what)s (%(article)s). Người làm: %(who)s.") % {"what": m.what, "article": m.article, "who": m.who} for m in missing]
        raise ValidationError(lines, code="missing")


def _assign(dossier: Dossier, appraiser: Organisation | None, council: str, on: date) -> None:
    """Set who appraises, when that is the owner's choice; a body outside has no one to choose."""
    if rulebook.authority_on(dossier, on).appraises is not Role.SPECIALISED_UNIT:
        dossier.appraiser, dossier.appraiser_name = None, hands.appraiser_of(dossier, on).name
        return
    dossier.appraiser, dossier.appraiser_name = appraiser, council
    if appraiser is None and not council:
        dossier.appraiser = dossier.system.specialised_unit
    body = hands.appraiser_of(dossier, on)
    if body.organisation is None and not council:
        raise ValidationError({"appraiser": _("Ghi đơn vị chuyên trách của chủ quản trong sổ đăng ký, hoặc chọn đơn vị thẩm định ở đây.")})
    demand_independence(dossier, body, on)
    dossier.appraiser_name = dossier.appraiser_name or body.name


def demand_independence(dossier: Dossier, body: hands.Body, on: date) -> None:
    """Refuse an appraiser that runs the system."""
    if not gates.is_independent(dossier, body, on):
        gate = next(one for one in rulebook.gates_on(on, DossierState.APPRAISED) if one.id == "independent-appraiser")
        said_why = _("%(body)s đang vận hành hệ thống nên không thẩm định được (%(article)s). Chủ quản giao đơn vị khác hoặc lập hội đồng.")
        raise ValidationError({"appraiser": said_why % {"body": body.name, "article": gate.article}})


def _ahead(day: date | None, on: date) -> date | None:
    if day is not None and day < on:
        raise ValidationError({"expected_on": _("Nhập ngày dự kiến từ %(day)s trở đi.") % {"day": format_date(on)}})
    return day


@transaction.atomic
def submit_dossier(
    dossier: Dossier,
    *,
    by: Any,
    at: datetime,
    version: int | None = None,
    happened_on: date | None = None,
    paper: Document = NO_DOCUMENT,
    expected_on: date | None = None,
) -> Dossier:
    """Record that the appraised dossier was submitted to who approves; from then on it is "đang trình" there."""
    row, standing, on = _taken(dossier, by=by, at=at, version=version, happened_on=happened_on)
    if not (hands.prepares(by, row) or hands.keeps_records(by, row) or hands.answers_for(by, hands.appraiser_of(row, on), row)):
        raise PermissionDenied("compliance.prepare")
    demand_state(row, State.APPRAISED)
    if not standing.is_favourable:
        raise ValidationError(_("Kết quả thẩm định không đạt nên chưa trình phê duyệt được."), code="unfavourable")
    if standing.submission is not None:
        raise ValidationError(_("Hồ sơ đã trình phê duyệt."), code="state")
    row.expected_approval_on = _ahead(expected_on, on) or row.expected_approval_on
    row.save()
    write_step(row, What.SUBMITTED, on=on, by=by, at=at, paper=paper, facts={"body": hands.approver_of(row, on).name})
    settle(row)
    return row


@transaction.atomic
def implement_dossier(
    dossier: Dossier,
    *,
    implementation: str,
    by: Any,
    at: datetime,
    version: int | None = None,
    happened_on: date | None = None,
    until: date | None = None,
    note: str = "",
) -> Dossier:
    """Record how much of the approved plan is carried out; what is not complete names the day by which it will be."""
    row, standing, on = _prepared(dossier, by=by, at=at, version=version, happened_on=happened_on)
    demand_state(row, State.APPROVED)
    if implementation not in Dossier.Implementation.values:
        raise ValidationError({"implementation": _("Chọn mức đã triển khai.")})
    full = implementation == Dossier.Implementation.FULL
    if not full and (until is None or until <= on):
        raise ValidationError({"until": _("Nhập ngày dự kiến triển khai đầy đủ, sau %(day)s.") % {"day": format_date(on)}})
    acts = rulebook.authority_on(row, on)
    if full and acts.approves_plan is not None and standing.plan is None:
        raise ValidationError(
            _("Ghi quyết định phê duyệt phương án bảo vệ của %(body)s trước.") % {"body": hands.body_in(row, acts.approves_plan, on).name}
        )
    facts = {"implementation": implementation, "until": until.isoformat() if until and not full else None}
    write_step(row, What.IMPLEMENTED, on=on, by=by, at=at, note=note, facts=facts)
    settle(row)
    return row


def _prepared(dossier: Dossier, *, by: Any, at: datetime, version: int | None, happened_on: date | None) -> tuple[Dossier, Course, date]:
    row = take(dossier, by=by, version=version)
    if not hands.prepares(by, row):
        raise PermissionDenied("compliance.prepare")
    standing = course(row)
    return row, standing, demand_day(row, standing, happened_on, at=at)


# --- the appraiser's steps ------------------------------------------------------------------------------------------------------------


def _answered(
    dossier: Dossier, *, by: Any, at: datetime, version: int | None, happened_on: date | None
) -> tuple[Dossier, Course, date, hands.Body]:
    """Return the dossier with the body that appraises it, for a hand of that body."""
    row, standing, on = _taken(dossier, by=by, at=at, version=version, happened_on=happened_on)
    body = hands.appraiser_of(row, on)
    demand_answers(by, body, row)
    return row, standing, on, body


@transaction.atomic
def receive_dossier(
    dossier: Dossier, *, by: Any, at: datetime, version: int | None = None, happened_on: date | None = None, paper: Document = NO_DOCUMENT
) -> Dossier:
    """Record that the appraiser has a complete file: from the day after, its statutory days are counted."""
    row, standing, on, body = _answered(dossier, by=by, at=at, version=version, happened_on=happened_on)
    demand_state(row, State.SENT)
    if standing.received is not None:
        raise ValidationError(_("Hồ sơ đã được nhận đủ."), code="state")
    write_step(row, What.RECEIVED, on=on, by=by, at=at, paper=paper, issuer=body.name)
    settle(row)
    return row


@transaction.atomic
def return_dossier(
    dossier: Dossier,
    *,
    reason: str,
    by: Any,
    at: datetime,
    version: int | None = None,
    happened_on: date | None = None,
    paper: Document = NO_DOCUMENT,
) -> Dossier:
    """Record that the file came back for completion; the clock of a complete file stands still until it is received again."""
    row, standing, on = _taken(dossier, by=by, at=at, version=version, happened_on=happened_on)
    demand_state(row, State.SENT, State.APPRAISED)
    body = hands.approver_of(row, on) if standing.submission is not None else hands.appraiser_of(row, on)
    demand_answers(by, body, row)
    if not body.is_here:
        demand_paper(paper, happened_on=on, file=False)
    why = words(reason, field="note", required=_("Ghi nội dung phải hoàn thiện."))
    write_step(row, What.RETURNED, on=on, by=by, at=at, paper=paper, issuer=body.name, note=why)
    settle(row)
    return row


@transaction.atomic
def appraise_dossier(
    dossier: Dossier,
    *,
    favourable: bool,
    by: Any,
    at: datetime,
    version: int | None = None,
    happened_on: date | None = None,
    paper: Document = NO_DOCUMENT,
    note: str = "",
) -> Dossier:
    """Record the result of the appraisal, by the appraiser's own people, or with the signed paper of a body outside.

    Who runs the system does not appraise it, and who sent the file does not appraise it either.
    """
    row, standing, on, body = _answered(dossier, by=by, at=at, version=version, happened_on=happened_on)
    demand_state(row, State.SENT)
    demand_independence(row, body, on)
    if body.is_here and standing.sent is not None and standing.sent.by_id == by.pk:
        raise ValidationError(_("Người gửi hồ sơ không tự thẩm định; nhờ người khác của đơn vị thẩm định ghi kết quả."), code="same-person")
    if not body.is_here:
        demand_paper(paper, happened_on=on)
    why = words(note, field="note", required="" if favourable else _("Ghi lý do không đạt."))
    write_step(row, What.APPRAISED, on=on, by=by, at=at, paper=paper, issuer=body.name, favourable=favourable, note=why)
    settle(row)
    return row


# --- setting right --------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_step(dossier: Dossier, step_id: int, *, reason: str, by: Any, at: datetime, version: int | None = None) -> Dossier:
    """Take the last step back because it was recorded wrongly: it stays in the trail with the reason, and the dossier stands as before it.

    Only the last step that counts, so that nothing rests on what is taken away; a level that the step had set goes back too.
    """
    row = take(dossier, by=by, version=version)
    steps = counting(row.steps.all())
    last = steps[-1]
    if last.what == What.OPENED or last.pk != step_id:
        raise ValidationError(_("Chỉ đính chính được bước ghi sau cùng. Mở lại trang để xem bước đó."), code="state")
    if not may_correct(by, row, last):
        raise PermissionDenied("compliance.record")
    why = words(reason, field="note", required=_("Ghi lý do đính chính."))
    write_step(row, What.CORRECTED, on=localdate(at), by=by, at=at, note=why, corrects=last)
    settle(row)
    if last.what == What.APPROVED and row.system.level == row.proposed_level:
        decision = _("Đính chính quyết định ghi nhầm số %(number)s") % {"number": last.paper_number}
        set_level_by_decision(row.system, last.facts.get("level_before"), decision=decision, decided_on=localdate(at), by=by, at=at)
    record("compliance.dossier.set_right", by=by, at=at, subject=row, what=last.what, reason=said(why))
    return row


def may_correct(by: Any, dossier: Dossier, step: DossierStep) -> bool:
    """Who keeps the owner's records, and who wrote the step as long as it is theirs to write."""
    return hands.keeps_records(by, dossier) or (step.by_id == by.pk and hands.prepares(by, dossier))
