"""Determining the level of a system (Decree 331/2026, Articles 7 to 16): answers first, then what a person concludes, then the level.

A determination is open until it is concluded or dropped. A concluded one is never changed: new facts make a new determination, and the
level in the register changes by an approved dossier or by the coordinator's explicit correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.compliance import stated
from vonggac.apps.compliance.models import Determination, LevelCorrection
from vonggac.apps.compliance.queries.components import components_of
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.registry import services as registry
from vonggac.apps.registry.models import InformationSystem
from vonggac.engines.levels import FactsError, Grey, decide
from vonggac.kernel.levels import Level, level_text
from vonggac.kernel.vietnamese import nfc
from vonggac.law.levels.load import NoRegimeError, rules_on
from vonggac.law.levels.model import Row, RuleSet, Value

LONGEST_REASON = 2000


# --- from opening to answering ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_determination(
    system: InformationSystem, *, by: Any, at: datetime, on_day: date | None = None, under_construction: bool = False
) -> Determination:
    """Begin to determine the level of a system under the rules of a day; one at a time for each system."""
    if not systems_prepared_by(by).filter(pk=system.pk).exists():
        raise PermissionDenied("compliance.prepare")
    day = on_day or localdate(at)
    if day > localdate(at):
        raise ValidationError({"on_day": _("Chọn ngày không sau hôm nay: quy định của ngày sau có thể còn thay đổi.")})
    try:
        rules = rules_on(day, under_construction=under_construction)
    except NoRegimeError as none:
        raise ValidationError({"on_day": str(none)}) from none
    if Determination.objects.filter(system=system, state=Determination.State.OPEN).exists():
        raise _already()
    try:
        with transaction.atomic():
            row = Determination.objects.create(system=system, regime=rules.id, on_day=day, made_by=by, made_at=at)
    except IntegrityError as twice:
        raise _already() from twice
    record("compliance.determination.opened", by=by, at=at, subject=row, organisation_id=system.owner_id, regime=rules.id, on_day=day)
    return row


def _already() -> ValidationError:
    return ValidationError(
        _("Hệ thống này đang có một bản xác định chưa kết luận. Mở bản đó để trả lời tiếp, hoặc bỏ bản đó."), code="already"
    )


@transaction.atomic
def answer_questions(
    determination: Determination,
    answers: Mapping[str, Value | None],
    *,
    by: Any,
    at: datetime,
    version: int,
    origins: Mapping[str, str] | None = None,
) -> Determination:
    """Keep answers to one step; None is "not known". `origins` says of confirmed values where they were read."""
    row = _locked(determination, by=by, version=version)
    rules = stated.rules_of(row)
    _demand_possible(answers, rules)
    told = {name: value for name, value in answers.items() if value is not None}
    row.facts = {name: value for name, value in row.facts.items() if name not in answers}
    row.facts |= {name: stated.stored_of(value) for name, value in told.items()}
    row.unknown = sorted({*row.unknown, *answers} - told.keys())
    kept = {name: words for name, words in row.origins.items() if name not in answers}
    row.origins = kept | {name: words for name, words in (origins or {}).items() if name in told}
    touched = [f"{name}={stated.stored_of(value) if value is not None else '?'}" for name, value in answers.items()]
    _save(row, "facts", "unknown", "origins")
    record("compliance.determination.answered", by=by, at=at, subject=row, count=len(answers), touched=touched)
    return row


def _demand_possible(answers: Mapping[str, Value | None], rules: RuleSet) -> None:
    """Refuse an unknown question and an impossible answer, each beside its question."""
    from vonggac.engines.levels import Facts

    for name, value in answers.items():
        try:
            decide(Facts("", {name: value} if value is not None else {}), rules)
        except FactsError as wrong:
            raise ValidationError({name: wrong.why}) from wrong
        if not rules.knows(name):
            raise ValidationError({name: _("Không có câu hỏi này; mở lại trang.")})


# --- what a person concludes ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def settle_case(
    determination: Determination, case_id: str, *, level: int | None, row_id: str, words: str, by: Any, at: datetime, version: int
) -> Determination:
    """Conclude a case that the law leaves open: read it as a row, as a level of its own, or leave the criteria; with the reason.

    `row_id` must be one of the rows under which the case may be read; `level` is for a case where no row is met at all.
    """
    row = _locked(determination, by=by, version=version)
    judged = stated.judge(row, components_of(row.system))
    case = next((one for one in judged.decision.grey if one.id == case_id), None)
    if case is None:
        raise ValidationError(_("Với các câu trả lời hiện nay, trường hợp này không còn phải kết luận."), code="gone")
    as_row = _row_for(case, row_id, judged.rules)
    concluded = as_row.level if as_row else _own_level(case, level, judged.decision.level)
    row.conclusions = {
        **row.conclusions,
        case_id: {
            "row": as_row.id if as_row else "",
            "article": as_row.article if as_row else case.article,
            "level": int(concluded) if concluded else None,
            "words": _reason(words, "words"),
            "by": by.pk,
            "at": at.isoformat(),
        },
    }
    _save(row, "conclusions")
    record(
        "compliance.determination.judged", by=by, at=at, subject=row, case=case_id, level=int(concluded or 0) or None, reason=said(words)
    )
    return row


def rows_to_read(case_id: str, rules: RuleSet) -> list[Row]:
    """Return the rows of this regime under which a case could be read."""
    case = next(one for one in rules.grey if one.id == case_id)
    return [row for name in case.may_read_as if (row := rules.row(name))]


def _row_for(case: Grey, row_id: str, rules: RuleSet) -> Row | None:
    if not row_id:
        return None
    found = next((row for row in rows_to_read(case.id, rules) if row.id == row_id), None)
    if found is None:
        raise ValidationError({"reading": _("Chọn một trong các cách đọc của trường hợp này.")})
    return found


def _own_level(case: Grey, level: int | None, computed: Level | None) -> Level | None:
    """Return the level a person gives where no row is met; where one is, the criteria stand."""
    if computed is not None:
        return None
    if level not in set(Level):
        raise ValidationError({"reading": _("Chọn cấp độ từ 1 đến 5: không tiêu chí nào cho cấp độ của trường hợp này.")})
    return Level(level)


@transaction.atomic
def settle_components(determination: Determination, *, takes: bool, words: str, by: Any, at: datetime, version: int) -> Determination:
    """Conclude whether the highest level of the component systems is the system's own (Decree 85/2016, khoản 2 Điều 5), with the reason."""
    row = _locked(determination, by=by, version=version)
    parts = components_of(row.system)
    if takes and not parts:
        raise ValidationError(_("Chưa có hệ thống thành phần nào được kết luận cấp độ. Xác định cấp độ của thành phần trước."))
    kept = {"takes": takes, "words": _reason(words, "words"), "by": by.pk, "at": at.isoformat(), "parts": [one.pk for one in parts]}
    row.conclusions = {**row.conclusions, stated.COMPONENTS: kept}
    _save(row, "conclusions")
    record("compliance.determination.judged", by=by, at=at, subject=row, case=stated.COMPONENTS, count=len(parts), reason=said(words))
    return row


