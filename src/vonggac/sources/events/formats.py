"""What a file is, by its content: its name only breaks a tie (nginx or Apache write the same lines)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from vonggac.sources.events.encodings import as_utf8
from vonggac.sources.events.model import Chunk, Limits, Reader
from vonggac.sources.events.wtmp import is_wtmp

HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Format:
    """One format and who reads it; a reader and its libraries are loaded when the first such file comes."""

    name: str
    module: str
    is_text: bool = True
    seeks: bool = False
    """Its reader must go back and forth in the file."""

    def read(self, stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
        """Give the events of a stream of this format."""
        module, _, reader = self.module.partition(":")
        read: Reader = getattr(import_module(f"vonggac.sources.events.{module}"), reader)
        return read(stream, name, limits)


EVTX = Format("evtx", "evtx:read_evtx", is_text=False, seeks=True)
JSON = Format("json", "jsonlines:read_json")
XML = Format("xml", "xml:read_xml")
CSV = Format("csv", "csv:read_csv")
AUDITD = Format("auditd", "auditd:read_auditd")
SYSLOG = Format("syslog", "syslog:read_syslog")
ACCESS = Format("web-access", "web:read_access")
ERRORS = Format("web-error", "weberrors:read_errors")
W3C = Format("w3c", "w3c:read_w3c")
ZEEK = Format("zeek", "zeek:read_zeek")
WTMP = Format("wtmp", "wtmp:read_wtmp", is_text=False)
PLAIN = Format("text", "plain:read_plain")
FORMATS = (EVTX, JSON, XML, CSV, AUDITD, SYSLOG, ACCESS, ERRORS, W3C, ZEEK, WTMP, PLAIN)

_AUDIT = re.compile(r"(?:.{0,200} )?(?:node=\S+ )?type=\S+ (?:msg=)?audit\(\d")
_ACCESS = re.compile(r'\S+ \S+ \S.{0,200}? \[\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "')
_APACHE_ERROR = re.compile(r"\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}\] \[[\w:-]+\] ")
_NGINX_ERROR = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+: ")
_SYSLOG = re.compile(
    r"(?:<\d{1,3}>)?(?:1 )?(?:\*?[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? \S+ \S+?(?:\[\w+\])?:? )"
)
_ZEEK_HEAD = re.compile(r"#(?:separator |fields\t|path\t)")
_W3C_HEAD = re.compile(r"#(?:Software|Version|Date|Fields|Start-Date|Remark): ?", re.IGNORECASE)
_LINES: tuple[tuple[Format, Callable[[str], object]], ...] = (
    (AUDITD, _AUDIT.match),
    (ACCESS, _ACCESS.match),
    (ERRORS, lambda line: _APACHE_ERROR.match(line) or _NGINX_ERROR.match(line)),
    (SYSLOG, _SYSLOG.match),
)
_LOOK_AT = 40


def sniff(head: bytes, name: str) -> Format | None:
    """Return the format of a file by its first 64 KB, decoded or not; None for what is no log (archives have a door of their own)."""
    if head.startswith(b"ElfFile\0"):
        return EVTX
    if is_wtmp(head):
        return WTMP
    text = as_utf8(head)
    if text is None:
        return None
    start = text.lstrip("\ufeff \t\r\n\0")
    if start[:1] in {"{", "["} and _is_json(start):
        return JSON
    if start.startswith("<") and not start[1:2].isdigit():
        return XML if "<Event" in start else PLAIN
    lines = [line.rstrip("\r") for line in start.split("\n") if line.strip()]
    return _by_lines(lines[:_LOOK_AT], len(head) < HEAD, name)


def _is_json(start: str) -> bool:
    after = start[1:].lstrip()[:1]
    return after in {'"', "}", ""} if start[0] == "{" else after in {"{", "]", "["}


def _by_lines(lines: list[str], is_whole: bool, name: str) -> Format | None:
    if not lines:
        return PLAIN
    if lines[0].startswith("#") and any(_ZEEK_HEAD.match(line) for line in lines[:8]):
        return ZEEK
    if _W3C_HEAD.match(lines[0]):
        return W3C
    for format, looks in _LINES:
        if sum(1 for line in lines if looks(line)) * 2 >= len(lines):
            return format
    from vonggac.sources.events.csv import is_table

    if is_table(lines if is_whole or len(lines) < 2 else lines[:-1], name):
        return CSV
    return next((format for format, looks in _LINES if any(looks(line) for line in lines[:10])), PLAIN)
