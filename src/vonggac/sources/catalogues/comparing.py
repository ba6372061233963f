"""What a framework from outside has in common with one of our editions, row by row; values in, values out, nothing is stored.

A row of theirs is paired with ours by its code, else by the clause number it bears, else by its title. A clause or a title that several of
our rows share pairs with none of them: a person must look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vonggac.kernel.vietnamese import fold
from vonggac.law.catalogue import Catalogue
from vonggac.sources.catalogues.ciso import read_library
from vonggac.sources.catalogues.model import FACTS, Framework, FrameworkRead, Requirement, fact_text, framework_of
from vonggac.sources.catalogues.oscal import read_catalog


def read_framework(data: bytes, name: str) -> FrameworkRead:
    """Read a catalogue in either format, told by its content: JSON is OSCAL, everything else a CISO Assistant library."""
    return (read_catalog if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else read_library)(data, name)


class PairedBy(StrEnum):
    """What two rows have in common."""

    CODE = "code"
    CLAUSE = "clause"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two paired rows say differently."""

    what: str
    """group, title.vi, title.en, levels, evidence, or a fact: kind, clauses, cadence, threshold, …"""
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of theirs and the row of ours it goes with."""

    ours: str
    theirs: str
    by: PairedBy
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A framework beside one of our editions."""

    edition: str
    names_it: bool
    """The file says that it is this edition."""
    pairs: tuple[Pair, ...]
    only_ours: tuple[str, ...]
    only_theirs: tuple[str, ...]
    is_identical: bool
    """Every row is there, none is more, and all say everything that ours say."""

    @property
    def differing(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.differences)


def compare_framework(theirs: Framework, edition: Catalogue) -> Comparison:
    """Lay a framework beside an edition."""
    ours = _index(edition)
    pairs, alone = [], []
    for row in theirs.requirements:
        found = ours.find(row)
        if found is None:
            alone.append(row.code)
        else:
            code, by = found
            pairs.append(Pair(code, row.code, by, tuple(_differences(ours.rows[code], row))))
    met = {pair.ours for pair in pairs}
    missing = tuple(code for code in ours.rows if code not in met)
    identical = {row.code: row for row in theirs.requirements} == ours.rows
    return Comparison(edition.code, _key(theirs.code) == _key(edition.code), tuple(pairs), missing, tuple(alone), identical)


def nearest_edition(theirs: Framework, editions: Iterable[Catalogue]) -> Catalogue | None:
    """Return the edition a framework names, else the one most of its rows go with; None when no row goes with any."""
    known = tuple(editions)
    if named := next((edition for edition in known if _key(edition.code) == _key(theirs.code)), None):
        return named
    common = [(_in_common(theirs, edition), edition) for edition in known]
    most, best = max(common, key=lambda each: each[0], default=(0, None))
    return best if most else None


def _in_common(theirs: Framework, edition: Catalogue) -> int:
    ours = _index(edition)
    return sum(ours.find(row) is not None for row in theirs.requirements)


@dataclass(frozen=True)
class _Index:
    """The rows of an edition by everything a row of theirs may be known by."""

    rows: Mapping[str, Requirement]
    codes: Mapping[str, str]
    clauses: Mapping[str, str]
    titles: Mapping[str, str]

    def find(self, row: Requirement) -> tuple[str, PairedBy] | None:
        if code := self.codes.get(_key(row.code)):
            return code, PairedBy.CODE
        if code := self.clauses.get(_key(row.code)):
            return code, PairedBy.CLAUSE
        named = {code for text in row.titles.values() if (code := self.titles.get(_key(text)))}
        return (named.pop(), PairedBy.TITLE) if len(named) == 1 else None


def _index(edition: Catalogue) -> _Index:
    rows = {row.code: row for row in framework_of(edition).requirements}
    return _Index(
        rows=rows,
        codes={_key(code): code for code in rows},
        clauses=_unshared((clause, control.code) for control in edition.controls for clause in control.clauses.values()),
        titles=_unshared((text, row.code) for row in rows.values() for text in row.titles.values()),
    )


def _key(text: str) -> str:
    return " ".join(fold(text).split())


def _unshared(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep the names that lead to one row only."""
    found: dict[str, set[str]] = {}
    for name, code in pairs:
        found.setdefault(_key(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if name and len(codes) == 1}


def _differences(ours: Requirement, theirs: Requirement) -> Iterable[Difference]:
    """A file that carries none of our facts, levels or headings is not reproached with their absence."""
    for language in sorted(ours.titles.keys() & theirs.titles.keys()):
        if ours.titles[language] != theirs.titles[language]:
            yield Difference(f"title.{language}", ours.titles[language], theirs.titles[language])
    if theirs.selections and set(theirs.selections) != set(ours.selections):
        yield Difference("levels", " ".join(ours.selections), " ".join(theirs.selections))
    if theirs.facts:
        yield from _fact_differences(ours, theirs)


def _fact_differences(ours: Requirement, theirs: Requirement) -> Iterable[Difference]:
    plain = [("group", ours.group, theirs.group), ("evidence", ours.evidence, theirs.evidence)]
    facts = [(name, ours.facts.get(name), theirs.facts.get(name)) for name in FACTS]
    for name, mine, other in plain:
        if mine != other:
            yield Difference(name, mine, other)
    for name, own, seen in facts:
        if own != seen:
            yield Difference(name, "" if own is None else fact_text(own), "" if seen is None else fact_text(seen))
