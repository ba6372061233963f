"""Events of "Microsoft-Windows-Windows Defender/Operational", as XML or as the JSON of Winlogbeat, NXLog, Fluent Bit and Wazuh agents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.cef import put_hash
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

ALERTS = {
    1006: "malware-found", 1007: "malware-action", 1008: "malware-action-failed", 1009: "quarantine-restored", 1015: "suspicious-behaviour",
    1116: "malware-detected", 1117: "malware-action", 1118: "malware-action-failed", 1119: "malware-action-failed-critically",
    1121: "attack-surface-rule-blocked", 1122: "attack-surface-rule-audited", 1123: "folder-access-blocked", 1125: "network-audited",
    1126: "network-blocked", 1127: "boot-sector-blocked", 5001: "real-time-protection-off", 5010: "antispyware-off", 5012: "antivirus-off",
    5013: "tamper-blocked",
}  # fmt: skip
"""Which events are alerts, by Microsoft's table of Defender's event identifiers; every other of its events is context."""
_TITLES = {
    5001: "Bảo vệ thời gian thực bị tắt", 5010: "Quét phần mềm gián điệp bị tắt", 5012: "Quét mã độc bị tắt",
    5013: "Chặn thay đổi cấu hình phòng chống mã độc", 1121: "Quy tắc giảm bề mặt tấn công đã chặn",
    1122: "Quy tắc giảm bề mặt tấn công ghi nhận", 1123: "Chặn ghi vào thư mục được bảo vệ", 1125: "Bảo vệ mạng ghi nhận",
    1126: "Bảo vệ mạng đã chặn", 1127: "Chặn ghi vào vùng khởi động", 1015: "Phát hiện hành vi đáng ngờ",
}  # fmt: skip
"""What an event without a threat's name is called."""
_PROVIDER = "Microsoft-Windows-Windows Defender"
_NAME = re.compile(r"[^a-z0-9]+")
_NAMES = {
    "threatname": "rule.name", "threatid": "rule.id", "severityname": "labels.severity", "severityid": "event.severity",
    "categoryname": "rule.category", "actionname": "event.action", "processname": "process.executable", "detectionuser": "user.name",
    "remediationuser": "labels.remediation_user", "originname": "labels.origin", "typename": "labels.detection_type",
    "sourcename": "labels.source", "executionname": "labels.execution", "errorcode": "labels.error_code",
    "errordescription": "labels.error", "detectionid": "event.id", "engineversion": "observer.version", "fwlink": "event.reference",
    "id": "labels.rule_guid", "involvedfile": "file.path", "targetcommandline": "process.command_line",
}  # fmt: skip
_PATH = re.compile(
    r"(?:containerfile|file|process|webfile|amsi|uefi|behavior|regkey|internal|runkey):_?(?:pid:\d+(?:,ProcessStart:\d+)?)?", re.IGNORECASE
)
_MOST_DATA = 300


def is_event(record: dict[str, Any]) -> bool:
    """Say whether a JSON object is an event of Defender."""
    return _code(record) is not None and _PROVIDER in _provider(record)


