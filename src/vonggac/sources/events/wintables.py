"""Rows of Windows events as tools write them into tables: EvtxECmd, Get-WinEvent, the Event Viewer. The message is taken apart again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

from vonggac.engines.hunt.columns import Event
from vonggac.sources.events.times import told
from vonggac.sources.events.windows import windows_kind

_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9 _/()-]{0,50}):[ \t]*(.*)")
_MOST_LINES = 400
_SAID_IN_MESSAGES = {
    "newprocessname": "NewProcessName", "creatorprocessname": "ParentProcessName", "processcommandline": "CommandLine",
    "newprocessid": "NewProcessId", "creatorprocessid": "ProcessId", "tokenelevationtype": "TokenElevationType",
    "mandatorylabel": "MandatoryLabel", "logontype": "LogonType", "workstationname": "WorkstationName",
    "sourcenetworkaddress": "IpAddress", "sourceport": "IpPort", "logonprocess": "LogonProcessName",
    "authenticationpackage": "AuthenticationPackageName", "servicefilename": "ServiceFileName", "servicename": "ServiceName",
    "taskname": "TaskName", "taskcontent": "TaskContent", "sharename": "ShareName", "relativetargetname": "RelativeTargetName",
}  # fmt: skip
"""What Windows calls in a message what is named otherwise in the event, folded → the event's own name."""
_SCRIPT = re.compile(
    r"Creating Scriptblock text \(\d+ of \d+\):\s*\n(.*?)(?:\n\s*\n?ScriptBlock ID: (\S+))?(?:\n\s*Path: (.*))?\s*\Z", re.DOTALL
)


def row_reader(names: set[str], zone: str) -> Callable[[dict[str, str], int], Event] | None:
    """Return what reads the rows of a table with these columns, folded; None when no tool we know wrote it."""
    if {"eventid", "channel", "payload"} <= names:
        return evtxecmd
    if {"id", "providername", "logname"} <= names:
        return lambda cells, number: _winevent(cells, number, zone)
    if {"level", "dateandtime", "source", "eventid"} <= names:
        return lambda cells, number: _viewer(cells, number, zone)
    return None


def evtxecmd(cells: dict[str, str], number: int) -> Event:
    """EvtxECmd writes the payload as JSON; its times are UTC."""
    fields: dict[str, Any] = {
        "EventID": cells.get("EventId", cells.get("EventID", "")), "Channel": cells.get("Channel", ""),
        "Provider_Name": cells.get("Provider", ""), "Computer": cells.get("Computer", ""), "EventRecordID": cells.get("EventRecordId", ""),
    }  # fmt: skip
    fields |= {name: cells[name] for name in ("Level", "UserId", "Keywords", "ExecutableInfo", "MapDescription") if name in cells}
    fields |= payload_of(cells.get("Payload", ""))
    kind = windows_kind(cells.get("Channel", ""), cells.get("EventId", cells.get("EventID", "")), cells.get("Provider", ""))
    return Event(kind, fields, told(cells.get("TimeCreated", ""), "Z"), cells.get("Computer", ""), number)


def payload_of(text: str) -> dict[str, Any]:
    """Return the fields of {"EventData":{"Data":[{"@Name":…,"#text":…}]}}; a payload that is none is kept as it stands."""
    if not text:
        return {}
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {"Payload": text}
    data = content.get("EventData") or content.get("UserData") if isinstance(content, dict) else None
    rows = data.get("Data") if isinstance(data, dict) else None
    if isinstance(rows, dict):
        rows = [rows]
    if isinstance(rows, list):
        found = {str(row.get("@Name")): row.get("#text") or "" for row in rows if isinstance(row, dict) and row.get("@Name")}
        return found or {"Data": [str(row) for row in rows if isinstance(row, (str, int, float))]}
    if isinstance(rows, str):
        return {"Data": rows}
    inner = next(iter(data.values()), None) if isinstance(data, dict) and len(data) == 1 else data
    return {key: value for key, value in inner.items() if not key.startswith("@")} if isinstance(inner, dict) else {"Payload": text}


def _winevent(cells: dict[str, str], number: int, zone: str) -> Event:
    named = {name.lower(): value for name, value in cells.items()}
    code, channel, provider = named.get("id", ""), named.get("logname", ""), named.get("providername", "")
    fields: dict[str, Any] = {**cells, "EventID": code, "Channel": channel, "Provider_Name": provider}
    host = fields["Computer"] = named.get("machinename", "")
    put_message(fields, named.get("message", ""), code)
    return Event(windows_kind(channel, code, provider), fields, told(named.get("timecreated", ""), zone), host, number)


def _viewer(cells: dict[str, str], number: int, zone: str) -> Event:
    """The Event Viewer leaves out the log and the machine; which log it was, the source tells for the usual ones."""
    code, provider = cells.get("Event ID", ""), cells.get("Source", "")
    channel = _CHANNELS.get(provider.lower(), "")
    fields: dict[str, Any] = {**cells, "EventID": code, "Provider_Name": provider}
    if channel:
        fields["Channel"] = channel
    put_message(fields, cells.get("Message", ""), code)
    return Event(windows_kind(channel, code, provider), fields, told(cells.get("Date and Time", ""), zone), "", number)


_CHANNELS = {
    "microsoft windows security auditing.": "Security", "microsoft-windows-security-auditing": "Security",
    "eventlog": "System", "service control manager": "System", "microsoft-windows-eventlog": "Security",
    "sysmon": "Microsoft-Windows-Sysmon/Operational", "microsoft-windows-sysmon": "Microsoft-Windows-Sysmon/Operational",
    "powershell": "Windows PowerShell", "powershell (microsoft-windows-powershell)": "Microsoft-Windows-PowerShell/Operational",
    "microsoft-windows-powershell": "Microsoft-Windows-PowerShell/Operational",
    "windows defender": "Microsoft-Windows-Windows Defender/Operational", "msiinstaller": "Application",
    "taskscheduler": "Microsoft-Windows-TaskScheduler/Operational",
}  # fmt: skip


def put_message(fields: dict[str, Any], message: str, code: str) -> None:
    """Take a rendered message apart: its "Name: value" lines are the event's data, in Sysmon's exactly so. The first of a name counts."""
    if code == "4104" and (script := _SCRIPT.match(message)):
        text, block, path = script.groups()
        fields |= {"ScriptBlockText": text, "ScriptBlockId": block or "", "Path": (path or "").strip()}
        return
    for line in message.split("\n", _MOST_LINES)[:_MOST_LINES]:
        if (found := _LINE.fullmatch(line.rstrip("\r"))) and (value := found[2].strip()):
            name = found[1].strip()
            fields.setdefault(_SAID_IN_MESSAGES.get(name.lower().replace(" ", ""), name), value)
