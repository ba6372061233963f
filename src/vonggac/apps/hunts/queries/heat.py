"""Where in an attack findings stand: tactics of ATT&CK against bodies, or against rules' severity, as counts. Its table says the same."""

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
SHADES = 4
"""Steps of the colour; the number stands in each cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many findings of a tactic at a body."""

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
    """The map: columns, lines with their cells, sums."""

    columns: Sequence[Head]
    rows: Sequence[Line]
    most: int

    @property
    def cells(self) -> list[Sequence[Cell]]:
        return [line.cells for line in self.rows]


Counts = dict[tuple[str, str], tuple[int, int]]


def heat_of(findings: QuerySet[Finding], *, by: Literal["tactic", "body"] = "tactic") -> Heat:
    """Count true and waiting findings by tactic and body: tactics as lines ("tactic") or bodies as lines ("body"). One question.

    A rule of two tactics counts in both; one that names none stands under its own head, so that nothing is lost.
    """
    counted = _counted(findings)
    names = _bodies({body for body, _tactic in counted}, findings)
    met = {tactic for _body, tactic in counted}
    tactics = [Head(key, tactic_words(key), code) for key, (code, _words) in TACTICS.items() if key in met]
    if NO_TACTIC in met:
        tactics.append(Head(NO_TACTIC, _("Quy tắc không nêu chiến thuật")))
    most = max((sum(one) for one in counted.values()), default=0)
    lines, columns = (tactics, names) if by == "tactic" else (names, tactics)
    return Heat(columns, [_line(head, columns, counted, most, by) for head in lines], most)


def _counted(findings: QuerySet[Finding]) -> Counts:
    wanted = findings.filter(verdict__in=[Finding.Verdict.TRUE, Finding.Verdict.WAITING]).order_by()
    true: Counter[tuple[str, str]] = Counter()
    waiting: Counter[tuple[str, str]] = Counter()
    for body, tags, verdict, number in wanted.values_list("organisation_id", "tags", "verdict").annotate(number=Count("pk")):
        into = true if verdict == Finding.Verdict.TRUE else waiting
        for tactic in tactics_of(tags) or (NO_TACTIC,):
            into[str(body), tactic] += number
    return {key: (true[key], waiting[key]) for key in {*true, *waiting}}


def _bodies(keys: set[str], findings: QuerySet[Finding]) -> list[Head]:
    named = findings.filter(organisation_id__in=[int(key) for key in keys]).order_by("organisation__sort_key")
    pairs = named.values_list("organisation_id", "organisation__name").distinct()
    return [Head(str(pk), name) for pk, name in dict(pairs).items()]


def _line(head: Head, columns: Sequence[Head], counted: Counts, most: int, by: str) -> Line:
    cells = [_cell(counted.get((column.key, head.key) if by == "tactic" else (head.key, column.key), (0, 0)), most) for column in columns]
    return Line(head, cells, sum(one.total for one in cells))


def _cell(count: tuple[int, int], most: int) -> Cell:
    total = sum(count)
    return Cell(*count, shade=0 if not total else max(1, -(-SHADES * total // most)))
