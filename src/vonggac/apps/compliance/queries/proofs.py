"""Reads of proofs: all that stand for systems in sight, for which controls each, and what a wider use would add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from vonggac.apps.compliance.models import Answer, Assessment, Proof, ProofUse
from vonggac.apps.compliance.queries.measures import proofs_visible_to
from vonggac.apps.compliance.queries.visibility import gaps_known_to, systems_prepared_by
from vonggac.apps.registry.models import InformationSystem

FEW = 30
"""As many systems stand as boxes to tick; of more, codes are typed."""
EXPIRED, STANDING, WITHDRAWN = "expired", "standing", "withdrawn"


def proofs_in_order(user: Any, on: date, words: str = "", only: str = "") -> QuerySet[Proof]:
    """Return the proofs in sight with how many controls lean on each: expired ones first, then those that expire next."""
    rows = proofs_visible_to(user)
    over = Q(withdrawn_at=None, expires_on__lt=on)
    kept = {EXPIRED: over, STANDING: Q(withdrawn_at=None) & ~Q(expires_on__lt=on), WITHDRAWN: Q(withdrawn_at__isnull=False)}
    rows = rows.filter(kept[only]) if only in kept else rows
    if words.strip():
        rows = rows.filter(Q(title__icontains=words.strip()) | Q(uses__control__iexact=words.strip()))
    place = Case(When(over, then=Value(0)), When(withdrawn_at=None, then=Value(1)), default=Value(2))
    return rows.annotate(controls=Count("uses", distinct=True), place=place).order_by("place", "expires_on", "-effective_on", "-id")


def proofs_to_use(user: Any) -> QuerySet[Proof]:
    """Return the proofs that the person may let stand for more: of systems they prepare, not taken back; the newest first."""
    mine = Proof.objects.filter(uses__system__in=systems_prepared_by(user), withdrawn_at=None).select_related("organisation")
    return mine.annotate(controls=Count("uses", distinct=True)).order_by("-effective_on", "-id")


def systems_to_offer(user: Any) -> list[InformationSystem]:
    """Return the systems that the person prepares, when they are few enough to be ticked; of many none."""
    rows = list(systems_prepared_by(user).order_by("sort_key", "id")[: FEW + 1])
    return rows if len(rows) <= FEW else []


def uses_known_to(user: Any, proof: Proof) -> list[tuple[InformationSystem, list[ProofUse]]]:
    """Return for what a proof stands, system by system, as far as the person may know the measures of each."""
    rows = proof.uses.filter(system__in=gaps_known_to(user)).select_related("system", "made_by").order_by("system__sort_key", "control")
    found: dict[int, tuple[InformationSystem, list[ProofUse]]] = {}
    for use in rows:
        found.setdefault(use.system_id, (use.system, []))[1].append(use)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Added:
    """What a proof would newly stand for in one system, and what of that its level does not ask."""

    system: InformationSystem
    new: list[str]
    already: list[str]
    not_asked: list[str]


def would_add(proof: Proof, systems: Iterable[InformationSystem], catalogue: str, controls: list[str]) -> list[Added]:
    """Say, system by system, what a use would add; a control that its newest assessment does not hold is told apart."""
    rows = list(systems)
    uses = ProofUse.objects.filter(proof=proof, system__in=rows, catalogue=catalogue, control__in=controls)
    held: dict[int, set[str]] = {}
    for system_id, control in uses.values_list("system_id", "control"):
        held.setdefault(system_id, set()).add(control)
    asked = _asked(rows, catalogue, controls)
    return [
        Added(
            one,
            [code for code in controls if code not in held.get(one.pk, set())],
            [code for code in controls if code in held.get(one.pk, set())],
            [code for code in controls if one.pk in asked and code not in asked[one.pk]],
        )
        for one in rows
    ]


def _asked(systems: list[InformationSystem], catalogue: str, controls: list[str]) -> dict[int, set[str]]:
    """Return the chosen controls that the newest assessment of each system holds; a system without one is left out."""
    newest: dict[int, int] = {}
    rows = Assessment.objects.filter(system__in=systems, catalogue=catalogue).order_by("as_of", "id").values_list("system_id", "pk")
    newest.update(rows)
    found: dict[int, set[str]] = {system_id: set() for system_id in newest}
    answers = Answer.objects.filter(assessment_id__in=newest.values(), control__in=controls)
    for system_id, control in answers.order_by().values_list("assessment__system_id", "control"):
        found[system_id].add(control)
    return found
