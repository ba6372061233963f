"""What Shodan saw behind an address of ours: one banner a line."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.drafting import Drafting
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import Found
from vonggac.sources.limits import Limits

_PLAIN = {
    "port": "source.port", "transport": "protocol.transport", "asn": "source.asn", "isp": "source.as_name", "timestamp": "time.source",
    "product": "extra.product", "version": "extra.version", "os": "extra.os.name", "tags": "extra.tags", "org": "extra.org",
    "cpe": "extra.cpe", "info": "extra.info", "devicetype": "extra.device_type",
}  # fmt: skip
_LOCATION = {"country_code": "cc", "city": "city", "latitude": "latitude", "longitude": "longitude", "region_code": "region"}


class Shodan:
    """Banners of Shodan Monitor, its stream, or a download."""

    format = "shodan"

    def recognise(self, head: bytes, name: str) -> float:
        """By the names a banner has."""
        return 0.9 if jsons.head_has(head, "hostnames", "transport", "isp", "location", "data", "port", "hash") >= 6 else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield an event a banner: a service that answers, vulnerable where the banner names a vulnerability."""
        faults = Faults(name, limits.bad_rows)
        drafting = Drafting(name, faults, today)
        for one in jsons.objects(stream, name, limits, faults, inside=("matches",)):
            if not isinstance(one, tuple):
                yield one
            elif isinstance(one[1], dict):
                yield from drafting.event(one[0], _fields(one[1]))
            else:
                yield from faults.bad(one[0].line, "Mục không phải một banner. Kiểm tra tệp gốc.", "wrong-shape", str(one[1])[:200])
        yield from faults.rest()


def _fields(banner: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {target: banner.get(key) for key, target in _PLAIN.items()}
    vulnerabilities = banner.get("vulns")
    named = sorted(vulnerabilities) if isinstance(vulnerabilities, dict | list) and vulnerabilities else []
    fields["classification.type"] = "vulnerable-system" if named else "potentially-unwanted-accessible"
    fields["classification.identifier"] = "shodan-vulnerability" if named else "shodan-banner"
    fields["extra.vulnerabilities"] = [str(one) for one in named] or None
    fields["source.ip"] = _address(banner)
    names = banner.get("hostnames")
    if isinstance(names, list) and names and isinstance(names[0], str):
        fields["source.reverse_dns"] = names[0]
    place = banner.get("location")
    if isinstance(place, dict):
        fields.update({f"source.geolocation.{target}": place.get(key) for key, target in _LOCATION.items()})
    module = banner.get("_shodan")
    if isinstance(module, dict) and isinstance(module.get("module"), str):
        fields["protocol.application"] = module["module"]
    return fields


def _address(banner: dict[str, Any]) -> str | None:
    """The address in words, or as the whole number older banners state."""
    stated = banner.get("ip_str") or banner.get("ipv6")
    if isinstance(stated, str):
        return stated
    number = banner.get("ip")
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1 << 32:
        return str(ipaddress.IPv4Address(number))
    return None
