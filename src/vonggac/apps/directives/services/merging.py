"""Making one obligation of two neighbours, and splitting it again; deadlines of single classes of addressees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.directives import queries
from vonggac.apps.directives.merging import neighbour_of, plan_merge
from vonggac.apps.directives.models import AddresseeLine, ClassDeadline, Obligation
from vonggac.apps.directives.services.review import under_review
from vonggac.apps.work.models import DueOrigin


@transaction.atomic
def merge_obligations(
    first: Obligation,
    *,
    by: Any,
    at: datetime,
    keep: Obligation | None = None,
    title: str = "",
    expected: int | None = None,
    version: int | None = None,
) -> Obligation:
    """Make one obligation of this and the next; both stay behind it as the letter has them, with their places in its text.

    `keep` says whose day stands where both give one addressee a different one; `expected` is the neighbour that the person was shown.
    """
    row = under_review(first.directive, version)
    second = neighbour_of(first)
    if expected is not None and second.pk != expected:
        raise ValidationError(_("Nội dung đứng sau đã khác. Xem lại bản mới bên dưới rồi gộp lại."))
    planned = plan_merge(first, second, keep=keep)
    made = Obligation.objects.create(directive=row, **{**planned.facts, "title": title.strip() or planned.facts["title"]})
    if not made.for_everyone:
        made.lines.set(planned.lines)
    ClassDeadline.objects.bulk_create(
        [
            ClassDeadline(obligation=made, line=line, due_on=due.on, due_origin=due.origin, due_quote=due.quote)
            for line, due in planned.own_dues
        ]
    )
    Obligation.objects.filter(pk__in=[first.pk, second.pk]).update(merged_into=made)
    # What the issuer promises inside an item stays with the item.
    row.obligations.filter(above_id__in=[first.pk, second.pk], own=True).update(above=made)
    record("directives.obligation.merged", by=by, at=at, subject=made, directive=row.pk, count=2, touched=[first.pk, second.pk])
    return made


@transaction.atomic
def split_obligation(merged: Obligation, *, by: Any, at: datetime, version: int | None = None) -> list[Obligation]:
    """Undo a merge: its two obligations stand again as they were; what was changed on the merged one goes with it."""
    row = under_review(merged.directive, version)
    parts = list(merged.originals.order_by("position", "id"))
    if not parts:
        raise ValidationError(_("Nội dung này không phải do gộp, nên không tách được."))
    own = row.obligations.filter(above=merged, own=True)
    for promise in own:
        promise.above = max((one for one in parts if one.position <= promise.position), key=lambda one: one.position, default=parts[0])
        promise.save(update_fields=["above"])
    gone = merged.pk
    row.obligations.filter(merged_into=merged).update(merged_into=None)
    merged.delete()
    touched = [one.pk for one in parts]
    record("directives.obligation.split", by=by, at=at, subject=row, count=len(parts), touched=touched, merged=gone)
    return parts


@dataclass(frozen=True, slots=True)
class LineDue:
    """Another deadline for one line of addressees."""

    line: AddresseeLine
    due_on: date
    due_origin: str
    due_quote: str = ""


@transaction.atomic
def set_class_deadlines(
    obligation: Obligation, deadlines: Iterable[LineDue], *, by: Any, at: datetime, version: int | None = None
) -> list[ClassDeadline]:
    """Set which addressees of an obligation have another deadline than it; those not named any more have its own again.

    A deadline of the text needs the letter's words; one of ours has none.
    """
    row = under_review(obligation.directive, version)
    wanted = list(deadlines)
    known = {line.pk for line in queries.lines_of_obligation(obligation, queries.lines_to_choose(row))}
    if any(one.line.pk not in known for one in wanted) or len({one.line.pk for one in wanted}) != len(wanted):
        raise ValidationError(_("Mỗi dòng nhận của nội dung này chỉ có một hạn riêng."))
    if any(one.due_origin == DueOrigin.TEXT and not one.due_quote.strip() for one in wanted):
        raise ValidationError(_("Chép câu chữ của hạn trong văn bản, hoặc chọn “Hạn theo dõi nội bộ”"))
    before = obligation.class_deadlines.count()
    obligation.class_deadlines.all().delete()
    made = ClassDeadline.objects.bulk_create(
        [
            ClassDeadline(
                obligation=obligation,
                line=one.line,
                due_on=one.due_on,
                due_origin=one.due_origin,
                due_quote=one.due_quote.strip() if one.due_origin == DueOrigin.TEXT else "",
            )
            for one in wanted
        ]
    )
    record(
        "directives.class_deadlines.set",
        by=by,
        at=at,
        subject=obligation,
        directive=row.pk,
        count=len(made),
        before=before,
        touched=[one.line_id for one in made],
    )
    return made
