"""The head of one syslog message, told apart from its content. A message without a readable head keeps everything as content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from vonggac.engines.alerts.model import Note
from vonggac.engines.alerts.parties import canonical_address
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.syslog.structured import read_structured
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, put

_PRI = re.compile(r"<(\d{1,3})>")
_RFC5424 = re.compile(r"(\d{1,2}) (\S{1,64}) (\S{1,255}) (\S{1,255}) (\S{1,128}) (\S{1,64}) (?=[-\[])")
_MONTH_TIME = r"[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: \d{4}(?= ))?(?: (?:UTC|GMT|Z)(?= |:))?"
_YEAR_FIRST = r"\d{4} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d"
_ISO_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_TIME = re.compile(rf"(?:(?P<year_first>{_YEAR_FIRST})|[*.]?(?P<time>{_MONTH_TIME}|{_ISO_TIME}))(?::? |$)")
_PLAIN = re.compile(r"(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [A-Za-z0-9_.-]{1,64} [A-Za-z0-9_./-]{1,48}(?:\[\d{1,10}\])?: ")
_CISCO_COUNT = re.compile(r"\d{1,12}: ")
_HOST = re.compile(r"([A-Za-z0-9_.:\[\]%-]{1,255})(?::? )(?=\S)")
_TAG = re.compile(r"([A-Za-z0-9_./()\[\]*#@+-]{1,96}?)(?:\[([^\]\s]{1,64})\])?(?:: ?| - |:$)")
_NO_HOST = re.compile(r"(?:CEF|LEEF):|%[A-Z]")
FACILITIES = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "security", "console",
    "solaris-cron", *(f"local{number}" for number in range(8)),
)  # fmt: skip
SEVERITIES = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

_PRIORITIES: list[Writable] = [
    {
        "log.syslog.priority": facility << 3 | severity,
        "log.syslog.facility.code": facility,
        "log.syslog.facility.name": facility_name,
        "log.syslog.severity.code": severity,
        "log.syslog.severity.name": severity_name,
    }
    for facility, facility_name in enumerate(FACILITIES)
    for severity, severity_name in enumerate(SEVERITIES)
]


@dataclass(slots=True)
class Header:
    """What the head says, as fields, and the content behind it."""

    content: str
    fields: Writable = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    found: bool = False
    """Something of a head was there."""


def read_header(text: str, reading: Reading) -> Header:
    """Read the head of one message; `content` is the rest."""
    if (plain := _PLAIN.match(text)) and (known := _of_head(plain[0])) is not None:
        fields, told = known
        header = Header(text[plain.end() :].removeprefix(" "), dict(fields), [], True)
        put_moment(header.fields, header.notes, told, reading)
        return header
    header = Header(text)
    if pri := _PRI.match(text):
        _put_priority(header, int(pri[1]))
        text = text[pri.end() :]
        header.content = text
        if new := _RFC5424.match(text):
            return _rfc5424(header, new, text, reading)
    return _rfc3164(header, text, reading)


def _put_priority(header: Header, priority: int) -> None:
    header.found = True
    if priority < len(_PRIORITIES):
        header.fields.update(_PRIORITIES[priority])


def _rfc5424(header: Header, head: re.Match[str], text: str, reading: Reading) -> Header:
    version, time, host, app, procid, msgid = head.groups()
    fields = header.fields
    fields["log.syslog.version"] = version
    put_moment(fields, header.notes, None if time == "-" else time, reading)
    _put_host(fields, host)
    put(fields, "log.syslog.appname", app)
    put(fields, "log.syslog.procid", procid)
    put(fields, "log.syslog.msgid", msgid)
    end = read_structured(text, head.end(), fields)
    header.content = text[end:].removeprefix(" ").removeprefix("\ufeff")
    return header


@lru_cache(maxsize=8_192)
def _of_head(head: str) -> tuple[Writable, str] | None:
    """Take a plain head apart: the same program of the same machine writes it before many messages of a second.

    It is taken apart before one letter as before any content; where that letter does not come out alone, the whole message is looked at.
    """
    header = Header(head)
    pri = _PRI.match(head)
    if pri:
        _put_priority(header, int(pri[1]))
    told = _take_apart(header, head[pri.end() if pri else 0 :] + "x")
    return None if told is None or header.content != "x" else (header.fields, told)


def _rfc3164(header: Header, text: str, reading: Reading) -> Header:
    told = _take_apart(header, text)
    if told is None:
        header.notes.append(Note.HEADER_FREE)
    else:
        put_moment(header.fields, header.notes, told, reading)
    return header


def _take_apart(header: Header, text: str) -> str | None:
    """Put host and program into the header and leave its content; return the time as it is told, nothing when there is none."""
    if count := _CISCO_COUNT.match(text):
        text = text[count.end() :]
    time = _TIME.match(text)
    if time is None:
        return None
    header.found = True
    rest = text[time.end() :]
    if (host := _HOST.match(rest)) and not _NO_HOST.match(rest) and not _is_tag(rest):
        _put_host(header.fields, host[1].rstrip(":"))
        rest = rest[host.end() :]
    header.content = _tagged(header.fields, rest)
    return _in_order(time)


def _in_order(time: re.Match[str]) -> str:
    if time["time"]:
        return time["time"]
    year, rest = time["year_first"][:4], time["year_first"][5:]
    month_day, _, clock = rest.rpartition(" ")
    return f"{month_day} {year} {clock}"


def _is_tag(rest: str) -> bool:
    """A local log leaves the host out: "sshd[812]: …" follows the time at once."""
    word = rest.partition(" ")[0]
    return word.endswith("]:") or (word.endswith(":") and not canonical_address(word[:-1]))


def _tagged(fields: Writable, rest: str) -> str:
    if _NO_HOST.match(rest):
        return rest
    tag = _TAG.match(rest)
    if tag is None:
        return rest
    put(fields, "log.syslog.appname", tag[1])
    put(fields, "log.syslog.procid", tag[2])
    return rest[tag.end() :].removeprefix(" ")


def _put_host(fields: Writable, host: str) -> None:
    if host == "-":
        return
    put(fields, "log.syslog.hostname", host)
    if address := canonical_address(host):
        fields["host.ip"] = (address,)
    else:
        put(fields, "host.name", host)
