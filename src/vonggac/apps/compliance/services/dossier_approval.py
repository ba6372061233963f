"""The decision on a dossier: what approves the level, what approves the plan, and the regulation that had to come before.

The house never issues a decision: its number, its day, who issued it and the signed file are recorded as they came back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.compliance import gates, hands, rulebook
from vonggac.apps.compliance.course import Course
from vonggac.apps.compliance.models import Dossier, DossierStep, SecurityRegulation
from vonggac.apps.compliance.services.dossier_steps import demand_independence, demand_nothing_missing
from vonggac.apps.compliance.services.dossiers import course, demand_answers, demand_day, demand_state, settle, take, write_step
from vonggac.apps.compliance.services.filing import Document, demand_paper
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.services import set_level_by_decision
from vonggac.kernel.levels import level_text
from vonggac.kernel.reading import format_date
from vonggac.law.levels.procedure import DossierState

State, What = Dossier.State, DossierStep.What


@transaction.atomic
def approve_dossier(
    dossier: Dossier,
    *,
    issuer: str,
    paper: Document,
    by: Any,
    at: datetime,
    version: int | None = None,
    regulation: SecurityRegulation | None = None,
) -> Dossier:
    """Record the decision that approved the level: its number, its day, who issued it, the signed file. The house never issues one.

    `issuer` is the role that signed; another one than the table of authority says is refused. The decision sets the register's level.
    """
    row = take(dossier, by=by, version=version)
    standing = course(row)
    demand_state(row, State.SENT, State.APPRAISED)
    demand_paper(paper, happened_on=localdate(at))
    day = paper.dated_on or localdate(at)
    _demand_after(standing, day)
    on = demand_day(row, standing, day, at=at, field="dated_on")
    body = hands.approver_of(row, on)
    demand_answers(by, body, row, "compliance.record")
    _demand_approver(row, issuer, on)
    chosen = regulation or row.regulation
    demand_nothing_missing(gates.missing_to_approve(row, standing, on, chosen))
    if not gates.needs_appraisal(row, on):
        demand_independence(row, body, on)
    if chosen is not None:
        _demand_regulation(chosen, row, on)
    row.regulation = chosen
    row.save()
    before = row.system.level
    write_step(row, What.APPROVED, on=on, by=by, at=at, paper=paper, issuer=body.name, facts={"level_before": before})
    settle(row)
    decision = _("Quyết định số %(number)s của %(issuer)s") % {"number": row.decision_number, "issuer": row.decision_issuer}
    set_level_by_decision(row.system, row.proposed_level, decision=decision, decided_on=on, by=by, at=at)
    return row


def _demand_after(standing: Course, day: date) -> None:
    """Refuse a decision older than the dossier, or than the appraisal it rests on, naming which."""
    if standing.opened is not None and day < standing.opened.happened_on:
        said_so = _("Quyết định phê duyệt ghi ngày %(day)s, trước ngày lập hồ sơ %(other)s. Xem lại ngày trên quyết định.")
        raise ValidationError({"dated_on": said_so % {"day": format_date(day), "other": format_date(standing.opened.happened_on)}})
    if standing.appraisal is not None and day < standing.appraisal.happened_on:
        said_so = _("Quyết định phê duyệt ghi ngày %(day)s, trước ngày có kết quả thẩm định %(other)s. Xem lại ngày trên quyết định.")
        raise ValidationError({"dated_on": said_so % {"day": format_date(day), "other": format_date(standing.appraisal.happened_on)}})


def _demand_approver(dossier: Dossier, issuer: str, on: date) -> None:
    acts = rulebook.authority_on(dossier, on)
    if issuer != acts.approves.value:
        said_so = _("Hồ sơ %(level)s do %(role)s phê duyệt (%(article)s), không phải cơ quan đã chọn.")
        facts = {"level": level_text(dossier.proposed_level).lower(), "role": rulebook.role_name(acts.approves), "article": acts.article}
        raise ValidationError({"issuer": said_so % facts})


def _demand_regulation(regulation: SecurityRegulation, dossier: Dossier, on: date) -> None:
    """A regulation counts when it was issued by then, still held, and is about this system."""
    if not regulations_for(dossier.system).filter(pk=regulation.pk).exists():
        raise ValidationError({"regulation": _("Chọn quy chế của chủ quản hoặc đơn vị vận hành có áp dụng cho hệ thống này.")})
    if regulation.issued_on > on:
        gate = next(one for one in rulebook.gates_on(on, DossierState.APPROVED) if one.id == "regulation-issued")
        said_so = _("Quy chế ban hành ngày %(day)s, sau ngày phê duyệt %(on)s; quy chế phải có trước (%(article)s).")
        facts = {"day": format_date(regulation.issued_on), "on": format_date(on), "article": gate.article}
        raise ValidationError({"regulation": said_so % facts})
    if regulation.valid_to is not None and regulation.valid_to < on:
        raise ValidationError(
            {"regulation": _("Quy chế hết hiệu lực ngày %(day)s. Chọn quy chế còn hiệu lực.") % {"day": format_date(regulation.valid_to)}}
        )


def regulations_for(system: InformationSystem) -> Any:
    """Return the regulations that may stand for a system: of its owner, or of who operates it, for all systems or naming this one."""
    bodies = [one for one in (system.owner_id, system.operator_id) if one]
    return SecurityRegulation.objects.filter(Q(organisation_id__in=bodies, systems=None) | Q(systems=system)).distinct()


@transaction.atomic
def approve_plan(
    dossier: Dossier, *, paper: Document, by: Any, at: datetime, version: int | None = None, happened_on: date | None = None
) -> Dossier:
    """Record the decision on the protection plan, where another body approves the plan than the level (level 5)."""
    row = take(dossier, by=by, version=version)
    standing = course(row)
    on = demand_day(row, standing, happened_on, at=at)
    demand_state(row, State.APPRAISED, State.APPROVED)
    acts = rulebook.authority_on(row, on)
    if acts.approves_plan is None:
        raise ValidationError(_("Hồ sơ này không cần quyết định riêng về phương án bảo vệ."))
    if not standing.is_favourable:
        raise ValidationError(_("Kết quả thẩm định không đạt nên chưa phê duyệt phương án được."), code="unfavourable")
    body = hands.body_in(row, acts.approves_plan, on)
    if not hands.keeps_records(by, row):
        raise PermissionDenied("compliance.record")
    demand_paper(paper, happened_on=on)
    write_step(row, What.PLAN_APPROVED, on=on, by=by, at=at, paper=paper, issuer=body.name)
    settle(row)
    return row
