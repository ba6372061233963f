"""The register as alerts are matched against it: a snapshot in memory, made anew when an act has changed the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from vonggac.apps.audit.models import ChainHead, Entry
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import heirs_on
from vonggac.apps.registry.models import AddressRange, Component, Domain, InformationSystem, MailDomain
from vonggac.apps.threats.ranges import RangeBook, Way
from vonggac.engines.addresses import RangeIndex, Sighting, Verdict, match_few
from vonggac.kernel.addresses import AddressError, key, parse_address

if TYPE_CHECKING:
    from vonggac.apps.registry.models import Held
    from vonggac.engines.addresses import Decision

TOUCHES_THE_REGISTER = ("registry.", "organisations.", "compliance.", "lists.")
"""Rooms whose acts may change ranges, domains, parts, levels, owners or heirs."""
MOST_REMEMBERED = 50_000
_ROWS = (AddressRange, Component, Domain, MailDomain, InformationSystem, Organisation)


@dataclass(frozen=True, slots=True)
class Holder:
    """A body, and the system of it where one is meant."""

    organisation_id: int
    system_id: int | None
    because: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the register knows of one name: one holder, several who claim it, or nobody."""

    holders: tuple[Holder, ...] = ()
    because: str = ""
    asked: tuple[Holder, ...] = ()
    """Who has to be asked which machine it was."""
    needs_port: bool = False

    @property
    def only(self) -> Holder | None:
        return self.holders[0] if len(self.holders) == 1 else None


