"""Invented assessments for a demonstration: one system assessed twice, one that is being answered. A second start changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.apps.registry.models import InformationSystem

MISSED = (9, 3, 2)
"""Of how many measures one is not met, commune by commune."""
MARK = "Dữ liệu trình diễn, hư cấu"
EDITION = "TCVN 14423:2026"
LAST_TIME = ((7, 4), (8, 4), (4, 3), (5, 3), (3, 1), (4, 2), (2, 0), (5, 3))
THIS_TIME = ((4, 3), (6, 3), (3, 2), (3, 2), (2, 1), (3, 2), (1, 0), (4, 3))
"""How many are partly met and not met in each arm of the radar; the rest is met."""


@transaction.atomic
def make_measures(*, at: datetime) -> None:
    """Make the assessments where the invented systems stand and nobody assessed them yet."""
    if not settings.DEMO:
        raise RuntimeError("invented assessments belong into a demonstration only")
    from vonggac.apps.accounts.models import User

    systems = {row.code: row for row in InformationSystem.objects.filter(code__in=("TD-01", "TD-02")).select_related("owner")}
    people = list(User.objects.filter(username__in=("canbo", "dieuphoi")).order_by("username"))
    if len(systems) < 2 or len(people) < 2 or Assessment.objects.filter(system__in=systems.values()).exists():
        return
    today = localdate(at)
    for days, counts in ((85, LAST_TIME), (11, THIS_TIME)):
        _assessed(systems["TD-01"], today - timedelta(days=days), counts, people, at - timedelta(days=days))
    _begun(systems["TD-02"], today, people[0], at)
    _proved(systems.values(), today, people[0], at)


def assess_communes(systems: Sequence[InformationSystem], people: Sequence[Any], *, at: datetime) -> None:
    """Assess a few communes' own networks once, each with its share of measures met, so that the map has something to show."""
    from vonggac.apps.compliance.services.assessing import close_assessment

    day = localdate(at) - timedelta(days=20)
    for system, every in zip(systems, MISSED, strict=False):
        made = _opened(system, day, at)
        if made is not None:
            codes = made.answers.order_by("id").values_list("control", flat=True)
            states = {code: "not" if place % every == 0 else "met" for place, code in enumerate(codes)}
            _write(made, states, answered_by=people[0], confirmed_by=people[1], at=at)
            close_assessment(made.pk, by=None, at=at)


def _assessed(system: InformationSystem, day: date, counts: Sequence[tuple[int, int]], people: Sequence[Any], at: datetime) -> None:
    from vonggac.apps.compliance.services.assessing import close_assessment

    made = _opened(system, day, at)
    if made is None:
        return
    states = _states(made, counts)
    _write(made, states, answered_by=people[0], confirmed_by=people[1], at=at)
    close_assessment(made.pk, by=None, at=at)


def _begun(system: InformationSystem, day: date, by: Any, at: datetime) -> None:
    """Leave an assessment half answered and waiting, so that somebody sees what there is to do."""
    made = _opened(system, day, at)
    if made is not None:
        codes = list(made.answers.order_by("id").values_list("control", flat=True)[:60])
        _write(made, {code: "partly" if at % 5 == 4 else "met" for at, code in enumerate(codes)}, answered_by=by, confirmed_by=None, at=at)


def _proved(systems: Collection[InformationSystem], today: date, by: Any, at: datetime) -> None:
    """One proof that stands for several controls of both systems, and one whose last day is over."""
    from vonggac.apps.compliance.services.proofs import NewProof, Stand, add_proof

    first = min(systems, key=lambda one: one.code)
    rules = NewProof(title="Quy chế bảo đảm an ninh mạng (giả định)", statement=MARK, effective_on=today - timedelta(days=120))
    stands = [Stand(one.pk, EDITION, code) for one in systems for code in ("RR-01", "RR-02", "NS-01")]
    add_proof(first.owner_id, rules, stands, by=None, at=at)
    old = NewProof(
        title="Biên bản rà soát tài sản (giả định)",
        statement=MARK,
        effective_on=today - timedelta(days=400),
        expires_on=today - timedelta(days=35),
    )
    add_proof(first.owner_id, old, [Stand(first.pk, EDITION, "HW-01")], by=None, at=at)


def _opened(system: InformationSystem, day: date, at: datetime) -> Assessment | None:
    from vonggac.apps.compliance.services.assessing import open_assessment
    from vonggac.law.catalogues import catalogue, usable_on

    edition = catalogue(EDITION)
    if edition not in usable_on(day):
        return None
    return open_assessment(system, edition, level=system.level or 3, kind="self", as_of=day, by=None, at=at, carry=False)


def _states(made: Assessment, counts: Sequence[tuple[int, int]]) -> dict[str, str]:
    """Spread what is partly met and not met over each arm, the last of its controls first."""
    from vonggac.law.catalogues import catalogue

    states: dict[str, str] = {}
    for display, (partly, missing) in zip(catalogue(EDITION).displays, counts, strict=True):
        codes = list(made.answers.filter(group__in=display.groups).order_by("-id").values_list("control", flat=True))
        for at, code in enumerate(codes):
            states[code] = "not" if at < missing else "partly" if at < missing + partly else "met"
    return states


def _write(made: Assessment, states: dict[str, str], *, answered_by: Any, confirmed_by: Any, at: datetime) -> None:
    from vonggac.apps.compliance.services.counting import recount

    for state in sorted(set(states.values())):
        codes = [code for code, said in states.items() if said == state]
        Answer.objects.filter(assessment=made, control__in=codes).update(
            state=state, counts_as=state, note="" if state == "met" else MARK, answered_by=answered_by, answered_at=at,
            confirmed_by=confirmed_by, confirmed_at=at if confirmed_by else None, version=1,
        )  # fmt: skip
    recount([made.pk])
