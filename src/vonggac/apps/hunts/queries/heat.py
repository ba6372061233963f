"""Where in an attack findings stand: tactics of ATT&CK against bodies or machines, as counts.

The map is a table: the number stands in each cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from vonggac.apps.hunts.attack import tactic_words
from vonggac.apps.hunts.models import Finding
from vonggac.sources.hunting.outputs.techniques import TACTICS, tactics_of

NO_TACTIC = ""
MOST_PLACES = 12
"""So many machines have a column, those with the most findings."""
SHADES = 4
"""Steps of the colour; the number stands in each cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many findings of a tactic at a body or on a machine, and what filters name the two by."""

    tactic: str
    place: str
    true: int = 0
    waiting: int = 0
    shade: int = 0
    """0 to 4: how dark, against the fullest cell."""

    @property
    def total(self) -> int:
        return self.true + self.waiting


@dataclass(frozen=True, slots=True)
class Head:
    """A line or a column: what filters name it by, and its words."""

    key: str
    words: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the map with its cells in the order of the columns."""

    head: Head
    cells: Sequence[Cell]
    total: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The map: columns, lines with their cells."""

    columns: Sequence[Head]
    rows: Sequence[Line]
    most: int
    left_out: int = 0
    """Machines that found no column; their findings stand in the list."""
    by: str = "tactic"
    across: str = "body"
    """What places are, as the list of findings calls them: body or host."""

    @property
    def cells(self) -> list[Sequence[Cell]]:
        return [line.cells for line in self.rows]


Counts = dict[tuple[str, str], tuple[int, int]]
"""(place, tactic) → true, waiting."""


def heat_of(findings: QuerySet[Finding], *, by: Literal["tactic", "body"] = "tactic", across: Literal["body", "host"] = "body") -> Heat:
    """Count true and waiting findings: tactics as lines ("tactic") or places as lines ("body"); places are bodies, or machines.

    A rule of two tactics counts in both; one that names none stands under its own head, so that nothing is lost. Two questions at most.
    """
    counted = _counted(findings, "organisation_id" if across == "body" else "host")
    places = _bodies(counted, findings) if across == "body" else _hosts(counted)
    shown = places[:MOST_PLACES] if across == "host" else places
    met = {tactic for _place, tactic in counted}
    tactics = [Head(key, tactic_words(key), code) for key, (code, _words) in TACTICS.items() if key in met]
    if NO_TACTIC in met:
        tactics.append(Head(NO_TACTIC, _("Không nêu chiến thuật (chỉ dấu, tệp)")))
    most = max(SHADES, *(sum(one) for one in counted.values()), 0)
    if by == "tactic":
        rows = [_line(tactic, [_cell(place, tactic, counted, most) for place in shown]) for tactic in tactics]
        return Heat(shown, rows, most, len(places) - len(shown), by, across)
    rows = [_line(place, [_cell(place, tactic, counted, most) for tactic in tactics]) for place in shown]
    return Heat(tactics, rows, most, len(places) - len(shown), by, across)


def _counted(findings: QuerySet[Finding], where: str) -> Counts:
    wanted = findings.filter(verdict__in=[Finding.Verdict.TRUE, Finding.Verdict.WAITING]).order_by()
    true: Counter[tuple[str, str]] = Counter()
    waiting: Counter[tuple[str, str]] = Counter()
    for place, tags, verdict, number in wanted.values_list(where, "tags", "verdict").annotate(number=Count("pk")):
        into = true if verdict == Finding.Verdict.TRUE else waiting
        for tactic in tactics_of(tags) or (NO_TACTIC,):
            into[str(place), tactic] += number
    return {key: (true[key], waiting[key]) for key in {*true, *waiting}}


def _bodies(counted: Counts, findings: QuerySet[Finding]) -> list[Head]:
    keys = {int(place) for place, _tactic in counted}
    named = findings.filter(organisation_id__in=keys).order_by("organisation__sort_key")
    pairs = named.values_list("organisation_id", "organisation__name").distinct()
    return [Head(str(pk), name) for pk, name in dict(pairs).items()]


def _hosts(counted: Counts) -> list[Head]:
    sums: Counter[str] = Counter()
    for (place, _tactic), count in counted.items():
        sums[place] += sum(count)
    return [Head(place, place or _("máy chưa rõ tên")) for place, _n in sorted(sums.items(), key=lambda one: (-one[1], one[0]))]


def _line(head: Head, cells: Sequence[Cell]) -> Line:
    return Line(head, cells, sum(one.total for one in cells))


def _cell(place: Head, tactic: Head, counted: Counts, most: int) -> Cell:
    true, waiting = counted.get((place.key, tactic.key), (0, 0))
    total = true + waiting
    return Cell(tactic.key, place.key, true, waiting, max(1, -(-SHADES * total // most)) if total else 0)
