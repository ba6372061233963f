"""Saying of findings that they are true or false, or that the verdict is taken back. One finding is a list of one; a list is one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.hunts.models import Finding
from vonggac.apps.hunts.queries.visibility import findings_workable_by
from vonggac.apps.hunts.refusals import Changed, TaskIsOut
from vonggac.apps.work.services.taking import demand

Versions = Mapping[int, int | None]
"""number of a finding → the version that the person saw; None does not ask."""
ACT = "hunts.triage"
MOST_AT_ONCE = 500
Verdict = Finding.Verdict


def take(by: Any, versions: Versions) -> list[Finding]:
    """Lock findings for an act; `Finding.DoesNotExist` for one that the person may not work on, a refusal for one that has changed."""
    demand(by, ACT)
    if not versions:
        raise ValidationError(_("Chọn ít nhất một kết quả."))
    if len(versions) > MOST_AT_ONCE:
        raise ValidationError(_("Chọn tối đa %(most)s kết quả mỗi lần.") % {"most": MOST_AT_ONCE})
    rows = findings_workable_by(by).filter(pk__in=list(versions)).select_related("judged_by", "task").order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    if len(found) < len(versions):
        raise Finding.DoesNotExist
    for row in found:
        if versions[row.pk] is not None and versions[row.pk] != row.version:
            raise Changed.on(row)
    return found


def about(rows: Sequence[Finding]) -> dict[str, Any]:
    """Return what the log says of which findings an act was about."""
    one = rows[0] if len(rows) == 1 else None
    body = one.organisation_id if one else None
    return {"subject": one or "", "organisation_id": body, "count": len(rows), "touched": [row.pk for row in rows]}


def words_of(reason: str, field: str = "reason") -> str:
    """Return the reason, or refuse an act without the words that the next reader needs."""
    if not reason.strip():
        raise ValidationError({field: _("Ghi lý do để người xem sau hiểu.")})
    if len(reason.strip()) > Finding._meta.get_field("reason").max_length:
        raise ValidationError({field: _("Viết lý do ngắn lại, tối đa 500 ký tự.")})
    return reason.strip()


@transaction.atomic
def judge_findings(versions: Versions, *, verdict: str, reason: str = "", by: Any, at: datetime) -> list[Finding]:
    """Say whether findings are true or false, or take the verdict back; known good is said with its end (`knowing.know_good`)."""
    if verdict not in (Verdict.TRUE, Verdict.FALSE, Verdict.WAITING):
        raise ValidationError({"verdict": _("Chọn kết luận: đúng, báo nhầm, hay chưa xác minh.")})
    words = reason.strip() if verdict == Verdict.TRUE else words_of(reason)
    if words:
        words_of(words)
    rows = take(by, versions)
    for row in rows:
        if verdict != Verdict.TRUE and row.task is not None and row.task.is_open():
            raise TaskIsOut.on(row)
    write_verdict(rows, verdict=verdict, reason="" if verdict == Verdict.WAITING else words, by=by, at=at)
    record("hunts.judged", by=by, at=at, **about(rows), verdict=str(verdict), reason=said(words))
    return rows


def write_verdict(rows: Sequence[Finding], *, verdict: str, reason: str, by: Any, at: datetime, **facts: Any) -> None:
    """Write a verdict into rows that are locked; whatever held them to be good before does so no longer. A part of acts, which record."""
    back = verdict == Verdict.WAITING
    told = {"judged_by": None if back else by, "judged_at": None if back else at, "hidden_by": None, **facts}
    Finding.objects.filter(pk__in=[row.pk for row in rows]).update(verdict=verdict, reason=reason, version=F("version") + 1, **told)
