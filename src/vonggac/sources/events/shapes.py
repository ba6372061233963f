"""What a JSON object is, by its shape: Winlogbeat and ECS, Zeek, Suricata, Laurel, the journal, web servers. The reader of JSON asks here.

A shape turns one object into an event; the object's own fields stay, names that rules ask for are written beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events import auditd, ecs, eve, syslog, web, wintables, zeek
from vonggac.sources.events.texts import epoch_time, from_epoch
from vonggac.sources.events.times import MONTHS, told

Record: TypeAlias = dict[str, Any]
Shape: TypeAlias = Callable[[Record, int], Event]
_SERIAL = re.compile(r"(\d{1,12}(?:\.\d{1,9})?):(\d{1,20})")


def rows_inside(record: Record) -> list[Record]:
    """Return the events that an answer of an interface wraps (Elasticsearch, Graph, CloudTrail); none when it is an event itself."""
    source = record.get("_source")
    if isinstance(source, dict):
        return [source]
    for name in _WRAPPERS:
        rows = record.get(name)
        if name == "hits" and isinstance(rows, dict):
            rows = rows.get("hits")
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            return [row["_source"] if isinstance(row.get("_source"), dict) else row for row in rows]
    return []


_WRAPPERS = ("Records", "records", "value", "Events", "events", "hits")


def shape_of(record: Record, name: str = "") -> Shape | None:
    """Return what reads objects of this shape; None for flat or nested Windows events and for what nobody knows."""
    if isinstance(record.get("winlog"), dict) or (isinstance(record.get("event_data"), dict) and "log_name" in record):
        return ecs.winlogbeat
    if isinstance(record.get("event_type"), str) and "timestamp" in record:
        return eve.event_of
    if "ts" in record and ("_path" in record or "@stream" in record or "uid" in record or "id.orig_h" in record or "note" in record):
        return lambda row, line: _zeek(row, line, zeek.path_of(name))
    if isinstance(record.get("ID"), str) and _SERIAL.fullmatch(record["ID"]):
        return _laurel
    if "__REALTIME_TIMESTAMP" in record and "MESSAGE" in record:
        return _journal
    if "EventId" in record and "Channel" in record and ("Payload" in record or "ChunkNumber" in record):
        return _evtxecmd
    if "@timestamp" in record and (isinstance(record.get("event"), dict) or "ecs" in record or "event.module" in record):
        return ecs.event_of
    if record.get("vonggac") == "tien-trinh":
        return _running
    if {"request", "status"} <= record.keys() and ("remote_addr" in record or "remote_ip" in record):
        return lambda row, line: _request(row, line, web.service_of(name) or "nginx")
    return None


def _zeek(record: Record, line: int, guess: str) -> Event:
    """A row of Zeek as JSON; collectors write its log under _path or @stream and dots as strokes."""
    path = record.get("_path") or record.get("@stream")
    fields = record
    if "id_orig_h" in record:
        fields = record | {f"id.{end}": record[f"id_{end}"] for end in ("orig_h", "orig_p", "resp_h", "resp_p") if f"id_{end}" in record}
    ts = record.get("ts")
    time = told(ts, "Z") or epoch_time(ts) if isinstance(ts, str) else moment(ts)
    host = record.get("@system") or record.get("_system_name") or ""
    return Event(zeek.kind_of(path if isinstance(path, str) else guess), fields, time, host if isinstance(host, str) else "", line)


_RUNNING = {
    "linux": Kind("linux", "process_creation", "running"),
    "windows": Kind("windows", "process_creation", "running", "microsoft-windows-sysmon/operational", "1"),
}


def _running(record: Record, line: int) -> Event:
    """A process that ran when a collector looked: rules of starting processes see it, on Windows as Sysmon would have told its start."""
    kind = _RUNNING.get(str(record.get("system")), Kind())
    started = record.get("started")
    time = (told(started, "Z") or "") if isinstance(started, str) else moment(started)
    fields = record
    if isinstance(sha256 := record.get("sha256"), str) and sha256:
        fields = record | {"Hashes": f"SHA256={sha256.upper()}"}
    return Event(kind, fields, time, "", line)


def moment(seconds: object) -> str:
    """Return a number of seconds since 1970 as ISO 8601; "" when it is none."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 <= seconds < 2**36:
        return ""
    whole = from_epoch(int(seconds))
    return f"{whole}.{round(seconds % 1 * 1e6) % 1_000_000:06d}Z" if whole else ""


