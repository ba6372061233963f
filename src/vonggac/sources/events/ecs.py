"""Winlogbeat (6 to 9) and other objects in ECS: rules ask in the words of the source, so those are written beside ECS's own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events import syslog, web, zeek
from vonggac.sources.events.windows import windows_kind

Record = dict[str, Any]
_SYSTEM = (
    ("channel", "Channel"), ("log_name", "Channel"), ("event_id", "EventID"), ("provider_name", "Provider_Name"),
    ("source_name", "Provider_Name"), ("computer_name", "Computer"), ("record_id", "EventRecordID"), ("record_number", "EventRecordID"),
    ("task", "Task"), ("opcode", "Opcode"), ("level", "Level"), ("version", "Version"), ("keywords", "Keywords"),
)  # fmt: skip


def text(value: object) -> str:
    """Return a text or a whole number as text; anything else is nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def winlogbeat(record: Record, line: int) -> Event:
    """Return one event of Winlogbeat; before version 7 its parts stood at the top."""
    inner = record.get("winlog")
    log: Record = inner if isinstance(inner, dict) else record
    fields: Record = {name: value for name, value in record.items() if name not in {"winlog", "event_data", "user_data"}}
    for theirs, ours in _SYSTEM:
        if (value := log.get(theirs)) not in (None, "") and not isinstance(value, (dict, list)):
            fields[ours] = value
    for part in ("user_data", "event_data"):
        if isinstance(data := log.get(part), dict):
            fields.update(data)
    time, host = record.get("@timestamp"), log.get("computer_name") or at(record, "host.name")
    channel, provider = log.get("channel") or log.get("log_name"), log.get("provider_name") or log.get("source_name")
    kind = windows_kind(text(channel), text(log.get("event_id")), text(provider))
    if kind.provider == "linux-sysmon":
        kind = kind._replace(product="linux", service="sysmon")
    return Event(kind, fields, text(time), text(host), line)


def at(record: Record, name: str) -> Any:
    """Return a value by its dotted name, nested or written with dots."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def event_of(record: Record, line: int) -> Event:
    """Return one event in ECS: what module wrote it says what it is."""
    module, dataset = text(at(record, "event.module")), text(at(record, "event.dataset"))
    time, host = text(record.get("@timestamp")), text(at(record, "host.name"))
    service = dataset.partition(".")[2]
    if module in {"apache", "nginx", "iis", "apache2"} and service == "access":
        return Event(_kind("", "webserver", module.removesuffix("2")), _web(record), time, host, line)
    if module == "zeek":
        return Event(zeek.kind_of(service), record, time, host, line)
    if module == "suricata":
        return Event(_kind("suricata", "", text(at(record, "suricata.eve.event_type")) or service), record, time, host, line)
    if module == "system" and service in {"auth", "syslog"}:
        inner = syslog.event_of(text(at(record, "process.name")), None, text(record.get("message")), time, host, line)
        return Event(inner.kind, record | dict(inner.fields), time, host, line)
    if module in {"auditd", "endpoint", "sysmon_linux"} or text(at(record, "host.os.type")) == "linux":
        return _linux(record, module, time, host, line)
    return Event(_kind(text(at(record, "host.os.type")), "", service or module), record, time, host, line)


@lru_cache(maxsize=1_024)
def _kind(product: str, category: str, service: str) -> Kind:
    return Kind(product.lower(), category.lower(), service.lower())


_WEB = (
    ("source.address", "c-ip"), ("source.ip", "c-ip"), ("user.name", "cs-username"), ("http.request.method", "cs-method"),
    ("http.response.status_code", "sc-status"), ("http.response.body.bytes", "sc-bytes"), ("http.request.referrer", "cs-referer"),
    ("user_agent.original", "cs-user-agent"), ("http.version", "cs-version"), ("url.domain", "cs-host"),
)  # fmt: skip


def _web(record: Record) -> Record:
    fields = dict(record)
    for theirs, ours in _WEB:
        if (value := at(record, theirs)) not in (None, ""):
            fields[ours] = value
    if uri := text(at(record, "url.original")):
        web.put_uri(fields, uri)
    return fields


def _linux(record: Record, module: str, time: str, host: str, line: int) -> Event:
    """A process as Auditbeat or Elastic Defend tell it."""
    types = at(record, "event.type")
    image = text(at(record, "process.executable"))
    if not image or "start" not in (types if isinstance(types, list) else [types]):
        return Event(_kind("linux", "", module), record, time, host, line)
    words = at(record, "process.args")
    command = text(at(record, "process.command_line")) or " ".join(str(word) for word in words if word) if isinstance(words, list) else ""
    fields = record | {"Image": image, "CommandLine": command or text(at(record, "process.command_line"))}
    for theirs, ours in (
        ("user.name", "User"),
        ("process.working_directory", "CurrentDirectory"),
        ("process.parent.executable", "ParentImage"),
    ):
        if value := text(at(record, theirs)):
            fields[ours] = value
    return Event(_kind("linux", "process_creation", module), fields, time, host, line)
