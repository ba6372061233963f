"""What a delivery of a feed brings, ready for rows: indicators as columns, seen machines, remarks with their place. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any

from vonggac.apps.threats.models.feeds import TLP, Feed
from vonggac.apps.threats.models.indicators import LONGEST_VALUE
from vonggac.engines.indicators import span_of
from vonggac.kernel.addresses import AddressError, parse_range
from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds import FalsePositiveList, FeedEvent, FeedIndicator, Found, Kind, Part, Remark, Sighting
from vonggac.sources.feeds.scope import RULE_CONTEXT, WHY_CONTEXT, is_everybodys, is_no_machine

INFECTED = frozenset({"infected-system", "system-compromise", "c2-server", "malware-distribution"})
"""Kinds of events (RSIT) that say a machine is in an attacker's hand; they go the way of lists."""
MOST_LABELS, LONGEST_LABEL = 30, 200
MOST_REMARKS = 1_000
NOT_LEFT_OUT = frozenset({"private-address", "everybodys-address", "duplicate", "context-only"})
_ORDER = [one.value for one in TLP]
_TOO_LONG = f"Giá trị dài hơn {LONGEST_VALUE} byte nên không so được; không nhận. Xem ở tệp gốc."
_PATTERNS = "Chỉ dấu là một quy tắc có điều kiện (mẫu STIX, YARA, Snort), không phải một giá trị; không nhận. Nạp vào công cụ dò tìm."
_OTHER_EVENTS = "Sự kiện không nói về máy bị chiếm quyền (ví dụ dịch vụ mở, lỗ hổng); chưa nhận ở đây."
_LISTS = "Tệp là danh sách cảnh báo giả, không phải chỉ dấu. Nhận tệp ở trang danh sách cảnh báo giả."
_SIGHTED = "Lần gặp, báo nhầm hoặc hết hạn do nơi khác ghi; chỉ đếm, không đổi chỉ dấu."


@dataclass(frozen=True, slots=True)
class Draft:
    """One indicator as it will stand, with what tells whether the source says anything new of it."""

    kind: str
    value: str
    is_revoked: bool
    ends: bool
    """The source names when it is over."""
    columns: dict[str, Any]
    digest: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.value


