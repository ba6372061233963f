"""Infections that AnubisNetworks saw at its sinkholes (Cyberfeed stream), one JSON object each."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, BinaryIO

from vonggac.kernel.addresses import AddressError, parse_address
from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.drafting import Drafting, flat
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import Found
from vonggac.sources.feeds.times import TimeError, moment
from vonggac.sources.limits import Limits

_PLAIN = {
    "_origin": "extra._origin", "app_proto": "protocol.application", "src.ip": "source.ip", "src.port": "source.port",
    "dst.ip": "destination.ip", "dst.port": "destination.port", "malw.family": "malware.name",
    "malw.variant": "classification.identifier", "malw.severity": "extra.malware.severity", "malw.categories": "extra.malware.categories",
    "comm.proto": "protocol.application", "comm.method": "extra.communication.type", "comm.dns.name": "destination.fqdn",
    "comm.dns.qtype": "extra.dns_query_type", "comm.http.method": "extra.request_method", "comm.http.path": "destination.urlpath",
    "comm.http.user_agent": "extra.user_agent", "comm.http.unverified_domain": "extra.communication.unverified_domain",
    "comm.http.cookies": "extra.communication.cookies", "comm.http.headers": "extra.communication.headers",
    "comm.http.x_forwarded_for": "extra.communication.x_forwarded_for", "metadata.flowbits": "extra.metadata.flowbits",
}  # fmt: skip
_PLACED = {
    "country_code": "geolocation.cc", "country_name": "geolocation.country", "region": "geolocation.region", "city": "geolocation.city",
    "latitude": "geolocation.latitude", "longitude": "geolocation.longitude", "asn": "asn", "asn_name": "as_name",
}  # fmt: skip
_ONLY_EXTRA = {"region_code": "geolocation.region_code", "postal_code": "geolocation.postal_code"}
_HANDLED = ("_ts", "comm.http.host", "_geo_")


class Anubis:
    """What the stream of AnubisNetworks gives."""

    format = "anubisnetworks"

    def recognise(self, head: bytes, name: str) -> float:
        """By its own names for malware, source and time."""
        return 0.94 if jsons.head_has(head, "_ts", "malw", "src", "_origin") >= 3 else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield an event an object."""
        faults = Faults(name, limits.bad_rows)
        drafting = Drafting(name, faults, today)
        for one in jsons.objects(stream, name, limits, faults):
            if not isinstance(one, tuple):
                yield one
            elif isinstance(one[1], dict) and isinstance(one[1].get("src"), dict):
                yield from drafting.event(one[0], _fields(one[1]))
            else:
                yield from faults.bad(one[0].line, "Mục không nêu máy nhiễm (src). Kiểm tra tệp gốc.", "wrong-shape", str(one[1])[:200])
        yield from faults.rest()


def _fields(value: dict[str, Any]) -> dict[str, Any]:
    stated = flat(value)
    fields: dict[str, Any] = {"classification.type": "infected-system", "time.source": _time(value.get("_ts"))}
    fields.update({target: stated[key] for key, target in _PLAIN.items() if key in stated})
    fields.update({f"extra.{key}": one for key, one in stated.items() if key not in _PLAIN and not key.startswith(_HANDLED)})
    fields.update(_where(value.get("_geo_src_ip"), "source.", "extra.source.", canonical=True))
    around = "extra.communication.http.host."
    fields.update(_where(value.get("_geo_comm_http_host"), around, around, canonical=False))
    fields.update(_host(stated))
    return fields


def _time(seconds: Any) -> str | None:
    try:
        return moment(seconds).isoformat()
    except TimeError:
        return str(seconds) if seconds is not None else None


def _where(stated: Any, side: str, extra: str, *, canonical: bool) -> dict[str, Any]:
    """Where on the Internet an address lies; its network follows from the address and the length of the mask."""
    if not isinstance(stated, dict):
        return {}
    found = {f"{side}{target}": stated[key] for key, target in _PLACED.items() if key in stated}
    found.update({f"{extra}{target}": stated[key] for key, target in _ONLY_EXTRA.items() if key in stated})
    if "ip" in stated and "netmask" in stated:
        written = f"{stated['ip']}/{stated['netmask']}"
        with suppress(ValueError):
            found[f"{side}network"] = str(ipaddress.ip_network(written, strict=False)) if canonical else written
    return found


def _host(stated: dict[str, Any]) -> dict[str, Any]:
    """The host a bot asked for: a name is the destination, an address beside another one only a claim."""
    host, path = stated.get("comm.http.host"), stated.get("comm.http.path")
    if not isinstance(host, str) or not host:
        return {}
    found = {"destination.url": f"http://{host}{path}"} if isinstance(path, str) and path.startswith("/") else {}
    try:
        parse_address(host)
    except AddressError:
        return {**found, "destination.fqdn": host}
    return found if host == stated.get("dst.ip") else {**found, "extra.communication.http_host": host}
