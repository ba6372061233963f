"""Lines of "Kính gửi" and phrases of sentences, cut into parts that each mean something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vonggac.engines.addressees.directory import Directory
from vonggac.engines.addressees.matching import Match, Reading, match, resolution_of, unread
from vonggac.engines.addressees.relations import Issuer
from vonggac.engines.addressees.values import Resolution, targets_of
from vonggac.law.model import OrganisationFact

_LONGEST_NAME = 14
"""Pieces between commas and "và" that one name may span."""
_LONGEST_HEAD = 4
"""Words that names of one list may share: "UBND các huyện"."""


def resolve(
    lines: Iterable[str], *, directory: Directory, issuer: Issuer, on: date, on_today: date | None = None, function: str = ""
) -> list[Resolution]:
    """Read every line of "Kính gửi"; a line that joins several addressees gives one resolution for each.

    Classes expand within the issuer's province on the letter's day, without the issuer itself. With `on_today` each body also gets
    its heir of that day, by `function` where functions went different ways.
    """
    reading = Reading(directory, issuer, on, on_today, function)
    return [part for number, line in enumerate(lines) for part in _line(line, number, reading)]


def resolve_one(
    phrase: str,
    *,
    directory: Directory,
    issuer: Issuer,
    on: date,
    on_today: date | None = None,
    function: str = "",
    everyone: Sequence[Resolution] = (),
) -> list[Resolution]:
    """Read an addressee named inside a sentence: a post, the members of a team, a body, or all ("các đơn vị, địa phương").

    `everyone` is what the lines of the letter gave; words for all stand for those. A phrase may name several bodies.
    """
    reading = Reading(directory, issuer, on, on_today, function, everyone=targets_of(everyone))
    return list(_line(phrase, 0, reading)) or [Resolution(phrase, 0, unresolved="Chọn nơi nhận: câu không ghi tên cơ quan")]


# --- lines into parts -------------------------------------------------------------------------------------------------------------

_BULLET = re.compile(r"^[\s\-–—+*•·]+")
_END = re.compile(r"[\s;.,/]+$")
_SEMICOLON = re.compile(r";(?![^(]*\))")
_BETWEEN = re.compile(r"\s*,\s*(?:(?:và|thuộc)\s+)?|\s+[-–—]\s+|\s+(?P<word>và|trực thuộc|thuộc)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_EXCEPT = re.compile(r"^\s*(?:trừ|không gồm|không bao gồm)\s+", re.IGNORECASE)


def _line(line: str, number: int, reading: Reading) -> Iterator[Resolution]:
    for piece in _SEMICOLON.split(_BULLET.sub("", line)):
        text = _END.sub("", piece).strip()
        if text:
            # What is left of brackets or a lone "và" may be nothing; then the piece itself is what nobody could read.
            yield from (part if part.text else replace(part, text=text) for part in _piece(text, number, reading))


def _piece(text: str, number: int, reading: Reading) -> Iterator[Resolution]:
    if found := match(text, reading):
        yield from _shared_head(text, number, reading) or [resolution_of(text, number, found, reading)]
        return
    notes = _BRACKETS.findall(text)
    for part in _without_notes(_BRACKETS.sub("", text).strip(), number, reading):
        yield _noted(part, notes, reading)


def _without_notes(text: str, number: int, reading: Reading) -> Iterable[Resolution]:
    if shared := _shared_head(text, number, reading):
        return shared
    if found := match(text, reading):
        return [resolution_of(text, number, found, reading)]
    return _segments(reading.directory.words.before_break(text) or text, number, reading)


def _shared_head(text: str, number: int, reading: Reading) -> list[Resolution]:
    """Read "Văn phòng: Tỉnh ủy, …, UBND tỉnh", where the words before the colon belong to each item; nothing when there is no colon."""
    head, colon, rest = text.partition(":")
    parts: list[Resolution] = []
    for item in filter(None, map(str.strip, rest.split(","))) if colon else ():
        whole = f"{head.strip()} {item}"
        found = match(whole, reading)
        parts += [resolution_of(whole, number, found, reading)] if found else _segments(item, number, reading)
    return parts


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a list between two separators."""

    start: int
    end: int
    separator: str
    """What stands before it: a comma, a dash, "và", "thuộc", or nothing."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One name read from a list."""

    text: str
    whole: str
    """With the words that it shares with the name before: "UBND huyện Sơn Hà" for "Sơn Hà"."""
    found: Match
    to: int
    """The piece after it."""


