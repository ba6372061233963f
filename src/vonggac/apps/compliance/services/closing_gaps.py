"""Missing measures become work: chosen by a person, with a deadline, for the body that runs the system; nothing is given out by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.apps.work.services.opening import AssignmentSpec, Opened, TaskRow, open_assignments
from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.law.catalogue import Catalogue, Control
from vonggac.law.catalogues import catalogue as read_catalogue

ROOM = "compliance"
RULES = {
    Recurrence.DAILY: "FREQ=DAILY",
    Recurrence.WEEKLY: "FREQ=WEEKLY",
    Recurrence.MONTHLY: "FREQ=MONTHLY",
    Recurrence.QUARTERLY: "FREQ=MONTHLY;INTERVAL=3",
    Recurrence.HALF_YEARLY: "FREQ=MONTHLY;INTERVAL=6",
    Recurrence.YEARLY: "FREQ=YEARLY",
}


def group_of(assessment: Assessment) -> str:
    """Return the name by which all work of one assessment belongs together."""
    return f"danh-gia:{assessment.pk}"


def control_of(assignment: Any) -> str:
    """Return the control an assignment is about; empty when it is not of this room."""
    return assignment.number if assignment.origin_room == ROOM and assignment.group.startswith("danh-gia:") else ""


@transaction.atomic
def give_gaps_out(
    assessment: Assessment, controls: Sequence[str], *, organisation_id: int, due_on: date, recurring: bool = False, by: Any, at: datetime
) -> Opened:
    """Open one task a control for one body; recurring ones return by the cadence of the catalogue, and only where there is one."""
    if due_on < localdate(at):
        raise ValidationError({"due_on": _("Chọn hạn từ hôm nay trở đi.")})
    edition, level = read_catalogue(assessment.catalogue), Level(assessment.level)
    known = set(Answer.objects.filter(assessment=assessment, control__in=controls).values_list("control", flat=True))
    if not controls or known != set(controls):
        raise ValidationError({"controls": _("Chọn ít nhất một yêu cầu của lần đánh giá này.")})
    chosen = [edition.control(code) for code in controls]
    without = [one.code for one in chosen if level not in one.cadence]
    if recurring and without:
        words = _("Tiêu chuẩn không nêu chu kỳ cho %(codes)s. Bỏ chọn, hoặc giao một lần.")
        raise ValidationError({"controls": words % {"codes": ", ".join(without)}})
    opened = open_assignments([_asked(assessment, edition, one, level, organisation_id, due_on, recurring) for one in chosen], by=by, at=at)
    record(
        "compliance.gaps.given_out", by=by, at=at, subject=assessment, organisation_id=organisation_id,
        count=len(opened.tasks), touched=controls, due_on=due_on,
    )  # fmt: skip
    return opened


def _asked(
    assessment: Assessment, edition: Catalogue, control: Control, level: Level, body: int, due_on: date, recurring: bool
) -> AssignmentSpec:
    system = assessment.system
    clause = control.clauses.get(level, "")
    basis = _("%(edition)s, mục %(clause)s") % {"edition": edition.code, "clause": clause} if clause else edition.code
    return AssignmentSpec(
        origin_room=ROOM,
        origin_id=assessment.pk,
        group=group_of(assessment),
        number=control.code,
        title=_("%(system)s: %(control)s") % {"system": system.name, "control": control.title_vi},
        instructions="\n".join(part for part in (control.threshold_vi, control.evidence_vi) if part),
        because=_("Yêu cầu bắt buộc ở %(level)s, chưa đạt đủ.") % {"level": str(level)},
        basis=basis,
        due_on=due_on,
        recurrence=RULES[control.cadence[level]] if recurring else "",
        wants_evidence=True,
        rows=[TaskRow(organisation_id=body, due_on=due_on, level=int(level), system_id=system.pk)],
    )
