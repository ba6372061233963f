"""One assessment from its opening to its close: one person answers, another confirms, and what is closed stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record, said
from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.apps.compliance.queries.visibility import systems_confirmed_by, systems_prepared_by
from vonggac.apps.compliance.services.carrying import Carrying, carried_into
from vonggac.apps.compliance.services.counting import recount
from vonggac.apps.compliance.services.passing_on import pass_on
from vonggac.kernel.levels import Level
from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import nfc
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import controls_for, usable_on
from vonggac.law.model import LawError

WRITTEN = (
    "state", "counts_as", "inherited_from", "note", "look_again", "answered_by", "answered_at", "confirmed_by", "confirmed_at",
    "returned_because", "version",
)  # fmt: skip
LONGEST_NOTE = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person answers about one control; `version` is the answer they saw, None does not ask."""

    control: str
    state: str
    note: str = ""
    version: int | None = None


# --- opening ----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_assessment(
    system: Any, edition: Catalogue, *, level: int, kind: str, as_of: date, by: Any, at: datetime, assessor: str = "", carry: bool = True
) -> Assessment:
    """Open an assessment with one unanswered row a control; earlier answers come over to be looked at again, and count for nothing yet."""
    _demand_prepare(by, system.pk)
    _demand_sound(edition, level, kind, as_of, assessor, at)
    standing = Assessment.objects.filter(system=system, catalogue=edition.code).exclude(state=Assessment.State.CLOSED).first()
    if standing is not None:
        words = _("Hệ thống đang có một lần đánh giá theo %(edition)s, lập ngày %(day)s. Kết thúc lần đó trước khi mở lần mới.")
        raise ValidationError({"edition": words % {"edition": edition.code, "day": format_date(standing.as_of)}})
    carrying = carried_into(system.pk, edition, Level(level), before=as_of) if carry else Carrying()
    assessment = Assessment.objects.create(
        system=system, kind=kind, catalogue=edition.code, catalogue_digest=edition.digest, level=level, as_of=as_of,
        assessor=assessor.strip()[:300], carried_from_id=carrying.source, opened_by=by, opened_at=at,
    )  # fmt: skip
    rows = [
        Answer(assessment=assessment, control=one.code, group=one.group, **carrying.rows.get(one.code, {}))
        for one in controls_for(edition, Level(level))
    ]
    Answer.objects.bulk_create(rows, batch_size=500)
    recount([assessment.pk])
    pass_on(edition.code, [system.pk], on=localdate(at))
    record(
        "compliance.assessment.opened", by=by, at=at, subject=assessment, organisation_id=system.owner_id, count=len(rows),
        level=level, digest=edition.digest, carried=len(carrying.rows),
    )  # fmt: skip
    return assessment


def _demand_sound(edition: Catalogue, level: int, kind: str, as_of: date, assessor: str, at: datetime) -> None:
    if level not in list(Level):
        raise ValidationError({"level": _("Chọn cấp độ từ 1 đến 5. Hệ thống chưa có cấp độ thì xác định cấp độ trước.")})
    if as_of > localdate(at):
        raise ValidationError({"as_of": _("Chọn ngày đánh giá không sau hôm nay.")})
    try:
        usable = [one.code for one in usable_on(as_of)]
    except LawError as error:
        raise ValidationError({"as_of": str(error)}) from None
    if edition.code not in usable:
        words = _("Ngày %(day)s không dùng %(edition)s. Chọn %(usable)s.")
        raise ValidationError({"edition": words % {"day": format_date(as_of), "edition": edition.code, "usable": ", ".join(usable)}})
    if kind == Assessment.Kind.INDEPENDENT and not assessor.strip():
        raise ValidationError({"assessor": _("Ghi tên tổ chức đánh giá độc lập.")})


# --- answering --------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer_controls(assessment_id: int, answers: Sequence[Said], *, by: Any, at: datetime) -> int:
    """Write answers and return how many changed. All are checked first; one that cannot stand refuses all, each named by its control."""
    assessment = _take(assessment_id)
    _demand_prepare(by, assessment.system_id)
    changed = write_answers({assessment_id: assessment}, [(assessment_id, one) for one in answers], by=by, at=at)
    if changed:
        record(
            "compliance.answers.given", by=by, at=at, subject=assessment, organisation_id=assessment.system.owner_id,
            count=len(changed), touched=(row.control for row in changed),
            notes={row.control: said(row.note) for row in changed if row.note},
        )  # fmt: skip
    return len(changed)


def write_answers(assessments: Mapping[int, Assessment], answers: Sequence[tuple[int, Said]], *, by: Any, at: datetime) -> list[Answer]:
    """Write answers of several locked assessments in sets; who calls has checked the person, and records."""
    wanted = {(pk, one.control) for pk, one in answers}
    rows = {(row.assessment_id, row.control): row for row in Answer.objects.filter(assessment_id__in=list(assessments)).order_by("id")}
    _demand_answerable(answers, rows, twice=len(wanted) != len(answers))
    changed = [rows[pk, one.control] for pk, one in answers if _differs(rows[pk, one.control], one)]
    for pk, one in answers:
        if _differs(rows[pk, one.control], one):
            _put(rows[pk, one.control], one, by, at)
    upsert(changed)
    _settle(assessments, changed, at)
    return changed


