"""The log that MpCmdRun.exe writes (UTF-16): each detected threat is a record; the runs around them are context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put

_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e]")
_PAIR = re.compile(r"\s*([A-Za-z][A-Za-z ]{0,40}?)\s*: (.*)")
_TIME = re.compile(r"(?:MpCmdRun: )?\s*(?:Start|End) Time: *(.*)")
_RUN = re.compile(r"MpCmdRun: Command Line: (.*)")
_WEEKDAY = re.compile(r"^[A-Z][a-z]{2} ")


def is_mpcmdrun(text: str) -> bool:
    """Say whether the beginning of a file is this log."""
    return "MpCmdRun:" in text[:4000]


def _plain(line: str) -> str:
    """Windows writes direction marks between the parts of a date."""
    return _MARKS.sub("", line).rstrip("\r\n")


def read_mpcmdrun(lines: Sequence[str], reading: Reading) -> Iterator[tuple[int, int, Writable, list[Note], bool]]:
    """Yield (first line, lines, fields, notes, is an alert); every line is in exactly one record."""
    started: str | None = None
    command, at = "", 0
    for index, line in enumerate(map(_plain, lines)):
        if found := _RUN.match(line):
            command = found[1]
        if (time := _TIME.match(line)) and "Start" in line:
            started = time[1]
        if _starts_threat(line):
            if index > at:
                yield at, index - at, *_context(command, started, reading)
            size = _threat_size(lines, index)
            yield index, size, *_threat([_plain(one) for one in lines[index : index + size]], command, started, reading)
            at = index + size
    if at < len(lines):
        yield at, len(lines) - at, *_context(command, started, reading)


def _starts_threat(line: str) -> bool:
    found = _PAIR.match(line)
    return found is not None and found[1] == "Threat" and not line.startswith(" ")


def _threat_size(lines: Sequence[str], start: int) -> int:
    """A threat ends before the next, at a ruler, or at the first line that is no pair."""
    for index in range(start + 1, len(lines)):
        line = _plain(lines[index])
        if _starts_threat(line) or not _PAIR.match(line):
            return index - start
    return len(lines) - start


def _begin(started: str | None, reading: Reading) -> tuple[Writable, list[Note]]:
    fields: Writable = {"event.module": "defender", "event.provider": "MpCmdRun", "observer.vendor": "Microsoft"}
    fields["observer.product"] = "Microsoft Defender Antivirus"
    notes: list[Note] = []
    told = _WEEKDAY.sub("", " ".join(started.split())) if started else None
    put_moment(fields, notes, told and _month_first(told), reading)
    return fields, notes


def _month_first(told: str) -> str:
    """ "Nov 23 2026 07:00:00": the year stands before the clock."""
    parts = told.split()
    return f"{parts[0]} {parts[1]} {parts[2]} {parts[3]}" if len(parts) == 4 else told


def _context(command: str, started: str | None, reading: Reading) -> tuple[Writable, list[Note], bool]:
    fields, notes = _begin(started, reading)
    put(fields, "process.command_line", command)
    return fields, notes, False


def _threat(lines: Sequence[str], command: str, started: str | None, reading: Reading) -> tuple[Writable, list[Note], bool]:
    fields, notes = _begin(started, reading)
    put(fields, "process.command_line", command)
    paths = []
    for found in filter(None, map(_PAIR.match, lines)):
        name, value = found[1].strip().lower(), found[2].strip()
        if name == "threat":
            put(fields, "rule.id", value)
            put(fields, "rule.name", value)
            put(fields, "threat.software.name", value)
        elif name in {"file", "containerfile"}:
            paths.append(value)
        elif name != "resources":
            label(fields, name, value)
    if paths:
        put(fields, "file.path", paths[-1])
        label(fields, "paths", "; ".join(paths)) if len(paths) > 1 else None
    fields["event.category"] = ("malware",)
    return fields, notes, True
