"""Fields as a source wrote them into one event: known fields canonical, unknown ones under extra, nonsense said with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vonggac.kernel.addresses import AddressError, parse_domain
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.feeds import scope
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import FeedEvent, Found, Value
from vonggac.sources.feeds.shadowserver import conversions as cells
from vonggac.sources.feeds.taxonomy import taxonomy_of
from vonggac.sources.feeds.times import latest, utc_text
from vonggac.sources.refusal import shortened

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/ -]{0,120}")
_SIDES = ("source.", "destination.")
_ESSENTIAL = frozenset({"source.ip", "time.source"})
_WHERE = tuple(
    f"{side}{part}"
    for side in _SIDES
    for part in ("ip", "network", "fqdn", "url", "asn", "urlpath", "account", "reverse_dns", "local_hostname", "local_ip")
)
_WHAT = ("malware.hash.md5", "malware.hash.sha1", "malware.hash.sha256", "malware.hash", "malware.name")
_MOST_FIELDS = 400
_LONGEST_TEXT = 32_767


class NotThat(ValueError):  # noqa: N818  read as a sentence: "not that value"
    """A value cannot stand in its field."""


@dataclass(slots=True)
class Drafting:
    """Makes events of one file and keeps its faults."""

    source: str
    faults: Faults
    today: date
    too_late: str = ""

    def __post_init__(self) -> None:
        self.too_late = latest(self.today).isoformat()

    def event(self, place: Place, stated: Mapping[str, Any]) -> Iterator[Found]:
        """Yield the event, or why it is none; a field that cannot be read is left out and said."""
        fields: dict[str, Value] = {}
        for name, value in stated.items():
            try:
                kept = canonical(name, value)
            except (ValueError, OverflowError, AddressError):
                yield from self._bad(place, "Không đọc được giá trị của trường này. Đối chiếu với tệp gốc.", "bad-value", name, value)
                if name in _ESSENTIAL:
                    return
                continue
            if kept is not None:
                fields[name] = kept
        yield from self._checked(place, fields)

    def _checked(self, place: Place, fields: dict[str, Value]) -> Iterator[Found]:
        if not any(name in fields for name in _WHERE) and not any(name in fields for name in _WHAT):
            yield from self._bad(place, "Mục không nêu địa chỉ, tên miền, URL hay mã băm nào. Hỏi lại nơi gửi.", "blank", None, "")
            return
        time = fields.get("time.source")
        if isinstance(time, str) and time >= self.too_late:
            why = "Thời gian nằm sau hôm nay. Kiểm tra đồng hồ và múi giờ của nơi gửi."
            yield from self._bad(place, why, "future-time", "time.source", time)
            return
        address = fields.get("source.ip")
        if isinstance(address, str) and scope.is_not_public(address):
            self.faults.once(place.line, scope.WHY, scope.RULE, address)
        kind = str(fields.setdefault("classification.type", "undetermined"))
        fields["classification.taxonomy"] = taxonomy_of(kind)
        yield FeedEvent(place, fields)

    def _bad(self, place: Place, why: str, rule: str, column: str | None, seen: object) -> Iterator[BadRow]:
        where = Place(place.source, place.sheet, place.line, column or place.column)
        self.faults.count += 1
        if self.faults.has_room:
            yield BadRow(where, why, shortened(str(seen)), rule)


def canonical(name: str, value: Any) -> Value | None:
    """Return a value as its field wants it; None when nothing is stated; ValueError when it cannot stand there."""
    if value is None or value == "" or value == {}:
        return None
    if not _KEY.fullmatch(name):
        raise NotThat(name)
    read = _FIELDS.get(name) or _FIELDS.get(_side_less(name)) if not name.startswith("extra.") else None
    if read is not None:
        return read(_text(value))
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [one for one in value[:_MOST_FIELDS] if one is not None]
    raise NotThat(name)


def _side_less(name: str) -> str:
    for side in _SIDES:
        if name.startswith(side):
            return name.removeprefix(side)
    return name


def _text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise NotThat(str(value)[:40])
    text = str(value).strip()
    if "\0" in text:
        raise NotThat("NUL")
    return text[:_LONGEST_TEXT]


def _address(text: str) -> str:
    found = cells.address(text)
    if "/" in found:
        raise NotThat(text)
    return found


def _network(text: str) -> str:
    return cells.address(text if "/" in text else f"{text}/{128 if ':' in text else 32}")


def _name(text: str) -> str:
    return parse_domain(text)


def _web(text: str) -> str:
    if "://" not in text[:20] or " " in text:
        raise NotThat(text)
    return text


def _number(text: str) -> float:
    return cells.amount(text)


def _mapped(text: str) -> str:
    """An address without the leading zeros that some lists pad with."""
    return _address(re.sub(r"(^|\.)0+(?=\d)", r"\1", text))


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise NotThat(text)
    return number


_FIELDS: dict[str, cells.Conversion] = {
    "ip": _mapped,
    "local_ip": _mapped,
    "network": _network,
    "port": _port,
    "asn": cells.system_number,
    "fqdn": _name,
    "url": _web,
    "reverse_dns": cells.host,
    "geolocation.cc": cells.country,
    "geolocation.latitude": _number,
    "geolocation.longitude": _number,
    "time.source": utc_text,
    "time.observation": utc_text,
    "malware.name": cells.lower,
    "malware.hash.md5": cells.lower,
    "malware.hash.sha1": cells.lower,
    "malware.hash.sha256": cells.lower,
    "protocol.transport": cells.lower,
    "protocol.application": cells.lower,
    "classification.type": cells.lower,
}


def flat(mapping: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a nested mapping with its keys joined by dots: {"source": {"ip": …}} becomes {"source.ip": …}."""
    found: dict[str, Any] = {}
    for key, value in mapping.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            found.update(flat(value, f"{name}."))
        else:
            found[name] = value
        if len(found) > _MOST_FIELDS:
            break
    return found
