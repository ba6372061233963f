"""Zeek's logs in columns: their own head says names and types. Names and values as Zeek writes them; T and F become true and false."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import epoch_time, lines_of
from vonggac.sources.events.times import told
from vonggac.sources.logs.zeek import ZeekHeader

_PATH = re.compile(r"(?:^|[/_.-])([a-z][a-z0-9_]{1,30})(?:[.-]\d[\d.:_-]*)?\.(?:log|json)\b", re.IGNORECASE)
_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
WHY_BAD = "Số cột khác với dòng #fields nên không đọc. Lấy tệp Zeek nguyên vẹn, kể cả các dòng bắt đầu bằng #."


@lru_cache(maxsize=1_024)
def kind_of(path: str) -> Kind:
    """Return the kind of one log of Zeek."""
    return Kind(product="zeek", service=path.lower())


def path_of(name: str) -> str:
    """Guess the log by the name of its file: conn.log.gz, HOST_dns.log, http.00:00:00-01:00:00.log."""
    found = _PATH.search(name.rpartition("/")[2])
    return found[1].lower().rpartition("_")[2] if found and found[1].lower() not in _LONG_PATHS else found[1].lower() if found else ""


_LONG_PATHS = frozenset({
    "capture_loss", "dce_rpc", "dns_red", "http_red", "kerberos", "known_certs", "known_hosts", "known_services", "modbus_register_change",
    "notice_alarm", "ntlm", "packet_filter", "smb_cmd", "smb_files", "smb_mapping", "traceroute", "x509", "loaded_scripts", "ocsp",
})  # fmt: skip


@dataclass(slots=True)
class _Columns:
    """The head of the log, and which columns are more than plain texts."""

    header: ZeekHeader = field(default_factory=ZeekHeader)
    kind: Kind = field(default_factory=Kind)
    truths: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()

    def take(self, line: str) -> None:
        """Read one # line."""
        self.header.take(line)
        if line.startswith("#types"):
            self._types(line.split(self.header.separator)[1:])
        elif line.startswith("#path"):
            self.kind = kind_of(self.header.path)

    def _types(self, types: list[str]) -> None:
        named = list(zip(self.header.names, types, strict=False))
        self.truths = tuple(name for name, kind in named if kind == "bool")
        self.sets = tuple(name for name, kind in named if kind.startswith(("set[", "vector[")))


def read_zeek(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every row."""
    gathering = Gathering(name, limits)
    columns = _Columns(kind=kind_of(path_of(name)))
    for first, lines, size in lines_of(stream, gathering):
        _rows(first, lines, columns, gathering)
        if gathering.is_full(size, len(lines)):
            yield gathering.take()
    yield from gathering.last()


def _rows(first: int, lines: list[str], columns: _Columns, gathering: Gathering) -> None:
    header = columns.header
    append = gathering.events.append
    for number, line in enumerate(lines, first):
        if line[:1] == "#":
            columns.take(line)
            continue
        values = line.split(header.separator)
        if len(values) != len(header.names):
            if line and not line.isspace():
                gathering.add_bad(number, WHY_BAD, "bad-columns", line)
            continue
        unset = header.unset
        fields: dict[str, Any] = {name: value for name, value in zip(header.names, values, strict=True) if value != unset}
        if "\\x" in line:
            fields = {name: _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) for name, value in fields.items()}
        if columns.truths or columns.sets:
            _typed(fields, columns)
        ts = fields.get("ts", "")
        append(Event(columns.kind, fields, epoch_time(ts) or told(ts, "Z"), "", number))


def _typed(fields: dict[str, Any], columns: _Columns) -> None:
    header = columns.header
    for name in columns.truths:
        if (value := fields.get(name)) is not None:
            fields[name] = "true" if value == "T" else "false" if value == "F" else value
    for name in columns.sets:
        value = fields.get(name)
        if value == header.empty:
            fields[name] = []
        elif value is not None and header.set_separator in value:
            fields[name] = value.split(header.set_separator)
