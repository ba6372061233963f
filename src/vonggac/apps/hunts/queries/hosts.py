"""Which system of a body a machine is of, by what the register writes down: a part's name or address, a domain, a range of one system.

Logs are of one body, so only what that body and those below it own or operate is asked: the same "dc01" stands in every second office.
Where several systems claim a machine, none is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db.models import Q
from django.utils.translation import gettext as _

from vonggac.apps.organisations.queries import subtree_ids
from vonggac.apps.registry.models import AddressRange, Component, Domain, InformationSystem
from vonggac.kernel.addresses import AddressError, key, parse_address
from vonggac.sources.hunting.machines import Machines, is_address, plain

Hosts: TypeAlias = Mapping[str, Iterable[str]]
"""Host under its machine's name → addresses that are its own."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Which system a machine is of, and why; without a system where nobody or several claim it."""

    system_id: int | None = None
    level: int | None = None
    because: str = ""


NOWHERE = Placed()
SHOWN = 3
"""Names that a sentence tells."""


def placed(organisation_id: int, hosts: Hosts, day: date, names: Iterable[str] = ()) -> dict[str, Placed]:
    """Return host → its system; five questions, however many hosts. `names` are those of other machines of the body, read beside them."""
    book = _Book(organisation_id, day, Machines([*hosts, *names]))
    return {host: book.place(host, addresses) for host, addresses in hosts.items() if host}


class _Book:
    """What the register knows of a body's machines on a day."""

    def __init__(self, organisation_id: int, day: date, read: Machines) -> None:
        self._read = read
        bodies = list(subtree_ids([organisation_id]))
        owned = InformationSystem.objects.filter(Q(owner_id__in=bodies) | Q(operator_id__in=bodies)).order_by()
        self._levels: dict[int, int | None] = dict(owned.values_list("pk", "level"))
        self._names: dict[str, set[int]] = defaultdict(set)
        self._addresses: dict[str, set[int]] = defaultdict(set)
        self._domains: dict[str, set[int]] = defaultdict(set)
        parts = Component.objects.filter(system_id__in=owned.values("pk")).order_by()
        for system, name, inside, outside in parts.values_list("system_id", "name", "private_key", "public_key"):
            if name and " " not in name:
                self._names[plain(name)].add(system)
            for one in filter(None, (inside, outside)):
                self._addresses[one].add(system)
        holds = (
            (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day)) & Q(system_id__in=owned.values("pk"))
        )
        for name, system in Domain.objects.filter(holds).values_list("name", "system_id"):
            self._domains[plain(name)].add(system)
        self._written = Machines(self._names)
        ranges = AddressRange.objects.filter(holds, kind=AddressRange.Kind.FIXED)
        self._ranges = list(ranges.order_by().values_list("first", "last", "written", "system_id"))

    def place(self, host: str, addresses: Iterable[str]) -> Placed:
        """Say whose a machine is: by its name first, then by its addresses."""
        short = self._short(host)
        told = _("%(name)s là tên của một thành phần trong hệ thống")
        for name, known, words in (
            (host, self._domains, _("tên miền %(name)s trong sổ")),
            (host, self._names, told),
            (short, self._names, told),
            ("" if self._read.perhaps(host) else self._written.of(host), self._names, told),
        ):
            if name and (systems := known.get(name)):
                return self._one(systems, words % {"name": name}, name)
        for text in (host, *addresses):
            found = self._by_address(text)
            if found is not NOWHERE:
                return found
        return self._unsure(host)

    def _unsure(self, host: str) -> Placed:
        """Say of a machine without a system which names it may be one with, where that cannot be told."""
        label = host.partition(".")[0]
        if meant := self._written.perhaps(host):
            words = _("%(name)s có thể là %(others)s trong sổ; cần người xác định")
        elif label != host and label in self._names and (meant := self._read.perhaps(label)):
            words, host = _("sổ ghi %(name)s, nhật ký có %(others)s; cần người xác định"), label
        else:
            return NOWHERE
        return Placed(because=(words % {"name": host, "others": ", ".join(meant[:SHOWN])})[:200])

    def _short(self, host: str) -> str:
        """Return a full name's first label where nothing else that was read, and nothing in the register, begins with it."""
        label, dot, _rest = host.partition(".")
        unsure = not dot or is_address(host) or self._read.of(label) != host or self._written.of(label) not in {label, host}
        return "" if unsure else label

    def _by_address(self, text: str) -> Placed:
        try:
            one = key(parse_address(text))
        except AddressError:
            return NOWHERE
        if systems := self._addresses.get(one):
            return self._one(systems, _("%(name)s là địa chỉ của một thành phần trong hệ thống") % {"name": text}, text)
        around = {(system, written) for first, last, written, system in self._ranges if first <= one <= last}
        if not around:
            return NOWHERE
        words = _("%(name)s nằm trong dải %(range)s trong sổ") % {"name": text, "range": min(written for _system, written in around)}
        return self._one({system for system, _written in around}, words, text)

    def _one(self, systems: set[int], words: str, name: str) -> Placed:
        if len(systems) > 1:
            return Placed(because=(_("%(name)s có nhiều hệ thống cùng ghi; cần người xác định") % {"name": name})[:200])
        (system,) = systems
        return Placed(system, self._levels.get(system), words[:200])
