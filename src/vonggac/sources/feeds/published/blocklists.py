"""Networks to refuse: Spamhaus DROP, DShield's recommended block list and its sources of one network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from vonggac.sources.feeds.linefeeds import LineFeed, NotThisLine

_MODIFIED = re.compile(r";\s*Last-Modified:\s*(.+)$")
_UPDATED = re.compile(r"#\s*updated:\s*(.+?)\s*$")


class SpamhausDrop(LineFeed):
    """Don't Route Or Peer: networks, or whole autonomous systems, with the number of the listing."""

    format: ClassVar[str] = "spamhaus-drop"
    comments: ClassVar[tuple[str, ...]] = (";",)

    def is_mine(self, head: str, name: str) -> bool:
        return "spamhaus" in head[:300].lower() and head.lstrip().startswith(";")

    def note(self, comment: str) -> None:
        if found := _MODIFIED.match(comment):
            self.heading["time"] = found[1]

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        what, _, listing = (part.strip() for part in line.partition(";"))
        fields: dict[str, Any] = {"classification.type": "spam", "time.source": self.heading.get("time")}
        if what.upper().startswith("AS"):
            country, _, owner = (part.strip() for part in listing.partition("|"))
            yield {**fields, "source.asn": what, "source.as_name": owner, "source.geolocation.cc": country}
        elif "/" in what:
            yield {**fields, "source.network": what, "extra.blocklist": listing}
        else:
            raise NotThisLine("Dòng phải là một dải mạng hoặc một số AS.")


class DShieldBlock(LineFeed):
    """The twenty networks that attacked most, with their owners."""

    format: ClassVar[str] = "dshield-block"

    def is_mine(self, head: str, name: str) -> bool:
        return "dshield" in head.lower() and "Netblock\tAttacks" in head

    def note(self, comment: str) -> None:
        if found := _UPDATED.match(comment):
            self.heading["time"] = found[1].removesuffix(" UTC")

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        parts = [*line.split("\t"), "", "", "", ""]
        if parts[0] == "Start":
            return
        if not parts[2].isdecimal():
            raise NotThisLine("Dòng phải có đầu dải, cuối dải và độ dài.")
        yield {
            "classification.type": "blacklist", "time.source": self.heading.get("time"), "source.network": f"{parts[0]}/{parts[2]}",
            "extra.attacks": int(parts[3]), "extra.network_name": parts[4], "source.geolocation.cc": parts[5],
            "source.abuse_contact": parts[6],
        }  # fmt: skip


class DShieldSources(LineFeed):
    """Addresses of one autonomous system that attacked sensors; which system, only the address of the page says."""

    format: ClassVar[str] = "dshield-asn"
    comments: ClassVar[tuple[str, ...]] = ("#", "<", "SPDX", "-->")

    def is_mine(self, head: str, name: str) -> bool:
        return "Source IP is 0 padded" in head

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        parts = line.split("\t")
        if len(parts) < 6:
            raise NotThisLine("Dòng phải có sáu cột.")
        yield {
            "classification.type": "brute-force", "source.ip": parts[0], "extra.reports": int(parts[1]), "extra.targets": int(parts[2]),
            "extra.last_seen": parts[4], "time.source": parts[5],
        }  # fmt: skip
