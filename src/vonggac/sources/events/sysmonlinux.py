"""Sysmon for Linux: the XML of one Windows-like event in a line of syslog."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from vonggac.engines.hunt.columns import Event, Kind

CHANNEL = "Linux-Sysmon/Operational"
_PROVIDER = re.compile(r"<Provider Name=[\"']([^\"'<>]{1,100})[\"']")
_PLAIN = re.compile(r"<(EventID|Version|Level|Task|Opcode|Keywords|EventRecordID|Channel|Computer)>([^<>]*)</")
_CREATED = re.compile(r"<TimeCreated SystemTime=[\"']([0-9T:.Z+-]{1,40})[\"']")
_EXECUTION = re.compile(r"<Execution ProcessID=[\"'](\d{1,10})[\"'] ThreadID=[\"'](\d{1,10})[\"']")
_DATA = re.compile(r"<Data Name=[\"']([^\"'<>]{1,64})[\"'](?:/>|>([^<]*)</Data>)")


def event_of(text: str, number: int, time: str = "", host: str = "") -> Event | None:
    """Return the event in a message; None when the message is no whole event."""
    if not text.startswith("<Event>") or not text.rstrip().endswith("</Event>"):
        return None
    system: dict[str, Any] = dict(_PLAIN.findall(text))
    code = system.get("EventID", "")
    if not code.isdecimal():
        return None
    if provider := _PROVIDER.search(text):
        system["Provider_Name"] = provider[1]
    if created := _CREATED.search(text):
        time = system["TimeCreated"] = created[1]
    if execution := _EXECUTION.search(text):
        system["Execution_ProcessID"], system["Execution_ThreadID"] = execution.groups()
    fields = system | {name: unescape(value) if "&" in value else value for name, value in _DATA.findall(text)}
    channel = system.get("Channel") or CHANNEL
    kind = Kind("linux", "", "sysmon", channel.lower(), code, system.get("Provider_Name", "Linux-Sysmon").lower())
    return Event(kind, fields, time, system.get("Computer") or host, number)
