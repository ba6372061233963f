"""Which of the ranges around an address is its holder's. The order of preference, from how addresses are given out in the field:

1. it held at that time: addresses are reassigned, and an old holder must not be called for a new holder's machine;
2. it has a holder: a block of the province only says that nobody is written down yet;
3. its public ports hold the port: behind one address only the port tells the customers apart (RFC 6269, section 12);
4. it is narrower: whoever wrote the part knows it better than whoever wrote the whole, as routers do (RFC 4632, section 5.1);
5. its ports are fewer, for the same reason;
6. it began later: the newer assignment replaces one that nobody closed;
7. otherwise nobody wins: two holders, said aloud.

What is not known, a time or a port, is never guessed: when every possible value leads to the same holder, that is the answer, otherwise
it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vonggac.engines.addresses import wording
from vonggac.engines.addresses.spaces import Space
from vonggac.engines.addresses.values import Basis, Decision, Lost, Need, OwnedRange, RangeKind, RunnerUp, Verdict

MANY_BEHIND = frozenset({RangeKind.NAT, RangeKind.SHARED})
_CAUTION = (RangeKind.DYNAMIC, RangeKind.SHARED, RangeKind.NAT, RangeKind.FIXED, RangeKind.BLOCK)
Moment = tuple[int, int]
"""A second and a port."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A range with what is compared worked out once."""

    range: OwnedRange
    since: int
    until: int
    rank: tuple[int, int, int, int]

    @classmethod
    def of(cls, one: OwnedRange) -> Claim:
        """Work out what is compared."""
        ports = one.ports
        width = ports[1] - ports[0] + 1 if ports else 0
        return cls(one, one.since, one.until, (1 if ports else 0, -one.addresses.size, -width, one.since))

    def place(self) -> tuple[int, int, int, int, int]:
        """Return what puts the strongest first, whatever the order of the ranges was."""
        ports, size, width, since = self.rank
        return -ports, -size, -width, -since, self.range.line

    def holds_at(self, second: int) -> bool:
        return self.since <= second < self.until

    def takes(self, port: int) -> bool:
        ports = self.range.ports
        return ports is None or ports[0] <= port <= ports[1]


@dataclass(frozen=True, slots=True)
class Pick:
    """What one moment at one port comes to."""

    verdict: Verdict
    leading: tuple[OwnedRange, ...] = ()

    @property
    def key(self) -> tuple[Verdict, tuple[tuple[str, str], ...]]:
        return self.verdict, tuple(one.holder for one in self.leading)


def pick(claims: Sequence[Claim], second: int, port: int) -> Pick:
    """Choose among the ranges around an address when time and port are known."""
    valid = [one for one in claims if one.holds_at(second)]
    fitting = [one for one in valid if one.takes(port)]
    owned = [one for one in fitting if one.range.kind is not RangeKind.BLOCK]
    if owned:
        leading = _best(owned)
        return Pick(Verdict.CONTESTED if len(leading) > 1 else _of_one(leading[0]), leading)
    if fitting:
        return Pick(Verdict.UNASSIGNED, _best(fitting)[:1])
    if valid:
        return Pick(Verdict.QUESTION, _one_a_holder(valid))
    if claims:
        return Pick(Verdict.FORMER, _nearest(claims, second))
    return Pick(Verdict.OUTSIDE)


def _of_one(winner: OwnedRange) -> Verdict:
    hidden = winner.kind is RangeKind.DYNAMIC or (winner.kind in MANY_BEHIND and winner.ports is None)
    return Verdict.QUESTION if hidden else Verdict.HELD


def _best(claims: Sequence[Claim]) -> tuple[OwnedRange, ...]:
    most = max(one.rank for one in claims)
    return _one_a_holder([one for one in claims if one.rank == most])


def _one_a_holder(claims: Iterable[Claim]) -> tuple[OwnedRange, ...]:
    """Keep the most cautious range of each holder; an organisation's own system says more than the organisation alone."""
    found: dict[tuple[str, str], OwnedRange] = {}
    for one in sorted((claim.range for claim in claims), key=lambda one: (_CAUTION.index(one.kind), one.line)):
        found.setdefault(one.holder, one)
    with_system = {organisation for organisation, system in found if system}
    kept = [one for (organisation, system), one in found.items() if system or organisation not in with_system]
    return tuple(sorted(kept, key=lambda one: (one.holder, one.line)))


def _nearest(claims: Sequence[Claim], second: int) -> tuple[OwnedRange, ...]:
    """The last ones that were over, otherwise the next ones to come."""
    over = [one for one in claims if one.until <= second]
    if over:
        last = max(one.until for one in over)
        return _best([one for one in over if one.until == last])
    first = min(one.since for one in claims)
    return _best([one for one in claims if one.since == first])


@dataclass(frozen=True, slots=True)
class Asking:
    """What a row says about itself, besides its address."""

    moments: tuple[Moment, ...]
    """Every stretch of time and ports that the row may mean, by its first second and port."""
    basis: Basis = Basis.MINUTE
    port_known: bool = True
    inside: bool = False
    """The list was made inside the networks, where inner addresses mean somebody."""


