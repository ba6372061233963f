"""Error logs of Apache and nginx: the message is what rules ask for, by keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import lines_of
from vonggac.sources.events.times import MONTHS, offset_of

_APACHE = re.compile(
    r"\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d(?:\.\d+)?) (\d{4})\] \[([\w:-]+)\] "
    r"(?:\[pid ([\d:a-z ]{1,40})\] )?(?:\[client ([^\]]{1,80}?)(?::(\d+))?\] )?(.*)"
)
_NGINX = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) \[([a-z]+)\] (\d+)#\d+: (?:\*\d+ )?(.*)")
_CLIENT = re.compile(r", client: ([0-9A-Fa-f.:]{2,45})(?:,|$)")
_REQUEST = re.compile(r', request: "([A-Z]{1,16}) (\S{1,8000})')
_KINDS = {name: Kind(category="webserver", service=name) for name in ("apache", "nginx")}


def read_errors(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every message; a line that begins none goes on with the one before."""
    gathering = Gathering(name, limits)
    zone, open_one = offset_of(limits.zone), None
    for first, lines, size in lines_of(stream, gathering):
        for number, line in enumerate(lines, first):
            if event := event_of(line, number, zone):
                gathering.events += [open_one] if open_one else []
                open_one = event
            elif line and not line.isspace():
                _go_on(open_one, line, number, gathering)
        if gathering.is_full(size, len(lines)):
            yield gathering.take()
    gathering.events += [open_one] if open_one else []
    yield from gathering.last()


_LONGEST = 256 * 1024


def _go_on(event: Event | None, line: str, number: int, gathering: Gathering) -> None:
    fields: Any = event.fields if event else {}
    if fields and len(fields["message"]) + len(line) < _LONGEST:
        fields["message"] += "\n" + line
    else:
        gathering.add_bad(number, "Dòng không thuộc thông báo lỗi nào nên không đọc. Kiểm tra tệp có bị cắt không.", "bad-error-line", line)


def event_of(line: str, number: int, zone: str) -> Event | None:
    """Return the message that begins with this line; None when none does."""
    return _apache(line, number, zone) if line[:1] == "[" else _nginx(line, number, zone) if line[:1].isdigit() else None


def _apache(line: str, number: int, zone: str) -> Event | None:
    if not (found := _APACHE.fullmatch(line)):
        return None
    month, day, clock, year, level, pid, client, _, message = found.groups()
    fields: dict[str, Any] = {"message": message, "level": level}
    if pid:
        fields["pid"] = pid
    if client:
        fields["c-ip"] = client
    at = f"{year}-{MONTHS[month]}-{day.strip().zfill(2)}T{clock}{zone}" if month in MONTHS else ""
    return Event(_KINDS["apache"], fields, at, "", number)


def _nginx(line: str, number: int, zone: str) -> Event | None:
    if not (found := _NGINX.fullmatch(line)):
        return None
    year, month, day, clock, level, pid, message = found.groups()
    fields: dict[str, Any] = {"message": message, "level": level, "pid": pid}
    if client := _CLIENT.search(message):
        fields["c-ip"] = client[1]
    if request := _REQUEST.search(message):
        fields["cs-method"], fields["cs-uri"] = request.groups()
    return Event(_KINDS["nginx"], fields, f"{year}-{month}-{day}T{clock}{zone}", "", number)
