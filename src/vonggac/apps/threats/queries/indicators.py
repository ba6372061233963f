"""What feeds know of observed values at a moment, and which indicators a person may read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from vonggac.apps.threats.models import Feed, Indicator
from vonggac.apps.threats.queries.marks import marks_seen_by, strictness
from vonggac.engines.indicators import spans_around, things_in
from vonggac.kernel.addresses import key, parse_address
from vonggac.sources.feeds.observables import NotAValue, any_of

Kind = Indicator.Kind
A_QUESTION = 15_000
"""Values in one question of the database."""
_COLUMNS = (
    "id", "kind", "value", "span", "first", "last", "port", "tlp", "confidence", "families", "feed__name", "for_detection", "valid_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """That a feed knows an observed value: by which indicator, how, and how far that may be told."""

    value: str
    """The indicator's own value."""
    kind: str
    how: str
    """same, range (a network around the address), parent (a domain above), host or host-parent (of a URL), sender-domain."""
    id: int
    source: str
    tlp: str
    confidence: int | None
    families: tuple[str, ...]
    port: int | None
    for_detection: bool

    def told(self) -> dict[str, Any]:
        """Return it as an alert keeps it."""
        return {"value": self.value, "source": self.source, "tlp": self.tlp, "confidence": self.confidence, "id": self.id, "how": self.how}


def standing_at(at: datetime) -> Q:
    """Say which indicators hold at a moment: begun, not over, not withdrawn, in no list of false positives, of a feed in use."""
    over = Q(valid_to=None) | Q(valid_to__gt=at)
    taken_back = Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
    return over & taken_back & Q(valid_from__lte=at, innocent=None) & ~Q(feed__state=Feed.State.CLOSED)


def known(values: Iterable[str], at: datetime, *, with_context: bool = False) -> dict[str, tuple[Known, ...]]:
    """Return observed value → what feeds know of it at that moment, the surest first; values nobody knows are left out.

    Two questions for any thousand values (a third where addresses are among them: which lengths of networks there are). It is asked by
    machines for everything; who shows it to a person leaves out the marks that the person may not see (`queries.marks`).
    """
    looked, addresses = _laid_out(values)
    found: defaultdict[str, list[Known]] = defaultdict(list)
    allowed = standing_at(at) if with_context else standing_at(at) & Q(for_detection=True)
    for row in _named(looked.keys(), allowed):
        for seen, how in looked.get((row["kind"], row["value"]), ()):
            found[seen].append(_known(row, how))
    address_keys = sorted(addresses)
    for row in _around(address_keys, allowed):
        for address_key in _held(row, address_keys):
            for seen, how in addresses[address_key]:
                found[seen].append(_known(row, "range" if how == "same" else how))
    return {seen: tuple(sorted(rows, key=_surest)) for seen, rows in found.items()}


Places = dict[Any, list[tuple[str, str]]]


def _laid_out(values: Iterable[str]) -> tuple[Places, Places]:
    """Return (kind, value) → who asked and how, and the same by the keys of addresses."""
    looked, addresses = Places(), Places()
    for seen in dict.fromkeys(values):
        try:
            kind, canonical, _port = any_of(seen)
        except (NotAValue, ValueError):
            continue
        for one in things_in(str(kind), canonical):
            looked.setdefault((one.kind, one.value), []).append((seen, one.how))
            if one.kind == Kind.ADDRESS:
                addresses.setdefault(key(parse_address(one.value)), []).append((seen, one.how))
    return looked, addresses


def _named(wanted: Iterable[tuple[str, str]], allowed: Q) -> Iterator[Mapping[str, Any]]:
    """Give the indicators of these values; a value of another kind is no match."""
    pairs = set(wanted)
    for some in _pieces(sorted({value for _kind, value in pairs})):
        for row in Indicator.objects.filter(allowed, value__in=some).values(*_COLUMNS):
            if (row["kind"], row["value"]) in pairs:
                yield row


def _around(address_keys: Sequence[str], allowed: Q) -> Iterator[Mapping[str, Any]]:
    """Give the ranges that hold one of the addresses, whose keys are in order; a range that is no network is looked at by its ends."""
    if not address_keys:
        return
    ranges = Indicator.objects.filter(kind=Kind.RANGE)
    spans = list(ranges.order_by().values_list("span", flat=True).distinct())
    wanted = [(span, first) for span, firsts in spans_around(address_keys, spans).items() for first in sorted(firsts)]
    asked = [Q(span=0, first__lte=address_keys[-1], last__gte=address_keys[0])] if 0 in spans else []
    for some in _pieces(wanted):
        by_span: defaultdict[int, list[str]] = defaultdict(list)
        for span, first in some:
            by_span[span].append(first)
        asked += [Q(span=span, first__in=firsts) for span, firsts in by_span.items()]
        yield from ranges.filter(allowed, reduce(or_, asked)).values(*_COLUMNS)
        asked = []
    if asked:
        yield from ranges.filter(allowed, *asked).values(*_COLUMNS)


def _held(row: Mapping[str, Any], address_keys: Sequence[str]) -> Sequence[str]:
    """Return the asked addresses that a range holds."""
    return address_keys[bisect_left(address_keys, row["first"]) : bisect_right(address_keys, row["last"])]


def _known(row: Mapping[str, Any], how: str) -> Known:
    return Known(
        row["value"],
        row["kind"],
        how,
        row["id"],
        row["feed__name"],
        row["tlp"],
        row["confidence"],
        tuple(row["families"]),
        row["port"],
        row["for_detection"],
    )


_CLOSENESS = ("same", "host", "range", "parent", "sender-domain", "host-parent")


def _surest(one: Known) -> tuple[int, int, int]:
    return (_CLOSENESS.index(one.how), -(one.confidence if one.confidence is not None else -1), one.id)


def _pieces(rows: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while piece := list(islice(left, A_QUESTION)):
        yield piece


def indicators_visible_to(user: Any) -> QuerySet[Indicator]:
    """Return the indicators whose mark the person may see."""
    seen = marks_seen_by(user)
    if not seen:
        return Indicator.objects.none()
    rows = Indicator.objects.select_related("feed")
    return rows if len(seen) == len(strictness()) else rows.filter(tlp__in=seen)
