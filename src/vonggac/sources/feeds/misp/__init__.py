"""MISP: events with attributes, objects, sightings and proposals, and the manifest of a MISP feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from vonggac.kernel.badrows import Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.markings import strictest, tlp_in
from vonggac.sources.feeds.misp.attributes import confidence_of, families_of, is_indicator, names_of, values_of
from vonggac.sources.feeds.model import FeedIndicator, Found, Letterhead, Part, Remark, Saw, Sighting
from vonggac.sources.feeds.observables import NotAValue
from vonggac.sources.feeds.times import TimeError, moment
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse

_SAW = {"0": Saw.SEEN, "1": Saw.FALSE_POSITIVE, "2": Saw.EXPIRED}
_EVENT_KEYS = ("Attribute", "Object", "Orgc", "threat_level_id", "analysis", "info")


class MISPEvent:
    """One event, several in a response, or attributes found by a search."""

    format = "misp-event"

    def recognise(self, head: bytes, name: str) -> float:
        """By the keys only MISP writes."""
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["}:
            return 0.0
        if jsons.head_has(head, "Event") and jsons.head_has(head, *_EVENT_KEYS):
            return 0.95
        if jsons.head_has(head, "response", "Attribute") == 2 and jsons.head_has(head, "uuid", "type", "value") == 3:
            return 0.9
        if jsons.head_has(head, "threat_level_id", "analysis", "info", "distribution", "date") >= 3:
            return 0.85
        return 0.8 if jsons.head_has(head, "to_ids", "category", "type", "value") == 4 else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield the indicators and sightings of every event."""
        value = jsons.document(stream, name, limits)
        faults = Faults(name, limits.bad_rows)
        events = list(_events(value))
        if not events:
            refuse(name, "Tệp không có sự kiện MISP nào. Xuất lại sự kiện dạng JSON của MISP.", "wrong-shape")
        for event in events:
            yield from _Event(name, event, faults).found()
        yield from faults.rest()


def _events(value: Any) -> Iterator[dict[str, Any]]:
    """Find events under Event, response, or bare; attributes of a search stand in an event of their own."""
    if isinstance(value, list):
        for one in value:
            yield from _events(one)
    elif isinstance(value, dict):
        if isinstance(value.get("Event"), dict):
            yield value["Event"]
        elif "response" in value:
            yield from _events(value["response"])
        elif any(key in value for key in _EVENT_KEYS):
            yield value


@dataclass(frozen=True, slots=True)
class _Context:
    """What an event or an object says of the attributes inside it."""

    tags: tuple[str, ...]
    families: tuple[str, ...]
    note: str
    seen: datetime | None
    deleted: bool