def upsert(rows: Sequence[Answer]) -> None:
    """Write many answers at once: an insert that always conflicts is many times faster than a CASE for each column."""
    Answer.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["assessment", "control"], update_fields=WRITTEN
    )  # fmt: skip


def _settle(assessments: Mapping[int, Assessment], changed: Iterable[Answer], at: datetime) -> None:
    """Count anew what changed, and pass on what tenants take over."""
    touched = {row.assessment_id for row in changed}
    recount(touched)
    by_edition: dict[str, list[int]] = {}
    for pk in touched:
        by_edition.setdefault(assessments[pk].catalogue, []).append(assessments[pk].system_id)
    for catalogue, systems in sorted(by_edition.items()):
        pass_on(catalogue, systems, on=localdate(at))


def _demand_answerable(answers: Sequence[tuple[int, Said]], rows: Mapping[tuple[int, str], Answer], *, twice: bool) -> None:
    wrong = [why for pk, one in answers if (why := why_not(rows.get((pk, one.control)), one))]
    if twice:
        wrong.append(_("Mỗi yêu cầu chỉ được trả lời một lần trong một lượt gửi."))
    if wrong:
        raise ValidationError(wrong)


def why_not(row: Answer | None, one: Said) -> str:
    """Return why an answer cannot stand, in a sentence that names its control; empty when it can."""
    name = {"control": one.control}
    if row is None:
        return _("%(control)s: yêu cầu này không thuộc lần đánh giá. Bỏ dòng này, hoặc mở đúng lần đánh giá.") % name
    if one.state not in Answer.State.values:
        return _("%(control)s: chọn Đạt, Đạt một phần, Chưa đạt hoặc Không áp dụng.") % name
    if one.state == Answer.State.NOT_APPLICABLE and not one.note.strip():
        return _("%(control)s: ghi lý do vì sao không áp dụng.") % name
    if len(one.note) > LONGEST_NOTE:
        return _("%(control)s: rút gọn ghi chú còn tối đa %(most)s ký tự.") % {**name, "most": LONGEST_NOTE}
    return _why_stale(row, one) if one.version is not None and one.version != row.version else ""


def _why_stale(row: Answer, one: Said) -> str:
    who = row.answered_by or row.confirmed_by
    when = row.answered_at or row.confirmed_at
    facts = {"control": one.control, "who": who.full_name if who else _("Hệ thống"), "state": row.get_state_display()}
    facts["when"] = localtime(when).strftime("%H:%M %d/%m/%Y") if when else ""
    return _("%(control)s: %(who)s vừa trả lời “%(state)s” lúc %(when)s. Xem lại câu trả lời đó rồi gửi lại.") % facts


def _differs(row: Answer, one: Said) -> bool:
    if row.look_again or row.returned_because:
        return True
    return row.state != one.state or row.note != nfc(one.note).strip()


def _put(row: Answer, one: Said, by: Any, at: datetime) -> None:
    row.state, row.note = one.state, nfc(one.note).strip()
    row.counts_as, row.inherited_from = one.state, None
    row.look_again, row.returned_because = False, ""
    row.answered_by, row.answered_at = (by, at) if one.state else (None, None)
    row.confirmed_by = row.confirmed_at = None
    row.version += 1


@transaction.atomic
def hand_in_assessment(assessment_id: int, *, by: Any, at: datetime, version: int | None = None) -> Assessment:
    """Hand the answers in: who confirms sees that it waits; answers may still be changed, which takes their confirmation back."""
    assessment = _take(assessment_id, version)
    _demand_prepare(by, assessment.system_id)
    _move(assessment, Assessment.State.REVIEW)
    record("compliance.assessment.handed_in", by=by, at=at, subject=assessment, organisation_id=assessment.system.owner_id)
    return assessment


# --- confirming -------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_answers(assessment_id: int, seen: Mapping[str, int], *, by: Any, at: datetime) -> int:
    """Confirm answers as they were seen (control → version); whoever gave an answer does not confirm it."""
    assessment = _take(assessment_id)
    rows = _reviewed(assessment, seen, by)
    waiting = [row.pk for row in rows if row.confirmed_by_id is None]
    Answer.objects.filter(pk__in=waiting).update(confirmed_by=by, confirmed_at=at)
    _settle({assessment.pk: assessment}, rows, at)
    record(
        "compliance.answers.confirmed", by=by, at=at, subject=assessment, organisation_id=assessment.system.owner_id,
        count=len(waiting), touched=(row.control for row in rows),
    )  # fmt: skip
    return len(waiting)


