"""Putting right what the engine read, before anything is given out. What was read stays; a correction stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Addressee, AddresseeLine, Directive, LeaderNote, Obligation
from vonggac.apps.organisations.models import Organisation
from vonggac.kernel.handling import Handling

CORRECTABLE = {
    "/kind": "kind",
    "/number": "number",
    "/symbol": "symbol",
    "/place": "place",
    "/date": "dated_on",
    "/issuer": "issuer",
    "/parent": "parent_body",
    "/subject": "subject",
    "/signer/name": "signer",
    "/signer/title": "signer_title",
}
"""JSON pointer of the reading → field of the row."""
IN_WORDS = frozenset({"/bases", "/cited", "/contacts"})
"""Lists that a person corrects in words: what was read stays in the reading, the words stand beside it."""


def under_review(directive: Directive, version: int | None = None) -> Directive:
    """Return the row, locked; raises ValidationError when it is no longer under review or somebody else changed it meanwhile."""
    if Directive.objects.select_for_update().get(pk=directive.pk).state != Directive.State.REVIEW:
        raise ValidationError(_("Văn bản đã giao việc. Muốn sửa, dùng “Bổ sung, điều chỉnh”."))
    return as_seen(directive, version)


def as_seen(directive: Directive, version: int | None = None) -> Directive:
    """Return the row, locked and one version further; raises ValidationError when somebody changed it since the person saw it.

    For what may be set before and after the work was given out: the leader's note, the season, annexes.
    """
    row = Directive.objects.select_for_update().get(pk=directive.pk)
    if version is not None and row.version != version:
        raise ValidationError(_("Người khác vừa sửa văn bản này. Xem lại bản mới bên dưới rồi lưu lại."), code="changed")
    row.version += 1
    row.save(update_fields=["version"])
    return row


@transaction.atomic
def correct_letter(directive: Directive, changes: Mapping[str, Any], *, by: Any, at: datetime, version: int | None = None) -> Directive:
    """Set values that were read wrongly or not at all, by JSON pointer.

    The log names the fields only: words of a letter must never enter a chain that a spill could not be erased from. What was read
    stands in `reading`, what replaced it in `corrections`.
    """
    row = under_review(directive, version)
    unknown = changes.keys() - CORRECTABLE.keys()
    if unknown:
        raise KeyError(f"not correctable: {sorted(unknown)}")
    for pointer, value in changes.items():
        setattr(row, CORRECTABLE[pointer], value)
    if row.dated_on is not None:
        row.date_partial = ""
    row.corrections = {**row.corrections, **{pointer: str(value or "") for pointer, value in changes.items()}}
    row.save()
    record("directives.letter.corrected", by=by, at=at, subject=row, count=len(changes), fields=sorted(changes))
    return row


@transaction.atomic
def settle_line(
    line: AddresseeLine, bodies: Iterable[Organisation], *, reason: str = "", by: Any, at: datetime, version: int | None = None
) -> AddresseeLine:
    """Say which bodies of today a line means, or skip it with a reason when there are none."""
    under_review(line.directive, version)
    chosen = list(bodies)
    if not chosen and not reason.strip():
        raise ValidationError(_("Chọn ít nhất một cơ quan, hoặc ghi lý do bỏ dòng này."))
    line.settled = AddresseeLine.Settled.CHOSEN if chosen else AddresseeLine.Settled.SKIPPED
    line.because = reason.strip() or _("Người rà soát chọn.")
    line.save(update_fields=["settled", "because"])
    line.bodies.all().delete()
    Addressee.objects.bulk_create([Addressee(line=line, named=body, today=body, because=line.because) for body in chosen])
    record(
        "directives.line.settled",
        by=by,
        at=at,
        subject=line,
        count=len(chosen),
        touched=[body.pk for body in chosen],
        settled=line.settled,
        reason=said(line.because),
    )
    return line


@transaction.atomic
def settle_known(line: AddresseeLine, *, reason: str, by: Any, at: datetime, version: int | None = None) -> AddresseeLine:
    """Keep the bodies of a line that have an heir and leave out those that have none, with the reason (their communes get it by name)."""
    under_review(line.directive, version)
    if not reason.strip():
        raise ValidationError(_("Ghi lý do bỏ các cơ quan không có nơi kế thừa."))
    dropped = list(line.bodies.filter(today=None).values_list("named__code", flat=True))
    line.bodies.filter(today=None).delete()
    line.settled = AddresseeLine.Settled.CHOSEN if line.bodies.exists() else AddresseeLine.Settled.SKIPPED
    line.because = reason.strip()
    line.save(update_fields=["settled", "because"])
    record(
        "directives.line.settled",
        by=by,
        at=at,
        subject=line,
        count=len(dropped),
        settled=line.settled,
        dropped=dropped,
        reason=said(line.because),
    )
    return line


@transaction.atomic
def choose_heir(addressee: Addressee, heir: Organisation, *, by: Any, at: datetime, version: int | None = None) -> Addressee:
    """Name who stands today for a body that ended without a single heir; the line is settled when nobody of it waits any more."""
    line = addressee.line
    under_review(line.directive, version)
    addressee.today = heir
    addressee.because = _("Người rà soát chọn cơ quan tiếp nhận.")
    addressee.save(update_fields=["today", "because"])
    if line.settled == AddresseeLine.Settled.OPEN and not line.bodies.filter(today=None).exists():
        line.settled, line.because = AddresseeLine.Settled.CHOSEN, addressee.because
        line.save(update_fields=["settled", "because"])
    record("directives.heir.chosen", by=by, at=at, subject=addressee, organisation_id=heir.pk, named=addressee.named.code)
    return addressee


@transaction.atomic
def set_relation(line: AddresseeLine, relation: str, *, by: Any, at: datetime, version: int | None = None) -> AddresseeLine:
    """Say how the issuer stands to the bodies of a line."""
    under_review(line.directive, version)
    before, line.relation = line.relation, relation
    line.save(update_fields=["relation"])
    record("directives.line.relation_set", by=by, at=at, subject=line, before=before, after=relation)
    return line


OBLIGATION_FIELDS = frozenset(
    {
        "title", "text", "number", "own", "skipped", "skipped_reason", "due_on", "due_origin", "due_quote", "recurrence", "figures",
        "wants_evidence", "central_operator", "plain_question", "applies_to_owners", "for_everyone",
    }
)  # fmt: skip


@transaction.atomic
def change_obligation(
    obligation: Obligation,
    *,
    by: Any,
    at: datetime,
    lines: Iterable[AddresseeLine] | None = None,
    version: int | None = None,
    **facts: Any,
) -> Obligation:
    """Change what is asked, of whom, by when; raises ValidationError when a skipped one has no reason."""
    directive = under_review(obligation.directive, version)
    unknown = facts.keys() - OBLIGATION_FIELDS
    if unknown:
        raise KeyError(f"not a field of an obligation: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(obligation, name, value)
    if obligation.skipped and not obligation.skipped_reason.strip():
        raise ValidationError(_("Ghi lý do không giao nội dung này."))
    obligation.save()
    if lines is not None:
        obligation.lines.set(lines)
        _drop_deadlines_of_others(obligation)
    record("directives.obligation.changed", by=by, at=at, subject=obligation, directive=directive.pk, fields=sorted(facts))
    return obligation


def _drop_deadlines_of_others(obligation: Obligation) -> None:
    """A deadline of a line to which the obligation does not go any more goes with it."""
    lines = queries.lines_of_obligation(obligation, queries.lines_to_choose(obligation.directive))
    obligation.class_deadlines.exclude(line__in=lines).delete()


@transaction.atomic
def add_obligation(
    directive: Directive,
    *,
    title: str,
    text: str,
    by: Any,
    at: datetime,
    above: Obligation | None = None,
    lines: Iterable[AddresseeLine] = (),
    version: int | None = None,
    **facts: Any,
) -> Obligation:
    """Add something the letter asks and the engine did not see."""
    row = under_review(directive, version)
    unknown = facts.keys() - OBLIGATION_FIELDS
    if unknown:
        raise KeyError(f"not a field of an obligation: {sorted(unknown)}")
    last = row.obligations.order_by("-position").values_list("position", flat=True).first() or 0
    made = Obligation.objects.create(directive=row, above=above, position=last + 1, title=title, text=text, **facts)
    made.lines.set(lines)
    record("directives.obligation.added", by=by, at=at, subject=made, directive=row.pk)
    return made


@transaction.atomic
def note_decision(
    directive: Directive,
    *,
    text: str,
    lead: str,
    decided_by: str,
    decided_on: date,
    by: Any,
    at: datetime,
    support: str = "",
    due_on: date | None = None,
    version: int | None = None,
) -> LeaderNote:
    """Record the leader's decision on the letter (bút phê): who leads, who supports, by when."""
    as_seen(directive, version)
    note = LeaderNote.objects.create(
        directive=directive,
        text=text,
        lead=lead,
        support=support,
        due_on=due_on,
        decided_by=decided_by,
        decided_on=decided_on,
        recorded_by=by,
        recorded_at=at,
    )
    record("directives.decision.noted", by=by, at=at, subject=note, directive=directive.pk)
    return note


