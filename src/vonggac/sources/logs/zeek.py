"""Zeek logs, TSV with its #fields and JSON: notices and hits of the intelligence framework are alerts, every other log is context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put, put_all, put_words

ALERT_LOGS = frozenset({"notice", "notice_alarm", "intel"})
_ENDS = (
    ("id.orig_h", "source.ip"), ("id.orig_p", "source.port"), ("id.resp_h", "destination.ip"), ("id.resp_p", "destination.port"),
)  # fmt: skip
_COMMON = (
    ("uid", "event.id"), ("proto", "network.transport"), ("service", "network.protocol"), ("community_id", "network.community_id"),
    ("peer_descr", "observer.name"), ("file_mime_type", "file.mime_type"), ("mime_type", "file.mime_type"), ("filename", "file.name"),
    ("md5", "file.hash.md5"), ("sha1", "file.hash.sha1"), ("sha256", "file.hash.sha256"), ("host", "url.domain"),
    ("uri", "url.original"), ("method", "http.request.method"), ("status_code", "http.response.status_code"),
    ("user_agent", "user_agent.original"), ("query", "dns.question.name"), ("qtype_name", "dns.question.type"),
    ("server_name", "tls.client.server_name"), ("subject", "tls.server.subject"), ("issuer", "tls.server.issuer"),
    ("username", "user.name"), ("mailfrom", "email.from.address"),
    ("remote_location.country_code", "source.geo.country_iso_code"),
)  # fmt: skip
_NOTICE = (
    ("note", "rule.id"),
    ("note", "rule.name"),
    ("msg", "message"),
    ("src", "source.ip"),
    ("dst", "destination.ip"),
    ("p", "destination.port"),
)
_ADDRESS_HOST_LOGS = frozenset({"software", "known_services", "known_hosts", "known_certs"})
_HEX = re.compile(r"\\x([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|\\)")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_MOST_COLUMNS = 500


@dataclass(slots=True)
class ZeekHeader:
    """What the # lines at the top of a TSV log say; a log that was rotated inside a file says it anew."""

    separator: str = "\t"
    set_separator: str = ","
    empty: str = "(empty)"
    unset: str = "-"
    path: str = ""
    names: tuple[str, ...] = field(default=())

    def take(self, line: str) -> bool:
        """Read one # line, or the line of bare names that `zeek-cut -m` writes; False when the line is neither."""
        if not self.names and are_names(line):
            self.names = tuple(line.split("\t")[:_MOST_COLUMNS])
            self.path = "notice" if {"note", "msg"} <= set(self.names) else "intel" if "seen.indicator" in self.names else "unknown"
            return True
        if not line.startswith("#"):
            return False
        name, _, rest = line[1:].partition(" " if line.startswith("#separator ") else self.separator)
        if name == "separator":
            self.separator = _HEX.sub(lambda found: chr(int(found[1], 16)), rest.strip()) or "\t"
        elif name == "set_separator":
            self.set_separator = rest or ","
        elif name == "empty_field":
            self.empty = rest
        elif name == "unset_field":
            self.unset = rest
        elif name == "path":
            self.path = rest.strip()
        elif name == "fields":
            self.names = tuple(rest.split(self.separator)[:_MOST_COLUMNS])
        return True

    def record(self, line: str) -> dict[str, Any]:
        """Return one row by its names; raises ValueError when it has not as many values as the header names."""
        values = line.split(self.separator)
        if not self.names or len(values) != len(self.names):
            raise ValueError("columns")
        nothing = (self.unset, self.empty)
        return {
            name: _unescaped(value) if "\\" in value else value
            for name, value in zip(self.names, values, strict=True)
            if value not in nothing
        }


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", text).replace("\0", "\\x00")


def are_names(line: str) -> bool:
    """Say whether a line is nothing but names of Zeek's columns."""
    names = line.split("\t")
    return len(names) > 2 and bool({"ts", "uid"} & set(names)) and all(_NAME.fullmatch(name) for name in names)


def is_zeek(record: dict[str, Any]) -> bool:
    """Say whether a JSON object is a row of a Zeek log."""
    return "ts" in record and ("_path" in record or "id.orig_h" in record or "uid" in record or ("note" in record and "msg" in record))


def read_zeek_json(record: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one JSON row; without `_path` the row's own names tell the log."""
    path = record.get("_path")
    if not isinstance(path, str):
        path = "notice" if "note" in record and "msg" in record else "intel" if "seen.indicator" in record else "unknown"
    return read_zeek(record, path, reading)


def read_zeek(record: Mapping[str, Any], path: str, reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one row of one log."""
    fields: Writable = {"event.module": "zeek", "observer.vendor": "Zeek", "observer.product": "Zeek", "observer.type": "ids"}
    notes: list[Note] = []
    put(fields, "event.dataset", f"zeek.{path}")
    put_moment(fields, notes, record.get("ts"), reading)
    put_all(fields, record, _ENDS)
    put_all(fields, record, _COMMON)
    if path in _ADDRESS_HOST_LOGS:
        fields.pop("url.domain", None)
        put_words(fields, "host.ip", (record.get("host"),))
    if path in {"notice", "notice_alarm"}:
        _put_notice(fields, record)
    elif path == "intel":
        _put_intel(fields, record)
    elif path == "weird":
        put(fields, "rule.name", record.get("name"))
    return fields, notes, path in ALERT_LOGS


def _put_notice(fields: Writable, record: Mapping[str, Any]) -> None:
    fields.pop("url.domain", None)
    for theirs, ours in _NOTICE:
        if ours not in fields:
            put(fields, ours, record.get(theirs))
    label(fields, "sub", record.get("sub"))
    label(fields, "count", record.get("n"))
    actions = record.get("actions")
    words = actions if isinstance(actions, list) else str(actions or "").split(",")
    put(fields, "event.action", ",".join(word for word in words if isinstance(word, str)))


def _put_intel(fields: Writable, record: Mapping[str, Any]) -> None:
    """The name of the rule is the kind of indicator that was seen; the indicator itself is what makes two hits repeats."""
    indicator, kind = str(record.get("seen.indicator") or ""), str(record.get("seen.indicator_type") or "").removeprefix("Intel::")
    put(fields, "rule.id", f"Intel::{kind}" if kind else "Intel")
    put(fields, "rule.name", f"Intel::{kind} {indicator}".strip())
    put(fields, "threat.indicator.type", kind.lower())
    put(fields, "threat.indicator.name", indicator)
    put(fields, "threat.indicator.ip", indicator if kind == "ADDR" else None)
    sources = record.get("sources")
    put(fields, "threat.indicator.provider", ",".join(map(str, sources)) if isinstance(sources, list) else sources)
    label(fields, "where", record.get("seen.where"))
