"""Attributes of a MISP event into indicators; a pair like "domain|ip" is two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from vonggac.sources.feeds import observables
from vonggac.sources.feeds.model import Kind

Reading = Callable[[str], tuple[Kind, str]]

_DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512/224", "sha512/256")
_ONE: dict[str, Reading] = {
    **dict.fromkeys(("ip-src", "ip-dst", "ip"), observables.address_or_range),
    **dict.fromkeys(("domain", "hostname"), observables.domain),
    **dict.fromkeys(("url", "uri", "link"), observables.url),
    **dict.fromkeys(("email", "email-src", "email-dst", "email-reply-to", "whois-registrant-email", "dns-soa-email"), observables.mailbox),
    **dict.fromkeys(_DIGESTS, observables.digest),
}
"""Types of attributes that are values to look for; a link leads to a report and carries no alarm unless it is marked so."""
_PAIRS = frozenset({"malware-sample", "attachment-sample", *(f"filename|{digest}" for digest in _DIGESTS)})
_FAMILY_GALAXIES = frozenset(
    {
        "malpedia", "ransomware", "rat", "botnet", "banker", "stealer", "backdoor", "tool", "exploit-kit", "android", "cryptominers",
        "mitre-malware", "mitre-tool", "mitre-enterprise-attack-malware", "mitre-enterprise-attack-tool",
        "mitre-mobile-attack-malware", "microsoft-activity-group-malware",
    }
)  # fmt: skip
_GALAXY_TAG = re.compile(r'misp-galaxy:(?P<galaxy>[\w-]+)="(?P<name>.{1,200})"')
_ATTACK_NUMBER = re.compile(r" - [SG]\d{4}$")
_CONFIDENCE = {
    "completely-confident": 100, "usually-confident": 75, "fairly-confident": 50, "rarely-confident": 25, "unconfident": 0,
}  # fmt: skip
_SAID = re.compile(r'(?:misp:confidence-level|osint:certainty)="(?P<said>[\w-]+)"')


@dataclass(frozen=True, slots=True)
class Value:
    """One canonical value of an attribute."""

    kind: Kind
    value: str
    port: int | None = None


def is_indicator(kind: str) -> bool:
    """Say whether attributes of this type are values to look for."""
    return kind in _ONE or kind in _PAIRS or kind in {"domain|ip", "hostname|port", "ip-src|port", "ip-dst|port"}


def values_of(kind: str, text: str) -> Iterator[Value]:
    """Yield what an attribute means; raise NotAValue when it cannot be what its type says."""
    if kind in _ONE:
        yield Value(*_ONE[kind](text))
        return
    first, bar, second = text.partition("|") if "|" in text else text.partition(":") if kind != "domain|ip" else (text, "", "")
    if kind in _PAIRS:
        yield Value(*observables.digest(second))
    elif kind == "domain|ip":
        if not bar:
            raise observables.NotAValue("Thiếu địa chỉ sau dấu |")
        yield Value(*observables.domain(first))
        yield Value(*observables.address_or_range(second))
    else:
        read = observables.domain if kind.startswith("hostname") else observables.address_or_range
        yield Value(*read(first), port=_port(second))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 65535:
        raise observables.NotAValue("Số cổng phải từ 1 đến 65535")
    return int(text)


def names_of(tags: Any) -> tuple[str, ...]:
    """Return the names of tags."""
    return tuple(str(tag["name"]) for tag in tags if isinstance(tag, dict) and tag.get("name")) if isinstance(tags, list) else ()


def families_of(tags: Iterable[str], galaxies: Any) -> tuple[str, ...]:
    """Return the malware families that tags and galaxies name, without the number ATT&CK gives them."""
    named = [(found["galaxy"], found["name"]) for tag in tags if (found := _GALAXY_TAG.fullmatch(tag))]
    for galaxy in galaxies if isinstance(galaxies, list) else ():
        clusters = galaxy.get("GalaxyCluster") if isinstance(galaxy, dict) else None
        for cluster in clusters if isinstance(clusters, list) else ():
            if isinstance(cluster, dict) and isinstance(cluster.get("value"), str):
                named.append((str(cluster.get("type") or galaxy.get("type")), cluster["value"]))
    return tuple(dict.fromkeys(_ATTACK_NUMBER.sub("", name) for galaxy, name in named if galaxy in _FAMILY_GALAXIES))


def confidence_of(tags: Iterable[str]) -> int | None:
    """Return the confidence that tags state, 0 to 100."""
    for tag in tags:
        found = _SAID.fullmatch(tag)
        if found and found["said"] in _CONFIDENCE:
            return _CONFIDENCE[found["said"]]
        if found and found["said"].isdecimal():
            return min(int(found["said"]), 100)
    return None