@transaction.atomic
def raise_for_risk(determination: Determination, *, level: int | None, reason: str, by: Any, at: datetime, version: int) -> Determination:
    """Propose a higher level because the risk is higher (Decree 331/2026, khoản 5 Điều 10); None takes the proposal back."""
    row = _locked(determination, by=by, version=version)
    if level is None:
        row.raised_to, row.raised_because = None, ""
    else:
        _demand_higher(row, level)
        row.raised_to, row.raised_because = level, _reason(reason, "reason")
    _save(row, "raised_to", "raised_because")
    record("compliance.determination.raised", by=by, at=at, subject=row, level=level, reason=said(row.raised_because))
    return row


def _demand_higher(row: Determination, level: int) -> None:
    judged = stated.judge(row, components_of(row.system))
    if judged.rules.uplift is None:
        raise ValidationError({"level": _("%(doc)s không có quy định nâng cấp độ theo rủi ro.") % {"doc": judged.rules.doc}})
    if level not in set(Level) or (judged.level is not None and level <= judged.level):
        now = level_text(judged.level)
        raise ValidationError({"level": _("Chọn cấp độ cao hơn %(now)s: đánh giá rủi ro chỉ nâng, không hạ.") % {"now": now.lower()}})


def _reason(words: str, field: str) -> str:
    text = nfc(words).strip()
    if not text:
        raise ValidationError({field: _("Ghi lý do: người thẩm định đọc lý do này.")})
    if len(text) > LONGEST_REASON:
        raise ValidationError({field: _("Viết lý do ngắn lại, tối đa %(most)s ký tự.") % {"most": LONGEST_REASON}})
    return text