NOBODY = Found()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Differs when the register may have changed: the last act that could, and the newest row of each table."""

    day: date
    act: int
    rows: tuple[int | None, ...]


class Version:
    """How the register stands; cheap to ask, because only the lines of the log since the last look are read."""

    def __init__(self) -> None:
        self._seen = self._last = 0

    def stamp(self, day: date) -> Stamp:
        """Return how it stands now."""
        newest = ChainHead.objects.values_list("number", flat=True).first() or 0
        if newest != self._seen:
            acts = Entry.objects.filter(number__gt=self._seen, number__lte=newest).order_by()
            for prefix in TOUCHES_THE_REGISTER:
                self._last = max(self._last, acts.filter(act__startswith=prefix).aggregate(last=Max("number"))["last"] or 0)
            self._seen = newest
        return Stamp(day, self._last, tuple(model._default_manager.aggregate(last=Max("pk"))["last"] for model in _ROWS))


@dataclass(frozen=True, slots=True)
class _Dated:
    first: date
    last: date
    holder: tuple[int, int | None]


class Register:
    """One snapshot."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._book = RangeBook(day)
        self._index = RangeIndex(self._book.ranges())
        self.bodies = dict(Organisation.objects.values_list("pk", "name"))
        self.systems = {row.pk: row for row in InformationSystem.objects.only("name", "owner_id", "operator_id", "level")}
        self._today = _one_heir(self.bodies, day)
        self._by_address: dict[str, set[int]] = defaultdict(set)
        self._by_host: dict[str, set[int]] = defaultdict(set)
        self._read_components()
        self._domains = _by_name(Domain.objects.all())
        self._mail = _by_name(MailDomain.objects.all())
        self._addresses: dict[tuple[str, date, int | None], Found] = {}

    def _read_components(self) -> None:
        for system, name, inside, outside in Component.objects.values_list("system_id", "name", "private_key", "public_key"):
            for one in (inside, outside):
                if one:
                    self._by_address[one].add(system)
            if name and " " not in name:
                self._by_host[name.lower()].add(system)

    def level(self, system_id: int | None) -> int | None:
        """Return the level of a system as it stands."""
        return self.systems[system_id].level if system_id in self.systems else None

    def body_of(self, system_id: int) -> int | None:
        """Return who runs the system today, else its owner."""
        row = self.systems[system_id]
        return self._today.get(row.operator_id or row.owner_id)

    def holder(self, system_id: int, because: str) -> Holder | None:
        """Return a system with its body of today; None where a person must say who that is."""
        body = self.body_of(system_id) if system_id in self.systems else None
        return None if body is None else Holder(body, system_id, because)

    # --- addresses ----------------------------------------------------------------------------------------------------------------

    def addresses(self, asked: Iterable[tuple[str, datetime, int | None]]) -> None:
        """Match many addresses at once, so that `address` finds its answer ready. A range holds for whole days: so does an answer."""
        if len(self._addresses) > MOST_REMEMBERED:
            self._addresses.clear()
        new: dict[tuple[str, date, int | None], Sighting] = {}
        for text, at, port in asked:
            spot = (text, day_of(at), port)
            if spot not in self._addresses and spot not in new:
                try:
                    new[spot] = Sighting(parse_address(text), at, port)
                except AddressError:
                    self._addresses[spot] = NOBODY
        if new:
            decided = match_few(self._index, new.values(), list_day=self.day, inside=True)
            for spot, sighting, decision in zip(new, new.values(), decided, strict=True):
                self._addresses[spot] = self._found(str(sighting.address), self._by_address.get(key(sighting.address), set()), decision)

    def address(self, text: str, at: datetime, port: int | None = None) -> Found:
        """Return whose an address was on the day; the port tells customers apart where they share one."""
        spot = (text, day_of(at), port)
        if spot not in self._addresses:
            self.addresses([(text, at, port)])
        return self._addresses[spot]

    def _found(self, text: str, systems: set[int], decision: Decision) -> Found:
        """A single machine written down says more than a range; when both speak of different bodies, both are named."""
        parts = self._of_systems(systems, _("%(name)s là địa chỉ của một thành phần trong hệ thống") % {"name": text})
        by_range = self._by_range(decision)
        if not parts:
            return by_range
        bodies = {one.organisation_id for one in parts}
        rivals = tuple(one for one in by_range.holders if one.organisation_id not in bodies)
        return Found((*parts, *rivals), parts[0].because if len(parts) == 1 and not rivals else _contested(text))

    def _by_range(self, decision: Decision) -> Found:
        because = decision.because.replace("dòng ", "dải số ")
        if not decision.claimants or decision.verdict is Verdict.UNASSIGNED or decision.verdict is Verdict.FORMER:
            return Found((), because, needs_port=bool(decision.needs))
        going = self._book.going(decision)
        if going.way == Way.CASE and going.organisation_id is not None:
            return Found((Holder(going.organisation_id, going.system_id, because),), because, needs_port=bool(decision.needs))
        claimed = tuple(filter(None, (self._claim(one.line) for one in decision.claimants)))
        if decision.verdict is Verdict.CONTESTED:
            return Found(claimed, because)
        return Found((), because, claimed, needs_port=bool(decision.needs))

    def _claim(self, number: int) -> Holder | None:
        row = self._book.rows[number]
        if row.system_id:
            return self.holder(row.system_id, _("dải %(range)s trong sổ") % {"range": row.written})
        body = self._today.get(row.organisation_id)
        return None if body is None else Holder(body, None, _("dải %(range)s trong sổ") % {"range": row.written})

    def _of_systems(self, systems: Iterable[int], because: str) -> tuple[Holder, ...]:
        return tuple(filter(None, (self.holder(one, because) for one in sorted(systems))))

    # --- names --------------------------------------------------------------------------------------------------------------------

    def host(self, name: str, at: datetime) -> Found:
        """Return whose a machine or a domain is: the domain written down nearest to the name, else a part of that name."""
        if "." in name and (found := self._dated(self._domains, name, at, _("tên miền"))) is not NOBODY:
            return found
        systems = self._by_host.get(name) or self._by_host.get(name.partition(".")[0]) or set()
        because = _("%(name)s là tên của một thành phần trong hệ thống") % {"name": name}
        holders = self._of_systems(systems, because)
        return Found(holders, because if len(holders) == 1 else _contested(name)) if holders else NOBODY

    def mailbox(self, name: str, at: datetime) -> Found:
        """Return whose a mailbox is, by its domain."""
        return self._dated(self._mail, name.rpartition("@")[2], at, _("miền thư"))

    def _dated(self, names: dict[str, list[_Dated]], name: str, at: datetime, what: str) -> Found:
        day = day_of(at)
        for one in _upwards(name):
            held = {row.holder for row in names.get(one, ()) if row.first <= day <= row.last}
            because = _("%(what)s %(name)s trong sổ") % {"what": what, "name": one}
            holders = tuple(filter(None, (self._holder_of(pair, because) for pair in sorted(held, key=str))))
            if holders:
                return Found(holders, because if len(holders) == 1 else _contested(one))
        return NOBODY

    def _holder_of(self, pair: tuple[int, int | None], because: str) -> Holder | None:
        organisation, system = pair
        if system is not None:
            return self.holder(system, because)
        body = self._today.get(organisation)
        return None if body is None else Holder(body, None, because)


def _contested(name: str) -> str:
    return _("%(name)s có nhiều nơi cùng ghi trong sổ; cần người xác định") % {"name": name}


def _upwards(name: str) -> Iterator[str]:
    """Give the name and the names above it, down to two labels."""
    while name.count("."):
        yield name
        name = name.partition(".")[2]


def _by_name(rows: Iterable[Held]) -> dict[str, list[_Dated]]:
    found: dict[str, list[_Dated]] = defaultdict(list)
    for row in rows:
        dated = _Dated(row.valid_from or date.min, row.valid_to or date.max, (row.organisation_id, row.system_id))
        found[row.name.lower().rstrip(".")].append(dated)  # type: ignore[attr-defined]
    return dict(found)


def _one_heir(bodies: Iterable[int], day: date) -> dict[int, int]:
    """Return body → the one body that stands for it on the day; none where there are several."""
    found: dict[int, int] = {}
    for body, heirs in heirs_on(bodies, day).items():
        alive = {one for each in heirs.values() for one in each}
        if len(alive) == 1:
            found[body] = alive.pop()
    return found


_VIETNAM = timedelta(hours=7)


def day_of(at: datetime) -> date:
    """Return the day in Vietnam of a moment in UTC; its offset never changes, and this is asked for every address."""
    return (at + _VIETNAM).date()
