"""auth.log, syslog, messages, secure: RFC 3164 and 5424, from rsyslog, syslog-ng or the journal; Sysmon for Linux writes into them too.

Rules on them ask for words, so `message` counts most; what sudo and sshd say of users and addresses stands apart as well, for correlations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events import sysmonlinux
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import lines_of
from vonggac.sources.events.times import MONTHS, offset_of, year_of
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.syslog import read_header
from vonggac.sources.logs.syslog.header import FACILITIES, SEVERITIES

_OLD = re.compile(
    r"(?:<(\d{1,3})>)?([A-Z][a-z]{2}) ([ \d]?\d) (\d\d:\d\d:\d\d)(\.\d{1,9})? (\S{1,255}) "
    r"([^\s:\[\]]{1,96})(?:\[([^\]\s]{1,64})\])?: ?(.*)",
    re.DOTALL,
)
_ISO = re.compile(
    r"(?:<(\d{1,3})>)?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d) (\S{1,255}) "
    r"([^\s:\[\]]{1,96})(?:\[([^\]\s]{1,64})\])?: ?(.*)", re.DOTALL
)  # fmt: skip
_NEW = re.compile(
    r"<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) "
    r"(?:-|(\[(?:[^\"\]]|\"(?:[^\"\\]|\\.)*+\")*+\]))(?: \ufeff?(.*))?", re.DOTALL
)  # fmt: skip
_SUDO = re.compile(r"\s*(\S+) : (.*)", re.DOTALL)
_SUDO_PART = re.compile(r"(TTY|PWD|USER|GROUP|ENV|TSID|COMMAND)=(.*)", re.DOTALL)
_SSHD = re.compile(
    r"(Failed|Accepted|Invalid user|Connection closed by authenticating user|Disconnected from authenticating user)"
    r"(?: (\S{1,64}) for)?(?: invalid user)? (\S{0,256}) (?:from )?([0-9A-Fa-f.:]{3,45})(?: port (\d{1,5}))?"
)
_SERVICES = {
    "sshd": "sshd", "sshd-session": "sshd", "sshd-auth": "sshd", "sudo": "sudo", "cron": "cron", "crond": "cron", "anacron": "cron",
    "vsftpd": "vsftpd", "clamd": "clamav", "freshclam": "clamav", "clamav": "clamav", "clamav-daemon": "clamav", "clamonacc": "clamav",
    "guacd": "guacamole", "guacamole": "guacamole", "sysmon": "sysmon", "auditd": "auditd",
    **dict.fromkeys((
        "su", "login", "pkexec", "polkitd", "systemd-logind", "useradd", "userdel", "usermod", "groupadd", "groupdel", "groupmod", "passwd",
        "chage", "chpasswd", "gpasswd", "chfn", "chsh", "newusers", "gdm-password", "lightdm", "sddm", "unix_chkpwd", "doas", "remote",
    ), "auth"),
}  # fmt: skip
_AUTH_FACILITIES = frozenset({4, 10})
_PAM = ("pam_unix", "pam_sss", "pam_tally", "pam_faillock", "pam_systemd")
_MOST_KINDS = 4_096


def read_syslog(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every line; one without a head of its own is a message all the same."""
    gathering = Gathering(name, limits)
    lines_read = _Lines(limits)
    read = lines_read.read
    for first, lines, size in lines_of(stream, gathering):
        append = gathering.events.append
        for number, line in enumerate(lines, first):
            if line and not line.isspace():
                append(read(line, number))
        if gathering.is_full(size, len(lines)):
            yield gathering.take()
    yield from gathering.last()


@lru_cache(maxsize=_MOST_KINDS)
def kind_of(program: str, facility: int = -1) -> Kind:
    """Say what a program's messages are called in rules."""
    folded = program.rpartition("/")[2].lower().strip("()")
    service = _SERVICES.get(folded.partition("(")[0]) or ("auth" if folded.startswith(_PAM) or facility in _AUTH_FACILITIES else "syslog")
    return Kind(product="linux", service=service)


