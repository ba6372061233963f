"""Which addresses lie in a range that somebody wrote down."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from vonggac.apps.registry import queries
from vonggac.apps.registry.models import AddressRange
from vonggac.apps.registry.overlaps import is_private
from vonggac.kernel.addresses import AddressRange as Range
from vonggac.kernel.addresses import parse_range


class KnownRanges:
    """The ranges of one day. An address of the Internet is known in anybody's range; an inner one only where its system
    belongs, because the same inner addresses stand behind many gateways."""

    def __init__(self, on: date) -> None:
        anybody: list[tuple[str, str]] = []
        owners: dict[int, list[tuple[str, str]]] = defaultdict(list)
        systems: dict[int, list[tuple[str, str]]] = defaultdict(list)
        rows = queries.held_on(AddressRange.objects.all(), on).values_list("organisation_id", "system_id", "first", "last")
        for owner, system, first, last in rows:
            anybody.append((first, last))
            owners[owner].append((first, last))
            if system is not None:
                systems[system].append((first, last))
        self._anybody = _Merged(anybody)
        self._owners = {key: _Merged(ranges) for key, ranges in owners.items()}
        self._systems = {key: _Merged(ranges) for key, ranges in systems.items()}

    def holds(self, address: str, *, bodies: Collection[int], system: int | None) -> bool:
        """Say whether an address is known for a system that these bodies own or run."""
        one = parse_range(address)
        if not is_private(one):
            return self._anybody.holds(one)
        near = [self._owners.get(body) for body in bodies] + [self._systems.get(system or 0)]
        return any(ranges is not None and ranges.holds(one) for ranges in near)


class _Merged:
    """Ranges that may overlap, as ranges that do not, so that one look finds an address."""

    def __init__(self, ranges: Iterable[tuple[str, str]]) -> None:
        self.firsts: list[str] = []
        self.lasts: list[str] = []
        for first, last in sorted(ranges):
            if self.lasts and first <= self.lasts[-1]:
                self.lasts[-1] = max(self.lasts[-1], last)
            else:
                self.firsts.append(first)
                self.lasts.append(last)

    def holds(self, one: Range) -> bool:
        place = bisect_right(self.firsts, one.first_key) - 1
        return place >= 0 and one.last_key <= self.lasts[place]
