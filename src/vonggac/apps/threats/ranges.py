"""The register's dated address ranges as the engine takes them, and back from an answer to bodies and systems of today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.organisations.queries import heirs_on
from vonggac.apps.registry.models import AddressRange as HeldRange
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.threats.models import MatchReason
from vonggac.engines.addresses import OwnedRange, RangeKind, Verdict
from vonggac.kernel.addresses import AddressRange

if TYPE_CHECKING:
    from vonggac.engines.addresses import Decision

Way = MatchReason.Way


@dataclass(frozen=True, slots=True)
class Going:
    """Which way the rows of one decision go: to whose case, to which provider's question, or to a person."""

    way: str
    organisation_id: int | None = None
    system_id: int | None = None
    asked_id: int | None = None


class RangeBook:
    """Every range of the register, of all times, by its number."""

    def __init__(self, day: date) -> None:
        rows = HeldRange.objects.select_related("organisation", "system", "provider").order_by("id")
        self.rows: dict[int, HeldRange] = {row.pk: row for row in rows}
        bodies = {one.pk: one for row in self.rows.values() for one in (row.organisation, row.provider) if one is not None}
        self._names = _told_apart({pk: (one.name, one.code) for pk, one in bodies.items()})
        systems = {row.system.pk: row.system for row in self.rows.values() if row.system is not None}
        self._systems = _told_apart({pk: (one.name, one.code) for pk, one in systems.items()})
        self._kinds = {pk: one.kind for pk, one in bodies.items()}
        self._today = _today_of({*bodies, *(_cleaner(one) for one in systems.values())}, day)

    def ranges(self) -> list[OwnedRange]:
        """Return them all; the line is the number of the row."""
        return [self._owned(row) for row in self.rows.values()]

    def addresses(self) -> list[AddressRange]:
        """Return the bare addresses, which tell a column of the province's machines from others."""
        return [AddressRange(row.first, row.last) for row in self.rows.values()]

    def _owned(self, row: HeldRange) -> OwnedRange:
        kind = RangeKind.NAT if row.behind_nat and row.kind == HeldRange.Kind.FIXED else RangeKind(row.kind)
        ports = None if row.port_first is None else (row.port_first, row.port_first if row.port_last is None else row.port_last)
        return OwnedRange(
            row.pk,
            AddressRange(row.first, row.last),
            self._names[row.organisation_id],
            self._systems[row.system_id] if row.system_id else "",
            row.valid_from,
            row.valid_to,
            ports,
            kind,
            self._names[row.provider_id] if row.provider_id else "",
        )

    def going(self, decision: Decision) -> Going:
        """Return which way a matched decision goes; what no rule settles waits for a person."""
        held = [self.rows[one.line] for one in decision.claimants]
        if decision.verdict is Verdict.HELD:
            return self._case_of(held[0])
        asked = {row.provider_id or row.organisation_id for row in held}
        if decision.verdict is Verdict.CONTESTED or len(asked) != 1:
            return Going(Way.WAIT)
        knows = asked.pop()
        if self._kinds[knows] != Kind.PROVIDER and {row.organisation_id for row in held} == {knows}:
            return self._case_of(held[0]) if len({row.system_id for row in held}) == 1 else self._case_at(knows)
        today = self._today.get(knows)
        return Going(Way.INQUIRY, asked_id=today) if today is not None else Going(Way.WAIT)

    def _case_of(self, row: HeldRange) -> Going:
        """Who runs the system cleans it, else its owner; without a system, who holds the range. No heir today: a person decides."""
        return self._case_at(_cleaner(row.system) if row.system is not None else row.organisation_id, row.system_id)

    def _case_at(self, cleaner: int, system: int | None = None) -> Going:
        body = self._today.get(cleaner)
        return Going(Way.WAIT) if body is None else Going(Way.CASE, body, system)


def _cleaner(system: InformationSystem) -> int:
    return system.operator_id or system.owner_id


def _today_of(bodies: set[int], day: date) -> dict[int, int]:
    """Return body → the one body that stands for it today; none where there are several."""
    found: dict[int, int] = {}
    for body, heirs in heirs_on(bodies, day).items():
        alive = {one for each in heirs.values() for one in each}
        if len(alive) == 1:
            found[body] = alive.pop()
    return found


def _told_apart(named: dict[int, tuple[str, str]]) -> dict[int, str]:
    """Return names; where two are the same, with their codes, and with their numbers where even those are."""
    twice = Counter(name for name, _code in named.values())
    coded = {pk: name if twice[name] == 1 else f"{name} ({code})" for pk, (name, code) in named.items()}
    again = Counter(coded.values())
    return {pk: name if again[name] == 1 else f"{name} #{pk}" for pk, name in coded.items()}


def body_today(organisation: Organisation, day: date) -> int | None:
    """Return the body that stands for this one on a day, if there is just one."""
    return _today_of({organisation.pk}, day).get(organisation.pk)
