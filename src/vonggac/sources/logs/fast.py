"""The one-line alert of Snort and Suricata (fast.log), with its own time or behind a syslog header."""

from __future__ import annotations

import re
from datetime import datetime

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import in_utc, nearest_year
from vonggac.sources.logs.writing import Writable, label, put

_LINE = re.compile(
    r"(?:(?P<month>\d\d)/(?P<day>\d\d)(?:/(?P<year>\d{2,4}))?-(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)\.(?P<micro>\d{1,6}) +)?"
    r"(?:\[(?P<action>Drop|wDrop|Reject|Pass)\] +)?(?:\[\*\*\] +)?\[(?P<gid>\d{1,10}):(?P<sid>\d{1,12}):(?P<rev>\d{1,10})\]:? +"
    r"(?P<name>[^\n]{1,1000}?)(?: +\[\*\*\])?"
    r"(?: +\[Classification: (?P<category>[^\]]{0,200})\])?(?: +\[Priority: (?P<priority>\d{1,3})\])?:?"
    r"(?: +<(?P<interface>[^>]{1,64})>)?(?: +\{(?P<proto>[^}]{1,32})\})?"
    r" +(?P<source>[0-9A-Fa-f.:\[\]%]{2,64}) -> (?P<target>[0-9A-Fa-f.:\[\]%]{2,64})\s*"
)
_STARTS = re.compile(r"(?:\d\d/\d\d(?:/\d{2,4})?-\d\d:\d\d:\d\d\.\d|\[\*\*\] |\[\d{1,10}:\d{1,12}:\d{1,10}\] )")


def is_fast(text: str) -> bool:
    """Say whether a text starts as a line of fast.log does."""
    return bool(_STARTS.match(text))


def read_fast(text: str, reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one alert; raises ValueError when the line is not whole."""
    line = _LINE.fullmatch(text)
    if line is None:
        raise ValueError("line")
    fields: Writable = {"event.module": "suricata", "observer.type": "ids", "event.category": ("intrusion_detection",)}
    notes: list[Note] = []
    put(fields, "rule.id", line["sid"])
    put(fields, "rule.name", line["name"])
    put(fields, "rule.version", line["rev"])
    put(fields, "rule.category", line["category"])
    put(fields, "event.severity", line["priority"])
    put(fields, "event.action", (line["action"] or "").lower())
    put(fields, "network.transport", (line["proto"] or "").lower())
    put(fields, "observer.ingress.interface.name", line["interface"])
    if line["gid"] != "1":
        label(fields, "gid", line["gid"])
    _put_end(fields, "source", line["source"])
    _put_end(fields, "destination", line["target"])
    _put_time(fields, notes, line, reading)
    return fields, notes, True


def _put_end(fields: Writable, end: str, text: str) -> None:
    """An address with a port behind its last colon; an IPv6 address without one has more colons than one."""
    host, colon, port = text.rpartition(":")
    if colon and (("." in host and ":" not in host) or "]" in host or _is_whole_v6(host)):
        put(fields, f"{end}.ip", host)
        put(fields, f"{end}.port", port)
    else:
        put(fields, f"{end}.ip", text)


def _is_whole_v6(host: str) -> bool:
    """fast.log writes 2001:0db8:…:0001:443 with all eight groups, so nine parts are an address and a port."""
    return host.count(":") == 7


def _put_time(fields: Writable, notes: list[Note], line: re.Match[str], reading: Reading) -> None:
    if line["month"] is None:
        return
    clock = (int(line["hour"]), int(line["minute"]), int(line["second"]), int(line["micro"].ljust(6, "0")))
    parts = (int(line["month"]), int(line["day"]), *clock)
    try:
        if line["year"]:
            year = int(line["year"]) + (2000 if len(line["year"]) == 2 else 0)
            found, note = in_utc(datetime(year, *parts), reading)  # noqa: DTZ001  the reading's zone is added there
        else:
            found, note = nearest_year(parts, reading.zone, reading.now_utc)
    except ValueError:
        found, note = None, Note.TIME_UNREADABLE
    if found:
        fields["@timestamp"] = found
    if note:
        notes.append(note)
