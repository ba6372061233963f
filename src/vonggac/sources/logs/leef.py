"""IBM's Log Event Extended Format, 1.0 and 2.0: five or six header fields between pipes, then pairs between the delimiter it names."""

from __future__ import annotations

import re

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.cef import put_hash
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.patterns import by_java_pattern
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put

_START = re.compile(r"LEEF: ?(1\.0|2\.0)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|")
_HEX = re.compile(r"(?:0?x|\\x)([0-9A-Fa-f]{1,4})")
_KEY = re.compile(r"[A-Za-z0-9_.\-/ ]{1,128}")
_HEADER = ("observer.vendor", "observer.product", "observer.version", "rule.id")
_KEYS = {
    "src": "source.ip", "srcPort": "source.port", "srcMAC": "source.mac", "srcBytes": "source.bytes", "srcPackets": "source.packets",
    "srcPostNAT": "source.nat.ip", "srcPostNATPort": "source.nat.port",
    "dst": "destination.ip", "dstPort": "destination.port", "dstMAC": "destination.mac", "dstBytes": "destination.bytes",
    "dstPackets": "destination.packets", "dstPostNAT": "destination.nat.ip", "dstPostNATPort": "destination.nat.port",
    "usrName": "user.name", "accountName": "user.name", "domain": "user.domain", "cat": "rule.category", "url": "url.original",
    "policy": "rule.ruleset", "resource": "file.path", "identHostName": "host.name", "action": "event.action", "eventName": "rule.name",
    "name": "rule.name", "msg": "message", "reason": "event.reason", "fileName": "file.name", "filePath": "file.path",
    "sev": "labels.leef_severity", "externalId": "event.id",
}  # fmt: skip
_SPECIAL = {"devTime", "devTimeFormat", "proto", "identSrc", "fileHash"}


def is_leef(text: str) -> bool:
    """Say whether a text starts as LEEF does."""
    return text.startswith("LEEF:")


def read_leef(text: str, reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one event; raises ValueError when the header is not whole."""
    start = _START.match(text)
    if start is None:
        raise ValueError("header")
    fields: Writable = {"event.module": "leef"}
    notes: list[Note] = []
    for name, value in zip(_HEADER, start.groups()[1:], strict=True):
        put(fields, name, value)
    delimiter, at = _delimiter(text, start)
    pairs = _pairs(text[at:], delimiter)
    for key, value in pairs.items():
        if ours := _KEYS.get(key):
            put(fields, ours, value)
        elif key not in _SPECIAL:
            label(fields, key, value)
    _put_special(fields, notes, pairs, reading)
    return fields, notes, True


def _delimiter(text: str, start: re.Match[str]) -> tuple[str, int]:
    """Version 2.0 may name its delimiter, as a character or in hexadecimal; without one, and in 1.0, it is the tab."""
    if start[1] == "1.0":
        return "\t", start.end()
    named, pipe, _ = text[start.end() :].partition("|")
    if not pipe or (len(named) > 1 and not _HEX.fullmatch(named)):
        return "\t", start.end()
    found = _HEX.fullmatch(named) if len(named) > 1 else None
    sign = chr(int(found[1], 16)) if found else named or "\t"
    return sign, start.end() + len(named) + 1


def _pairs(text: str, delimiter: str) -> dict[str, str]:
    """A piece without a key belongs to the value before it: the sender did not escape its delimiter."""
    found: dict[str, str] = {}
    last = ""
    for piece in text.split(delimiter):
        key, equals, value = piece.partition("=")
        if equals and _KEY.fullmatch(key.strip()):
            last = key.strip()
            found[last] = value.strip()
        elif last and piece.strip():
            found[last] += delimiter + piece.rstrip()
    return found


def _put_special(fields: Writable, notes: list[Note], pairs: dict[str, str], reading: Reading) -> None:
    told, pattern = pairs.get("devTime"), pairs.get("devTimeFormat")
    read = by_java_pattern(told, pattern) if told and pattern else None
    put_moment(fields, notes, read.isoformat() if read else told, reading)
    put(fields, "network.transport", pairs.get("proto", "").lower())
    put_hash(fields, pairs.get("fileHash"))
    if own := pairs.get("identSrc"):
        put(fields, "host.ip", own)
