"""Wazuh alerts (alerts.json of the 3.x and 4.x managers, also wrapped by an indexer's `_source`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put, put_all, put_words

_RULE = (("id", "rule.id"), ("description", "rule.name"), ("level", "event.severity"))
_DATA = (
    ("srcip", "source.ip"), ("src_ip", "source.ip"), ("srcport", "source.port"), ("src_port", "source.port"),
    ("dstip", "destination.ip"), ("dest_ip", "destination.ip"), ("dstport", "destination.port"), ("dest_port", "destination.port"),
    ("srcuser", "user.name"), ("dstuser", "user.target.name"), ("protocol", "network.transport"), ("proto", "network.transport"),
    ("url", "url.original"), ("hostname", "url.domain"), ("action", "event.action"), ("status", "event.outcome"),
    ("srcmac", "source.mac"), ("dstmac", "destination.mac"), ("command", "process.command_line"), ("file", "file.path"),
)  # fmt: skip
_DATA_NAMES = dict(_DATA)
_SYSCHECK = (
    ("path", "file.path"), ("event", "event.action"), ("md5_after", "file.hash.md5"), ("sha1_after", "file.hash.sha1"),
    ("sha256_after", "file.hash.sha256"), ("size_after", "file.size"), ("uname_after", "file.owner"),
)  # fmt: skip
_WIN_SYSTEM = (("computer", "host.name"), ("eventID", "event.code"), ("providerName", "event.provider"))
_WIN_EVENT = (
    ("ipAddress", "source.ip"), ("ipPort", "source.port"), ("sourceIp", "source.ip"), ("sourcePort", "source.port"),
    ("destinationIp", "destination.ip"), ("destinationPort", "destination.port"), ("subjectUserName", "user.name"),
    ("user", "user.name"), ("targetUserName", "user.name"), ("image", "process.executable"), ("commandLine", "process.command_line"),
    ("parentImage", "process.parent.executable"), ("path", "file.path"), ("targetFilename", "file.path"),
    ("queryName", "dns.question.name"),
)  # fmt: skip
_VIRUSTOTAL = (("md5", "file.hash.md5"), ("sha1", "file.hash.sha1"), ("file", "file.path"))
_MITRE = (("id", "threat.technique.id"), ("technique", "threat.technique.name"), ("tactic", "threat.tactic.name"))
_CATEGORIES = {
    "authentication_failed": "authentication", "authentication_failures": "authentication", "authentication_success": "authentication",
    "syscheck": "file", "ids": "intrusion_detection", "virus": "malware", "malware": "malware", "rootcheck": "configuration",
    "web": "web", "vulnerability-detector": "vulnerability", "firewall": "network", "suricata": "intrusion_detection",
}  # fmt: skip


def is_wazuh(record: dict[str, Any]) -> bool:
    """Say whether a JSON object is a Wazuh alert."""
    rule = record.get("rule")
    return isinstance(rule, dict) and "level" in rule and "sidid" not in rule and ("agent" in record or "manager" in record)


def read_wazuh(record: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one alert."""
    fields: Writable = {"event.module": "wazuh", "observer.vendor": "Wazuh", "observer.product": "Wazuh"}
    notes: list[Note] = []
    put_moment(fields, notes, record.get("timestamp") or record.get("@timestamp"), reading)
    _put_rule(fields, record["rule"])
    put(fields, "event.id", record.get("id"))
    put(fields, "log.file.path", record.get("location"))
    put(fields, "message", record.get("full_log"))
    _put_machine(fields, record)
    data = record.get("data")
    if isinstance(data, dict):
        _put_data(fields, data)
    checked = record.get("syscheck")
    if isinstance(checked, dict):
        put_all(fields, checked, _SYSCHECK)
    return fields, notes, True