def _part(record: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        if isinstance(found := record.get(name), dict):
            return found
    return {}


def _provider(record: dict[str, Any]) -> str:
    winlog, system = _part(record, "winlog"), _part(_part(record, "Event"), "System")
    own = system.get("Provider")
    named = own.get("Name") or own.get("@Name") or _part(own, "#attributes").get("Name") if isinstance(own, dict) else own
    found = (
        winlog.get("provider_name"),
        named,
        record.get("SourceName"),
        record.get("ProviderName"),
        record.get("Provider"),
        record.get("Channel"),
    )
    return next((word for word in found if isinstance(word, str) and word), "")


def _code(record: dict[str, Any]) -> int | None:
    system = _part(_part(record, "Event"), "System")
    for value in (
        _part(record, "winlog").get("event_id"),
        system.get("EventID"),
        record.get("EventID"),
        record.get("EventId"),
        record.get("Id"),
    ):
        value = value.get("#text") if isinstance(value, dict) else value
        if isinstance(value, (int, str)) and str(value).isdecimal() and len(str(value)) < 6:
            return int(value)
    return None


def read_event(record: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one event."""
    winlog, event = _part(record, "winlog"), _part(record, "Event")
    system = _part(event, "System")
    data = _part(winlog, "event_data") or _flat(_part(event, "EventData")) or _part(record, "EventData") or record
    created = system.get("TimeCreated")
    told = (
        _part(created, "#attributes").get("SystemTime") or created.get("SystemTime") or created.get("@SystemTime")
        if isinstance(created, dict)
        else created
    )
    time = told or record.get("@timestamp") or record.get("EventTime") or record.get("TimeCreated") or record.get("TimeGenerated")
    host = winlog.get("computer_name") or system.get("Computer") or record.get("Hostname") or record.get("Computer")
    return _fields(_code(record) or 0, time, host, data, reading)


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    """{"Data": [{"@Name": …, "#text": …}]} as converters of XML write it."""
    rows = data.get("Data")
    if not isinstance(rows, list):
        return data
    return {str(row.get("@Name") or row.get("Name")): row.get("#text") for row in rows[:_MOST_DATA] if isinstance(row, dict)}


def read_event_xml(root: _Element, reading: Reading) -> tuple[Writable, list[Note], bool] | None:
    """Return the fields of one <Event>; None when it is not one of Defender's."""
    system: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for element in list(root.iter())[: _MOST_DATA * 2]:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in {"EventID", "Computer"}:
            system[name] = (element.text or "").strip()
        elif name == "Provider":
            system[name] = element.get("Name") or ""
        elif name == "TimeCreated":
            system[name] = element.get("SystemTime") or ""
        elif name == "Data" and element.get("Name"):
            data[str(element.get("Name"))] = element.text or ""
    if _PROVIDER not in system.get("Provider", "") or not system.get("EventID", "").isdecimal():
        return None
    return _fields(int(system["EventID"][:6]), system.get("TimeCreated"), system.get("Computer"), data, reading)


def _fields(code: int, time: object, host: object, data: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    fields: Writable = {"event.module": "defender", "event.provider": _PROVIDER, "observer.vendor": "Microsoft"}
    fields |= {"observer.product": "Microsoft Defender Antivirus", "event.code": str(code)}
    notes: list[Note] = []
    put_moment(fields, notes, time, reading)
    put(fields, "host.name", host)
    for name, value in data.items():
        key = _NAME.sub("", name.lower())
        if ours := _NAMES.get(key):
            put(fields, ours, value)
        elif key == "path":
            _put_path(fields, words_of(value))
        elif key in {"sha1", "sha256", "md5", "hash"}:
            put_hash(fields, value)
    if code in ALERTS:
        _put_alert(fields, code)
    return fields, notes, code in ALERTS


def _put_alert(fields: Writable, code: int) -> None:
    fields["event.category"] = ("malware",) if code < 1121 else ("intrusion_detection",) if code < 2000 else ("configuration",)
    fields.setdefault("rule.id", str(code))
    if code < 1121 and isinstance(name := fields.get("rule.name"), str):
        fields["threat.software.name"] = name
    fields.setdefault("rule.name", _TITLES.get(code, ALERTS[code]))
    if "failed" in ALERTS[code]:
        fields["event.outcome"] = "failure"
    label(fields, "event", ALERTS[code])


def _put_path(fields: Writable, text: str) -> None:
    """ "file:_C:\\a.exe; process:_pid:812" lists several; the first that is a file counts, all stay under labels."""
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    paths = [_PATH.sub("", piece) for piece in pieces]
    put(fields, "file.path", next((path for path in paths if path), None))
    if len(pieces) > 1:
        label(fields, "paths", text)