def _laurel(record: Record, line: int) -> Event:
    """Laurel joins the records of an audit event itself, one object each, PATH a list of them."""
    serial = _SERIAL.fullmatch(str(record["ID"]))
    node = record.get("NODE")
    joined = auditd.Joined(line, epoch_time(serial[1]) if serial else "", node if isinstance(node, str) else "")
    for kind, content in record.items():
        for part in content if isinstance(content, list) else (content,):
            if isinstance(part, dict) and kind.isupper() and kind != "ID":
                auditd.add_record(joined, kind, list(_pairs(kind, part)))
    return auditd.finished(joined)


def _pairs(kind: str, part: Record) -> list[tuple[str, str]]:
    """The fields of one record as auditd writes them, arguments numbered."""
    found = []
    for name, value in part.items():
        if name == "ARGV" and isinstance(value, list):
            words = [str(word) for word in value]
            found += (
                [("proctitle", f'"{" ".join(words)}"')]
                if kind == "PROCTITLE"
                else [(f"a{at}", f'"{word}"') for at, word in enumerate(words)]
            )
        elif isinstance(value, (str, int, float)):
            found.append((name, f'"{value}"'))
    return found


def _journal(record: Record, line: int) -> Event:
    """One entry of `journalctl -o json`."""
    micro = record.get("__REALTIME_TIMESTAMP")
    time = moment(int(micro) / 1e6) if isinstance(micro, str) and micro.isascii() and micro.isdigit() and len(micro) < 20 else ""
    message = record.get("MESSAGE")
    if isinstance(message, list):
        message = bytes(byte for byte in message if isinstance(byte, int) and 0 <= byte < 256).decode("utf-8", "backslashreplace")
    program = record.get("SYSLOG_IDENTIFIER") or record.get("_COMM") or ""
    pid, host = record.get("_PID") or record.get("SYSLOG_PID"), record.get("_HOSTNAME")
    words = message if isinstance(message, str) else ""
    event = syslog.event_of(str(program), str(pid) if pid else None, words, time, host if isinstance(host, str) else "", line)
    return Event(event.kind, record | dict(event.fields), event.time, event.host, line)


def _evtxecmd(record: Record, line: int) -> Event:
    """One event of EvtxECmd's JSON; the payload is JSON inside a text."""
    return wintables.evtxecmd(
        {name: value if isinstance(value, str) else str(value) for name, value in record.items() if value is not None}, line
    )


@lru_cache(maxsize=8)
def _web_kind(service: str) -> Kind:
    return Kind(category="webserver", service=service)


def _request(record: Record, line: int, service: str) -> Event:
    """One request as nginx writes it when told to write JSON."""
    fields = dict(record)
    parts = str(record["request"]).split(" ")
    if len(parts) > 1:
        fields["cs-method"] = parts[0]
        web.put_uri(fields, parts[1])
    for theirs, ours in _REQUEST_NAMES:
        if (value := record.get(theirs)) not in (None, "", "-"):
            fields[ours] = value
    time = next(
        (found for name in ("time_iso8601", "time_local", "time", "timestamp", "@timestamp") if (found := _web_time(record.get(name)))), ""
    )
    return Event(_web_kind(service), fields, time, "", line)


_REQUEST_NAMES = (
    ("remote_addr", "c-ip"), ("remote_ip", "c-ip"), ("remote_user", "cs-username"), ("status", "sc-status"), ("response", "sc-status"),
    ("body_bytes_sent", "sc-bytes"), ("bytes", "sc-bytes"), ("http_referer", "cs-referer"), ("referrer", "cs-referer"),
    ("http_user_agent", "cs-user-agent"), ("agent", "cs-user-agent"), ("host", "cs-host"), ("http_host", "cs-host"),
)  # fmt: skip
_LOCAL = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)")


def _web_time(value: object) -> str:
    if isinstance(value, str) and (found := _LOCAL.fullmatch(value)) and (month := MONTHS.get(found[2])):
        return f"{found[3]}-{month}-{found[1]}T{found[4]}{found[5]}:{found[6]}"
    return told(value, "Z")