class _Event:
    """One event while it is read."""

    def __init__(self, name: str, event: dict[str, Any], faults: Faults) -> None:
        self.name, self.event, self.faults = name, event, faults
        self.passed: Counter[str] = Counter()

    def found(self) -> Iterator[Found]:
        yield self._part()
        tags = names_of(self.event.get("Tag"))
        context = _Context(tags, families_of(tags, self.event.get("Galaxy")), _text(self.event.get("info")), _day(self.event), False)
        yield from self._attributes(self.event.get("Attribute"), context)
        for held in _dicts(self.event.get("Object")):
            inner = names_of(held.get("Tag"))
            whole = _Context(
                (*tags, *inner),
                (*context.families, *families_of(inner, held.get("Galaxy"))),
                context.note,
                context.seen,
                _is_on(held, "deleted"),
            )
            yield from self._attributes(held.get("Attribute"), whole)
        proposals = len(_dicts(self.event.get("ShadowAttribute"))) + self.passed.pop("đề xuất", 0)
        yield from self._remarks(proposals)

    def _part(self) -> Part:
        organisation = self.event.get("Orgc") or self.event.get("Org")
        sender = _text(organisation.get("name")) if isinstance(organisation, dict) else ""
        sent = _moment(self.event.get("timestamp") or self.event.get("publish_timestamp"))
        letterhead = Letterhead(sender, _text(self.event.get("uuid")), sent, _text(self.event.get("info")))
        return Part(Place(self.name, column=_text(self.event.get("uuid")) or None), "misp-event", letterhead)

    def _attributes(self, attributes: Any, context: _Context) -> Iterator[Found]:
        for attribute in _dicts(attributes):
            self.passed["đề xuất"] += len(_dicts(attribute.get("ShadowAttribute")))
            kind = _text(attribute.get("type"))
            if is_indicator(kind):
                yield from self._indicators(attribute, kind, context)
            else:
                self.passed[kind or "không loại"] += 1

    def _indicators(self, attribute: dict[str, Any], kind: str, context: _Context) -> Iterator[Found]:
        reference = _text(attribute.get("uuid")) or _text(attribute.get("id"))
        place = Place(self.name, column=reference or None)
        tags = (*context.tags, *names_of(attribute.get("Tag")))
        families = (*context.families, *families_of(names_of(attribute.get("Tag")), attribute.get("Galaxy")))
        try:
            values = list(values_of(kind, _text(attribute.get("value"))))
        except NotAValue as error:
            yield from self.faults.bad(
                None, f"{error}. Kiểm tra thuộc tính loại {kind}.", "bad-value", _text(attribute.get("value")), reference
            )
            return
        for value in values:
            yield FeedIndicator(
                place=place, kind=value.kind, value=value.value, port=value.port, source=reference,
                tlp=strictest([tlp_in(tags), Handling.NONE]), confidence=confidence_of(reversed(tags)), tags=tags,
                families=tuple(dict.fromkeys(families)), first_seen=_moment(attribute.get("first_seen")) or context.seen,
                last_seen=_moment(attribute.get("last_seen")), note=_text(attribute.get("comment")) or context.note,
                for_detection=_is_on(attribute, "to_ids"), is_revoked=_is_on(attribute, "deleted") or context.deleted,
            )  # fmt: skip
        yield from self._sightings(attribute, place, reference, values[0].value)

    def _sightings(self, attribute: dict[str, Any], place: Place, reference: str, value: str) -> Iterator[Found]:
        for sighting in _dicts(attribute.get("Sighting")):
            saw = _SAW.get(_text(sighting.get("type")) or "0")
            if saw is None:
                yield from self.faults.bad(
                    None, "Lần thấy có loại lạ. Kiểm tra sự kiện gốc.", "bad-value", _text(sighting.get("type")), reference
                )
                continue
            at = _moment(sighting.get("date_sighting"))
            organisation = sighting.get("Organisation")
            by = _text(organisation.get("name")) if isinstance(organisation, dict) else _text(sighting.get("source"))
            yield Sighting(place, of=reference, saw=saw, value=value, first_seen=at, last_seen=at, by=by)

    def _remarks(self, proposals: int) -> Iterator[Found]:
        if proposals:
            why = f"{proposals} đề xuất sửa chưa được duyệt, không tính là chỉ dấu."
            yield Remark(Place(self.name), why, "", "proposals")
        if self.passed:
            kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.passed.items()))
            why = f"{self.passed.total()} thuộc tính không phải giá trị để dò tìm, giữ ở sự kiện gốc: {kinds}."
            yield Remark(Place(self.name), why[:1000], "", "context-only")


class MISPManifest:
    """The manifest of a MISP feed: which events there are and when each changed; each is a file of its own."""

    format = "misp-manifest"

    def recognise(self, head: bytes, name: str) -> float:
        """Keys are identifiers of events, and no attribute stands in it."""
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if not text.startswith(b"{") or jsons.head_has(head, "Attribute", "Event", "objects"):
            return 0.0
        opening = text[1:120].lstrip()
        return (
            0.96
            if len(opening) > 40 and opening[:1] == b'"' and opening[37:38] == b'"' and jsons.head_has(head, "info", "Orgc") == 2
            else 0.0
        )

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield a part for every event that the feed offers."""
        value = jsons.document(stream, name, limits)
        faults = Faults(name, limits.bad_rows)
        for reference, about in value.items() if isinstance(value, dict) else ():
            if not isinstance(about, dict):
                yield from faults.bad(None, "Mục không mô tả một sự kiện. Tải lại manifest.", "wrong-shape", str(about)[:80], reference)
                continue
            organisation = about.get("Orgc")
            sender = _text(organisation.get("name")) if isinstance(organisation, dict) else ""
            letterhead = Letterhead(sender, reference, _moment(about.get("timestamp")), _text(about.get("info")))
            yield Part(Place(name, column=reference), "misp-event", letterhead)
        yield from faults.rest()


def _dicts(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; one that stands alone, as answers to searches have it, is a list of one."""
    value = [value] if isinstance(value, dict) else value
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _is_on(mapping: dict[str, Any], key: str) -> bool:
    return mapping.get(key) in (True, 1, "1", "true")


def _moment(value: Any) -> datetime | None:
    try:
        return moment(int(value) if isinstance(value, str) and value.isdecimal() else value) if value not in (None, "", "0") else None
    except (TimeError, ValueError):
        return None


def _day(event: dict[str, Any]) -> datetime | None:
    return _moment(event.get("date"))