def judge(claims: Sequence[Claim], space: Space, asking: Asking) -> Decision:
    """Decide for one address, with reasons; the claims around it stand in the order of `Claim.place`."""
    if space.verdict is not None and not (asking.inside and space.local and claims):
        losers = tuple(RunnerUp(one.range, Lost.SPACE) for one in claims)
        return Decision(space.verdict, because=wording.of_space(space), runners_up=losers, basis=asking.basis)
    picks = [pick(claims, second, port) for second, port in asking.moments]
    if len({one.key for one in picks}) > 1:
        return _undecided(claims, picks, asking)
    found = picks[0]
    losers = tuple(_runners_up(claims, found.leading, asking))
    needs = _needs(found, asking) if found.verdict is Verdict.QUESTION else ()
    because = wording.because(found.verdict, found.leading, losers, needs, asking.moments[0][0])
    return Decision(found.verdict, found.leading, needs, because, losers, asking.basis)


def _undecided(claims: Sequence[Claim], picks: Sequence[Pick], asking: Asking) -> Decision:
    """Several answers are possible: name what would tell them apart, and everybody who may be meant."""
    by_second: dict[int, set[object]] = {}
    for (second, _port), one in zip(asking.moments, picks, strict=True):
        by_second.setdefault(second, set()).add(one.key)
    needs = [Need.PROVIDER] if any(one.verdict is Verdict.QUESTION for one in picks) else []
    if len({frozenset(keys) for keys in by_second.values()}) > 1:
        needs.append(Need.TIME)
    if any(len(keys) > 1 for keys in by_second.values()):
        needs.append(Need.PORT)
    meant = {one.line: one for found in picks if found.verdict is not Verdict.FORMER for one in found.leading}
    leading = _one_a_holder(one for one in claims if one.range.line in meant)
    losers = tuple(_runners_up(claims, leading, asking))
    because = wording.because(Verdict.QUESTION, leading, losers, needs, asking.moments[0][0])
    return Decision(Verdict.QUESTION, leading, tuple(needs), because, losers, asking.basis)


def of_several(decisions: Sequence[Decision]) -> Decision:
    """Join what was decided about the parts of a network: one answer when it is the same everywhere, otherwise the address is asked for."""
    first = decisions[0]
    keys = {(one.verdict, tuple(each.holder for each in one.claimants)) for one in decisions}
    if len(keys) == 1:
        return first
    meant = {one.line: one for found in decisions if found.verdict is not Verdict.FORMER for one in found.claimants}
    leading = _one_a_holder(Claim.of(one) for one in meant.values())
    told = {one.range.line: one for found in decisions for one in found.runners_up if one.range.line not in {each.line for each in leading}}
    losers = tuple(sorted(told.values(), key=lambda one: one.range.line))
    if not leading:
        return replace(
            first, verdict=Verdict.OUTSIDE, claimants=(), because=wording.because(Verdict.OUTSIDE, (), (), (), 0), runners_up=losers
        )
    needs = tuple(need for need in Need if need is Need.ADDRESS or any(need in one.needs for one in decisions))
    return Decision(Verdict.QUESTION, leading, needs, wording.because(Verdict.QUESTION, leading, losers, needs, 0), losers, first.basis)


def _needs(found: Pick, asking: Asking) -> tuple[Need, ...]:
    needs = [Need.PROVIDER]
    if asking.basis is not Basis.MINUTE:
        needs.append(Need.TIME)
    if not asking.port_known and any(one.kind in MANY_BEHIND or one.ports for one in found.leading):
        needs.append(Need.PORT)
    return tuple(needs)


def _runners_up(claims: Sequence[Claim], leading: Sequence[OwnedRange], asking: Asking) -> Iterable[RunnerUp]:
    lines = {one.line for one in leading}
    winner = next((one for one in claims if one.range.line in lines), None)
    for one in claims:
        if one.range.line not in lines:
            yield RunnerUp(one.range, _lost(one, winner, asking.moments))


def _lost(one: Claim, winner: Claim | None, moments: Sequence[Moment]) -> Lost:
    if one.until <= moments[0][0]:
        return Lost.EXPIRED
    if one.since > moments[-1][0]:
        return Lost.NOT_YET
    if one.range.ports and not any(one.takes(port) for _second, port in moments):
        return Lost.OTHER_PORT
    return Lost.UNDECIDED if winner is None else _outranked(one, winner)


def _outranked(one: Claim, winner: Claim) -> Lost:
    if one.range.kind is RangeKind.BLOCK and winner.range.kind is not RangeKind.BLOCK:
        return Lost.BLOCK
    reasons = (Lost.WITHOUT_PORTS, Lost.WIDER, Lost.WIDER_PORTS, Lost.EARLIER)
    for reason, ours, theirs in zip(reasons, one.rank, winner.rank, strict=True):
        if ours != theirs:
            return reason if ours < theirs else Lost.UNDECIDED
    return Lost.SAME_HOLDER
