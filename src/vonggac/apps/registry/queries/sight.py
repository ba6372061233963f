"""Which systems there are, what they consist of, and who may know it.

A system is seen through its owner or its operator; a provider sees what it operates, and what a contract in force today names. Address
ranges are need-to-know: the coordinating office, the provincial response team, who checks, the organisation itself, and the provider
whose contract names the system. Leaders read systems without their addresses (design, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, is_in_the_response_team, leads_the_coordination, organisations_reached, roles_of
from vonggac.apps.organisations.queries import subtree_ids
from vonggac.apps.registry.models import (
    AddressRange,
    Component,
    DataKind,
    Domain,
    Held,
    InformationSystem,
    LayerFact,
    MailDomain,
    NetworkZone,
    ProviderContract,
    SystemLink,
    SystemProof,
)
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.vietnamese import fold

ENDS_SOON = timedelta(days=90)
"""A contract this near its end shows in the list: a new one takes that long to procure."""


def _reads(user: Any) -> bool:
    return bool(roles_of(user) & ACTS["registry.read"])


def _sees_all(user: Any) -> bool:
    """Say whether the person reads the whole register, addresses included: who coordinates, who checks, the provincial response team.

    A responder elsewhere reads what lies under their own body.
    """
    return bool(roles_of(user) & {Role.COORDINATOR, Role.AUDITOR}) or is_in_the_response_team(user)


def _below_posts(user: Any, *roles: Role) -> QuerySet[Any, Any]:
    """Return the bodies under the person's posts of these roles, forebears included."""
    held = holdings_now(user) if roles_of(user) else []
    return subtree_ids(h.post.organisation_id for h in held if h.post.role in roles)


def contracts_in_force(day: date) -> QuerySet[ProviderContract]:
    """Return the contracts that hold on a day."""
    return ProviderContract.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


def _served(user: Any) -> QuerySet[Any, Any]:
    """Return the systems that the person's providers serve under a contract in force today."""
    providers = [h.post.organisation_id for h in (holdings_now(user) if roles_of(user) else []) if h.post.role == Role.PROVIDER]
    return contracts_in_force(timezone.localdate()).filter(provider_id__in=providers, systems__isnull=False).values("systems")


def _of_provider(user: Any, *, owner: str, system: str) -> Q:
    """Return what a provider sees besides: what its body owns, and the systems it serves. Nothing is asked for who holds no such post."""
    if Role.PROVIDER not in roles_of(user):
        return Q(pk__in=())
    return Q(**{f"{owner}__in": _below_posts(user, Role.PROVIDER)}) | Q(**{f"{system}__in": _served(user)})


