"""Indicators from files for one hunt: every format that feeds come in, and the lists of LOKI. Nothing is stored.

LOKI's lists are lines of "value;description" (hashes, C2) and "expression;score;innocent expression" (file names), with comments; a
description may stand in the comment above.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from vonggac.engines.hunt import Regex
from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.engines.hunt.matching.regexes import cannot_run
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.feeds import FEED, FeedIndicator, Kind, read_feed
from vonggac.sources.feeds.observables import NotAValue, any_of
from vonggac.sources.hunting.knowntables import SORTS, read_table
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import Refused, refuse

_NOTHING = frozenset({"d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})  # fmt: skip
"""Hashes of an empty file: every machine has one."""
_SCORE = re.compile(r"-?\d{1,4}")
_LOKI_ENOUGH = 0.7
_TRIED = 200
HEAD = 256 * 1024


@dataclass(slots=True)
class Gathered:
    """Indicators of all files, and what was not taken in."""

    known: list[Known] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    passed: int = 0
    """Context, revoked and expired indicators: nothing to look for."""


def read_known(paths: Iterable[Path], *, at: datetime, limits: Limits = FEED) -> Gathered:
    """Read files of indicators; raise `Refused` for one that cannot be used, because what it holds would be missed."""
    gathered = Gathered()
    for path in paths:
        try:
            with path.open("rb") as stream:
                data = stream.read(limits.size + 1)
        except OSError as error:
            refuse(str(path), f"Không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc.", "unreadable")
        if len(data) > limits.size:
            refuse(path.name, "Tệp chỉ dấu quá lớn; chia thành nhiều tệp.", "too-large")
        _take(gathered, data, path.name, at, limits)
    if not gathered.known:
        seen = "; ".join(str(row) for row in gathered.bad[:3])
        refuse("--ioc", "Không đọc được chỉ dấu nào. Kiểm tra tệp chỉ dấu.", "no-indicators", seen=seen)
    return gathered


def _take(gathered: Gathered, data: bytes, name: str, at: datetime, limits: Limits) -> None:
    lines = data[:HEAD].decode("utf-8", "replace").splitlines()
    way = loki_way(lines[:-1] if len(data) > HEAD else lines)
    if way is not None:
        _take_all(gathered, way(data.decode("utf-8", "replace").splitlines(), name))
        return
    before = len(gathered.known) + gathered.passed
    refused: Refused | None = None
    try:
        for value in read_feed(io.BytesIO(data), name, today=at.astimezone(UTC).date(), limits=limits):
            if isinstance(value, BadRow):
                gathered.bad.append(value)
            elif isinstance(value, FeedIndicator):
                _take_indicator(gathered, value, name, at)
    except Refused as refusal:
        refused = refusal
    if len(gathered.known) + gathered.passed > before:
        gathered.bad += [refused.bad] if refused else []
    elif (table := read_table(data.decode("utf-8-sig", "replace"), name)) is not None:
        _take_all(gathered, table)
    elif refused is not None:
        raise refused


def _take_all(gathered: Gathered, found: Iterable[Known | BadRow]) -> None:
    for one in found:
        if isinstance(one, BadRow):
            gathered.bad.append(one)
        elif one.value not in _NOTHING:
            gathered.known.append(one)


def _take_indicator(gathered: Gathered, value: FeedIndicator, name: str, at: datetime) -> None:
    if value.kind not in SORTS:
        place = value.place
        gathered.bad.append(
            BadRow(place, "Mẫu ghép nhiều điều kiện chưa so được; chuyển thành quy tắc Sigma.", value.value[:200], "pattern")
        )
        return
    over = value.valid_until is not None and value.valid_until < at
    if value.is_revoked or over or not value.for_detection or value.value in _NOTHING:
        gathered.passed += 1
        return
    gathered.known.append(
        Known(
            SORTS[value.kind], value.value, str(value.place), note=value.note, families=value.families, tags=value.tags,
            author=value.source if value.source != name else "", level=_level(value.confidence),
        )
    )  # fmt: skip


def _level(confidence: int | None) -> str:
    """Return the level of an indicator: what its source is sure of is high."""
    if confidence is None or confidence >= 70:  # noqa: PLR2004
        return "high"
    return "medium" if confidence >= 40 else "low"  # noqa: PLR2004


# --- lists of LOKI --------------------------------------------------------------------------------------------------------------------


def loki_way(lines: list[str]) -> type[_Hashes] | type[_Names] | type[_Servers] | None:
    """Return how to read a list of LOKI, by its lines; None when it is none."""
    rows = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")][:_TRIED]
    parted = [row.split(";") for row in rows if ";" in row]
    if not rows or len(parted) < _LOKI_ENOUGH * len(rows):
        return None
    enough = _LOKI_ENOUGH * len(parted)
    if sum(_of(parts[0]) is Kind.HASH for parts in parted) >= enough:
        return _Hashes
    if sum(bool(_SCORE.fullmatch(parts[1].strip())) and _of(parts[0]) is None for parts in parted) >= enough:
        return _Names
    return _Servers if sum(_of(parts[0]) is not None for parts in parted) >= enough else None


def _of(text: str) -> Kind | None:
    try:
        return any_of(text.strip())[0]
    except NotAValue:
        return None


class _Lines:
    """Lines with the comment above each."""

    def __init__(self, lines: Iterable[str], name: str) -> None:
        self.lines, self.name = lines, name

    def __iter__(self) -> Iterator[Known | BadRow]:
        comment = ""
        for number, raw in enumerate(self.lines, start=1):
            line = raw.strip()
            if line.startswith("#"):
                comment = line.lstrip("# ").strip() if line.strip("# -") else comment
            elif line:
                yield self.read(line, Place(self.name, line=number), comment)

    def read(self, line: str, place: Place, comment: str) -> Known | BadRow:
        raise NotImplementedError


class _Values(_Lines):
    """Values with a description, and a score where there is one."""

    def read(self, line: str, place: Place, comment: str) -> Known | BadRow:
        value, *rest = (part.strip() for part in line.split(";"))
        try:
            kind, canonical, _port = any_of(value)
        except NotAValue as error:
            return BadRow(place, f"{error}. Kiểm tra dòng này.", line[:200], "bad-value")
        scores = [int(part) for part in rest if _SCORE.fullmatch(part)]
        note = "; ".join(part for part in rest if part and not _SCORE.fullmatch(part)) or comment
        return Known(SORTS[kind], canonical, str(place), level=score_level(scores[0]) if scores else "high", note=note)


class _Hashes(_Values):
    """hash;description"""


class _Servers(_Values):
    """address or name;description"""


class _Names(_Lines):
    """expression;score;innocent expression"""

    def read(self, line: str, place: Place, comment: str) -> Known | BadRow:
        expression, score, *rest = line.split(";")
        innocent = rest[0] if rest else ""
        for one in (expression, innocent):
            if one and (why := cannot_run(Regex(None, one))) is not None:
                return BadRow(place, f"Biểu thức không dùng được ({why}); viết lại không có nhìn trước, nhìn sau.", one[:200], "bad-regex")
        level = score_level(int(score)) if _SCORE.fullmatch(score.strip()) else "medium"
        return Known(Sort.FILE, expression, str(place), level=level, note=comment, but_not=innocent)


def score_level(score: int) -> str:
    """Return the level of a LOKI score: alert from 100, warning from 60, notice from 40."""
    return "high" if score >= 100 else "medium" if score >= 60 else "low" if score >= 40 else "informational"  # noqa: PLR2004