@transaction.atomic
def check_scan(directive: Directive, *, by: Any, at: datetime, version: int | None = None) -> Directive:
    """A person has looked at the pages and at the text read from them: no secrecy mark."""
    row = under_review(directive, version)
    row.scan_checked_by = by
    row.save(update_fields=["scan_checked_by"])
    record("directives.scan.checked", by=by, at=at, subject=row)
    return row


@transaction.atomic
def set_handling(directive: Directive, handling: str, *, by: Any, at: datetime, version: int | None = None) -> Directive:
    """Say who may see the letter and the work that follows from it."""
    row = under_review(directive, version)
    before, row.handling = row.handling, Handling(handling).value
    row.save(update_fields=["handling"])
    record("directives.handling.set", by=by, at=at, subject=row, before=before, after=row.handling)
    return row


@transaction.atomic
def set_season(
    directive: Directive, *, name: str, first: date | None, last: date | None, by: Any, at: datetime, version: int | None = None
) -> Directive:
    """Give the letter a season (đợt cao điểm), or take it away; also after the work was given out."""
    row = as_seen(directive, version)
    if (first is None) != (last is None) or (first and last and last < first):
        raise ValidationError(_("Nhập cả ngày bắt đầu và ngày kết thúc, ngày kết thúc không trước ngày bắt đầu."))
    row.season_name, row.season_from, row.season_to = name, first, last
    row.save(update_fields=["season_name", "season_from", "season_to"])
    record("directives.season.set", by=by, at=at, subject=row, first=first, last=last)
    return row