@transaction.atomic
def return_answers(assessment_id: int, seen: Mapping[str, int], *, because: str, by: Any, at: datetime) -> int:
    """Give answers back with the reason; until they are answered again they count as none."""
    if not because.strip():
        raise ValidationError({"because": _("Ghi lý do trả lại để người trả lời biết phải sửa gì.")})
    assessment = _take(assessment_id)
    rows = _reviewed(assessment, seen, by)
    Answer.objects.filter(pk__in=[row.pk for row in rows]).update(
        returned_because=nfc(because).strip()[:LONGEST_NOTE], counts_as="", inherited_from=None, confirmed_by=None, confirmed_at=None
    )
    _settle({assessment.pk: assessment}, rows, at)
    _move(assessment, Assessment.State.OPEN)
    record(
        "compliance.answers.returned", by=by, at=at, subject=assessment, organisation_id=assessment.system.owner_id,
        count=len(rows), touched=(row.control for row in rows), because=said(because),
    )  # fmt: skip
    return len(rows)


def _reviewed(assessment: Assessment, seen: Mapping[str, int], by: Any) -> list[Answer]:
    """Return the answers to judge, or refuse them all, each by its control."""
    if not systems_confirmed_by(by).filter(pk=assessment.system_id).exists():
        raise PermissionDenied("compliance.confirm")
    rows = list(Answer.objects.filter(assessment=assessment, control__in=seen).select_related("answered_by").order_by("id"))
    missing = sorted(set(seen) - {row.control for row in rows})
    wrong = [_("%(control)s: yêu cầu này không thuộc lần đánh giá.") % {"control": control} for control in missing]
    wrong += [why for row in rows if (why := why_not_judged(row, by, seen[row.control]))]
    if not seen:
        wrong.append(_("Chọn ít nhất một câu trả lời."))
    if wrong:
        raise ValidationError(wrong)
    return rows


def why_not_judged(row: Answer, by: Any, version: int | None = None) -> str:
    """Return why this person cannot judge this answer now; empty when they can."""
    name = {"control": row.control}
    if version is not None and version != row.version:
        return _why_stale(row, Said(control=row.control, state=row.state))
    if not row.state or row.look_again or row.returned_because:
        return _("%(control)s: chưa có câu trả lời để xem xét.") % name
    if row.answered_by_id == by.pk:
        return _("%(control)s: bạn là người trả lời; nhờ người khác xác nhận.") % name
    return ""


# --- closing ----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def close_assessment(assessment_id: int, *, by: Any, at: datetime, version: int | None = None) -> Assessment:
    """Close it for good: from then on nothing of it changes. Answers that nobody confirmed stand in the way; unanswered rows do not."""
    assessment = _take(assessment_id, version)
    if by is not None and not systems_confirmed_by(by).filter(pk=assessment.system_id).exists():
        raise PermissionDenied("compliance.confirm")
    waiting = waiting_for_review([assessment.pk]).count()
    if waiting:
        words = ngettext(
            "Còn %(n)s câu trả lời chưa được xác nhận. Xác nhận hoặc trả lại hết rồi kết thúc.",
            "Còn %(n)s câu trả lời chưa được xác nhận. Xác nhận hoặc trả lại hết rồi kết thúc.",
            waiting,
        )
        raise ValidationError(words % {"n": waiting})
    assessment.closed_by, assessment.closed_at = by, at
    _move(assessment, Assessment.State.CLOSED, "closed_by", "closed_at")
    record("compliance.assessment.closed", by=by, at=at, subject=assessment, organisation_id=assessment.system.owner_id)
    return assessment


def waiting_for_review(assessments: Collection[int]) -> Any:
    """Return the answers that wait for somebody else's confirmation."""
    given = Answer.objects.filter(assessment_id__in=assessments, look_again=False, returned_because="", confirmed_by=None)
    return given.exclude(state="")


def take_all(pks: Collection[int]) -> dict[int, Assessment]:
    """Lock open assessments, in order of their ids so that two lists never wait for each other."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("system").filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows if row.state != Assessment.State.CLOSED}


def _take(pk: int, version: int | None = None) -> Assessment:
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("system").get(pk=pk)
    if assessment.state == Assessment.State.CLOSED:
        raise ValidationError(_("Lần đánh giá này đã kết thúc nên không sửa được. Mở lần đánh giá mới."))
    if version is not None and version != assessment.version:
        raise ValidationError(_("Người khác vừa làm một bước với lần đánh giá này. Mở lại trang để xem rồi làm tiếp."), code="stale")
    return assessment


def _move(assessment: Assessment, state: str, *more: str) -> None:
    assessment.state = state
    assessment.version += 1
    assessment.save(update_fields=["state", "version", *more])


def _demand_prepare(by: Any, system_id: int) -> None:
    if by is not None and not systems_prepared_by(by).filter(pk=system_id).exists():
        raise PermissionDenied("compliance.prepare")
