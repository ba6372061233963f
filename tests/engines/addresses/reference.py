"""The slow, obviously right matcher: every range is looked at for every row, every second and port that could matter is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vonggac.engines.addresses import LOCAL, OwnedRange, RangeKind, Sighting, Verdict, second_of, space_of

DAY = 86_400


@dataclass(frozen=True)
class Expected:
    verdict: Verdict
    holders: frozenset[tuple[str, str]]
    needs: frozenset[str]


def expected(ranges: list[OwnedRange], seen: Sighting, list_day: date, *, inside: bool = False) -> Expected:
    around = [one for one in ranges if seen.address in one.addresses]
    space = space_of(seen.address)
    if space.verdict is not None and not (inside and space.local and around):
        return Expected(space.verdict, frozenset(), frozenset())
    answers = {(second, port): _at(around, second, port) for second in _seconds(around, seen, list_day) for port in _ports(around, seen)}
    if len(set(answers.values())) == 1:
        verdict, holders = next(iter(answers.values()))
        return Expected(verdict, holders, _needs(around, seen, verdict, holders))
    return Expected(Verdict.QUESTION, _meant(answers), _missing(answers))


def _seconds(around: list[OwnedRange], seen: Sighting, list_day: date) -> list[int]:
    at = seen.at if seen.at is not None else list_day
    first = second_of(at)
    if isinstance(at, datetime):
        return [first]
    cuts = {cut for one in around for cut in (one.since, one.until) if first < cut < first + DAY}
    return sorted({first, *cuts})


def _ports(around: list[OwnedRange], seen: Sighting) -> list[int]:
    if seen.port is not None:
        return [seen.port]
    return sorted({0} | {cut for one in around if one.ports for cut in (one.ports[0], one.ports[1] + 1) if cut <= 65_535})


def _at(around: list[OwnedRange], second: int, port: int) -> tuple[Verdict, frozenset[tuple[str, str]]]:
    valid = [one for one in around if one.since <= second < one.until]
    fitting = [one for one in valid if one.ports is None or one.ports[0] <= port <= one.ports[1]]
    owned = [one for one in fitting if one.kind is not RangeKind.BLOCK]
    if owned:
        best = [one for one in owned if not any(_beats(other, one) for other in owned)]
        holders = _distinct(best)
        if len(holders) > 1:
            return Verdict.CONTESTED, holders
        mine = [one for one in best if one.holder in holders]
        asks = any(one.kind is RangeKind.DYNAMIC or (one.kind in {RangeKind.NAT, RangeKind.SHARED} and not one.ports) for one in mine)
        return (Verdict.QUESTION if asks else Verdict.HELD), holders
    if fitting:
        best = [one for one in fitting if not any(_beats(other, one) for other in fitting)]
        return Verdict.UNASSIGNED, frozenset({min(_distinct(best))})
    if valid:
        return Verdict.QUESTION, _distinct(valid)
    if around:
        return Verdict.FORMER, _distinct(_neighbours(around, second))
    return Verdict.OUTSIDE, frozenset()


def _beats(one: OwnedRange, other: OwnedRange) -> bool:
    if bool(one.ports) != bool(other.ports):
        return bool(one.ports)
    if one.addresses.size != other.addresses.size:
        return one.addresses.size < other.addresses.size
    if one.ports and other.ports and _width(one) != _width(other):
        return _width(one) < _width(other)
    return one.since > other.since


def _width(one: OwnedRange) -> int:
    assert one.ports
    return one.ports[1] - one.ports[0]


def _distinct(ranges: list[OwnedRange]) -> frozenset[tuple[str, str]]:
    holders = {one.holder for one in ranges}
    return frozenset(each for each in holders if each[1] or not any(other[0] == each[0] and other[1] for other in holders))


def _neighbours(around: list[OwnedRange], second: int) -> list[OwnedRange]:
    near = around
    over = [one for one in near if one.until <= second]
    if over:
        near = [one for one in over if one.until == max(each.until for each in over)]
    else:
        near = [one for one in near if one.since == min(each.since for each in near)]
    return [one for one in near if not any(_beats(other, one) for other in near)]


def _needs(around: list[OwnedRange], seen: Sighting, verdict: Verdict, holders: frozenset[tuple[str, str]]) -> frozenset[str]:
    if verdict is not Verdict.QUESTION:
        return frozenset()
    needs = {"provider"}
    if not isinstance(seen.at, datetime):
        needs.add("time")
    return frozenset(needs)


def _meant(answers: dict[tuple[int, int], tuple[Verdict, frozenset[tuple[str, str]]]]) -> frozenset[tuple[str, str]]:
    named = {holder for verdict, holders in answers.values() if verdict is not Verdict.FORMER for holder in holders}
    return frozenset(each for each in named if each[1] or not any(other[0] == each[0] and other[1] for other in named))


def _missing(answers: dict[tuple[int, int], tuple[Verdict, frozenset[tuple[str, str]]]]) -> frozenset[str]:
    by_second: dict[int, dict[int, object]] = {}
    for (second, port), answer in answers.items():
        by_second.setdefault(second, {})[port] = answer
    needs = {"provider"} if any(verdict is Verdict.QUESTION for verdict, _holders in answers.values()) else set()
    if any(len(set(by_port.values())) > 1 for by_port in by_second.values()):
        needs.add("port")
    if len({frozenset(by_port.values()) for by_port in by_second.values()}) > 1:
        needs.add("time")
    return frozenset(needs)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
