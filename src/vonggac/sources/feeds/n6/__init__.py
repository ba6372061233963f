"""Events of n6, the exchange of CERT Polska: attributes by the n6 data specification, one object a line or an array.

An event with several addresses concerns several machines, so it becomes as many events.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.drafting import Drafting
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import Found
from vonggac.sources.limits import Limits

CATEGORIES: dict[str, str] = {
    "amplifier": "ddos-amplifier", "backdoor": "system-compromise", "bots": "infected-system", "bl-other": "blacklist", "cnc": "c2-server",
    "deface": "unauthorised-information-modification", "dns-query": "other", "dos-attacker": "ddos", "dos-victim": "ddos",
    "exposed": "potentially-unwanted-accessible", "flow": "other", "flow-anomaly": "other", "fraud": "masquerade", "leak": "data-leak",
    "malurl": "malware-distribution", "malware-action": "malware-configuration", "other": "other", "phish": "phishing", "proxy": "proxy",
    "sandbox-url": "malware", "scam": "masquerade", "scanning": "scanner", "server-exploit": "exploit", "spam": "spam", "spam-url": "spam",
    "tor": "tor", "vulnerable": "vulnerable-system", "webinject": "malware-configuration", "whitelist": "other",
}  # fmt: skip
"""Categories of n6 by types of RSIT."""
_VICTIMS = frozenset({"bots", "backdoor", "dns-query", "malware-action", "dos-attacker", "scanning", "spam"})
"""Categories whose address is a machine that did something; url and fqdn then name whom it spoke to."""
_CONFIDENCE = {"low": 30, "medium": 60, "high": 90}
_RESTRICTION = {"public": "CLEAR", "need-to-know": "GREEN", "internal": "AMBER"}
_PLAIN = {
    "time": "time.source", "sport": "source.port", "dport": "destination.port", "dip": "destination.ip", "proto": "protocol.transport",
    "md5": "malware.hash.md5", "sha1": "malware.hash.sha1", "sha256": "malware.hash.sha256", "target": "event_description.target",
    "until": "extra.until", "modified": "extra.modified", "expires": "extra.expires", "count": "extra.count", "status": "status",
    "id": "extra.n6_id", "source": "extra.n6_source", "origin": "extra.origin", "restriction": "extra.restriction",
}  # fmt: skip


class N6:
    """What `/search/events.json` and the streams of n6 give."""

    format = "n6"

    def recognise(self, head: bytes, name: str) -> float:
        """By the attributes that every n6 event has."""
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["}:
            return 0.0
        told = jsons.head_has(head, "category", "confidence", "restriction", "source", "time", "id")
        return 0.9 if told >= 5 and jsons.head_has(head, "category", "confidence") == 2 else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield an event for every address of an n6 event."""
        faults = Faults(name, limits.bad_rows)
        drafting = Drafting(name, faults, today)
        for one in jsons.objects(stream, name, limits, faults):
            if not isinstance(one, tuple):
                yield one
                continue
            place, value = one
            if not isinstance(value, dict) or str(value.get("category")) not in CATEGORIES:
                seen = str(value.get("category") if isinstance(value, dict) else value)
                yield from faults.bad(place.line, "Mục không phải sự kiện n6 hoặc có phân loại lạ. Kiểm tra tệp gốc.", "wrong-shape", seen)
                continue
            for fields in _fields(value):
                yield from drafting.event(place, fields)
        yield from faults.rest()


def _fields(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    fields = {target: value[name] for name, target in _PLAIN.items() if name in value}
    fields["classification.type"] = CATEGORIES[value["category"]]
    fields["classification.identifier"] = value.get("name") or value["category"]
    if value["category"] in {"bots", "cnc", "malurl", "backdoor", "malware-action", "webinject", "sandbox-url"}:
        fields["malware.name"] = value.get("name")
    fields["feed.accuracy"] = _CONFIDENCE.get(str(value.get("confidence")))
    fields["tlp"] = _RESTRICTION.get(str(value.get("restriction")))
    side = "destination" if value["category"] in _VICTIMS else "source"
    fields[f"{side}.fqdn"], fields[f"{side}.url"] = value.get("fqdn"), value.get("url")
    known = {*_PLAIN, "category", "name", "confidence", "fqdn", "url", "address"}
    fields.update({f"extra.{key}": one for key, one in value.items() if key not in known and not isinstance(one, dict)})
    addresses = value.get("address")
    for address in addresses if isinstance(addresses, list) and addresses else [{}]:
        yield {**fields, **_address(address if isinstance(address, dict) else {})}


def _address(address: dict[str, Any]) -> dict[str, Any]:
    return {
        "source.ip": address.get("ip") or address.get("ipv6"),
        "source.asn": address.get("asn"),
        "source.geolocation.cc": address.get("cc"),
    }
