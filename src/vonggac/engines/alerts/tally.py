"""Figures that add up: each part of a month is counted by itself, and parts laid together give what counting all at once gives.

A part holds numbers, and of machines and remote ends the 64-bit digests of their names, because a machine that stands in two parts is one
machine. Among a million names two share a digest once in some thirty million months.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from sys import byteorder
from typing import Any, TypedDict

from vonggac.engines.alerts.kinds import CLASSES
from vonggac.engines.alerts.statistics import MOST_NAMED, Counted, MonthFigures, Share, Verified, ranked
from vonggac.kernel.levels import is_level_three_or_above
from vonggac.kernel.severity import Severity

WORDS = ("class", "product", "body")
MACHINES = ("infected", "remote", "malware", "cve")
"""Whose distinct ends are counted: the first two altogether, the others by name."""


_VERIFIED = {word: f"verified {word}" for word in Verified}
_SEVERITY = {step: f"severity {int(step)}" for step in Severity}


class Packed(TypedDict):
    """What is kept of a tally beside its digests."""

    numbers: dict[str, int]
    words: dict[str, dict[str, int]]
    ends: list[tuple[str, str, int]]
    """What is counted, its name, how many digests of the pack are its."""


@lru_cache(maxsize=65_536)
def digest_of(name: str) -> int:
    """Return the number that stands for the name of a machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


class Tally:
    """The figures of some alerts."""

    def __init__(self) -> None:
        self.numbers: Counter[str] = Counter()
        self.words: dict[str, Counter[str]] = {name: Counter() for name in WORDS}
        self.ends: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in MACHINES}

    def add(self, row: Counted) -> None:
        """Count one group of repeats."""
        numbers = self.numbers
        numbers["received"] += row.repeats
        numbers["groups"] += 1
        if row.hidden:
            numbers["hidden"] += 1
            return
        if is_level_three_or_above(row.level):
            numbers["high"] += 1
        numbers[_VERIFIED[row.verified]] += 1
        numbers[_SEVERITY[row.severity]] += 1
        self.words["product"][row.product] += 1
        self.words["body"][row.body] += 1
        self._in_time("verify", row.verified_in_time)
        if row.verified is not Verified.FALSE:
            self._real(row)

    def _in_time(self, clock: str, said: bool | None) -> None:
        if said is not None:
            self.numbers[f"{clock} whole"] += 1
            self.numbers[f"{clock} part"] += said

    def _real(self, row: Counted) -> None:
        """What was not found false."""
        self.words["class"][row.classification if row.classification in CLASSES else ""] += 1
        self._in_time("handle", row.handled_in_time)
        if row.remote:
            self.ends["remote"][""].add(digest_of(row.remote))
        if not row.target or not (row.cves or row.malware or row.classification == "malicious-code"):
            return
        target = digest_of(row.target)
        for cve in row.cves:
            self.ends["cve"][cve].add(target)
        if row.malware or row.classification == "malicious-code":
            self.ends["infected"][""].add(target)
        if row.malware:
            self.ends["malware"][row.malware].add(target)

    def absorb(self, other: Tally) -> None:
        """Lay another part beside this one."""
        self.numbers.update(other.numbers)
        for name, counts in other.words.items():
            self.words[name].update(counts)
        for kind, named in other.ends.items():
            for name, ends in named.items():
                self.ends[kind][name] |= ends

    # --- figures ------------------------------------------------------------------------------------------------------------------

    def figures(self, bodies: Mapping[str, str] | None = None) -> MonthFigures:
        """Return the figures; `bodies` says the code of each body that was counted by another name."""
        number = self.numbers
        codes: Counter[str] = Counter()
        for body, count in self.words["body"].items():
            codes[body if bodies is None else bodies.get(body, body)] += count
        return MonthFigures(
            received=number["received"],
            groups=number["groups"],
            hidden=number["hidden"],
            on_level_three=number["high"],
            by_verified={word: number[name] for word, name in _VERIFIED.items()},
            by_severity={step: number[_SEVERITY[step]] for step in sorted(Severity, reverse=True)},
            by_class=ranked(self.words["class"]),
            by_product=ranked(self.words["product"]),
            by_body=ranked(codes),
            infected_machines=self._ends("infected"),
            machines_by_malware=self._by_name("malware"),
            machines_by_cve=self._by_name("cve"),
            suspicious_connections=self._ends("remote"),
            verified_in_time=Share(number["verify part"], number["verify whole"]),
            handled_in_time=Share(number["handle part"], number["handle whole"]),
        )

    def _ends(self, kind: str) -> int:
        return len(self.ends[kind].get("", ()))

    def _by_name(self, kind: str) -> dict[str, int]:
        return ranked(Counter({name: len(ends) for name, ends in self.ends[kind].items()}), MOST_NAMED)

    # --- keeping ------------------------------------------------------------------------------------------------------------------

    def packed(self) -> tuple[Packed, bytes]:
        """Return what is to be kept: words and numbers, and the digests behind each other."""
        digests, ends = array("Q"), []
        for kind, named in self.ends.items():
            for name, found in named.items():
                ends.append((kind, name, len(found)))
                digests.extend(sorted(found))
        return {"numbers": dict(+self.numbers), "words": {name: dict(one) for name, one in self.words.items()}, "ends": ends}, _octets(
            digests
        )

    @classmethod
    def unpacked(cls, told: Mapping[str, Any], digests: bytes) -> Tally:
        """Return a tally as it was packed."""
        one, numbers, begin = cls(), _numbers(digests), 0
        one.numbers.update(told["numbers"])
        for name, counts in told["words"].items():
            one.words[name].update(counts)
        for kind, name, length in told["ends"]:
            one.ends[kind][name] = set(numbers[begin : begin + length])
            begin += length
        return one


def _octets(digests: array[int]) -> bytes:
    if byteorder == "big":
        digests.byteswap()
    return digests.tobytes()


def _numbers(octets: bytes) -> array[int]:
    digests = array("Q")
    digests.frombytes(octets)
    if byteorder == "big":
        digests.byteswap()
    return digests


def together(parts: Iterable[Tally]) -> Tally:
    """Lay parts together."""
    whole = Tally()
    for part in parts:
        whole.absorb(part)
    return whole


def as_kept(figures: MonthFigures) -> dict[str, Any]:
    """Return figures as they are kept whole, for who sees everything."""
    shares = {name: [share.part, share.whole] for name in _SHARES for share in (getattr(figures, name),)}
    return {name: getattr(figures, name) for name in _PLAIN} | shares | {name: list(getattr(figures, name).items()) for name in _TABLES}


def from_kept(told: Mapping[str, Any]) -> MonthFigures:
    """Return figures as they were kept."""
    found: dict[str, Any] = {name: told[name] for name in _PLAIN}
    found |= {name: Share(*told[name]) for name in _SHARES}
    found |= {name: {_KEYS[name](key): number for key, number in told[name]} for name in _TABLES}
    return MonthFigures(**found)


_PLAIN = ("received", "groups", "hidden", "on_level_three", "infected_machines", "suspicious_connections")
_SHARES = ("verified_in_time", "handled_in_time")
_KEYS: Mapping[str, Any] = {
    "by_verified": Verified, "by_severity": Severity, "by_class": str, "by_product": str, "by_body": str,
    "machines_by_malware": str, "machines_by_cve": str,
}  # fmt: skip
_TABLES = tuple(_KEYS)
