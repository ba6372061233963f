"""Suricata EVE JSON: alerts, and every other event type as context."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put, put_all, put_words

_TOP = (
    ("src_ip", "source.ip"), ("src_port", "source.port"), ("dest_ip", "destination.ip"), ("dest_port", "destination.port"),
    ("app_proto", "network.protocol"), ("community_id", "network.community_id"), ("flow_id", "event.id"),
    ("in_iface", "observer.ingress.interface.name"), ("host", "observer.hostname"), ("direction", "network.direction"),
)  # fmt: skip
_ALERT = (
    ("signature_id", "rule.id"), ("signature", "rule.name"), ("category", "rule.category"), ("rev", "rule.version"),
    ("severity", "event.severity"), ("action", "event.action"),
)  # fmt: skip
_HTTP = (
    ("hostname", "url.domain"), ("url", "url.original"), ("http_user_agent", "user_agent.original"),
    ("http_method", "http.request.method"), ("status", "http.response.status_code"), ("http_refer", "http.request.referrer"),
)  # fmt: skip
_TLS = (("sni", "tls.client.server_name"), ("subject", "tls.server.subject"), ("issuerdn", "tls.server.issuer"), ("version", "tls.version"))
_FILE = (
    ("filename", "file.path"), ("size", "file.size"), ("md5", "file.hash.md5"), ("sha1", "file.hash.sha1"),
    ("sha256", "file.hash.sha256"), ("magic", "file.mime_type"),
)  # fmt: skip
_METADATA = {
    "mitre_technique_id": "threat.technique.id",
    "mitre_technique_name": "threat.technique.name",
    "mitre_tactic_id": "threat.tactic.id",
    "mitre_tactic_name": "threat.tactic.name",
}


def is_suricata(record: dict[str, Any]) -> bool:
    """Say whether a JSON object is an EVE record."""
    return isinstance(record.get("event_type"), str) and "timestamp" in record


def read_suricata(record: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one record and whether it is an alert."""
    kind = record["event_type"]
    fields: Writable = {"event.module": "suricata", "observer.vendor": "OISF", "observer.product": "Suricata"}
    notes: list[Note] = []
    put(fields, "event.dataset", f"suricata.{kind}")
    put_moment(fields, notes, record.get("timestamp"), reading)
    put_all(fields, record, _TOP)
    if isinstance(transport := record.get("proto"), str):
        put(fields, "network.transport", transport.lower())
    alert = record.get("alert")
    is_alert = kind == "alert" and isinstance(alert, dict)
    if isinstance(alert, dict):
        _put_alert(fields, alert)
    _put_layers(fields, record)
    return fields, notes, is_alert


def _put_alert(fields: Writable, alert: dict[str, Any]) -> None:
    """A sensor has one text for each signature, which comes back in every alert: what it says is read once."""
    key = orjson.dumps([alert.get(name) for name in _ALERT_PARTS])
    fields.update(_of_alert(key) if len(key) <= _REMEMBERED else _of_alert.__wrapped__(key))


_REMEMBERED = 1_500
_ALERT_PARTS = ("signature_id", "signature", "category", "rev", "severity", "action", "gid", "metadata")


@lru_cache(maxsize=8_192)
def _of_alert(parts: bytes) -> Writable:
    alert = dict(zip(_ALERT_PARTS, orjson.loads(parts), strict=True))
    fields: Writable = {"event.category": ("intrusion_detection",)}
    put_all(fields, alert, _ALERT)
    if alert["gid"] not in (None, 1):
        label(fields, "gid", alert["gid"])
    said = alert["metadata"]
    for name, values in said.items() if isinstance(said, dict) else ():
        _put_metadata(fields, name, values if isinstance(values, list) else [values])
    return fields


def _put_metadata(fields: Writable, name: str, words: list[Any]) -> None:
    if name == "cve":
        put_words(fields, "vulnerability.id", [word.replace("_", "-") for word in words if isinstance(word, str)])
    elif ours := _METADATA.get(name):
        put_words(fields, ours, words)
    elif name == "malware_family" and words:
        put(fields, "threat.software.name", words[0])
    elif name in {"signature_severity", "attack_target", "affected_product", "confidence"}:
        label(fields, name, ", ".join(word for word in words if isinstance(word, str)))


def _put_layers(fields: Writable, record: dict[str, Any]) -> None:
    for name, names in (("http", _HTTP), ("tls", _TLS), ("fileinfo", _FILE)):
        if isinstance(layer := record.get(name), dict):
            put_all(fields, layer, names)
    if isinstance(tls := record.get("tls"), dict) and isinstance(ja3 := tls.get("ja3"), dict):
        put(fields, "tls.client.ja3", ja3.get("hash"))
    if isinstance(dns := record.get("dns"), dict):
        _put_dns(fields, dns)
    if isinstance(files := record.get("files"), list) and files and isinstance(files[0], dict):
        put_all(fields, files[0], _FILE)
    if isinstance(mail := record.get("email"), dict):
        put(fields, "email.from.address", mail.get("from"))
        put(fields, "email.subject", mail.get("subject"))
        put_words(fields, "email.to.address", mail["to"] if isinstance(mail.get("to"), list) else (mail.get("to"),))


def _put_dns(fields: Writable, dns: dict[str, Any]) -> None:
    """Version 3 of the DNS record lists its questions; 1 and 2 write one."""
    asked = dns.get("queries") or dns.get("query")
    first = asked[0] if isinstance(asked, list) and asked and isinstance(asked[0], dict) else dns
    put(fields, "dns.question.name", first.get("rrname"))
    put(fields, "dns.question.type", first.get("rrtype"))
    put(fields, "dns.response_code", dns.get("rcode"))
