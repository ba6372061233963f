"""Merge, split, rename, abolish: bodies change at a date, and nothing they held is lost.

A plan is plain data:
    endings   [body id]                                     bodies that end the day before
    givers     [body id]                                     bodies that give something away and do not end (or have ended before)
    beginnings [{key, code, name, kind, parent, …}]          new bodies; parent is a body id or "new:<key>"
    heirs     [{before: body id, after: body id | "new:<key>", function}]   who goes on with what ("" is everything)
    choices   {identifier of a thing from the preview: body id | "new:<key>"}   named heirs; a thing without one waits for a person
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.organisations.models import Organisation, Reorganisation, Succession
from vonggac.apps.organisations.ports import Carried, Change, carriers
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.organisations.services.soundness import NEW, demand_sound
from vonggac.apps.organisations.services.tree import rebuild_ancestry

BODY_FACTS = ("code", "name", "short_name", "addressee_name", "kind", "province_code", "domain", "note")


@transaction.atomic
def draft_reorganisation(
    *, what: str, effective_on: date, basis: str, plan: Mapping[str, Any], by: Any, at: datetime, corrects: Reorganisation | None = None
) -> Reorganisation:
    """Keep a plan as a draft; raises ValidationError with sentences when it does not hold together."""
    demand_sound(what, effective_on, plan)
    row = Reorganisation.objects.create(
        what=what, effective_on=effective_on, basis=basis, plan=dict(plan), corrects=corrects, drafted_by=by, drafted_at=at
    )
    record("organisations.reorganisation.drafted", by=by, at=at, subject=row, what=said(what), basis=said(basis))
    return row


def changes_of(row: Reorganisation, made: Mapping[str, int]) -> list[Change]:
    """Return what happens to each body; `made` maps keys of new bodies to ids (before confirming: stand-ins below zero).

    A body that gives functions away and lives on stands among its own heirs: what nobody names stays with it.
    """
    endings = row.plan.get("endings", [])
    heirs: dict[int, dict[str, int]] = {body: {} for body in endings}
    givers = {heir["before"] for heir in row.plan.get("heirs", [])} - set(endings)
    for body in valid_on(row.effective_on, Organisation.objects.filter(pk__in=givers)):
        heirs[body.pk] = {"": body.pk}
    for heir in row.plan.get("heirs", []):
        heirs.setdefault(heir["before"], {})[heir.get("function", "")] = _body_id(heir["after"], made)
    return [Change(body_id=body, heirs=found, on=row.effective_on) for body, found in sorted(heirs.items())]


def _body_id(named: int | str, made: Mapping[str, int]) -> int:
    return made[named.removeprefix(NEW)] if isinstance(named, str) and named.startswith(NEW) else int(named)


def preview_reorganisation(row: Reorganisation) -> list[tuple[str, Sequence[Carried]]]:
    """Return (room, what it holds for the changing bodies); after the carrying, what still waits there. Writes nothing."""
    stand_ins = {one["key"]: -number for number, one in enumerate(row.plan.get("beginnings", []), start=1)}
    changes = changes_of(row, row.plan.get("made") or stand_ins)
    return [(key, list(carrier.preview(changes))) for key, carrier in carriers.in_order()]


@transaction.atomic
def confirm_reorganisation(row: Reorganisation, *, by: Any, at: datetime, today: date) -> Reorganisation:
    """Make the new bodies, end the old ones, write who goes on with what; carry everything when the day has come."""
    row = Reorganisation.objects.select_for_update().get(pk=row.pk)
    if row.state == Reorganisation.State.CONFIRMED:
        raise ValidationError(_("Việc sắp xếp này đã được thực hiện. Muốn sửa, lập một việc sắp xếp mới để đính chính."))
    if row.state == Reorganisation.State.DROPPED:
        raise ValidationError(_("Việc sắp xếp này đã bỏ. Lập một việc sắp xếp mới."))
    demand_sound(row.what, row.effective_on, row.plan)
    # End first: a rename begins a new period under the same code.
    endings = Organisation.objects.filter(pk__in=row.plan.get("endings", []))
    endings.update(valid_to=row.effective_on - timedelta(days=1), from_profile=False)
    made = _begin_bodies(row)
    _write_successions(row, made)
    row.plan = {**row.plan, "made": made}
    row.state, row.confirmed_by, row.confirmed_at = Reorganisation.State.CONFIRMED, by, at
    row.save(update_fields=["plan", "state", "confirmed_by", "confirmed_at"])
    rebuild_ancestry(on=today)
    record(
        "organisations.reorganisation.confirmed",
        by=by,
        at=at,
        subject=row,
        count=len(row.plan.get("endings", [])) + len(made),
        touched=[*row.plan.get("endings", []), *made.values()],
        basis=said(row.basis),
        effective_on=row.effective_on.isoformat(),
    )
    if row.effective_on <= today:
        _carry(row, by=by, at=at)
    return row


def _begin_bodies(row: Reorganisation) -> dict[str, int]:
    made: dict[str, int] = {}
    endings = row.plan.get("endings", [])
    first = Organisation.objects.filter(pk__in=endings).first()
    for facts in row.plan.get("beginnings", []):
        values = {name: facts[name] for name in BODY_FACTS if facts.get(name)}
        values.setdefault("province_code", first.province_code if first else "")
        parent = facts.get("parent")
        body = Organisation.objects.create(
            **values,
            parent_id=_body_id(parent, made) if parent is not None else None,
            valid_from=row.effective_on,
            source=row.basis,
        )
        made[facts["key"]] = body.pk
    return made


def _write_successions(row: Reorganisation, made: Mapping[str, int]) -> None:
    rows = [
        Succession(before_id=change.body_id, after_id=heir, function=function, on=row.effective_on, source=row.basis, reorganisation=row)
        for change in changes_of(row, made)
        for function, heir in change.heirs.items()
        if heir != change.body_id
    ]
    Succession.objects.bulk_create(rows, ignore_conflicts=True)


def _carry(row: Reorganisation, *, by: Any, at: datetime) -> None:
    made = row.plan["made"]
    changes = changes_of(row, made)
    choices = {thing: _body_id(heir, made) for thing, heir in row.plan.get("choices", {}).items()}
    moved = {key: carrier.carry(changes, choices, by=by, at=at) for key, carrier in carriers.in_order()}
    row.carried_at = at
    row.plan = {**row.plan, "moved": moved}
    row.save(update_fields=["carried_at", "plan"])
    record("organisations.reorganisation.carried", by=by, at=at, subject=row, count=sum(moved.values()), moved=moved)


def carry_due(at: datetime, today: date) -> int:
    """Carry every confirmed change whose first day has come; safe to run again."""
    waiting = Reorganisation.objects.filter(state=Reorganisation.State.CONFIRMED, carried_at=None, effective_on__lte=today)
    done = 0
    for key in waiting.order_by("effective_on", "id").values_list("pk", flat=True):
        with transaction.atomic():
            row = Reorganisation.objects.select_for_update().get(pk=key)
            if row.carried_at is None:
                _carry(row, by=row.confirmed_by, at=at)
                done += 1
    return done
