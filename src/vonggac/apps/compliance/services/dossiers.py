"""Opening a dossier, filling its parts, recording each step by the right hand, and setting a wrong record right by a second act.

Every step writes one row of `DossierStep` and then brings the columns of the dossier in line with the course of its steps
(`compliance.course`): nothing is deleted, and a correction leads back to exactly where the dossier stood.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.compliance import gates, hands, rulebook
from vonggac.apps.compliance.course import Course, course_of
from vonggac.apps.compliance.models import Determination, Dossier, DossierPart, DossierStep
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.compliance.services.filing import NO_DOCUMENT, Document, keep, words
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.services.demands import demand_version
from vonggac.kernel.reading import format_date

State, What = Dossier.State, DossierStep.What


# --- opening ------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_dossier(
    system: InformationSystem,
    *,
    by: Any,
    at: datetime,
    determination: Determination | None = None,
    level: int | None = None,
    reason: str = "",
    under_construction: bool = False,
    is_critical: bool = False,
    happened_on: date | None = None,
) -> Dossier:
    """Open a dossier from a concluded determination, or with a stated level and the reason for it; over a standing one a new version.

    `under_construction` goes under the former decree, as far as its transition allows. A new version supersedes the standing one, which
    stays readable; a file that lies with another body has to come back first.
    """
    system = _locked(system, by)
    on = _happened(happened_on, at)
    rules = rulebook.rules_for(system, on, under_construction=under_construction)
    before = Dossier.objects.select_for_update().filter(system=system, is_superseded=False).first()
    because = words(reason, field="reason", most=2000)
    proposed = _proposed(determination, level, system=system, regime=rules.id, reason=because)
    if before is not None:
        _supersede(before, on=on, reason=because, by=by, at=at)
    row = Dossier(
        system=system,
        number=(before.number if before else 0) + 1,
        determination=determination,
        proposed_level=proposed,
        regime=rules.id,
        is_critical=is_critical,
        reason=because,
        preparer=hands.operator_of(system, on),
        opened_by=by,
        opened_at=at,
    )
    return _begin(row, on=on, by=by, at=at)


def _locked(system: InformationSystem, by: Any) -> InformationSystem:
    """Return the system locked, for a hand that prepares it."""
    row = InformationSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
    if not systems_prepared_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied("compliance.prepare")
    return row


def _begin(row: Dossier, *, on: date, by: Any, at: datetime) -> Dossier:
    """Write a new dossier with its first step; whoever was faster is told of."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ValidationError(_("Người khác vừa lập hồ sơ cho hệ thống này. Mở lại trang của hệ thống."), code="stale") from twice
    write_step(row, What.OPENED, on=on, by=by, at=at)
    settle(row)
    record(
        "compliance.dossier.opened",
        by=by,
        at=at,
        subject=row,
        organisation_id=row.system.owner_id,
        system=row.system_id,
        number=row.number,
        level=row.proposed_level,
        regime=row.regime,
        reason=said(row.reason),
    )
    return row


def _proposed(determination: Determination | None, level: int | None, *, system: InformationSystem, regime: str, reason: str) -> int:
    """Return the level that is proposed: what was concluded under the same rules, or what a person states with the reason."""
    if determination is None:
        if level not in range(1, 6):
            raise ValidationError({"level": _("Chọn cấp độ từ 1 đến 5.")})
        if not reason:
            raise ValidationError({"reason": _("Ghi căn cứ đề xuất cấp độ khi không có bản xác định cấp độ.")})
        return int(level or 0)
    found = determination.final_level()
    if determination.system_id != system.pk or determination.state != Determination.State.DONE or found is None:
        raise ValidationError({"determination": _("Chọn bản xác định cấp độ đã kết luận của chính hệ thống này.")})
    if determination.regime != regime:
        raise ValidationError(
            {"determination": _("Bản xác định làm theo quy định khác với hồ sơ. Xác định lại theo quy định của ngày lập hồ sơ.")}
        )
    return found


