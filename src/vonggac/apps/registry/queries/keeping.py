"""How systems are kept: who holds which layer and what proves it, who operates what is hired, what falls with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from vonggac.apps.registry import ports
from vonggac.apps.registry.models import InformationSystem, Layer, LayerFact, ProviderContract, SystemLink, SystemProof
from vonggac.apps.registry.models.links import FELLED_BY
from vonggac.apps.registry.queries.sight import contracts_in_force, held_on, links_visible_to, visible_to
from vonggac.engines.systems import Fallen, Hired, LayerState, Link, Operates, Picture, circle, draw, falls_with, judge, operator_of
from vonggac.law.systems import system_rules

# --- four layers --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LayerCard:
    """One layer of one system as its card shows it."""

    layer: Layer
    facts: Sequence[LayerFact]
    state: LayerState
    proof: SystemProof | None
    live: ports.LiveProof | None


def four_layers(system: InformationSystem, day: date) -> list[LayerCard]:
    """Return the four layers of one system with the last proof of each; three questions to the database."""
    facts = list(held_on(LayerFact.objects.filter(system=system), day).select_related("body", "contract__provider"))
    last: dict[int, SystemProof] = {}
    for proof in SystemProof.objects.filter(system=system, proved_on__lte=day).order_by("proved_on", "id"):
        last[proof.layer] = proof
    live = ports.live_proofs_of([system.pk])
    cadences = system_rules().cadences_on(day)
    return [_card(system, Layer(n), [one for one in facts if one.layer == n], last.get(n), live, cadences, day) for n in Layer.values]


def _card(
    system: InformationSystem, layer: Layer, facts: list[LayerFact], proof: SystemProof | None, live: Any, cadences: Any, day: date
) -> LayerCard:
    alive = live.get((system.pk, layer.value))
    proved = max((one for one in (proof and proof.proved_on, alive and localdate(alive.at)) if one), default=None)
    state = judge(layer.value, level=system.level, held=bool(facts), proved_on=proved, cadences=cadences, today=day)
    return LayerCard(layer, facts, state, proof, alive)


def proofs_and_holders(day: date, ids: Sequence[int]) -> tuple[set[tuple[int, int]], dict[tuple[int, int], date]]:
    """Return who of all systems holds which layer, and the last proof of each, as (system, layer); a constant number of questions."""
    held = set(held_on(LayerFact.objects.order_by(), day).values_list("system_id", "layer"))
    rows = SystemProof.objects.filter(proved_on__lte=day).order_by().values_list("system_id", "layer").annotate(last=Max("proved_on"))
    proved = {(system, layer): last for system, layer, last in rows}
    for key, alive in ports.live_proofs_of(ids).items():
        proved[key] = max(proved.get(key, date.min), localdate(alive.at))
    return held, proved


# --- who operates -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operation:
    """Who operates a hired system by the rule of the day, and who would have by the rule before it."""

    today: Operates
    before: Operates | None
    contract: ProviderContract
    differs: bool
    """The register names another operator than the rule."""

    @property
    def moved(self) -> bool:
        """Say whether the change of the rule changed the operator."""
        return self.before is not None and self.before.body != self.today.body


def operation_of(system: InformationSystem, day: date) -> Operation | None:
    """Derive the operator of a system that stands at a provider's by contract; None when nothing follows."""
    hosting = contracts_in_force(day).filter(systems=system, hosts=True).select_related("provider", "client").order_by("-valid_from", "id")
    contract = hosting.first()
    rules = system_rules()
    rule = rules.hosting_on(day)
    if contract is None or rule is None:
        return None
    hired = Hired(contract.number, contract.provider_id, contract.client_id, contract.operates)
    today = operator_of(rule, hired)
    if today is None:
        return None
    return Operation(today, operator_of(rules.hosting_before(rule), hired), contract, system.operator_id not in {None, today.body})


# --- what falls ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FallenSystem:
    """One system that stops too, and because of which need."""

    system: InformationSystem
    steps: int
    needs: InformationSystem
    sort: str


@dataclass(frozen=True, slots=True)
class Outage:
    """What stops if one system stops, as far as the reader may know."""

    fallen: Sequence[FallenSystem]
    picture: Picture | None
    names: dict[int, InformationSystem]
    round: Sequence[InformationSystem]
    """Systems that need each other in a circle with this one, it first."""


def outage_of(system: InformationSystem, user: Any, day: date) -> Outage:
    """Follow dependence and hosting backwards from one system; two questions, however many systems and steps."""
    links = standing_links(user, day)
    fallen = falls_with(links, system.pk)
    around = circle(links, system.pk)
    names = {one.pk: one for one in visible_to(user).filter(pk__in=[one.system for one in fallen]).select_related("owner")}
    names[system.pk] = system
    told = [_told(one, names) for one in fallen]
    return Outage(told, draw(system.pk, fallen) if fallen else None, names, [names[pk] for pk in around if pk in names])


def standing_links(user: Any, day: date) -> list[Link]:
    """Return the needs between systems, in force on a day, that the person may know of."""
    rows = held_on(links_visible_to(user).filter(sort__in=FELLED_BY), day)
    return [Link(*row) for row in rows.values_list("source_id", "target_id", "sort")]


def _told(one: Fallen, names: dict[int, InformationSystem]) -> FallenSystem:
    sort = str(SystemLink.Sort(one.because.sort).label)
    return FallenSystem(names[one.system], one.steps, names[one.because.target], sort)


def links_of(system: InformationSystem, user: Any) -> tuple[list[SystemLink], list[SystemLink]]:
    """Return the visible links from a system and to it."""
    links = links_visible_to(user)
    return list(links.filter(source=system)), list(links.filter(target=system))
