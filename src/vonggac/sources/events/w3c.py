"""W3C extended logs: IIS, proxies, the Windows firewall. The line `#Fields:` says the columns, and may say them anew in mid-file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import lines_of
from vonggac.sources.events.times import offset_of
from vonggac.sources.events.web import put_uri

_IIS = Kind(category="webserver", service="iis")
_PROXY = Kind(category="proxy")
_FIREWALL = Kind(product="windows", category="firewall", service="firewall")
_PROXY_NAMES = {
    "cs-user-agent": "c-useragent",
    "cs-uri": "c-uri",
    "cs-uri-query": "c-uri-query",
    "cs-uri-stem": "c-uri-stem",
    "c-ip": "src_ip",
}
_FIREWALL_NAMES = {"src-ip": "src_ip", "dst-ip": "dst_ip", "src-port": "src_port", "dst-port": "dst_port"}
_MOST_COLUMNS = 200
WHY_BAD = "Số cột của dòng khác với dòng #Fields nên không đọc. Kiểm tra tệp có bị cắt hoặc ghép không."
WHY_HEADLESS = "Không có dòng #Fields trước dòng này nên không biết tên cột. Lấy tệp nguyên vẹn từ máy chủ."


@dataclass(slots=True)
class _Head:
    """What the # lines said so far."""

    zone: str
    software: str = ""
    names: tuple[str, ...] = ()
    kind: Kind = _IIS
    agents: tuple[str, ...] = field(default=("cs-user-agent", "cs-cookie"))

    def take(self, line: str) -> None:
        """Read one # line."""
        name, _, rest = line[1:].partition(":")
        if name.lower() == "software":
            self.software = rest.strip().lower()
        elif name.lower() == "fields":
            columns = [_plain(word) for word in rest.split()[:_MOST_COLUMNS]]
            self.kind, renamed = self._kind(columns)
            self.names = tuple(renamed.get(word, word) for word in columns)

    def _kind(self, columns: list[str]) -> tuple[Kind, dict[str, str]]:
        if "firewall" in self.software or {"src-ip", "dst-ip", "action"} <= set(columns):
            return _FIREWALL, _FIREWALL_NAMES
        if any(word in self.software for word in ("sgos", "squid", "forefront", "proxy")) or "cs-uri-scheme" in columns:
            return _PROXY, _PROXY_NAMES
        return _IIS, {}


def _plain(word: str) -> str:
    """cs(User-Agent) → cs-user-agent."""
    return word.lower().replace("(", "-").rstrip(")")


def read_w3c(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every row."""
    gathering = Gathering(name, limits)
    head = _Head(offset_of(limits.zone))
    for first, lines, size in lines_of(stream, gathering):
        add = _adder(gathering, head)
        for number, line in enumerate(lines, first):
            if line[:1] == "#":
                head.take(line)
            elif line and not line.isspace():
                add(number, line)
        if gathering.is_full(size, len(lines)):
            yield gathering.take()
    yield from gathering.last()


def _adder(gathering: Gathering, head: _Head) -> Callable[[int, str], None]:
    events = gathering.events

    def add(number: int, line: str) -> None:
        values = line.split()
        if len(values) != len(head.names):
            values = _quoted(line)
            if len(values) != len(head.names):
                gathering.add_bad(number, WHY_BAD if head.names else WHY_HEADLESS, "bad-columns", line)
                return
        fields: dict[str, Any] = {name: value for name, value in zip(head.names, values, strict=True) if value != "-"}
        events.append(Event(head.kind, fields, _finished(fields, head), fields.get("s-computername", ""), number))

    return add


def _quoted(line: str) -> list[str]:
    """Some proxies put values with blanks into quotes."""
    if '"' not in line:
        return []
    parts: list[str] = []
    for index, piece in enumerate(line.split('"')):
        parts += [piece] if index % 2 else piece.split()
    return parts


def _finished(fields: dict[str, Any], head: _Head) -> str:
    """Write the address as rules ask for it and return the time; IIS writes UTC, the firewall its own zone."""
    kind = head.kind
    if kind is _IIS:
        if stem := fields.get("cs-uri-stem"):
            query = fields.get("cs-uri-query")
            put_uri(fields, f"{stem}?{query}" if query else stem)
        for name in head.agents:
            if (value := fields.get(name)) and "+" in value:
                fields[name] = value.replace("+", " ")
    date, time = fields.get("date"), fields.get("time")
    return f"{date}T{time}{head.zone if kind is _FIREWALL else 'Z'}" if date and time else ""
