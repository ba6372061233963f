"""A person asks for the unreadable records of a source to be read once more, after its way of reading has changed; a job does it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.alerts.queries.mappings import unparsed_of
from vonggac.apps.alerts.services.taking_in.again import read_source_again
from vonggac.apps.audit.services import record
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.work.services.taking import demand

ACT = "alerts.sources"


def job_key(source_id: int) -> str:
    """Return the key under which the job of a source is found."""
    return f"alerts.again:{source_id}"


@transaction.atomic
def ask_to_read_again(source: AlertSource, *, by: Any, at: datetime) -> int:
    """Let what stands unread now be read in the background; return how many records that are."""
    from vonggac.apps.alerts.jobs import read_unparsed_again

    demand(by, ACT)
    row = AlertSource.objects.select_for_update().get(pk=source.pk)
    standing = progress_of(job_key(row.pk))
    if standing is not None and not standing.is_over:
        raise ValidationError(_("Các bản ghi của nguồn này đang được đọc lại."))
    unread = unparsed_of(row.pk)
    number, until = unread.count(), unread.aggregate(last=Max("pk"))["last"]
    if not number:
        raise ValidationError(_("Nguồn này không có bản ghi nào không đọc được."))
    record("alerts.unparsed.asked", by=by, at=at, subject=row, organisation_id=row.organisation_id, count=number)
    enqueue(read_unparsed_again, row.pk, until, number, by.pk, unique_key=job_key(row.pk))
    return number


def read_again(source_id: int, until: int, asked: int, *, by: Any, at: datetime) -> dict[str, int]:
    """Read them; the line in the log counts what all runs together brought, also when one was cut off."""
    read_source_again(source_id, until, at=at)
    left = unparsed_of(source_id).filter(pk__lte=until).count()
    with transaction.atomic():
        row = AlertSource.objects.get(pk=source_id)
        brought = max(0, asked - left)
        record("alerts.unparsed.read", by=by, at=at, subject=row, organisation_id=row.organisation_id, count=brought, number=asked)
    return {"asked": asked, "read": brought, "left": left}
