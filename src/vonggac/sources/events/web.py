"""Access logs of web servers: common, combined and what Apache and nginx put before or behind them. Names as in Sigma's web taxonomy.

Rules on web servers look for paths in `cs-uri-query` as often as for what stands behind the question mark (SigmaHQ: 93 values that begin
with a stroke), so that field has the whole address and, where there is one, its query as a second value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events import weberrors
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import lines_of
from vonggac.sources.events.times import MONTHS, offset_of

_QUOTED = r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
_LINE = re.compile(
    r"(?:(\S+) (?=[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+ \S+ [^\s\[]))?(\S+) (\S+) (\S.{0,200}?) \[([^\]]{26})\] "
    rf"{_QUOTED} (\d{{3}}|-) (\d+|-)(?: {_QUOTED} {_QUOTED}(?: .*)?| .*)?"
)
_STAMP = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)")
WHY_BAD = "Dòng không theo mẫu của nhật ký truy cập web nên không đọc. Kiểm tra cấu hình ghi nhật ký của máy chủ."


def service_of(name: str) -> str:
    """Say whose log it is by the file's name; the lines of nginx and Apache do not tell."""
    folded = name.lower()
    if "nginx" in folded:
        return "nginx"
    return "apache" if "apache" in folded or "httpd" in folded else ""


def read_access(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every request; a container writes its errors into the same file."""
    gathering = Gathering(name, limits)
    kind = Kind(category="webserver", service=service_of(name))
    zone = offset_of(limits.zone)
    match, named = _LINE.fullmatch, _named
    for first, lines, size in lines_of(stream, gathering):
        append = gathering.events.append
        for number, line in enumerate(lines, first):
            if (found := match(line)) and (time := _moment(found[5])):
                host, address, _, user, _, request, status, length, referer, agent = found.groups()
                fields = named(address, user, request, status, length, referer, agent)
                if host:
                    fields["cs-host"] = host
                append(Event(kind, fields, time, host or "", number))
            elif event := weberrors.event_of(line, number, zone):
                append(event)
            elif line and not line.isspace():
                gathering.add_bad(number, WHY_BAD, "bad-access-line", line)
        if gathering.is_full(size, len(lines)):
            yield gathering.take()
    yield from gathering.last()


@lru_cache(maxsize=256)
def _moment(stamp: str) -> str:
    """Requests of one second stand together, so that its moment is written once."""
    found = _STAMP.fullmatch(stamp)
    month = MONTHS.get(found[2]) if found else None
    return f"{found[3]}-{month}-{found[1]}T{found[4]}{found[5]}:{found[6]}" if found and month else ""


def _named(address: str, user: str, request: str, status: str, length: str, referer: str | None, agent: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {"c-ip": address}
    if user != "-":
        fields["cs-username"] = user
    method, blank, rest = request.partition(" ")
    if blank and len(method) <= _LONGEST_METHOD and method.replace("-", "").isalpha():
        fields["cs-method"] = method
        uri, blank, version = rest.rpartition(" ")
        is_told = blank and version.startswith("HTTP/")
        put_uri(fields, uri if is_told else rest)
        if is_told:
            fields["cs-version"] = version
    else:
        fields["cs-uri-query"] = request
    fields["sc-status"] = status
    if length != "-":
        fields["sc-bytes"] = length
    if referer is not None and referer != "-":
        fields["cs-referer"] = referer
    if agent is not None and agent != "-":
        fields["cs-user-agent"] = agent
    return fields


_LONGEST_METHOD = 32


def put_uri(fields: dict[str, Any], uri: str) -> None:
    """Write an address whole, its path, and for rules that ask the query for a path both as values of the query."""
    stem, mark, query = uri.partition("?")
    fields["cs-uri"] = uri
    fields["cs-uri-stem"] = stem
    fields["cs-uri-query"] = [uri, query] if mark else uri