def visible_to(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems that the person may know of."""
    if not _reads(user):
        return InformationSystem.objects.none()
    if _sees_all(user) or leads_the_coordination(user):
        return InformationSystem.objects.all()
    bodies = _below_posts(user, Role.OFFICER, Role.RESPONDER, Role.LEADER)
    own = _of_provider(user, owner="owner_id", system="pk")
    return InformationSystem.objects.filter(Q(owner_id__in=bodies) | Q(operator_id__in=bodies) | own)


def editable_by(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems that the person may change: those whose owner or operator a post with that act reaches."""
    if not roles_of(user) & ACTS["registry.edit"]:
        return InformationSystem.objects.none()
    if Role.COORDINATOR in roles_of(user):
        return InformationSystem.objects.all()
    bodies = organisations_reached(user, "registry.edit").values("id")
    return InformationSystem.objects.filter(Q(owner_id__in=bodies) | Q(operator_id__in=bodies))


def served_by(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems that a contract in force today names for the person's providers."""
    return InformationSystem.objects.filter(pk__in=_served(user))


def components_visible_to(user: Any) -> QuerySet[Component]:
    """Return the parts of the systems that the person may know of."""
    return Component.objects.filter(system__in=visible_to(user)).select_related("system").order_by("system_id", "what", "name")


def _held_visible_to(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return what is held by bodies in reach, or belongs to a system in sight."""
    if not _reads(user):
        return rows.none()
    if _sees_all(user) or leads_the_coordination(user):
        return rows
    bodies = _below_posts(user, Role.OFFICER, Role.RESPONDER, Role.LEADER, Role.PROVIDER)
    return rows.filter(Q(organisation_id__in=bodies) | Q(system__in=visible_to(user)))


def domains_visible_to(user: Any) -> QuerySet[Domain]:
    """Return the domains that the person may know of."""
    return _held_visible_to(user, Domain.objects.order_by("name", "id"))


def mail_domains_visible_to(user: Any) -> QuerySet[MailDomain]:
    """Return the mail domains that the person may know of."""
    return _held_visible_to(user, MailDomain.objects.order_by("name", "id"))


def ranges_visible_to(user: Any) -> QuerySet[AddressRange]:
    """Return the address ranges that the person needs to know; a leader's post gives none."""
    rows = AddressRange.objects.order_by("first", "last", "id")
    if not _reads(user):
        return rows.none()
    if _sees_all(user):
        return rows
    bodies = _below_posts(user, Role.OFFICER, Role.RESPONDER)
    own = _of_provider(user, owner="organisation_id", system="system_id")
    return rows.filter(Q(organisation_id__in=bodies) | Q(system__owner_id__in=bodies) | Q(system__operator_id__in=bodies) | own)


def known_to(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems whose addresses, zones and links the person needs to know; a leader's post gives none."""
    if not _reads(user):
        return InformationSystem.objects.none()
    if _sees_all(user):
        return InformationSystem.objects.all()
    bodies = _below_posts(user, Role.OFFICER, Role.RESPONDER)
    own = _of_provider(user, owner="owner_id", system="pk")
    return InformationSystem.objects.filter(Q(owner_id__in=bodies) | Q(operator_id__in=bodies) | own)


def needs_addresses_of(user: Any, system: InformationSystem) -> bool:
    """Say whether the addresses of a system may be shown to the person at all."""
    return known_to(user).filter(pk=system.pk).exists()


def zones_visible_to(user: Any) -> QuerySet[NetworkZone]:
    """Return the network zones of the systems that the person needs to know; zones are need-to-know at every level."""
    return NetworkZone.objects.filter(system__in=known_to(user)).select_related("system").order_by("system_id", "name")


def data_visible_to(user: Any) -> QuerySet[DataKind]:
    """Return the kinds of data of the systems that the person may know of."""
    return DataKind.objects.filter(system__in=visible_to(user)).select_related("system").order_by("system_id", "name", "-as_of")


def links_visible_to(user: Any) -> QuerySet[SystemLink]:
    """Return the links between systems in sight; from level 3 on, or where a level is not known, one end must be need-to-know."""
    seen, known = visible_to(user).values("pk"), known_to(user).values("pk")
    low = Q(source__level__lt=FIRST_IN_EVERY_QUEUE, target__level__lt=FIRST_IN_EVERY_QUEUE)
    links = SystemLink.objects.filter(source__in=seen, target__in=seen).filter(low | Q(source__in=known) | Q(target__in=known))
    return links.select_related("source", "target").order_by("source_id", "sort", "target_id")


def layers_visible_to(user: Any) -> QuerySet[LayerFact]:
    """Return who holds the layers of the systems that the person may know of."""
    rows = LayerFact.objects.filter(system__in=visible_to(user)).select_related("system", "body", "contract")
    return rows.order_by("system_id", "layer", "id")


def proofs_visible_to(user: Any) -> QuerySet[SystemProof]:
    """Return what proves the layers of the systems that the person may know of."""
    return SystemProof.objects.filter(system__in=visible_to(user)).select_related("system").order_by("-proved_on", "-id")


def contracts_visible_to(user: Any) -> QuerySet[ProviderContract]:
    """Return the contracts of bodies in reach as client or provider, those ending first at the top."""
    rows = ProviderContract.objects.select_related("provider", "client").order_by(F("valid_to").asc(nulls_last=True), "number", "id")
    if not _reads(user):
        return rows.none()
    if _sees_all(user) or leads_the_coordination(user):
        return rows
    bodies = _below_posts(user, Role.OFFICER, Role.RESPONDER, Role.LEADER, Role.PROVIDER)
    return rows.filter(Q(client_id__in=bodies) | Q(provider_id__in=bodies))


def contracts_editable_by(user: Any) -> QuerySet[ProviderContract]:
    """Return the contracts whose client a post with that act reaches."""
    if not roles_of(user) & ACTS["registry.edit"]:
        return ProviderContract.objects.none()
    return ProviderContract.objects.filter(client_id__in=organisations_reached(user, "registry.edit").values("id"))


def with_system_counts(contracts: QuerySet[ProviderContract]) -> QuerySet[ProviderContract]:
    """Bring along how many systems each contract names."""
    return contracts.annotate(named=Count("systems"))


def contracts_ending_soon(user: Any, day: date) -> QuerySet[ProviderContract]:
    """Return the visible contracts in force that end within 90 days."""
    return contracts_visible_to(user).filter(valid_from__lte=day, valid_to__gte=day, valid_to__lte=day + ENDS_SOON)


IN_USE = "in-use"
"""In a list of systems: being built or running, which is what figures count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFilters:
    """What the reader of the list asked to see; empty means everything."""

    words: str = ""
    level: str = ""
    """"1" to "5", "0" for not determined, "3+" for level 3 and above."""
    owner: str = ""
    """Any part of the owner's name."""
    exposure: str = ""
    standing: str = ""
    """`IN_USE` for everything that is not retired."""
    system_type: str = ""
    hosting: str = ""
    """"-" for those of which nobody has said where they stand."""
    layer: str = ""
    """"1" to "4": those of which nobody holds that layer today."""


def narrowed(systems: QuerySet[InformationSystem], filters: SystemFilters) -> QuerySet[InformationSystem]:
    """Return the systems that pass every filter that is set."""
    systems = matching(systems, filters.words)
    if filters.level == "3+":
        systems = systems.filter(level__gte=FIRST_IN_EVERY_QUEUE)
    elif filters.level in {"0", "1", "2", "3", "4", "5"}:
        systems = systems.filter(level=int(filters.level) or None)
    for word in fold(filters.owner).split():
        systems = systems.filter(owner__folded__contains=word)
    if filters.standing == IN_USE:
        systems = systems.exclude(standing=InformationSystem.Standing.RETIRED)
    standing = "" if filters.standing == IN_USE else filters.standing
    exact = {"exposure": filters.exposure, "standing": standing, "system_type": filters.system_type}
    if filters.hosting:
        systems = systems.filter(hosting="" if filters.hosting == "-" else filters.hosting)
    if filters.layer in {"1", "2", "3", "4"}:
        held = held_on(LayerFact.objects.filter(system=OuterRef("pk"), layer=int(filters.layer)), timezone.localdate())
        systems = systems.filter(~Exists(held))
    return systems.filter(**{name: value for name, value in exact.items() if value})


def matching(systems: QuerySet[InformationSystem], typed: str) -> QuerySet[InformationSystem]:
    """Return the systems whose name, code or owner holds every typed word, with or without marks."""
    for word in fold(typed).split():
        systems = systems.filter(Q(folded__contains=word) | Q(owner__folded__contains=word))
    return systems


ORDERS: dict[str, Sequence[str]] = {
    "name": ("sort_key", "id"),
    "-name": ("-sort_key", "-id"),
    "owner": ("owner__sort_key", "sort_key", "id"),
    "-owner": ("-owner__sort_key", "sort_key", "id"),
}


def in_order(systems: QuerySet[InformationSystem], sort: str = "") -> QuerySet[InformationSystem]:
    """Level 5, 4, 3, then not known, then 2 and 1, then names (founding letter, item 5); or as the reader asks."""
    if sort in ORDERS:
        return systems.order_by(*ORDERS[sort])
    ranks = [When(level=level, then=Value(5 - level if level >= FIRST_IN_EVERY_QUEUE else 6 - level)) for level in range(1, 6)]
    rank = Case(*ranks, default=Value(3), output_field=IntegerField())
    return systems.annotate(rank=rank).order_by("rank", "sort_key", "id")


def for_list(systems: QuerySet[InformationSystem]) -> QuerySet[InformationSystem]:
    """Bring along what a line of the list shows."""
    parts = Component.objects.filter(system=OuterRef("pk")).order_by().values("system").annotate(n=Count("id")).values("n")
    return systems.select_related("owner", "operator", "provider").annotate(parts=Coalesce(Subquery(parts), 0))


@dataclass(frozen=True, slots=True)
class Holdings:
    """What stands on the page of one system; ranges are None when the reader does not need to know them."""

    components: Sequence[Component]
    ranges: Sequence[AddressRange] | None
    domains: Sequence[Domain]
    mail_domains: Sequence[MailDomain]
    contracts: Sequence[ProviderContract]
    zones: Sequence[NetworkZone] | None
    data: Sequence[DataKind]
    knows: bool
    """Whether the reader needs to know addresses and zones."""


def holdings_of(system: InformationSystem, user: Any) -> Holdings:
    """Return the parts, addresses, names and contracts of one visible system."""
    knows = needs_addresses_of(user, system)
    return Holdings(
        components=list(system.components.select_related("zone", "host").order_by("what", "name")),
        ranges=list(AddressRange.objects.filter(system=system).order_by("first", "last", "id")) if knows else None,
        domains=list(Domain.objects.filter(system=system).order_by("name", "id")),
        mail_domains=list(MailDomain.objects.filter(system=system).order_by("name", "id")),
        contracts=list(system.contracts.select_related("provider", "client").order_by("-valid_from", "id")),
        zones=list(system.zones.order_by("name")) if knows else None,
        data=_latest(system.data_kinds.order_by("name", "-as_of")),
        knows=knows,
    )


def _latest(kinds: Iterable[DataKind]) -> list[DataKind]:
    """Return the newest row of each kind."""
    newest: dict[str, DataKind] = {}
    for kind in kinds:
        newest.setdefault(kind.name, kind)
    return list(newest.values())


@dataclass(frozen=True, slots=True)
class Subjects:
    """How many people a system's data is about, as far as it was counted: kinds may count the same people, or not."""

    at_least: int | None
    """The largest kind; None when nothing was counted."""
    at_most: int | None
    """All kinds together, were they all about different people; None also when a kind was not counted."""


def subjects_of(kinds: Iterable[DataKind], column: str) -> Subjects:
    """Return the bounds of `basic_subjects` or `sensitive_subjects` over the newest kinds of a system; a person decides between them."""
    counts = [getattr(kind, column) for kind in kinds if kind.sort == DataKind.Sort.PERSONAL]
    known = [count for count in counts if count is not None]
    return Subjects(max(known) if known else None, sum(known) if known and len(known) == len(counts) else None)


def held_on(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Return what holds on a day; both ends belong to it."""
    return rows.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


def last_number(prefix: str) -> int:
    """Return the highest number among codes of the form prefix + figures."""
    numbered = InformationSystem.objects.filter(code__regex=rf"^{prefix}[0-9]+$").annotate(length=Length("code"))
    code = numbered.order_by("-length", "-code").values_list("code", flat=True).first()
    return int(code.removeprefix(prefix)) if code else 0


HELD: dict[str, type[Held]] = {"dia-chi": AddressRange, "ten-mien": Domain, "ten-mien-thu": MailDomain}
