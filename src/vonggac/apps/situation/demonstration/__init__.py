"""Invented work on the real directory, through the very services that people use; in a demonstration only."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from vonggac.apps.audit.services import record


@transaction.atomic
def make_demonstration(*, at: datetime) -> None:
    """Make systems, four letters and what happened to them around `at`; where they stand already, nothing changes."""
    if not settings.DEMO:
        raise RuntimeError("invented letters belong into a demonstration only")
    # Here and not above: what reads letters and draws papers is heavy, and only a demonstration needs it at start.
    from vonggac.apps.directives.models import Directive
    from vonggac.apps.organisations.queries import valid_on
    from vonggac.apps.situation.demonstration import letters, work
    from vonggac.apps.situation.demonstration.keeping import describe_systems
    from vonggac.apps.situation.demonstration.stage import Stage
    from vonggac.apps.situation.demonstration.systems import make_systems

    if Directive.objects.filter(subject__contains=letters.MARK).exists():
        return
    stage = Stage.set_up(at)
    operator = valid_on(stage.today).filter(kind="centre").order_by("id").first()
    systems = make_systems(stage.departments, operator, today=stage.today)
    describe_systems(stage)
    work.contacts(stage)
    work.review_of_machines(stage)
    work.season(stage)
    work.warning(stage)
    acts = stage.play()
    record("situation.demonstration.made", by=None, at=at, count=acts, systems=systems)
