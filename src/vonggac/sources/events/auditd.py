"""auditd: the records of one event, told by its serial number, become one event; hexadecimal texts are decoded.

A field that several records have (type, name, a0) has several values. What rules for processes, files and connections ask for is written
beside under their names: Image and CommandLine of an execve, TargetFilename of a created file, DestinationIp of a connect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO, TypeAlias

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.syscalls import BY_ARCH
from vonggac.sources.events.texts import epoch_time, lines_of

_HEAD = re.compile(
    r"(?:.{0,400}?(?=node=|type=))??(?:node=(\S{1,255}) )?"
    r"type=(\S{1,64}) (?:msg=)?audit\((\d{1,12}(?:\.\d{1,9})?):(\d{1,20})\): ?"
)
_PAIR = re.compile(r"([A-Za-z_][\w-]{0,63}(?:\[\d{1,5}\])?)=(\"[^\"]*\"|'[^']*'|\{[^}]*\}|[^\s'\"]\S*)?")
_ENCODED = frozenset({
    "name", "exe", "comm", "cwd", "proctitle", "key", "acct", "cmd", "data", "dir", "path", "unit", "vm", "filetype", "new-disk",
    "old-disk", "device", "cgroup", "grp", "hostname", "op", "terminal",
})  # fmt: skip
"""Fields that the kernel writes in quotes, or in hexadecimal when they hold a blank, a quote or a control character."""
_HEX = re.compile(r"(?:[0-9A-F]{2})+")
_ARGUMENT = re.compile(r"a(\d{1,6})(?:\[(\d{1,5})\])?")
_ENDS = frozenset({"PROCTITLE", "EOE"})
_MOST_PENDING = 64
_MOST_PROCESSES = 32_768
_MOST_VALUES = 4_096
_MOST_RECORDS = 512
WHY_BAD = "Dòng không có dạng type=… msg=audit(…) nên không đọc. Kiểm tra tệp có bị cắt hoặc lẫn nhật ký khác không."
PLAIN = Kind(product="linux", service="auditd")
PROCESS = Kind(product="linux", category="process_creation", service="auditd")
CREATED = Kind(product="linux", category="file_event", service="auditd")
CONNECTED = Kind(product="linux", category="network_connection", service="auditd")


Family: TypeAlias = dict[tuple[str, str], tuple[str, str]]
"""Host and number of a process → its program and command line, as far as they were seen to start."""


@dataclass(slots=True)
class Joined:
    """The records of one event so far."""

    number: int
    time: str
    host: str
    fields: dict[str, Any] = field(default_factory=dict)
    arguments: dict[int, str] = field(default_factory=dict)
    paths: list[tuple[str, str]] = field(default_factory=list)
    records: int = 0
    is_done: bool = False


def read_auditd(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give the events in the order of their first records."""
    gathering = Gathering(name, limits)
    pending: dict[tuple[str | None, str, str], Joined] = {}
    family: Family = {}
    for first, lines, size in lines_of(stream, gathering):
        for number, line in enumerate(lines, first):
            if head := _HEAD.match(line):
                _take(head, line, number, pending, family, gathering)
            elif line and not line.isspace():
                gathering.add_bad(number, WHY_BAD, "bad-audit-line", line)
        if gathering.is_full(size, len(lines)):
            yield gathering.take()
    gathering.events += [finished(joined, family) for joined in pending.values()]
    yield from gathering.last()


def _take(
    head: re.Match[str], line: str, number: int, pending: dict[tuple[str | None, str, str], Joined], family: Family, gathering: Gathering
) -> None:
    node, kind, at, serial = head.groups()
    key = (node, at, serial)
    joined = pending.get(key)
    if joined is None:
        if len(pending) >= _MOST_PENDING:
            gathering.events.append(finished(pending.pop(next(iter(pending))), family))
        joined = pending[key] = Joined(number, epoch_time(at), node or "")
    if joined.records < _MOST_RECORDS:
        if kind in _REPEATED and len(line) - head.end() < _REMEMBERED:
            _put_values(joined, kind, _remembered(line[head.end() :]))
        else:
            add_record(joined, kind, _PAIR.findall(line, head.end()))
    if kind in _ENDS or joined.is_done:
        gathering.events.append(finished(pending.pop(key), family))


_REPEATED = frozenset({"PATH", "CWD", "PROCTITLE", "SOCKADDR"})
"""Records that say the same again and again: the same libraries, the same folder."""
_REMEMBERED = 600


@lru_cache(maxsize=8_192)
def _remembered(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, raw in _PAIR.findall(text) if (value := _value(name, raw)) is not None)


def add_record(joined: Joined, kind: str, pairs: list[tuple[str, str]]) -> None:
    """Add one record; a record of a program (a sign-in, a started service) is an event by itself."""
    if kind == "EXECVE":
        joined.records += 1
        _put(joined.fields, "type", kind)
        _arguments(joined, pairs)
        return
    values = []
    for name, raw in pairs:
        first = raw[:1]
        if first == '"':
            values.append((name, raw[1:-1]))
        elif first == "'" and name == "msg":
            joined.is_done = True
            values += [(inner, value) for inner, held in _PAIR.findall(raw[1:-1]) if (value := _value(inner, held)) is not None]
        elif name in _ENCODED:
            if (text := _decoded(raw)) is not None:
                values.append((name, text))
        elif raw:
            values.append((name, raw))
    _put_values(joined, kind, values)


def _put_values(joined: Joined, kind: str, values: Sequence[tuple[str, str]]) -> None:
    joined.records += 1
    fields = joined.fields
    _put(fields, "type", kind)
    for name, value in values:
        if name in fields:
            _put(fields, name, value)
        else:
            fields[name] = value
    if kind == "PATH":
        named = dict(values)
        joined.paths.append((named.get("name", ""), named.get("nametype", "")))