@dataclass(slots=True)
class _Lines:
    """Reads lines of one file."""

    limits: Limits

    def read(self, line: str, number: int) -> Event:
        """Read one line: the usual form at once, any other by the reader of syslog heads."""
        if found := _OLD.fullmatch(line):
            priority, month, day, clock, fraction, host, program, pid, message = found.groups()
            return event_of(program, pid, message, self._year_time(month, day, clock, fraction), host, number, priority)
        if found := _ISO.fullmatch(line):
            priority, date, clock, zone, host, program, pid, message = found.groups()
            return event_of(program, pid, message, f"{date}T{clock}{zone}", host, number, priority)
        if found := _NEW.fullmatch(line):
            priority, at, zone, host, program, pid, _, data, message = found.groups()
            event = event_of(program, pid if pid != "-" else None, message or "", at + zone, host if host != "-" else "", number, priority)
            if data and isinstance(event.fields, dict):
                event.fields["structured_data"] = data
            return event
        return self._bent(line, number)

    def _year_time(self, month: str, day: str, clock: str, fraction: str | None) -> str:
        found = MONTHS.get(month)
        year = year_of(int(found), int(day), self.limits.written) if found else 0
        return f"{year:04d}-{found}-{int(day):02d}T{clock}{fraction or ''}{offset_of(self.limits.zone)}" if year else ""

    def _bent(self, line: str, number: int) -> Event:
        """The heads that devices bend; slower, and told apart from the content all the same."""
        header = read_header(line, Reading(self.limits.written or _NO_DAY, self.limits.zone))
        fields = header.fields
        at = fields.get("@timestamp")
        time = at.isoformat() if isinstance(at, datetime) and self.limits.written else ""
        host = str(fields.get("host.name") or fields.get("log.syslog.hostname") or "")
        priority = fields.get("log.syslog.priority")
        pid = fields.get("log.syslog.procid")
        return event_of(
            str(fields.get("log.syslog.appname") or ""), str(pid) if pid else None, header.content, time, host, number,
            str(priority) if priority is not None else None,
        )  # fmt: skip


_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the unknown moment of writing; a time read against it is not given."""


def event_of(program: str, pid: str | None, message: str, time: str, host: str, number: int, priority: str | None = None) -> Event:
    """Return the event of one message of one program."""
    level = int(priority) if priority is not None and int(priority) < 192 else -1
    kind = kind_of(program, level >> 3 if level >= 0 else -1)
    if kind.service == "sysmon" and (event := sysmonlinux.event_of(message, number, time, host)):
        return event
    fields: dict[str, Any] = {"message": message, "program": program, "hostname": host}
    if pid:
        fields["pid"] = pid
    if level >= 0:
        fields["facility"], fields["severity"] = FACILITIES[level >> 3], SEVERITIES[level & 7]
    if told := _TOLD.get(kind.service):
        told(message, fields)
    return Event(kind, fields, time, host, number)


def _put_sudo(message: str, fields: dict[str, Any]) -> None:
    """bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/sh"""
    if found := _SUDO.fullmatch(message):
        fields["user"] = found[1]
        head, mark, command = found[2].partition("COMMAND=")
        for part in head.split(" ; "):
            if named := _SUDO_PART.fullmatch(part):
                fields[named[1]] = named[2]
        if mark:
            fields["COMMAND"] = command


def _put_sshd(message: str, fields: dict[str, Any]) -> None:
    """Failed password for invalid user admin from 203.0.113.5 port 40022 ssh2"""
    if message[:1] in "FAICD" and (found := _SSHD.match(message)):
        outcome, method, user, address, port = found.groups()
        fields["outcome"] = "success" if outcome == "Accepted" else "failure"
        fields["user"], fields["src_ip"] = user, address
        if method:
            fields["auth_method"] = method
        if port:
            fields["src_port"] = port


_TOLD: dict[str, Callable[[str, dict[str, Any]], None]] = {"sudo": _put_sudo, "sshd": _put_sshd}