@dataclass(slots=True)
class Delivery:
    """Counts and remarks of one delivery while it is read; the first thousand remarks are kept, the rest is counted."""

    feed: Feed
    at: datetime
    read: int = 0
    refused: int = 0
    remarks: list[BadRow] = field(default_factory=list)
    events: list[FeedEvent] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)
    _once: dict[str, tuple[Place, str, int]] = field(default_factory=dict)
    more: int = 0

    def drafts(self, found: Iterable[Found]) -> Iterator[Draft]:
        """Give each indicator once; of one that stands twice the first place counts."""
        for one in found:
            if isinstance(one, FeedIndicator):
                self.read += 1
                draft = self._draft(one)
                if draft is not None:
                    yield draft
            elif isinstance(one, FeedEvent):
                self._event(one)
            elif isinstance(one, BadRow):
                self._bad(one)
            elif isinstance(one, FalsePositiveList):
                self.refused += 1
                self._note(one.place, _LISTS, "wrong-page")
            elif isinstance(one, Sighting):
                self._note(one.place, _SIGHTED, "sightings")
            elif isinstance(one, Part):
                continue

    def _event(self, one: FeedEvent) -> None:
        self.read += 1
        if one.kind in INFECTED and one.address is not None:
            self.events.append(one)
        else:
            self._note(one.place, _OTHER_EVENTS, "other-events")

    def _bad(self, one: BadRow) -> None:
        if not isinstance(one, Remark):
            self.read += 1
            self.refused += 1
        self._keep(one)

    def _keep(self, one: BadRow) -> None:
        if len(self.remarks) < MOST_REMARKS:
            self.remarks.append(one)
        else:
            self.more += 1

    def _note(self, place: Place, why: str, rule: str) -> None:
        first, _why, times = self._once.get(rule, (place, why, 0))
        self._once[rule] = first, why, times + 1

    def rest(self) -> Iterator[BadRow]:
        """Give what was only counted, at the end."""
        for rule, (place, why, times) in self._once.items():
            yield Remark(place, f"{why} Tất cả {times} mục như vậy." if times > 1 else why, "", rule)
        if self.more:
            yield Remark(Place(self.feed.name), f"Còn {self.more} chỗ nữa không liệt kê. Kiểm tra lại tệp gốc.", "", "more-bad-rows")

    def _draft(self, one: FeedIndicator) -> Draft | None:
        if one.kind is Kind.PATTERN:
            self.refused += 1
            self._note(one.place, _PATTERNS, "pattern")
            return None
        if len(one.value.encode()) > LONGEST_VALUE:
            self.refused += 1
            self._keep(BadRow(one.place, _TOO_LONG, one.value[:200], "too-long"))
            return None
        sign = md5(f"{one.kind}|{one.value}".encode(), usedforsecurity=False).digest()
        if sign in self._seen:
            self._note(one.place, "Chỉ dấu đứng nhiều lần trong một lần nhận; tính một lần.", "duplicate")
            return None
        self._seen.add(sign)
        return self._written(one)

    def _for_detection(self, one: FeedIndicator) -> bool:
        """What would meet everybody would raise every alert: it stays as context, said once."""
        if not one.for_detection or not _is_everybodys(one):
            return one.for_detection
        self._note(one.place, WHY_CONTEXT, RULE_CONTEXT)
        return False

    def _written(self, one: FeedIndicator) -> Draft | None:
        columns: dict[str, Any] = {
            "port": one.port,
            "tlp": stricter(self.feed.tlp, one.tlp),
            "confidence": one.confidence if one.confidence is not None else self.feed.confidence,
            "first_seen": one.first_seen,
            "last_seen": one.last_seen,
            "families": [name[:LONGEST_LABEL] for name in one.families[:MOST_LABELS]],
            "labels": [tag[:LONGEST_LABEL] for tag in one.tags[:MOST_LABELS]],
            "note": one.note[:1000],
            "reference": "" if one.source == one.place.source else one.source[:300],
            "for_detection": self._for_detection(one),
        }
        digest = _digest([*columns.items(), one.valid_until])
        begin = min((moment for moment in (one.first_seen, self.at) if moment is not None), default=self.at)
        columns |= {"valid_from": begin, "valid_to": self._end(one, begin)}
        if one.kind is Kind.RANGE:
            try:
                ends = parse_range(one.value)
            except AddressError as error:
                self.refused += 1
                self._keep(BadRow(one.place, str(error), one.value[:200], "bad-value"))
                return None
            columns |= {"span": span_of(ends), "first": ends.first_key, "last": ends.last_key}
        return Draft(one.kind.value, one.value, one.is_revoked, one.valid_until is not None, columns, digest)

    def _end(self, one: FeedIndicator, begin: datetime) -> datetime | None:
        if one.valid_until is not None:
            return max(one.valid_until, begin)
        return self.at + timedelta(days=self.feed.keep_days) if self.feed.keep_days else None


def _is_everybodys(one: FeedIndicator) -> bool:
    if one.kind is Kind.ADDRESS:
        return is_no_machine(one.value)
    if one.kind is not Kind.RANGE:
        return False
    try:
        ends = parse_range(one.value)
    except AddressError:
        return False
    return is_everybodys(ends.first, ends.last)


def stricter(ours: str, theirs: Handling) -> str:
    """Return the mark that binds: the feed's, or the indicator's own when it is stricter."""
    return max((one for one in (ours, theirs.value) if one in _ORDER), key=_ORDER.index)


def _digest(facts: list[Any]) -> str:
    told = "\x1f".join(repr(one.astimezone(UTC) if isinstance(one, datetime) else one) for one in facts)
    return md5(told.encode(), usedforsecurity=False).hexdigest()


CSV_HEAD = "Địa chỉ IP,Cổng,Thời gian,Loại mã độc,Máy chủ điều khiển"


def event_row(one: FeedEvent) -> str:
    """Return a seen machine as a row of a list: address, port, time (UTC), family, who steers it."""
    when = one.time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if one.time else ""
    cells = (str(one.address), "" if one.port is None else str(one.port), when, one.family or one.kind, one.c2 or "")
    return ",".join(_cell(cell) for cell in cells)


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    return '"' + flat.replace('"', '""') + '"' if any(mark in flat for mark in ',";') else flat
