"""The objects of a bundle: indicators by their patterns, plain observables, sightings; the rest is their context."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from vonggac.kernel.badrows import Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds import jsons, observables
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import FeedIndicator, Found, Kind, Remark, Saw, Sighting
from vonggac.sources.feeds.stix import objects, patterns
from vonggac.sources.feeds.times import TimeError, moment
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse

_IDENTIFIED = re.compile(rb'"id"\s*:\s*"[a-z][a-z0-9-]*--[0-9a-fA-F]{8}-')
_FAMILIES = frozenset({"malware", "tool"})
_HARMLESS = frozenset({"benign"})
_NOT_COUNTED = frozenset({"bundle", "marking-definition", "indicator", "sighting", "relationship", "malware", "tool", "identity"})


class STIX:
    """A bundle, a TAXII envelope, an array of objects, or one object."""

    format = "stix"

    def recognise(self, head: bytes, name: str) -> float:
        """By identifiers of the form type--UUID beside type; a TAXII envelope has objects too."""
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["}:
            return 0.0
        if jsons.head_has(head, "type", "id") == 2 and (b"bundle--" in head or b'"spec_version"' in head):
            return 0.95
        if jsons.head_has(head, "type", "id", "created") == 3 and b"--" in head:
            return 0.9
        if jsons.head_has(head, "type") and _IDENTIFIED.search(head):
            return 0.7
        return 0.85 if jsons.head_has(head, "objects") and (b'"objects": []' in head or b'"objects":[]' in head) else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield the indicators, observables and sightings of a file."""
        value = jsons.document(stream, name, limits)
        things = _things(value)
        if things is None:
            refuse(name, "Tệp không có đối tượng STIX nào. Xuất lại gói STIX 2.1.", "wrong-shape")
        yield from _Bundle(name, things, Faults(name, limits.bad_rows)).found()


def _things(value: Any) -> list[Any] | None:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("objects"), list):
        return list(value["objects"])
    if value.get("type") == "bundle":
        return []
    return [value] if "type" in value and "id" in value else None


