"""Reports of Team Cymru to national CERTs: one line a machine, category|address|asn|time|information|network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from vonggac.kernel.addresses import AddressError, parse_address, parse_domain
from vonggac.sources.feeds.linefeeds import LineFeed, NotThisLine
from vonggac.sources.feeds.protocols import NAMES

# What each category says: the type, and the identifier and application where the category itself is one.
CATEGORIES: dict[str, dict[str, str]] = {
    "bot": {"classification.type": "infected-system"},
    "conficker": {
        "classification.type": "infected-system", "classification.identifier": "conficker", "malware.name": "conficker",
    },
    "bruteforce": {"classification.type": "brute-force"},
    "controller": {"classification.type": "c2-server"},
    "darknet": {"classification.type": "scanner", "classification.identifier": "darknet"},
    "ddosreport": {"classification.type": "ddos"},
    "honeypot": {"classification.type": "scanner"},
    "openresolver": {
        "classification.type": "vulnerable-system", "classification.identifier": "dns-open-resolver", "protocol.application": "dns",
    },
    "phishing": {"classification.type": "phishing", "classification.identifier": "phishing"},
    "proxy": {"classification.type": "proxy", "classification.identifier": "openproxy"},
    "router": {"classification.type": "brute-force", "classification.identifier": "router"},
    "scanner": {"classification.type": "scanner", "classification.identifier": "scanner"},
    "spam": {"classification.type": "spam", "classification.identifier": "spam"},
}  # fmt: skip
_SAME = {"bots": "bot", "openresolvers": "openresolver", "scanners": "scanner", "proxies": "proxy", "beacon": "bot"}

_KEYS = {
    "family": "malware", "mwtype": "malware", "dest_addr": "destination", "destaddr": "destination", "dstaddr": "destination",
    "dest_port": "destination.port", "destport": "destination.port", "port": "source.port", "srcport": "source.port",
    "hostname": "host", "username": "source.account", "proxy_type": "proxy", "protocol": "protocol", "additional_asns": "asns",
    "darknet_port": "ports", "honeypot_port": "ports", "ports_scanned": "ports", "destination_port_numbers": "ports",
}  # fmt: skip
_WORDS = re.compile(
    r"^(?:srcport (?P<port>\d+)\s*)?(?:mwtype (?P<malware>.+?)\s*)?(?:(?:destaddr|dstaddr) (?P<destination>\S+)\s*(?P<rest>.*))?$"
)
_PROXY = re.compile(r"(?P<application>[a-z0-9]+)(?:-(?P<port>\d{1,5}))?")
_COUNT = re.compile(r"\(total_count:\s*\d+\)")
_GLUED = re.compile(r"(?P<host>.*?[a-z])port:\s*(?P<port>\d+)$")
_COUNTRY = re.compile(r"^(?P<name>.*), (?P<cc>[A-Z]{2})$")


class Cymru(LineFeed):
    """Both layouts: "infected" (2017) and "certname" (since 2019)."""

    format: ClassVar[str] = "cymru"

    def is_mine(self, head: str, name: str) -> bool:
        """A heading that names the columns, or a first line of a known category."""
        return any(_is_row(line) or _is_heading(line) for line in head.splitlines()[:10])

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        parts = [part.strip() for part in line.split("|")]
        category = _SAME.get(parts[0].lower(), parts[0].lower())
        if len(parts) != 6 or category not in CATEGORIES:
            raise NotThisLine("Dòng phải có sáu phần cách nhau bằng dấu | và loại đã biết.")
        name = _COUNTRY.match(parts[5])
        fields: dict[str, Any] = {
            **CATEGORIES[category], "source.ip": parts[1], "source.asn": parts[2], "time.source": parts[3],
            "source.as_name": name["name"] if name else parts[5], "source.geolocation.cc": name["cc"] if name else None,
        }  # fmt: skip
        ports = _add_information(fields, category, parts[4])
        yield from ({**fields, "destination.port": port} for port in ports) if ports else [fields]


def _is_row(line: str) -> bool:
    parts = line.split("|")
    return len(parts) == 6 and _SAME.get(parts[0].lower(), parts[0].lower()) in CATEGORIES


def _is_heading(line: str) -> bool:
    return line.startswith("#") and line.count("|") == 5 and "asn" in line and "timestamp" in line


def _add_information(fields: dict[str, Any], category: str, information: str) -> list[str]:
    """Put the free part into fields; return the ports when there are several targets."""
    found: dict[str, str] = {}
    for piece in filter(None, (piece.strip() for piece in information.split(";"))):
        key, colon, value = piece.partition(":")
        if colon and key.strip() in _KEYS:
            found[_KEYS[key.strip()]] = value.strip()
        else:
            _add_free(fields, category, piece)
    _add_known(fields, found)
    return [port.strip() for port in _COUNT.sub("", found.get("ports", "")).split(",") if port.strip()]


def _add_free(fields: dict[str, Any], category: str, piece: str) -> None:
    """Words without a key mean what their category makes of them."""
    if category == "bruteforce":
        fields.update({"classification.identifier": piece, "protocol.application": piece})
    elif category == "phishing":
        fields["source.url"] = piece
    elif category == "proxy":
        _add_proxy(fields, piece)
    elif category == "bot" and (words := _WORDS.match(piece)):
        fields.update({"extra.source_port": int(words["port"]) if words["port"] else None, "event_description.text": words["rest"] or None})
        _add_known(fields, {key: words[key] for key in ("malware", "destination") if words[key]})
    else:
        fields["event_description.text"] = piece


def _add_known(fields: dict[str, Any], found: dict[str, str]) -> None:
    for key, value in found.items():
        if key == "malware":
            fields.update({"malware.name": value, "classification.identifier": value.lower()})
        elif key == "destination":
            fields["destination.ip"] = value
        elif key == "host":
            _add_host(fields, value)
        elif key == "proxy":
            _add_proxy(fields, value)
        elif key == "protocol":
            _add_protocol(fields, int(value))
        elif key == "asns":
            fields["extra.source.asns"] = [int(fields["source.asn"]), *map(int, value.split(","))]
        elif key != "ports":
            fields[key] = value


def _add_host(fields: dict[str, Any], value: str) -> None:
    """A name stands for the machine; an address in its place only repeats it. The port may be glued to the name."""
    glued = _GLUED.match(value)
    if glued:
        value, fields["source.port"] = glued["host"], glued["port"]
    try:
        parse_address(value)
    except AddressError:
        fields["source.fqdn"] = parse_domain(value)


def _add_proxy(fields: dict[str, Any], value: str) -> None:
    found = _PROXY.fullmatch(value)
    if found:
        fields.update({"protocol.application": found["application"], "source.port": found["port"]})
    else:
        fields["extra.request"] = value


def _add_protocol(fields: dict[str, Any], number: int) -> None:
    if number in NAMES:
        fields["protocol.transport"] = NAMES[number]
    else:
        fields["extra.protocol.transport"] = number