def _value(name: str, raw: str) -> str | None:
    """The text of a value; None for (null) and for nothing."""
    if raw[:1] == '"':
        return raw[1:-1]
    if name == "proctitle" or name in _ENCODED:
        return _decoded(raw)
    return None if not raw or raw == "(null)" else raw


def _decoded(raw: str) -> str | None:
    if not raw or raw == "(null)":
        return None
    if _HEX.fullmatch(raw):
        return bytes.fromhex(raw).replace(b"\0", b" ").decode("utf-8", "backslashreplace")
    return raw


def _put(fields: dict[str, Any], name: str, value: str) -> None:
    held = fields.get(name)
    if held is None:
        fields[name] = value
    elif isinstance(held, list):
        if value not in held and len(held) < _MOST_VALUES:
            held.append(value)
    elif held != value:
        fields[name] = [held, value]


def _arguments(joined: Joined, pairs: list[tuple[str, str]]) -> None:
    """Long arguments come in pieces (a1[0], a1[1]) over several records; quoted they are texts, otherwise hexadecimal."""
    for name, raw in pairs:
        if name == "argc":
            _put(joined.fields, name, raw)
        elif (found := _ARGUMENT.fullmatch(name)) and raw:
            value = raw[1:-1] if raw[0] == '"' else _argument(raw)
            index = int(found[1])
            if found[2] is not None:
                joined.arguments[index] = joined.arguments.get(index, "") + value
            elif len(joined.arguments) < _MOST_VALUES:
                joined.arguments[index] = value


def _argument(raw: str) -> str:
    return bytes.fromhex(raw).decode("utf-8", "backslashreplace") if _HEX.fullmatch(raw) else raw


def finished(joined: Joined, family: Family | None = None) -> Event:
    """Return the event with what process, file and network rules ask for, its parent among it where that one was seen to start."""
    fields = joined.fields
    for index, value in joined.arguments.items():
        _put(fields, f"a{index}", value)
    _name_call(fields)
    kind = PLAIN
    if fields.get("success") != "no":
        kind = _process(joined, fields) or _created(joined, fields) or _connected(fields) or PLAIN
    if kind is PROCESS and family is not None:
        _put_parent(fields, joined.host, family)
    return Event(kind, fields, joined.time, joined.host, joined.number)


def _put_parent(fields: dict[str, Any], host: str, family: Family) -> None:
    """Audit tells of a parent its number only: the program is the last that this number was seen to start."""
    if parent := family.get((host, _one(fields.get("ppid")))):
        fields["ParentImage"], fields["ParentCommandLine"] = parent
    if len(family) >= _MOST_PROCESSES:
        del family[next(iter(family))]
    family[(host, _one(fields.get("pid")))] = (fields["Image"], fields["CommandLine"])


def _name_call(fields: dict[str, Any]) -> None:
    number, arch = fields.get("syscall"), fields.get("arch")
    if isinstance(number, str) and isinstance(arch, str) and "SYSCALL" not in fields and (named := BY_ARCH.get(arch, {}).get(number)):
        fields["SYSCALL"] = named


def _process(joined: Joined, fields: dict[str, Any]) -> Kind | None:
    title = fields.get("proctitle")
    if not joined.arguments and fields.get("SYSCALL") not in {"execve", "execveat"}:
        return None
    words = [joined.arguments[index] for index in sorted(joined.arguments)]
    fields["CommandLine"] = " ".join(words) if words else _one(title)
    fields["Image"] = _one(fields.get("exe"))
    if cwd := _one(fields.get("cwd")):
        fields["CurrentDirectory"] = cwd
    _put_actor(fields)
    return PROCESS


def _put_actor(fields: dict[str, Any]) -> None:
    user = _one(fields.get("UID")) or _one(fields.get("uid"))
    fields["User"] = "root" if user == "0" else user
    for ours, theirs in (("ProcessId", "pid"), ("ParentProcessId", "ppid")):
        if value := _one(fields.get(theirs)):
            fields[ours] = value


def _created(joined: Joined, fields: dict[str, Any]) -> Kind | None:
    made = [path for path, kind in joined.paths if kind == "CREATE" and path]
    if not made:
        return None
    cwd = _one(fields.get("cwd")).rstrip("/")
    whole = [path if path.startswith("/") else f"{cwd}/{path}" for path in made]
    fields["TargetFilename"] = whole[0] if len(whole) == 1 else whole
    fields["Image"] = _one(fields.get("exe"))
    _put_actor(fields)
    return CREATED


def _connected(fields: dict[str, Any]) -> Kind | None:
    if fields.get("SYSCALL") != "connect":
        return None
    address, port = _socket(_one(fields.get("saddr")))
    if not address:
        return None
    fields["DestinationIp"], fields["DestinationPort"], fields["Initiated"] = address, port, "true"
    fields["Image"] = _one(fields.get("exe"))
    _put_actor(fields)
    return CONNECTED


def _socket(raw: str) -> tuple[str, str]:
    """The address of a connection: family in the machine's order, port and address in the network's."""
    import ipaddress

    if not _HEX.fullmatch(raw) or len(raw) < 16:
        return "", ""
    data = bytes.fromhex(raw)
    port = str(int.from_bytes(data[2:4], "big"))
    if data[:2] == b"\x02\0":
        return str(ipaddress.IPv4Address(data[4:8])), port
    if data[:2] == b"\x0a\0" and len(data) >= 24:
        return str(ipaddress.IPv6Address(data[8:24])), port
    return "", ""


def _one(value: object) -> str:
    """The first value of a field, as text."""
    if isinstance(value, list):
        return str(value[0]) if value else ""
    return str(value) if value is not None else ""
