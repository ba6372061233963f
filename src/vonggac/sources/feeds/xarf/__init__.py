"""Abuse reports in XARF: version 4 (category and type) and version 3 (ReportClass and ReportType); https://xarf.org."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from vonggac.kernel.addresses import AddressError, parse_address, parse_domain
from vonggac.sources.feeds import jsons
from vonggac.sources.feeds.drafting import Drafting, flat
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.model import Found, Letterhead, Part
from vonggac.sources.feeds.times import TimeError, moment
from vonggac.sources.limits import Limits

TYPES: dict[tuple[str, str], str] = {
    ("messaging", "spam"): "spam", ("messaging", "bulk_messaging"): "spam",
    ("connection", "login_attack"): "brute-force", ("connection", "port_scan"): "scanner", ("connection", "ddos"): "ddos",
    ("connection", "infected_host"): "infected-system", ("connection", "reconnaissance"): "scanner", ("connection", "scraping"): "other",
    ("connection", "sql_injection"): "exploit", ("connection", "vulnerability_scan"): "scanner",
    ("vulnerability", "cve"): "vulnerable-system", ("vulnerability", "open_service"): "potentially-unwanted-accessible",
    ("vulnerability", "misconfiguration"): "vulnerable-system",
    ("reputation", "blocklist"): "blacklist", ("reputation", "threat_intelligence"): "blacklist",
    ("infrastructure", "botnet"): "infected-system", ("infrastructure", "compromised_server"): "system-compromise",
    ("content", "phishing"): "phishing", ("content", "malware"): "malware-distribution", ("content", "csam"): "violence",
    ("content", "csem"): "violence", ("content", "exposed_data"): "data-leak", ("content", "brand_infringement"): "masquerade",
    ("content", "fraud"): "masquerade", ("content", "remote_compromise"): "system-compromise",
    ("content", "suspicious_registration"): "masquerade",
    ("copyright", "copyright"): "copyright", ("copyright", "p2p"): "copyright", ("copyright", "cyberlocker"): "copyright",
    ("copyright", "ugc_platform"): "copyright", ("copyright", "link_site"): "copyright", ("copyright", "usenet"): "copyright",
}  # fmt: skip
"""Every category and type of XARF 4 by types of RSIT."""
_THREATS = {"command_and_control": "c2-server", "c2": "c2-server", "malware": "malware-distribution", "botnet": "infected-system"}
_OLD_TYPES: dict[str, str] = {
    "botnet": "infected-system", "spam": "spam", "phishing": "phishing", "malware": "malware-distribution", "ddos": "ddos",
    "loginattack": "brute-force", "login-attack": "brute-force", "portscan": "scanner", "port-scan": "scanner", "copyright": "copyright",
    "fraud": "masquerade", "openservice": "potentially-unwanted-accessible", "vulnerableservice": "vulnerable-system",
    "webhack": "system-compromise", "compromisedserver": "system-compromise", "trademark": "masquerade", "csam": "violence",
}  # fmt: skip
_PLAIN = {
    "timestamp": "time.source", "source_port": "source.port", "destination_ip": "destination.ip", "destination_port": "destination.port",
    "protocol": "protocol.transport", "service": "protocol.application", "malware_family": "malware.name", "malware_name": "malware.name",
    "description": "event_description.text",
}  # fmt: skip
_APPLICATIONS = frozenset({"smtp", "http", "https", "ssh", "ftp", "dns", "imap", "pop3", "rdp", "telnet", "sip", "smb", "ldap"})
_BODIES = frozenset(
    {"reporter", "sender", "evidence", "xarf_version", "report_id", "source_identifier", "category", "type", "legacy_version"}
)


class XARF:
    """One report a file, an array, or a line each."""

    format = "xarf"

    def recognise(self, head: bytes, name: str) -> float:
        """By the words that only XARF has."""
        if jsons.head_has(head, "xarf_version") or jsons.head_has(head, "ReporterInfo", "Report", "ReportType") == 3:
            return 0.97
        return 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield who reports, then what happened."""
        faults = Faults(name, limits.bad_rows)
        drafting = Drafting(name, faults, today)
        for one in jsons.objects(stream, name, limits, faults):
            if not isinstance(one, tuple):
                yield one
                continue
            place, value = one
            fields = _fields(value) if isinstance(value, dict) else None
            if fields is None:
                yield from faults.bad(
                    place.line, "Báo cáo XARF thiếu loại, thời gian hoặc nguồn. Hỏi lại nơi gửi.", "wrong-shape", str(value)[:200]
                )
                continue
            yield Part(place, f"xarf-{3 if 'Report' in value else 4}", _letterhead(value))
            yield from drafting.event(place, fields)
        yield from faults.rest()