def _put_rule(fields: Writable, rule: dict[str, Any]) -> None:
    fields.update(_remembered(_of_rule, [rule.get(name) for name in _RULE_PARTS]))
    if isinstance(times := rule.get("firedtimes"), int):
        fields["labels.firedtimes"] = str(times)


def _remembered(read: Callable[[bytes], Writable], parts: list[Any]) -> Writable:
    """A manager has a few thousand rules and agents, which come back in every alert: what they say is read once."""
    key = orjson.dumps(parts)
    return read(key) if len(key) <= _REMEMBERED else read.__wrapped__(key)  # type: ignore[attr-defined]


_REMEMBERED = 1_500
_RULE_PARTS = ("id", "description", "level", "groups", "mitre")


@lru_cache(maxsize=8_192)
def _of_rule(parts: bytes) -> Writable:
    rule = dict(zip(_RULE_PARTS, orjson.loads(parts), strict=True))
    fields: Writable = {}
    put_all(fields, rule, _RULE)
    if isinstance(rule["groups"], list):
        words = [group for group in rule["groups"] if isinstance(group, str)]
        put(fields, "rule.category", ",".join(words))
        put_words(fields, "tags", words)
        put_words(fields, "event.category", [_CATEGORIES[word] for word in words if word in _CATEGORIES])
    if isinstance(rule["mitre"], dict):
        put_all(fields, rule["mitre"], _MITRE)
    return fields


def _put_machine(fields: Writable, record: dict[str, Any]) -> None:
    """The machine is the agent; behind the manager itself (agent 000) stands whoever sent syslog to it."""
    decoded = record.get("predecoder")
    host, program = (decoded.get("hostname"), decoded.get("program_name")) if isinstance(decoded, dict) else (None, None)
    fields.update(_remembered(_of_machine, [record.get("agent"), record.get("manager"), host, program]))


@lru_cache(maxsize=8_192)
def _of_machine(parts: bytes) -> Writable:
    agent, manager, host, program = orjson.loads(parts)
    fields: Writable = {}
    name = host
    if isinstance(agent, dict):
        put(fields, "agent.id", agent.get("id"))
        put(fields, "agent.name", agent.get("name"))
        put_words(fields, "host.ip", (agent.get("ip"),))
        if agent.get("id") != "000" or not name:
            name = agent.get("name")
    put(fields, "host.name", name)
    put(fields, "log.syslog.appname", program)
    if isinstance(manager, dict):
        put(fields, "observer.name", manager.get("name"))
    return fields


def _put_data(fields: Writable, data: dict[str, Any]) -> None:
    for name, value in data.items():
        if ours := _DATA_NAMES.get(name):
            put(fields, ours, value)
    if isinstance(inner := data.get("alert"), dict):
        put(fields, "rule.description", inner.get("signature"))
        label(fields, "signature_id", inner.get("signature_id"))
        label(fields, "signature_category", inner.get("category"))
        label(fields, "signature_severity", inner.get("severity"))
    if isinstance(windows := data.get("win"), dict):
        _put_windows(fields, windows)
    if isinstance(judged := data.get("virustotal"), dict):
        put(fields, "event.reference", judged.get("permalink"))
        if isinstance(source := judged.get("source"), dict):
            put_all(fields, source, _VIRUSTOTAL)
    if isinstance(weak := data.get("vulnerability"), dict):
        put_words(fields, "vulnerability.id", (weak.get("cve"),))


def _put_windows(fields: Writable, windows: dict[str, Any]) -> None:
    if isinstance(system := windows.get("system"), dict):
        put_all(fields, system, _WIN_SYSTEM)
    if isinstance(event := windows.get("eventdata"), dict):
        put_all(fields, event, _WIN_EVENT)
        put(fields, "threat.software.name", event.get("threat Name"))
        for part in str(event.get("hashes") or "").split(","):
            kind, _, value = part.partition("=")
            if kind.lower() in {"md5", "sha1", "sha256"}:
                put(fields, f"process.hash.{kind.lower()}", value.lower())
