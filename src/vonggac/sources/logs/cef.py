"""ArcSight's Common Event Format: seven header fields between pipes, then key=value pairs; both with their own escapes."""

from __future__ import annotations

import re

from vonggac.engines.alerts.model import Note
from vonggac.engines.alerts.parties import canonical_address
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put, put_words, words_of

_START = re.compile(r"(?:CEF: ?)?(\d{1,2}(?:\.\d)?)\|")
_PART = re.compile(r"((?:[^|\\]++|\\.|\\$)*+)(?:\||$)", re.DOTALL)
_KEY = re.compile(r"(?:(?<=\s)|^)([A-Za-z0-9_.,:\[\]-]{1,128})=")
_HEADER_ESCAPE = re.compile(r"\\([|\\])")
_ESCAPES = {"\\=": "=", "\\\\": "\\", "\\n": "\n", "\\r": "\r", "\\|": "|"}
_ESCAPE = re.compile(r"\\[=\\nr|]")
_LABELLED = re.compile(r"(cs|cn|cfp|c6a|flexString|flexNumber|flexDate|deviceCustomDate|deviceCustomString)(\d)Label")
_KEYS = {
    "src": "source.ip", "spt": "source.port", "smac": "source.mac", "shost": "source.domain", "sntdom": "source.user.domain",
    "suser": "source.user.name", "suid": "source.user.id", "sourceTranslatedAddress": "source.nat.ip",
    "sourceTranslatedPort": "source.nat.port", "in": "source.bytes", "sproc": "process.name", "spid": "process.pid",
    "dst": "destination.ip", "dpt": "destination.port", "dmac": "destination.mac", "dhost": "destination.domain",
    "dntdom": "destination.user.domain", "duser": "destination.user.name", "duid": "destination.user.id",
    "destinationTranslatedAddress": "destination.nat.ip", "destinationTranslatedPort": "destination.nat.port",
    "out": "destination.bytes", "dproc": "process.name", "dpid": "process.pid",
    "app": "network.protocol", "act": "event.action", "outcome": "event.outcome", "msg": "message", "reason": "event.reason",
    "cat": "rule.category", "externalId": "event.id", "request": "url.original", "requestMethod": "http.request.method",
    "requestClientApplication": "user_agent.original", "requestContext": "http.request.referrer",
    "fname": "file.name", "filePath": "file.path", "fsize": "file.size", "fileType": "file.mime_type",
    "dvchost": "observer.name", "deviceExternalId": "observer.serial_number", "deviceProcessName": "log.syslog.appname",
    "deviceInboundInterface": "observer.ingress.interface.name", "deviceOutboundInterface": "observer.egress.interface.name",
    "destinationDnsDomain": "url.domain",
}  # fmt: skip
_SPECIAL = {"rt", "start", "end", "dvc", "fileHash", "proto", "deviceDirection", "cnt"}
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


def is_cef(text: str) -> bool:
    """Say whether a text starts as CEF does, also where a relay ate the word "CEF:"."""
    return text.startswith("CEF:") or (text[:1].isdigit() and bool(_START.match(text)) and text.count("|") >= 6)


def read_cef(text: str, reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one event; raises ValueError when the header is not whole."""
    version = _START.match(text)
    if version is None:
        raise ValueError("header")
    parts, at = _header(text, version.end())
    fields: Writable = {"event.module": "cef"}
    notes: list[Note] = []
    for name, value in zip(_HEADER, parts, strict=True):
        put(fields, name, value)
    pairs = _pairs(text[at:])
    _put_pairs(fields, pairs, reading)
    told = next((pairs[key] for key in ("rt", "start", "end") if pairs.get(key)), None)
    put_moment(fields, notes, told, reading)
    return fields, notes, True


_HEADER = ("observer.vendor", "observer.product", "observer.version", "rule.id", "rule.name", "labels.cef_severity")


def _header(text: str, at: int) -> tuple[list[str], int]:
    parts: list[str] = []
    for _ in _HEADER:
        part = _PART.match(text, at)
        if part is None or part.end() == at or (part.end() == len(text) and len(parts) < 5 and not part[0].endswith("|")):
            raise ValueError("header")
        parts.append(_HEADER_ESCAPE.sub(r"\1", part[1]).strip())
        at = part.end()
    return parts, at


def _pairs(text: str) -> dict[str, str]:
    """Cut the extension at every word followed by an equals sign; a value keeps its blanks, an escaped sign is no border."""
    found: dict[str, str] = {}
    keys = list(_KEY.finditer(text))
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        value = text[key.end() : following.start() if following else len(text)].strip(" \t\r\n")
        found[key[1]] = _ESCAPE.sub(lambda escape: _ESCAPES[escape[0]], value) if "\\" in value else value
    return found


def _put_pairs(fields: Writable, pairs: dict[str, str], reading: Reading) -> None:
    named = _custom_names(pairs)
    for key, value in pairs.items():
        if ours := _KEYS.get(key):
            put(fields, ours, value)
        elif key in _SPECIAL:
            _put_special(fields, key, value, reading)
        elif _LABELLED.fullmatch(key) is None:
            label(fields, named.get(key, key), value)
            if key.startswith("c6a"):
                _put_sixth(fields, named.get(key, ""), value)


def _custom_names(pairs: dict[str, str]) -> dict[str, str]:
    """cs1Label=Rule says what cs1 means."""
    return {f"{found[1]}{found[2]}": value for key, value in pairs.items() if value and (found := _LABELLED.fullmatch(key))}


def _put_sixth(fields: Writable, said: str, value: str) -> None:
    """c6a1…c6a3 carry IPv6 addresses whose label names the end."""
    end = "source" if "source" in said.lower() else "destination" if "destination" in said.lower() else ""
    if end:
        put(fields, f"{end}.ip", value)


def _put_special(fields: Writable, key: str, value: str, reading: Reading) -> None:
    if key in {"start", "end"}:
        put_moment(fields, [], value, reading, f"event.{key}")
    elif key == "dvc":
        if canonical_address(value):
            put_words(fields, "observer.ip", (value,))
        else:
            put(fields, "observer.hostname", value)
    elif key == "fileHash":
        put_hash(fields, value)
    elif key == "proto":
        put(fields, "network.transport", value.lower())
    elif key == "deviceDirection":
        put(fields, "network.direction", {"0": "inbound", "1": "outbound"}.get(value, value))
    elif key == "cnt":
        label(fields, "count", value)


def put_hash(fields: Writable, value: object, of: str = "file") -> None:
    """Put a hash under the name that its length says."""
    text = words_of(value).strip().lower()
    kind = _HASHES.get(len(text))
    if kind and all(letter in "0123456789abcdef" for letter in text):
        fields[f"{of}.hash.{kind}"] = text