def _pieces(text: str) -> list[_Piece]:
    cuts = list(_BETWEEN.finditer(text))
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    separators = ["", *((cut["word"] or cut.group()).strip().casefold() for cut in cuts)]
    return list(map(_Piece, starts, ends, separators))


def _segments(text: str, number: int, reading: Reading) -> Iterator[Resolution]:
    """Read a list from the left, always the longest name that means something; what means nothing is gathered and reported."""
    pieces = _pieces(text)
    at, first_unread, before = 0, 0, ""
    while at < len(pieces):
        step = _longest(text, pieces, at, before, reading)
        if step is None:
            at += 1
            continue
        if first_unread < at:
            yield unread(text[pieces[first_unread].start : pieces[at - 1].end], number, reading)
        step = _with_qualifier(text, pieces, at, step, reading)
        yield resolution_of(step.text, number, step.found, reading)
        at = first_unread = step.to
        before = step.whole
    if first_unread < at:
        yield unread(text[pieces[first_unread].start :], number, reading)


def _longest(text: str, pieces: list[_Piece], at: int, before: str, reading: Reading) -> _Step | None:
    for to in range(min(len(pieces), at + _LONGEST_NAME), at, -1):
        phrase = text[pieces[at].start : pieces[to - 1].end]
        for whole in (phrase, *_continued(before, phrase)):
            if found := match(whole, reading):
                return _Step(phrase, whole, found, to)
    return None


def _continued(before: str, phrase: str) -> Iterator[str]:
    """Give "UBND huyện Sơn Hà" for "Sơn Hà" after "UBND huyện Ba Tơ": the phrase behind ever fewer words of the name before."""
    words = before.split()
    for kept in range(min(len(words) - 1, _LONGEST_HEAD), 0, -1):
        yield " ".join([*words[:kept], phrase])


def _with_qualifier(text: str, pieces: list[_Piece], at: int, step: _Step, reading: Reading) -> _Step:
    """Take "thuộc Sở X", "- Công an tỉnh" or ", huyện Tư Nghĩa" after a body as saying which one it is, when it is the body above."""
    for to in range(min(len(pieces), step.to + _LONGEST_NAME), step.to, -1):
        qualifier = text[pieces[step.to].start : pieces[to - 1].end]
        if below := _qualified(step.found, qualifier, pieces[step.to].separator, reading):
            return replace(step, text=text[pieces[at].start : pieces[to - 1].end], found=replace(step.found, bodies=below), to=to)
    return step


def _qualified(found: Match, qualifier: str, separator: str, reading: Reading) -> tuple[OrganisationFact, ...]:
    """Return the bodies found that stand below the one the qualifier names; after a comma only a commune below its district."""
    directory = reading.directory
    if separator == "và" or (separator == "," and directory.words.key(qualifier).startswith("ubnd")):
        return ()
    above = directory.named_on(qualifier, reading.on, province=reading.issuer.province)
    below = tuple(body for body in found.bodies if directory.parent_of(body) in above)
    return tuple(body for body in below if separator != "," or body.is_commune_level)


# --- what stands in brackets ------------------------------------------------------------------------------------------------------


def _noted(resolution: Resolution, notes: list[str], reading: Reading) -> Resolution:
    """Apply what stands in brackets: "(để báo cáo)" settles the relation, "(trừ …)" leaves bodies out, the rest is kept as a note."""
    for note in notes:
        if _EXCEPT.match(note):
            resolution = _leaving_out(resolution, _EXCEPT.sub("", note), reading)
        elif relation := dict(reading.directory.relation_notes).get(reading.directory.words.key(note)):
            targets = tuple(replace(target, relation=relation, relation_because=f"Văn bản ghi “{note}”") for target in resolution.targets)
            resolution = replace(resolution, targets=targets)
        else:
            resolution = replace(resolution, note="; ".join(filter(None, (resolution.note, note))))
    return resolution


def _leaving_out(resolution: Resolution, words: str, reading: Reading) -> Resolution:
    named = list(_segments(words, resolution.line, reading))
    out = {target.organisation.key for part in named for target in part.targets}
    unread = [part.text for part in named if part.unresolved]
    kept = tuple(target for target in resolution.targets if target.organisation.key not in out)
    why = f"Chọn cơ quan được trừ ra: chưa đọc được “{', '.join(unread)}”" if unread else resolution.unresolved
    return replace(resolution, targets=kept, note=f"Trừ {words}", unresolved=why)