# --- the end ----------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def conclude_determination(determination: Determination, *, by: Any, at: datetime, version: int) -> Determination:
    """Conclude: level, reasons and the digest of the rules are kept for good; what is still unknown makes the level provisional."""
    row = _locked(determination, by=by, version=version)
    parts = components_of(row.system)
    judged = stated.judge(row, parts)
    _demand_concludable(row, judged)
    row.level, row.rules_digest = int(judged.level or 0), judged.rules.digest
    row.verdict = stated.verdict_of(row, judged, parts)
    top = max(row.level, row.raised_to or 0)
    row.is_provisional = (judged.decision.highest_possible or 0) > top
    present = {case.id for case in judged.decision.grey} | ({stated.COMPONENTS} if parts else set())
    row.conclusions = {name: kept for name, kept in row.conclusions.items() if name in present}
    row.state, row.concluded_by, row.concluded_at = Determination.State.DONE, by, at
    _save(row, "level", "rules_digest", "verdict", "is_provisional", "conclusions", "state", "concluded_by", "concluded_at")
    record(
        "compliance.determination.concluded",
        by=by,
        at=at,
        subject=row,
        organisation_id=row.system.owner_id,
        level=row.final_level(),
        provisional=row.is_provisional,
        regime=row.regime,
        rules=row.rules_digest,
    )
    return row


def _demand_concludable(row: Determination, judged: stated.Judged) -> None:
    if judged.decision.contradictions:
        raise ValidationError(_("Các câu trả lời còn mâu thuẫn. Sửa câu trả lời rồi mới kết luận."), code="contradiction")
    if judged.unsettled:
        raise ValidationError(_("Còn trường hợp phải có người kết luận và ghi lý do."), code="unsettled")
    if judged.level is None:
        raise ValidationError(_("Chưa đủ câu trả lời để có cấp độ."), code="no-level")
    if row.raised_to is not None and row.raised_to <= judged.level:
        raise ValidationError(
            _("Cấp độ đề xuất theo rủi ro không còn cao hơn cấp độ theo tiêu chí. Bỏ đề xuất hoặc chọn cấp độ cao hơn."), code="not-higher"
        )


@transaction.atomic
def drop_determination(determination: Determination, *, by: Any, at: datetime, version: int) -> Determination:
    """Drop an open determination; what was answered stays readable in the log of the system, not in any list of levels."""
    row = _locked(determination, by=by, version=version)
    row.state = Determination.State.DROPPED
    _save(row, "state")
    record("compliance.determination.dropped", by=by, at=at, subject=row)
    return row


# --- the level in the register ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_level(
    system: InformationSystem,
    level: int | None,
    *,
    before: int | None,
    reason: str,
    by: Any,
    at: datetime,
    leaning_on: Determination | None,
) -> LevelCorrection:
    """Set the level in the register right by hand; only who coordinates may, with the reason. `before` is the level that the person saw."""
    if not by.may("compliance.appraise"):
        raise PermissionDenied("compliance.appraise")
    standing = InformationSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
    if standing.level != before:
        raise ValidationError(_("Cấp độ trong sổ đăng ký vừa thay đổi. Đọc lại rồi mới đính chính."), code="stale")
    if level is not None and level not in set(Level):
        raise ValidationError({"level": _("Chọn cấp độ từ 1 đến 5.")})
    if level == before:
        raise ValidationError({"level": _("Chọn cấp độ khác với cấp độ đang ghi.")})
    kept = LevelCorrection.objects.create(
        system=system, determination=leaning_on, before=before, after=level, reason=_reason(reason, "reason"), made_by=by, made_at=at
    )
    registry.correct_level(standing, level, by=by, at=at)
    record("compliance.level.corrected", by=by, at=at, subject=kept, system=system.pk, before=before, level=level, reason=said(reason))
    return kept


# --- one at a time ----------------------------------------------------------------------------------------------------------------------


def _locked(determination: Determination, *, by: Any, version: int) -> Determination:
    """Return the row for changing: open, within the person's reach, and as the person saw it."""
    row = Determination.objects.select_for_update(of=("self",)).select_related("system").get(pk=determination.pk)
    if not systems_prepared_by(by).filter(pk=row.system_id).exists():
        raise PermissionDenied("compliance.prepare")
    if row.state != Determination.State.OPEN:
        raise ValidationError(
            _("Bản xác định này đã kết luận hoặc đã bỏ nên không sửa được. Lập bản mới nếu thông tin đã khác."), code="closed"
        )
    if row.version != version:
        raise ValidationError(_("Người khác vừa sửa bản này. Xem lại câu trả lời dưới đây rồi lưu."), code="stale")
    return row


def _save(row: Determination, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
