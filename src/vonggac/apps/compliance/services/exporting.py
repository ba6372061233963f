"""Files of one assessment that leave the house; that they left is noted, because they say where a system is weak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import Assessment
from vonggac.apps.compliance.queries.exporting import assessed_of, exportable_by, moment_of, plan_of
from vonggac.apps.compliance.queries.measures import edition_of
from vonggac.kernel.vietnamese import slug

RESULTS, PLAN = "oscal-ket-qua", "oscal-ke-hoach"
FORMS = (RESULTS, PLAN)


@dataclass(frozen=True, slots=True)
class AssessmentFile:
    """A file that is ready to be handed over."""

    name: str
    content: bytes
    count: int
    media_type: str = "application/json"


@transaction.atomic
def export_assessment(assessment_id: int, form: str, *, by: Any, at: datetime) -> AssessmentFile:
    """Return an assessment as OSCAL results, or what it lacks as a plan of action, and note that it left; `by` None is the command line."""
    rows = Assessment.objects.select_related("system", "system__owner") if by is None else exportable_by(by)
    assessment = rows.filter(pk=assessment_id).first()
    if assessment is None:
        raise PermissionDenied("compliance.read")
    made = _made(assessment, form, at)
    record(
        "compliance.assessment.exported", by=by, at=at, subject=assessment, organisation_id=assessment.system.owner_id,
        count=made.count, form=form, sha256=sha256(made.content).hexdigest(),
    )  # fmt: skip
    return made


def _made(assessment: Assessment, form: str, at: datetime) -> AssessmentFile:
    from vonggac.sources.catalogues import write_assessment_results, write_plan_of_action

    edition = edition_of(assessment)
    if edition is None:
        raise ValidationError(_("Bản cài đặt này không có %(edition)s nên không xuất được.") % {"edition": assessment.catalogue})
    system, moment = assessment.system, moment_of(at)
    name = f"{slug(system.code or system.name)}-{slug(edition.code)}-{assessment.as_of:%Y%m%d}-{form}.json"
    if form == RESULTS:
        assessed = assessed_of(assessment, edition)
        if not assessed.findings:
            raise ValidationError(_("Lần đánh giá này không có yêu cầu nào để xuất."))
        return AssessmentFile(name, write_assessment_results(assessed, at=moment), len(assessed.findings))
    items = plan_of(assessment, edition, on=localdate(at))
    if not items:
        raise ValidationError(_("Hệ thống không còn yêu cầu nào chưa đạt, nên không có kế hoạch khắc phục."))
    made = write_plan_of_action(system.code, system.name, items, at=moment, profile=(edition.code, str(assessment.pk)))
    return AssessmentFile(name, made, len(items))
