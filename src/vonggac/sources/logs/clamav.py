"""ClamAV: what clamscan and clamdscan print, what clamd and the on-access scanner log. One finding a line; the rest is context."""

from __future__ import annotations

import re

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put

_CLAMD_TIME = re.compile(r"([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}) -> ")
_ON_ACCESS = re.compile(r"(?:ScanOnAccess|Clamonacc|clamonacc): ")
_FOUND = re.compile(
    r"(?P<path>.{1,4096}?): (?P<name>[^\s:()]{1,200})"
    r"(?:\((?:(?P<md5>[0-9a-f]{32})|(?P<sha256>[0-9a-f]{64})):(?P<size>\d{1,15})\))? FOUND\s*"
)
_STREAM = re.compile(r"(?:instream|stream)\(([0-9A-Fa-f.:]+?)(?:@(\d+))?\)")
_OTHER = re.compile(
    r"(?P<path>.{1,4096}?): (?:(?P<word>OK|Empty file|Excluded|Symbolic link|Access denied)|"
    r"(?P<moved>(?:moved|copied) to '.*'|Removed\.)|.{0,200}? ERROR)\s*"
)
SUMMARY = "----------- SCAN SUMMARY -----------"
_SUMMARY_LINE = re.compile(
    r"(?:Known viruses|Engine version|Scanned (?:directories|files)|Infected files|Total errors|Data (?:scanned|read)|Time|"
    r"Start Date|End Date): .{0,120}"
)


def is_summary(text: str) -> bool:
    """Say whether a line belongs to the summary that clamscan prints at the end."""
    return text.startswith("----------- SCAN SUMMARY") or bool(_SUMMARY_LINE.fullmatch(text))


def is_clamav(text: str) -> bool:
    """Say whether a line is ClamAV's: a finding, a word about one file, or clamd's time."""
    if _CLAMD_TIME.match(text):
        return True
    ends = text.rstrip()
    if ends.endswith(" FOUND"):
        return bool(_FOUND.fullmatch(_bare(text)))
    return ends.endswith((": OK", ": Empty file", ": Excluded", "' ", "'", ": Removed.", " ERROR")) and bool(_OTHER.fullmatch(_bare(text)))


def _bare(text: str) -> str:
    if time := _CLAMD_TIME.match(text):
        text = text[time.end() :]
    if access := _ON_ACCESS.match(text):
        text = text[access.end() :]
    return text


def read_clamav(text: str, reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one line; only a finding is an alert."""
    fields: Writable = {"event.module": "clamav", "observer.vendor": "Cisco", "observer.product": "ClamAV"}
    notes: list[Note] = []
    time = _CLAMD_TIME.match(text)
    put_moment(fields, notes, time[1] if time else None, reading)
    if _ON_ACCESS.match(text[time.end() :] if time else text):
        fields["event.provider"] = "clamonacc"
    bare = _bare(text)
    found = _FOUND.fullmatch(bare)
    if found is None:
        _put_other(fields, bare)
        return fields, notes, False
    fields["event.category"] = ("malware",)
    _put_finding(fields, found)
    return fields, notes, True


def _put_finding(fields: Writable, found: re.Match[str]) -> None:
    put(fields, "rule.id", found["name"].removesuffix(".UNOFFICIAL"))
    put(fields, "rule.name", found["name"])
    put(fields, "threat.software.name", found["name"])
    put(fields, "file.hash.md5", found["md5"])
    put(fields, "file.hash.sha256", found["sha256"])
    put(fields, "file.size", found["size"])
    if stream := _STREAM.fullmatch(found["path"]):
        put(fields, "source.ip", stream[1])
        put(fields, "source.port", stream[2])
        label(fields, "stream", found["path"])
    else:
        put(fields, "file.path", found["path"])


def _put_other(fields: Writable, bare: str) -> None:
    put(fields, "message", bare)
    if other := _OTHER.fullmatch(bare):
        put(fields, "file.path", other["path"])
        put(fields, "event.action", (other["word"] or other["moved"] or "error").lower())
