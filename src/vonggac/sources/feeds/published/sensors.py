"""What sensors saw: DataPlane.org, Bambenek, Malware Patrol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from vonggac.sources.feeds.linefeeds import LineFeed, NotThisLine

_REPORTS: dict[str, dict[str, str]] = {
    "sshclient": {"classification.type": "scanner", "protocol.application": "ssh"},
    "sshpwauth": {"classification.type": "brute-force", "protocol.application": "ssh"},
    "telnetlogin": {"classification.type": "brute-force", "protocol.application": "telnet"},
    "vncrfb": {"classification.type": "scanner", "protocol.application": "rfb"},
    "dnsrd": {"classification.type": "scanner", "protocol.application": "dns"},
    "dnsrdany": {"classification.type": "scanner", "protocol.application": "dns"},
    "dnsversion": {"classification.type": "scanner", "protocol.application": "dns"},
    "sipquery": {"classification.type": "scanner", "protocol.application": "sip"},
    "sipinvitation": {"classification.type": "brute-force", "protocol.application": "sip"},
    "sipregistration": {"classification.type": "brute-force", "protocol.application": "sip"},
    "smtpdata": {"classification.type": "scanner", "protocol.application": "smtp"},
    "smtpgreet": {"classification.type": "scanner", "protocol.application": "smtp"},
    "proto41": {"classification.type": "proxy", "protocol.application": "6in4"},
}
"""Reports of DataPlane.org by the name that closes every line."""


class DataPlane(LineFeed):
    """One address a line: AS number | AS name | address | time | report."""

    format: ClassVar[str] = "dataplane"

    def is_mine(self, head: str, name: str) -> bool:
        return "dataplane.org" in head.lower() and head.startswith("#")

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 5:
            raise NotThisLine("Dòng phải có năm phần cách nhau bằng dấu |.")
        number, owner = ("" if part == "NA" else part for part in parts[:2])
        name = re.sub(r" - .*$|, [A-Z]{2}$", "", owner)
        yield {
            **_REPORTS.get(parts[4], {"classification.type": "scanner"}), "source.asn": number, "source.as_name": name,
            "source.ip": parts[2], "time.source": parts[3],
        }  # fmt: skip


class Bambenek(LineFeed):
    """Names and addresses of command servers, and names that generators of malware will use."""

    format: ClassVar[str] = "bambenek"
    _FAMILY = re.compile(r"(?:Domain|IP) used by (?P<name>[^\s]+(?: [^\s]+)*?)(?: - .*| C&C.*| DGA.*)?$", re.IGNORECASE)

    def is_mine(self, head: str, name: str) -> bool:
        return "bambenek" in head.lower() and head.startswith("#")

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        parts = line.split(",")
        if len(parts) < 4:
            raise NotThisLine("Dòng phải có bốn cột.")
        family = self._FAMILY.match(parts[1])
        generated = "DGA" in parts[1]
        what = "source.ip" if parts[0].replace(".", "").isdecimal() or ":" in parts[0] else "source.fqdn"
        yield {
            "classification.type": "dga-domain" if generated else "c2-server", what: parts[0], "event_description.text": parts[1],
            "time.source": parts[2], "event_description.url": parts[3], "status": None if generated else "online",
            "malware.name": family["name"].rpartition("/")[2] if family else None,
        }  # fmt: skip


class MalwarePatrol(LineFeed):
    """Web addresses that spread malware, without their scheme."""

    format: ClassVar[str] = "malwarepatrol"
    _GENERATED = re.compile(r"#\s*Generated at:\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")

    def is_mine(self, head: str, name: str) -> bool:
        return "Malware Patrol" in head and "DansGuardian" in head

    def note(self, comment: str) -> None:
        if found := self._GENERATED.match(comment):
            self.heading["time"] = "{}-{}-{}T{}:{}:{}".format(*found.groups())

    def events_of(self, line: str) -> Iterator[dict[str, Any]]:
        if " " in line.strip():
            raise NotThisLine("Dòng phải là một địa chỉ web.")
        where = line.strip() if "://" in line else f"http://{line.strip()}"
        yield {"classification.type": "malware-distribution", "source.url": where, "time.source": self.heading.get("time")}
