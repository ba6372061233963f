"""Alerts of Microsoft's cloud: the SecurityAlert table of Sentinel, and alerts of the Graph security API; one schema each."""

from __future__ import annotations

from typing import Any

import orjson

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put, put_all, put_words

_SENTINEL = (
    ("AlertName", "rule.name"), ("DisplayName", "rule.name"), ("AlertType", "rule.id"), ("SystemAlertId", "event.id"),
    ("Description", "message"), ("AlertSeverity", "labels.severity"), ("Severity", "labels.severity"),
    ("ProductName", "observer.product"), ("ProviderName", "event.provider"), ("VendorName", "observer.vendor"),
    ("AlertLink", "event.url"),
)  # fmt: skip
_GRAPH = (
    ("title", "rule.name"), ("detectorId", "rule.id"), ("id", "event.id"), ("description", "message"), ("severity", "labels.severity"),
    ("serviceSource", "event.provider"), ("category", "rule.category"), ("alertWebUrl", "event.url"),
    ("threatDisplayName", "threat.software.name"), ("threatFamilyName", "threat.software.family"), ("actorDisplayName", "labels.actor"),
)  # fmt: skip
_ENTITY = {
    "host": (("HostName", "host.name"), ("NetBiosName", "host.name")),
    "ip": (("Address", "source.ip"),),
    "account": (("Name", "user.name"), ("UPNSuffix", "user.domain")),
    "file": (("Name", "file.name"), ("Directory", "file.directory")),
    "process": (("CommandLine", "process.command_line"), ("ProcessId", "process.pid")),
    "url": (("Url", "url.original"),),
    "mailbox": (("MailboxPrimaryAddress", "user.email"),),
    "malware": (("Name", "threat.software.name"),),
}
_EVIDENCE = (("deviceDnsName", "host.name"), ("ipAddress", "source.ip"), ("url", "url.original"), ("primaryAddress", "user.email"))
_MOST_ENTITIES = 200


def is_cloud(record: dict[str, Any]) -> bool:
    """Say whether a JSON object is an alert of Sentinel or of Graph."""
    sentinel = ("AlertName" in record or "DisplayName" in record) and ("AlertSeverity" in record or "SystemAlertId" in record)
    return sentinel or ("serviceSource" in record and "title" in record and "severity" in record)


def read_cloud(record: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one alert."""
    fields: Writable = {"event.module": "defender", "observer.vendor": "Microsoft"}
    notes: list[Note] = []
    if "serviceSource" in record:
        _read_graph(fields, notes, record, reading)
    else:
        _read_sentinel(fields, notes, record, reading)
    fields.setdefault("observer.product", "Microsoft Defender")
    if "rule.id" not in fields and "rule.name" in fields:
        fields["rule.id"] = fields["rule.name"]
    return fields, notes, True


def _listed(value: object) -> list[Any]:
    """A column of Sentinel holds a list, JSON of a list, or words between commas."""
    if isinstance(value, str):
        try:
            value = orjson.loads(value) if value[:1] in {"[", "{"} else [part.strip() for part in value.split(",")]
        except orjson.JSONDecodeError:
            return []
    return value[:_MOST_ENTITIES] if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _read_sentinel(fields: Writable, notes: list[Note], record: dict[str, Any], reading: Reading) -> None:
    put_moment(fields, notes, record.get("StartTime") or record.get("StartTimeUtc") or record.get("TimeGenerated"), reading)
    put_moment(fields, notes, record.get("EndTime") or record.get("EndTimeUtc"), reading, "event.end")
    put_all(fields, record, _SENTINEL)
    put_words(fields, "threat.tactic.name", _listed(record.get("Tactics")))
    put_words(fields, "threat.technique.id", _listed(record.get("Techniques")))
    for entity in _listed(record.get("Entities")):
        if isinstance(entity, dict):
            _put_entity(fields, entity)
    if "host.name" not in fields:
        put(fields, "host.name", record.get("CompromisedEntity"))


def _put_entity(fields: Writable, entity: dict[str, Any]) -> None:
    kind = str(entity.get("Type") or "").lower()
    for theirs, ours in _ENTITY.get(kind, ()):
        if ours not in fields:
            put(fields, ours, entity.get(theirs))
    for found in _listed(entity.get("FileHashes")):
        if isinstance(found, dict):
            name = f"file.hash.{str(found.get('Algorithm') or '').lower()}"
            if name in {"file.hash.md5", "file.hash.sha1", "file.hash.sha256"}:
                put(fields, name, str(found.get("Value") or "").lower())


def _read_graph(fields: Writable, notes: list[Note], record: dict[str, Any], reading: Reading) -> None:
    put_moment(fields, notes, record.get("firstActivityDateTime") or record.get("createdDateTime"), reading)
    put_moment(fields, notes, record.get("lastActivityDateTime"), reading, "event.end")
    put_all(fields, record, _GRAPH)
    put_words(fields, "threat.technique.id", _listed(record.get("mitreTechniques")))
    for evidence in _listed(record.get("evidence")):
        if isinstance(evidence, dict):
            _put_evidence(fields, evidence)


def _put_evidence(fields: Writable, evidence: dict[str, Any]) -> None:
    for theirs, ours in _EVIDENCE:
        if ours not in fields:
            put(fields, ours, evidence.get(theirs))
    if isinstance(account := evidence.get("userAccount"), dict) and "user.name" not in fields:
        put(fields, "user.name", account.get("accountName"))
        put(fields, "user.domain", account.get("domainName"))
    if isinstance(file := evidence.get("fileDetails"), dict) and "file.name" not in fields:
        put_all(
            fields,
            file,
            (("fileName", "file.name"), ("filePath", "file.directory"), ("sha1", "file.hash.sha1"), ("sha256", "file.hash.sha256")),
        )
    label(fields, "verdict", evidence.get("verdict"))