def _fields(value: dict[str, Any]) -> dict[str, Any] | None:
    return _third(value) if "Report" in value else _fourth(value)


def _fourth(value: dict[str, Any]) -> dict[str, Any] | None:
    kind = TYPES.get((str(value.get("category")), str(value.get("type"))))
    where = _where(value.get("source_identifier"))
    if kind is None or where is None or not isinstance(value.get("timestamp"), str):
        return None
    if value["type"] == "threat_intelligence":
        kind = _THREATS.get(str(value.get("threat_type")), kind)
    fields: dict[str, Any] = {"classification.type": kind, "classification.identifier": str(value["type"]).replace("_", "-"), **where}
    for key, one in value.items():
        if key not in _BODIES:
            fields.update(_placed(key, one))
    if "url" in value or "infringing_url" in value or "target_url" in value:
        side = "destination.url" if value["category"] == "connection" else "source.url"
        fields[side] = value.get("url") or value.get("infringing_url") or value.get("target_url")
    fields.update(_service(value))
    return fields


def _placed(key: str, one: Any) -> dict[str, Any]:
    if key in {"url", "infringing_url", "target_url"}:
        return {}
    if key == "protocol" and str(one).lower() in _APPLICATIONS:
        return {"protocol.application": one}
    if key in _PLAIN:
        return {_PLAIN[key]: one}
    return flat(one, f"extra.{key}.") if isinstance(one, dict) else {f"extra.{key}": one}


def _service(value: dict[str, Any]) -> dict[str, Any]:
    """An open service answers at its own port; the port a report came from is another thing."""
    port = value.get("service_port") or value.get("port")
    found: dict[str, Any] = {"source.port": port} if value.get("category") == "vulnerability" and port else {}
    if isinstance(value.get("confidence_score"), int | float):
        found["feed.accuracy"] = round(100 * float(value["confidence_score"]))
    return found


def _third(value: dict[str, Any]) -> dict[str, Any] | None:
    report = value.get("Report")
    if not isinstance(report, dict):
        return None
    named = str(report.get("ReportType", ""))
    stated = report.get("Source")
    source: dict[str, Any] = stated if isinstance(stated, dict) else {}
    where = _where(source.get("IP") or report.get("SourceIp") or report.get("SourceUrl") or source.get("URL"))
    if not named or where is None or not report.get("Date"):
        return None
    stated = report.get("AdditionalInfo")
    more: dict[str, Any] = stated if isinstance(stated, dict) else {}
    fields: dict[str, Any] = {
        "classification.type": _OLD_TYPES.get(named.lower().replace("_", ""), "undetermined"), "classification.identifier": named.lower(),
        "time.source": report["Date"], "source.port": source.get("Port") or report.get("SourcePort"), **where,
        "destination.ip": report.get("DestinationIp"), "destination.port": report.get("DestinationPort"),
        "malware.name": more.get("MalwareFamily"), "protocol.application": more.get("Protocol"),
    }  # fmt: skip
    server = _where(more.get("C2Server")) or {}
    fields.update({name.replace("source.", "destination."): one for name, one in server.items()})
    known = {"MalwareFamily", "Protocol", "C2Server"}
    fields.update({f"extra.{key}": one for key, one in more.items() if key not in known and not isinstance(one, dict)})
    return fields


def _where(identifier: Any) -> dict[str, Any] | None:
    """An address, a name or a web address: all of these identify a source."""
    if not isinstance(identifier, str) or not identifier.strip():
        return None
    if "://" in identifier[:12]:
        return {"source.url": identifier}
    try:
        return {"source.ip": str(parse_address(identifier))}
    except AddressError:
        pass
    try:
        return {"source.fqdn": parse_domain(identifier)}
    except AddressError:
        return None


def _letterhead(value: dict[str, Any]) -> Letterhead:
    stated = value.get("reporter") or value.get("ReporterInfo")
    who: dict[str, Any] = stated if isinstance(stated, dict) else {}
    sender = who.get("contact") or who.get("ReporterContactEmail") or who.get("ReporterOrgEmail") or ""
    report = value.get("Report")
    date_text = value.get("timestamp") or (report.get("Date") if isinstance(report, dict) else None)
    try:
        sent = moment(date_text)
    except TimeError:
        sent = None
    return Letterhead(sender=str(sender), message_id=str(value.get("report_id", "")), sent=sent, subject=str(value.get("type", "")))