class _Bundle:
    """The objects of one file, looked up by their identifiers."""

    def __init__(self, name: str, things: list[Any], faults: Faults) -> None:
        self.name, self.things, self.faults = name, things, faults
        self.by_id: dict[str, dict[str, Any]] = {}
        self.marks: dict[str, Handling] = dict(objects.MARKS)
        self.families: defaultdict[str, list[str]] = defaultdict(list)
        self.passed: Counter[str] = Counter()
        self.is_old = False

    def found(self) -> Iterator[Found]:
        yield from self._kept()
        self._learn()
        for thing in self.by_id.values():
            yield from self._values(thing)
        yield from self._remarks()
        yield from self.faults.rest()

    def _kept(self) -> Iterator[Found]:
        """Keep the newest version of every whole object; say what the others lack."""
        for index, thing in enumerate(self.things):
            where = f"objects[{index}]"
            lacks = objects.missing(thing) if isinstance(thing, dict) else "không phải đối tượng"
            if lacks:
                yield from self.faults.bad(None, f"Đối tượng STIX {lacks}. Hỏi lại nơi gửi.", "wrong-shape", str(thing)[:200], where)
                continue
            self.is_old = self.is_old or (objects.is_domain_object(thing["type"]) and not objects.is_2_1(thing))
            before = self.by_id.get(thing["id"])
            if before is None or str(before.get("modified", "")) <= str(thing.get("modified", "")):
                self.by_id[thing["id"]] = thing

    def _learn(self) -> None:
        """Read marks and relationships before what refers to them."""
        for reference, thing in self.by_id.items():
            if thing["type"] == "marking-definition" and (mark := objects.mark_of(thing)) is not Handling.NONE:
                self.marks[reference] = mark
        for thing in self.by_id.values():
            if (
                thing["type"] == "relationship"
                and thing.get("revoked") is not True
                and str(thing["relationship_type"]) in {"indicates", "derived-from"}
            ):
                family = self.by_id.get(str(thing["target_ref"]))
                if family is not None and family["type"] in _FAMILIES:
                    self.families[str(thing["source_ref"])] += objects.aliases_of(family)

    def _values(self, thing: dict[str, Any]) -> Iterator[Found]:
        kind = thing["type"]
        if kind == "indicator":
            yield from self._indicator(thing)
        elif kind == "sighting":
            yield from self._sighting(thing)
        elif kind in objects.OBSERVABLES:
            yield from self._observable(thing, thing, thing["id"])
        elif kind == "observed-data" and isinstance(thing.get("objects"), dict):
            for key, inner in thing["objects"].items():
                if isinstance(inner, dict) and inner.get("type") in objects.OBSERVABLES:
                    yield from self._observable(inner, thing, f"{thing['id']}#{key}")
        elif kind not in _NOT_COUNTED:
            self.passed[kind] += 1

    def _indicator(self, thing: dict[str, Any]) -> Iterator[Found]:
        place = Place(self.name, column=thing["id"])
        pattern = str(thing["pattern"])
        if thing.get("pattern_type", "stix") != "stix":
            yield from self._whole(thing, pattern, place, f"Quy tắc loại {thing.get('pattern_type')} được giữ nguyên, không so sánh ở đây.")
            return
        try:
            values = patterns.simple_values(patterns.parse(pattern))
        except (patterns.PatternError, observables.NotAValue) as error:
            yield from self.faults.bad(None, f"{error}. Hỏi lại nơi gửi.", "bad-pattern", pattern, thing["id"])
            return
        if values is None:
            yield from self._whole(thing, pattern, place, "Mẫu STIX có điều kiện, được giữ nguyên, không so sánh ở đây.")
            return
        for value in dict.fromkeys(values):
            yield self._made(thing, place, value.kind, value.value, value.port)

    def _whole(self, thing: dict[str, Any], pattern: str, place: Place, why: str) -> Iterator[Found]:
        yield self._made(thing, place, Kind.PATTERN, pattern, None, for_detection=False)
        yield Remark(place, why, pattern[:200], "complex-pattern")

    def _made(
        self, thing: dict[str, Any], place: Place, kind: Kind, value: str, port: int | None, *, for_detection: bool = True
    ) -> FeedIndicator:
        tags = (*objects.texts(thing.get("indicator_types")), *objects.texts(thing.get("labels")))
        confidence = thing.get("confidence")
        sure = isinstance(confidence, int) and not isinstance(confidence, bool) and 0 <= confidence <= 100
        return FeedIndicator(
            place=place, kind=kind, value=value, port=port, source=thing["id"], tlp=objects.tlp_for(thing, self.marks),
            confidence=confidence if sure else None,
            first_seen=_moment(thing.get("valid_from")), valid_until=_moment(thing.get("valid_until")),
            families=tuple(dict.fromkeys(self.families[thing["id"]])), tags=tags,
            note=str(thing.get("description") or thing.get("name") or ""),
            for_detection=for_detection and not _HARMLESS & set(tags), is_revoked=thing.get("revoked") is True,
        )  # fmt: skip

    def _observable(self, thing: dict[str, Any], about: dict[str, Any], reference: str) -> Iterator[Found]:
        """A value without the claim that it is bad: context, no alarm."""
        place = Place(self.name, column=reference)
        for kind, value in _observed(thing):
            try:
                made, text = _READ[kind](value)
            except observables.NotAValue as error:
                yield from self.faults.bad(None, f"{error}. Hỏi lại nơi gửi.", "bad-value", value, reference)
                continue
            yield FeedIndicator(
                place=place, kind=made, value=text, source=reference, tlp=objects.tlp_for(about, self.marks),
                first_seen=_moment(about.get("first_observed")), last_seen=_moment(about.get("last_observed")),
                tags=tuple(objects.texts(about.get("labels"))), for_detection=False, is_revoked=about.get("revoked") is True,
            )  # fmt: skip

    def _sighting(self, thing: dict[str, Any]) -> Iterator[Found]:
        count = thing.get("count")
        seers = (self.by_id.get(reference, {}) for reference in objects.texts(thing.get("where_sighted_refs")))
        indicator = self.by_id.get(str(thing["sighting_of_ref"]), {})
        yield Sighting(
            Place(self.name, column=thing["id"]), of=str(thing["sighting_of_ref"]), saw=Saw.SEEN, value=objects.name_of(indicator),
            first_seen=_moment(thing.get("first_seen")), last_seen=_moment(thing.get("last_seen") or thing.get("created")),
            count=count if isinstance(count, int) and count >= 0 else 1, by=", ".join(filter(None, map(objects.name_of, seers))),
        )  # fmt: skip

    def _remarks(self) -> Iterator[Found]:
        if self.is_old:
            yield Remark(Place(self.name), "Gói theo STIX 2.0; đã đọc. Nên gửi STIX 2.1.", "", "stix-2-0")
        if self.passed:
            kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.passed.items()))
            why = f"{self.passed.total()} đối tượng là bối cảnh, giữ ở gói gốc: {kinds}."
            yield Remark(Place(self.name), why[:1000], "", "context-only")


_READ = {
    "address": observables.address_or_range,
    "domain": observables.domain,
    "url": observables.url,
    "mail": observables.mailbox,
    "hash": observables.digest,
}
_KIND_OF = {"ipv4-addr": "address", "ipv6-addr": "address", "domain-name": "domain", "url": "url", "email-addr": "mail"}


def _observed(thing: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kind = _KIND_OF.get(str(thing.get("type")))
    if kind is not None:
        yield kind, str(thing.get("value", ""))
        return
    hashes = thing.get("hashes")
    for name, value in hashes.items() if isinstance(hashes, dict) else ():
        if str(name).upper().replace("-", "") in {"MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"}:
            yield "hash", str(value)


def _moment(value: Any) -> datetime | None:
    try:
        return moment(value) if isinstance(value, str) else None
    except TimeError:
        return None