def _supersede(before: Dossier, *, on: date, reason: str, by: Any, at: datetime) -> None:
    course = course_of(before.steps.all())
    last = rulebook.last_day_of(before)
    if before.state in {State.SENT, State.APPRAISED} and not (last and on > last):
        raise ValidationError(
            _("Hồ sơ hiện nay đang trình %(body)s; nhận lại hồ sơ đó rồi mới lập hồ sơ mới.") % {"body": before.with_body}
        )
    if not reason:
        raise ValidationError({"reason": _("Ghi lý do xác định lại: hệ thống đã có hồ sơ.")})
    _demand_order(course, on)
    write_step(before, What.SUPERSEDED, on=on, by=by, at=at)
    before.is_superseded = True
    settle(before)
    record("compliance.dossier.superseded", by=by, at=at, subject=before, organisation_id=before.system.owner_id, number=before.number)


# --- filling ------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def fill_part(
    dossier: Dossier,
    key: str,
    *,
    by: Any,
    at: datetime,
    version: int | None = None,
    text: str = "",
    content: bytes | None = None,
    file_name: str = "",
    is_there: bool = True,
) -> DossierPart:
    """Fill one part of a draft: a file, a text, or the statement that a gate is passed, with where that is shown.

    Without words and without a file a part is not there; the file that lay there before stays unless a new one comes.
    """
    row = take(dossier, by=by, version=version)
    _demand_prepares(by, row)
    _demand_state(row, {State.DRAFT})
    _demand_part(row, key, localdate(at))
    stored, name = keep(content, file_name, at=at)
    part = row.parts.filter(key=key).first() or DossierPart(dossier=row, key=key)
    part.text = words(text, field="text")
    if stored is not None:
        part.file, part.file_name = stored, name
    part.is_there = is_there and bool(part.text or part.file_id)
    if is_there and not part.is_there:
        raise ValidationError({"text": _("Chọn tệp, hoặc ghi nội dung; với điều phải xác nhận thì ghi nơi lưu tài liệu.")})
    return _write_part(row, part, by=by, at=at, sha256=stored.sha256 if stored else "")


def _demand_part(dossier: Dossier, key: str, on: date) -> None:
    """Refuse a part that a dossier of this level does not have."""
    rows = [*gates.entries(dossier, Course(), on), *gates.statements(dossier, on)]
    if key not in {one.key for one in rows if one.fills}:
        raise ValidationError(_("Hồ sơ cấp độ này không có thành phần đó; mở lại trang."))


def _write_part(dossier: Dossier, part: DossierPart, *, by: Any, at: datetime, sha256: str) -> DossierPart:
    part.changed_by, part.changed_at = by, at
    part.save()
    _raise(dossier)
    record(
        "compliance.dossier.filled",
        by=by,
        at=at,
        subject=dossier,
        organisation_id=dossier.system.owner_id,
        key=part.key,
        is_there=part.is_there,
        sha256=sha256,
        text=said(part.text),
    )
    return part


# --- one at a time ------------------------------------------------------------------------------------------------------------------


def take(dossier: Dossier, *, by: Any, version: int | None) -> Dossier:
    """Return the dossier locked, current, and as the person saw it."""
    row = Dossier.objects.select_for_update(of=("self",)).select_related("system__owner", "system__operator", "preparer").get(pk=dossier.pk)
    if row.is_superseded:
        raise ValidationError(_("Hồ sơ này đã thay bằng hồ sơ mới nên không ghi thêm được."), code="superseded")
    demand_version(row, version)
    return row


def course(dossier: Dossier) -> Course:
    """Return where the dossier stands by its steps."""
    return course_of(dossier.steps.all())


def _raise(dossier: Dossier) -> None:
    dossier.version += 1
    dossier.save(update_fields=["version"])


def _demand_prepares(by: Any, dossier: Dossier) -> None:
    if not hands.prepares(by, dossier):
        raise PermissionDenied("compliance.prepare")


def demand_answers(by: Any, body: hands.Body, dossier: Dossier, act: str = "compliance.appraise") -> None:
    """Refuse a hand that is not the body's."""
    if not hands.answers_for(by, body, dossier):
        raise PermissionDenied(act)


def _demand_state(dossier: Dossier, states: set[Any]) -> None:
    if dossier.state not in states:
        said_now = _("Hồ sơ đang ở bước “%(state)s” nên không làm được việc này.")
        raise ValidationError(said_now % {"state": dossier.get_state_display()}, code="state")


def demand_state(dossier: Dossier, *states: Any) -> None:
    """Refuse a step that does not follow from where the dossier stands."""
    _demand_state(dossier, set(states))


