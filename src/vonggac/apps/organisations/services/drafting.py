"""A reorganisation while it is being drafted: step by step, until it is confirmed or dropped."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.organisations.models import Reorganisation
from vonggac.apps.organisations.services.soundness import faults_of_endings


@transaction.atomic
def start_reorganisation(
    *, what: str, effective_on: date, basis: str, by: Any, at: datetime, corrects: Reorganisation | None = None
) -> Reorganisation:
    """Keep the decision; bodies and heirs follow. A correction begins with the bodies that the first change ended."""
    plan = {"givers": list(corrects.plan.get("endings", []))} if corrects else {}
    row = Reorganisation.objects.create(
        what=what, effective_on=effective_on, basis=basis, plan=plan, corrects=corrects, drafted_by=by, drafted_at=at
    )
    record("organisations.reorganisation.drafted", by=by, at=at, subject=row, what=said(what), basis=said(basis))
    return row


@transaction.atomic
def plan_reorganisation(row: Reorganisation, *, by: Any, at: datetime, **parts: Any) -> Reorganisation:
    """Change parts of a draft: `what`, `effective_on`, `basis`, or parts of its plan; a body that cannot end is refused at once."""
    row = _draft(row)
    for name in ("what", "effective_on", "basis"):
        setattr(row, name, parts.pop(name, getattr(row, name)))
    if faults := faults_of_endings(parts.get("endings", []), row.effective_on):
        raise ValidationError(faults)
    row.plan = {**row.plan, **parts}
    row.save(update_fields=["what", "effective_on", "basis", "plan"])
    record("organisations.reorganisation.planned", by=by, at=at, subject=row, changed=sorted(parts))
    return row


@transaction.atomic
def drop_reorganisation(row: Reorganisation, *, by: Any, at: datetime) -> Reorganisation:
    """Give a draft up; it stays readable."""
    row = _draft(row)
    row.state = Reorganisation.State.DROPPED
    row.save(update_fields=["state"])
    record("organisations.reorganisation.dropped", by=by, at=at, subject=row)
    return row


def _draft(row: Reorganisation) -> Reorganisation:
    row = Reorganisation.objects.select_for_update().get(pk=row.pk)
    if row.state != Reorganisation.State.DRAFT:
        raise ValidationError(_("Việc sắp xếp này không còn là bản soạn. Lập một việc sắp xếp mới."))
    return row
