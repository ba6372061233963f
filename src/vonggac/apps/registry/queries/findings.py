"""What somebody must see to about systems and contracts, ninety days ahead; a constant number of questions to the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.registry import ports
from vonggac.apps.registry.models import InformationSystem, Layer, ProviderContract
from vonggac.apps.registry.queries.keeping import layer_states
from vonggac.apps.registry.queries.sight import contracts_visible_to, visible_to
from vonggac.engines.systems import LayerState, Standing
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.reading import format_date
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to see to: about which system or contract, what is wrong, by when, and because of what."""

    kind: str
    url: str
    name: str
    level: int | None
    organisation_id: int
    organisation: str
    words: str
    because: str
    due: date | None
    system_id: int | None = None
    contract_id: int | None = None

    @property
    def title(self) -> str:
        """Return the kind in words."""
        return str(KINDS[self.kind])

    def rank(self) -> tuple[int, date, int, str]:
        """Return the place: the level first, then what is due first, then the kind."""
        high = 0 if self.level is None or self.level >= FIRST_IN_EVERY_QUEUE else 1
        return (high, self.due or date.max, list(KINDS).index(self.kind), self.name)


def findings(user: Any, day: date, kind: str = "") -> list[Finding]:
    """Return everything that the person may know of and somebody must see to, what is due first at the top."""
    contracts = _contracts(user, day)
    found = [*_about_systems(user, day, contracts), *_about_contracts(day, contracts)]
    return sorted((one for one in found if not kind or one.kind == kind), key=Finding.rank)


def _contracts(user: Any, day: date) -> list[ProviderContract]:
    named = Prefetch("systems", InformationSystem.objects.only("pk", "level"))
    return list(contracts_visible_to(user).filter(valid_from__lte=day).exclude(valid_to__lt=day).prefetch_related(named))


# --- systems ------------------------------------------------------------------------------------------------------------------------


def _about_systems(user: Any, day: date, contracts: Sequence[ProviderContract]) -> Iterator[Finding]:
    running = visible_to(user).filter(standing=InformationSystem.Standing.RUNNING).select_related("owner").order_by("sort_key", "id")
    systems = list(running.only("pk", "name", "level", "unwatched_because", "owner__name"))
    states = layer_states([(one.pk, one.level) for one in systems], day)
    watched = {system.pk for contract in contracts if contract.watches for system in contract.systems.all()}
    for system in systems:
        layers = states[system.pk]
        outside = system.pk not in watched and layers[Layer.MONITORING - 1].standing is Standing.MISSING
        if outside:
            yield _unwatched(system)
        for state in layers:
            if state.standing is not Standing.GOOD and not (outside and state.layer == Layer.MONITORING):
                yield _layer(system, state)


def _on(system: InformationSystem, kind: str, words: str, because: str, due: date | None) -> Finding:
    owner = system.owner
    return Finding(kind, system.get_absolute_url(), system.name, system.level, owner.pk, owner.name, words, because, due, system.pk)


def _unwatched(system: InformationSystem) -> Finding:
    if system.unwatched_because:
        because = _("Lý do đã ghi: %(why)s") % {"why": system.unwatched_because}
    else:
        because = _("Không hợp đồng giám sát nào còn hiệu lực nêu tên hệ thống, và chưa ai giữ lớp 2.")
    return _on(system, "unwatched", _("Chưa ai giám sát hệ thống này"), because, None)


def _layer(system: InformationSystem, state: LayerState) -> Finding:
    name = f"{state.layer}. {Layer(state.layer).label}"
    words = {
        Standing.MISSING: _("Lớp %(name)s: chưa ai giữ"),
        Standing.UNPROVED: _("Lớp %(name)s: chưa có minh chứng nào"),
        Standing.STALE: _("Lớp %(name)s: minh chứng đã cũ"),
    }[state.standing]
    because = ""
    if state.cadence is not None:
        because = _("Yêu cầu: %(cadence)s (%(source)s)") % {"cadence": state.cadence.because, "source": state.cadence.source}
    if state.proved_on is not None:
        because = _("Minh chứng gần nhất ngày %(day)s. %(rest)s") % {"day": format_date(state.proved_on), "rest": because}
    return _on(system, "layer", words % {"name": name}, because, state.due_on)


# --- contracts ----------------------------------------------------------------------------------------------------------------------


def _about_contracts(day: date, contracts: Sequence[ProviderContract]) -> Iterator[Finding]:
    rules = system_rules()
    ahead = {what: day + timedelta(days=rules.days_ahead(what, day)) for what in ("contract", "licence", "season")}
    seasons = ports.seasons_between(day, ahead["season"])
    for contract in contracts:
        yield from _one_contract(contract, day, ahead, seasons)


def _one_contract(contract: ProviderContract, day: date, ahead: dict[str, date], seasons: Sequence[ports.Season]) -> Iterator[Finding]:
    ends = contract.valid_to
    season = next((one for one in seasons if ends is not None and ends < one.last), None)
    if season is not None and ends is not None:
        said = _("Hết hạn ngày %(day)s, trước khi hết %(season)s (%(first)s đến %(last)s)")
        named = {"day": format_date(ends), "season": season.name, "first": format_date(season.first), "last": format_date(season.last)}
        yield _of(contract, "season", said % named, _("Hợp đồng phải còn hiệu lực hết đợt."), ends)
    elif ends is not None and ends <= ahead["contract"]:
        yield _of(
            contract, "contract", _("Hết hạn ngày %(day)s") % {"day": format_date(ends)}, _("Thuê lại một dịch vụ mất nhiều tuần."), ends
        )
    if contract.licence_until is not None and contract.licence_until <= ahead["licence"]:
        yield _licence(contract, contract.licence_until, day)
    if contract.undertaking_on is None:
        said = _("Chưa ghi ngày cam kết bảo mật của nhà cung cấp")
        yield _of(contract, "undertaking", said, _("Nhà cung cấp thấy địa chỉ và cảnh báo của hệ thống."), None)


def _licence(contract: ProviderContract, until: date, day: date) -> Finding:
    words = _("Giấy phép %(number)s đã hết hạn ngày %(day)s") if until < day else _("Giấy phép %(number)s hết hạn ngày %(day)s")
    named = {"number": contract.licence_number or _("(chưa ghi số)"), "day": format_date(until)}
    because = _("Giấy phép đã cấp có giá trị đến ngày ghi trên giấy phép (khoản 2 Điều 45 Luật 116/2025/QH15).")
    return _of(contract, "licence", words % named, because, until)


def _of(contract: ProviderContract, kind: str, words: str, because: str, due: date | None) -> Finding:
    name = _("Hợp đồng %(number)s, %(provider)s") % {"number": contract.number, "provider": contract.provider.name}
    url = reverse("registry:contract", args=[contract.pk])
    level = max((one.level or 0 for one in contract.systems.all()), default=0) or None
    client = contract.client
    return Finding(kind, url, name, level, client.pk, client.name, words, because, due, contract_id=contract.pk)