def _happened(day: date | None, at: datetime) -> date:
    today = localdate(at)
    if day is not None and day > today:
        raise ValidationError({"happened_on": _("Nhập ngày không sau hôm nay, %(day)s.") % {"day": format_date(today)}})
    return day or today


def _demand_order(standing: Course, on: date, field: str = "happened_on") -> None:
    if standing.last_on is not None and on < standing.last_on:
        raise ValidationError(
            {field: _("Nhập ngày từ %(day)s trở đi: đó là ngày của bước trước.") % {"day": format_date(standing.last_on)}}
        )


def demand_day(dossier: Dossier, standing: Course, day: date | None, *, at: datetime, field: str = "happened_on") -> date:
    """Return the day of a step: not ahead, not before the step before it, and one on which the dossier's rules hold."""
    on = _happened(day, at)
    _demand_order(standing, on, field)
    rulebook.demand_regime(dossier, on)
    return on


def write_step(
    dossier: Dossier,
    what: str,
    *,
    on: date,
    by: Any,
    at: datetime,
    paper: Document = NO_DOCUMENT,
    issuer: str = "",
    favourable: bool | None = None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    corrects: DossierStep | None = None,
) -> DossierStep:
    """Write one step with its paper; the caller records it under the name of its act."""
    stored, name = keep(paper.content, paper.file_name, at=at)
    step: DossierStep = DossierStep.objects.create(
        dossier=dossier,
        what=what,
        happened_on=on,
        paper_number=words(paper.number, field="number", most=120),
        paper_date=paper.dated_on,
        paper_issuer=issuer[:300],
        file=stored,
        file_name=name,
        is_favourable=favourable,
        note=words(note, field="note", most=4000),
        facts=facts or {},
        corrects=corrects,
        by=by,
        actor=by.audit_name(at) if by else "",
        recorded_at=at,
    )
    if by is not None:
        _record_step(step, by=by, at=at)
    return step


def _record_step(step: DossierStep, *, by: Any, at: datetime) -> None:
    record(
        f"compliance.dossier.{step.what}",
        by=by,
        at=at,
        subject=step.dossier,
        organisation_id=step.dossier.system.owner_id,
        on=step.happened_on,
        favourable=step.is_favourable,
        sha256=step.file.sha256 if step.file else "",
        paper=said(step.paper_number),
        note=said(step.note),
    )


def settle(dossier: Dossier) -> Course:
    """Bring the columns of the dossier in line with its steps."""
    standing = course(dossier)
    dossier.state, dossier.is_returned = standing.state, standing.is_returned
    _settle_approval(dossier, standing)
    _settle_implementation(dossier, standing)
    dossier.with_body = _with_whom(dossier, standing)
    clock = rulebook.running(dossier, standing)
    due = clock.standing(standing.clock_from).due if clock and standing.clock_from else None
    dossier.due_on, dossier.due_because = (due.last_day, f"{clock.what}: {due.because}"[:300]) if clock and due else (None, "")
    dossier.version += 1
    dossier.save()
    return standing


def _settle_approval(dossier: Dossier, standing: Course) -> None:
    approval = standing.approval
    dossier.approved_on = approval.paper_date if approval else None
    dossier.decision_number = approval.paper_number if approval else ""
    dossier.decision_issuer = approval.paper_issuer if approval else ""
    dossier.approver_name = approval.paper_issuer if approval else dossier.approver_name


def _settle_implementation(dossier: Dossier, standing: Course) -> None:
    until = standing.facts.get("until")
    dossier.implementation = str(standing.facts.get("implementation", Dossier.Implementation.NONE))
    dossier.expected_full_on = date.fromisoformat(until) if until else None
    full = dossier.implementation == Dossier.Implementation.FULL
    dossier.implemented_on = standing.implementation.happened_on if full and standing.implementation else None


def _with_whom(dossier: Dossier, standing: Course) -> str:
    """Return with which body the file lies; nothing while the preparer has it."""
    if dossier.is_superseded or standing.state not in {State.SENT, State.APPRAISED} or standing.sent is None:
        return ""
    if standing.submission is not None:
        return hands.approver_of(dossier, standing.submission.happened_on).name
    if standing.state == State.SENT:
        return hands.appraiser_of(dossier, standing.sent.happened_on).name
    return ""
