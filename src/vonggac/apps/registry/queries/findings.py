"""What somebody must see to about systems and contracts, ninety days ahead; a constant number of questions to the database.

A province has thousands of systems, so a finding is found by plain values and put into words only where it is shown. From which level the
absence of a layer asks somebody to act is a dated rule of `law/data/systems.yaml` (Law 116/2025, Art 10.3 to 10.5; before: Circular
31/2017); a system whose level is not determined counts as level 3. What is held below that level stays on the card of the system.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.registry import ports
from vonggac.apps.registry.models import InformationSystem, Layer, ProviderContract
from vonggac.apps.registry.queries.keeping import proofs_and_holders
from vonggac.apps.registry.queries.sight import contracts_in_force, contracts_visible_to, visible_to
from vonggac.engines.systems import LEVEL_WHEN_NOT_KNOWN, Standing, standing
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.reading import format_date
from vonggac.law.system import LayerDuty, ProofCadence
from vonggac.law.systems import system_rules

KINDS = {
    "unwatched": gettext_lazy("Ngoài phạm vi giám sát"),
    "season": gettext_lazy("Hợp đồng hết hạn trong đợt cao điểm"),
    "contract": gettext_lazy("Hợp đồng sắp hết hạn"),
    "licence": gettext_lazy("Giấy phép của nhà cung cấp"),
    "undertaking": gettext_lazy("Thiếu cam kết bảo mật"),
    "layer": gettext_lazy("Lớp bảo vệ chưa có hoặc chưa chứng minh"),
}
"""Every kind of finding, in the order in which equals stand."""
PLACE = {kind: place for place, kind in enumerate(KINDS)}


class Wanting(NamedTuple):
    """A layer that does not stand: which, how, since which proof, and the rules that ask for it."""

    layer: int
    standing: Standing
    proved_on: date | None
    duty: LayerDuty
    cadence: ProofCadence | None


class Finding(NamedTuple):
    """One thing to see to: about which system or contract, and by when; its words are made when somebody reads them."""

    kind: str
    level: int | None
    due: date | None
    subject: str
    """The name of the system, or the number of the contract."""
    organisation_id: int
    organisation: str
    system_id: int | None
    contract_id: int | None
    facts: Any
    """What the words need: a `Wanting`, the reason of the unwatched, or the contract with its season."""

    @property
    def title(self) -> str:
        """Return the kind in words."""
        return str(KINDS[self.kind])

    @property
    def url(self) -> str:
        """Return the page of the system or the contract."""
        return (
            reverse("registry:system", args=[self.system_id]) if self.system_id else reverse("registry:contract", args=[self.contract_id])
        )

    @property
    def name(self) -> str:
        """Return what it is about, as the list names it."""
        if self.system_id:
            return self.subject
        return _("Hợp đồng %(number)s, %(provider)s") % {"number": self.subject, "provider": self.facts.provider}

    @property
    def words(self) -> str:
        """Say what is wrong."""
        return _said(self)[0]

    @property
    def because(self) -> str:
        """Say why it matters, with its source."""
        return _said(self)[1]

    @property
    def note(self) -> str:
        """Say what is particular to this one, beside the others of its group; often nothing."""
        return _in_group(self)[0]

    @property
    def why(self) -> str:
        """Say why it matters, in the words that every finding of its group shares."""
        return _in_group(self)[1]

    @property
    def group(self) -> str:
        """Return what it is shown among: its kind, and of layers which one and how it stands."""
        return f"layer-{self.facts.layer}-{self.facts.standing.value}" if self.kind == "layer" else self.kind

    @property
    def key(self) -> str:
        """Return what names this finding in an address: kind, subject, and the layer where there is one."""
        layer = f"-{self.facts.layer}" if self.kind == "layer" else ""
        return f"{self.kind}{layer}-{self.system_id or self.contract_id}"

    def rank(self) -> tuple[int, date, int, int, str]:
        """Return the place: from level 3 on first, then what is due first, then the kind, then the higher level."""
        high = 0 if self.level is None or self.level >= FIRST_IN_EVERY_QUEUE else 1
        return (high, self.due or date.max, PLACE[self.kind], -(self.level or 0), self.subject)


def findings(user: Any, day: date, kind: str = "") -> list[Finding]:
    """Return everything that the person may know of and somebody must see to, what is due first at the top."""
    return sorted((one for one in _every(user, day) if not kind or one.kind == kind), key=Finding.rank)


def count_findings(user: Any, day: date) -> Counter[str]:
    """Return how many findings of each kind there are; what was never held or proved is counted by level, not one by one."""
    found = Counter(one.kind for one in _about_contracts(user, day))
    asked = _asked_by_level(day)
    running = dict(_running(user, asked).values_list("pk", "level"))
    marks = _marks(asked, list(running), day)
    for level, systems in Counter(level for pk, level in running.items() if pk not in marks.known).items():
        for layer, _duty, _cadence, _oldest in marks.asked[level or LEVEL_WHEN_NOT_KNOWN]:
            found["unwatched" if layer == Layer.MONITORING else "layer"] += systems
    for pk in marks.known & running.keys():
        found.update("unwatched" if marks.leaves_unwatched(pk, one) else "layer" for one in marks.wanting(pk, running[pk]))
    return +found


def _every(user: Any, day: date) -> Iterator[Finding]:
    yield from _about_systems(user, day)
    yield from _about_contracts(user, day)


# --- systems ------------------------------------------------------------------------------------------------------------------------


Asked = tuple[int, LayerDuty, ProofCadence | None, date | None]


class Marks(NamedTuple):
    """What stands of every layer, and what each level asks for: read once, whatever the number of systems."""

    asked: dict[int, list[Asked]]
    held: set[tuple[int, int]]
    proved: dict[tuple[int, int], date]
    watched: set[int]
    known: set[int]
    """The systems of which anything is held, proved or watched; every other one lacks all that its level asks for."""

    def wanting(self, pk: int, level: int | None) -> Iterator[Wanting]:
        """Yield the layers of a system that do not stand."""
        for layer, duty, cadence, oldest in self.asked[level or LEVEL_WHEN_NOT_KNOWN]:
            last = self.proved.get((pk, layer))
            how = standing(held=(pk, layer) in self.held, proved_on=last, oldest=oldest)
            if how is not Standing.GOOD:
                yield Wanting(layer, how, last, duty, cadence)

    def leaves_unwatched(self, pk: int, one: Wanting) -> bool:
        """Say whether nobody at all watches the system: neither a layer of its own nor a contract."""
        return one.layer == Layer.MONITORING and one.standing is Standing.MISSING and pk not in self.watched


def _asked_by_level(day: date) -> dict[int, list[Asked]]:
    """Return the layers that each level must have on that day."""
    rules = system_rules()
    duties, cadences = rules.duties_on(day), rules.cadences_on(day)
    return {level: _asked(level, duties, cadences, day) for level in range(1, 6)}


def _marks(asked: dict[int, list[Asked]], ids: Sequence[int], day: date) -> Marks:
    held, proved = proofs_and_holders(day, ids)
    watched = set(contracts_in_force(day).filter(watches=True, systems__isnull=False).order_by().values_list("systems", flat=True))
    return Marks(asked, held, proved, watched, {pk for pk, _layer in (*held, *proved)} | watched)


def _about_systems(user: Any, day: date) -> Iterator[Finding]:
    asked = _asked_by_level(day)
    named = list(_running(user, asked).values_list("pk", "name", "level", "unwatched_because", "owner_id", "owner__name"))
    marks = _marks(asked, [pk for pk, *_rest in named], day)
    for pk, name, level, why, owner_id, owner in named:
        for one in marks.wanting(pk, level):
            if marks.leaves_unwatched(pk, one):
                yield Finding("unwatched", level, None, name, owner_id, owner, pk, None, (why, one.duty))
            else:
                due = one.proved_on + timedelta(days=one.cadence.days) if one.proved_on and one.cadence else None
                yield Finding("layer", level, due, name, owner_id, owner, pk, None, one)


def _asked(level: int, duties: dict[int, LayerDuty], cadences: Sequence[ProofCadence], day: date) -> list[Asked]:
    """Return the layers that a level must have on that day, with the oldest day on which a proof is young enough."""
    found: list[Asked] = []
    for layer, duty in sorted(duties.items()):
        if level in duty.levels:
            cadence = next((one for one in cadences if one.layer == layer and level in one.levels), None)
            found.append((layer, duty, cadence, day - timedelta(days=cadence.days) if cadence else None))
    return found


def _running(user: Any, asked: Mapping[int, Sequence[Asked]]) -> QuerySet[InformationSystem]:
    """Return the running systems of which any layer is asked, given what each level must have."""
    levels = {level for level, layers in asked.items() if layers}
    of_level = Q(level__in=levels) | Q(level=None) if LEVEL_WHEN_NOT_KNOWN in levels else Q(level__in=levels)
    return visible_to(user).filter(of_level, standing=InformationSystem.Standing.RUNNING).order_by()


# --- contracts ----------------------------------------------------------------------------------------------------------------------


class ContractFacts(NamedTuple):
    """What the words about a contract need."""

    provider: str
    season: ports.Season | None
    licence: str
    expired: bool


def _about_contracts(user: Any, day: date) -> Iterator[Finding]:
    rules = system_rules()
    ahead = {what: day + timedelta(days=rules.days_ahead(what, day)) for what in ("contract", "licence", "season")}
    seasons = ports.seasons_between(day, ahead["season"])
    last = max([ahead["contract"], *(one.last for one in seasons)])
    near = Q(valid_to__lte=last) | Q(licence_until__lte=ahead["licence"]) | Q(undertaking_on=None)
    contracts = contracts_visible_to(user).filter(near, valid_from__lte=day).exclude(valid_to__lt=day)
    for contract in contracts.annotate(top=Max("systems__level")):
        yield from _one_contract(contract, day, ahead, seasons)


def _one_contract(contract: ProviderContract, day: date, ahead: dict[str, date], seasons: Sequence[ports.Season]) -> Iterator[Finding]:
    ends, until = contract.valid_to, contract.licence_until
    season = next((one for one in seasons if ends is not None and ends < one.last), None)
    facts = ContractFacts(contract.provider.name, season, contract.licence_number, until is not None and until < day)
    if season is not None:
        yield _of(contract, "season", facts, ends)
    elif ends is not None and ends <= ahead["contract"]:
        yield _of(contract, "contract", facts, ends)
    if until is not None and until <= ahead["licence"]:
        yield _of(contract, "licence", facts, until)
    if contract.undertaking_on is None:
        yield _of(contract, "undertaking", facts, None)


def _of(contract: Any, kind: str, facts: ContractFacts, due: date | None) -> Finding:
    return Finding(kind, contract.top, due, contract.number, contract.client_id, contract.client.name, None, contract.pk, facts)


# --- words --------------------------------------------------------------------------------------------------------------------------


def _said(one: Finding) -> tuple[str, str]:
    match one.kind:
        case "unwatched":
            return _unwatched(*one.facts)
        case "layer":
            return _layer(one.facts)
        case "undertaking":
            words = _("Chưa ghi ngày cam kết bảo mật của nhà cung cấp")
            return words, _("Nhà cung cấp thấy địa chỉ và cảnh báo của hệ thống.")
        case "licence":
            return _licence(one.facts, one.due)
    return _ending(one.facts, one.due)


def title_of(group: str) -> str:
    """Return the name of a group, or of a kind; nothing for any other word."""
    for layer, how in product(Layer, Standing):
        if group == f"layer-{layer.value}-{how.value}":
            return _lacking(layer, how)
    return str(KINDS.get(group, ""))


def _in_group(one: Finding) -> tuple[str, str]:
    """Return what differs inside a group, and what its findings share."""
    if one.kind == "unwatched":
        why, duty = one.facts
        told = _("Lý do đã ghi: %(why)s") % {"why": why} if why else ""
        return told, " ".join([_("Chưa hợp đồng giám sát nào còn hiệu lực nêu tên, và chưa ai giữ lớp 2."), _asks(duty)])
    if one.kind == "layer":
        return _last_proof(one.facts), " ".join(_demanded(one.facts))
    words, because = _said(one)
    return ("" if one.kind == "undertaking" else words), because


def _last_proof(found: Wanting) -> str:
    return _("Minh chứng gần nhất ngày %(day)s") % {"day": format_date(found.proved_on)} if found.proved_on else ""


def _demanded(found: Wanting) -> list[str]:
    because = [_asks(found.duty)]
    if found.cadence is not None:
        because += [_("Yêu cầu: %(cadence)s (%(source)s)") % {"cadence": found.cadence.because, "source": found.cadence.source}]
    return because


def _asks(duty: LayerDuty) -> str:
    return _("Bắt buộc từ cấp độ %(level)s (%(article)s).") % {"level": min(duty.levels), "article": duty.article}


def _unwatched(why: str, duty: LayerDuty) -> tuple[str, str]:
    if why:
        because = _("Lý do đã ghi: %(why)s") % {"why": why}
    else:
        because = _("Không hợp đồng giám sát nào còn hiệu lực nêu tên hệ thống, và chưa ai giữ lớp 2.")
    return _("Chưa ai giám sát hệ thống này"), f"{because} {_asks(duty)}"


def _lacking(layer: Layer, how: Standing) -> str:
    words = {
        Standing.MISSING: _("Lớp %(name)s: chưa ai giữ"),
        Standing.UNPROVED: _("Lớp %(name)s: chưa có minh chứng nào"),
        Standing.STALE: _("Lớp %(name)s: minh chứng đã cũ"),
    }.get(how, "")
    return words and words % {"name": f"{layer.value}. {layer.label}"}


def _layer(found: Wanting) -> tuple[str, str]:
    because = _demanded(found)
    if found.proved_on is not None:
        because = [_("Minh chứng gần nhất ngày %(day)s. %(rest)s") % {"day": format_date(found.proved_on), "rest": " ".join(because)}]
    return _lacking(Layer(found.layer), found.standing), " ".join(because)


def _licence(facts: ContractFacts, until: date | None) -> tuple[str, str]:
    words = _("Giấy phép %(number)s đã hết hạn ngày %(day)s") if facts.expired else _("Giấy phép %(number)s hết hạn ngày %(day)s")
    named = {"number": facts.licence or _("(chưa ghi số)"), "day": format_date(until) if until else ""}
    return words % named, _("Giấy phép đã cấp có giá trị đến ngày ghi trên giấy phép (khoản 2 Điều 45 Luật 116/2025/QH15).")


def _ending(facts: ContractFacts, ends: date | None) -> tuple[str, str]:
    day, season = format_date(ends) if ends else "", facts.season
    if season is None:
        return _("Hết hạn ngày %(day)s") % {"day": day}, _("Thuê lại một dịch vụ mất nhiều tuần.")
    said = _("Hết hạn ngày %(day)s, trước khi hết %(season)s (%(first)s đến %(last)s)")
    named = {"day": day, "season": season.name, "first": format_date(season.first), "last": format_date(season.last)}
    return said % named, _("Hợp đồng phải còn hiệu lực hết đợt.")
