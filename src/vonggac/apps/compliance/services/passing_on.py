"""What a shared system's confirmed answers give to its tenants, resolved in sets.

An own answer comes first; else what comes through a confirmed link that holds that day; of two providers the weaker answer counts
(`engines.gaps.inheritance` says the same over columns). Closed assessments are frozen, so nothing here touches them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from vonggac.apps.compliance.models import Answer, Assessment, Inheritance
from vonggac.apps.compliance.services.counting import recount
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import catalogue as read_catalogue

OWN_COUNTS = ~Q(state="") & Q(look_again=False, returned_because="")
"""An answer that a person gave, that nobody gave back, and that was not only carried over."""
_STRENGTH = {Answer.State.NOT.value: 1, Answer.State.PARTLY.value: 2, Answer.State.MET.value: 3}
_AT_ONCE = 900
Words = dict[str, str]
"""Control → what a provider's side says for its tenants."""


class Link(NamedTuple):
    """A link that holds, with every control it speaks of."""

    tenant: int
    shared: int
    controls: frozenset[str]


class _Row(NamedTuple):
    pk: int
    assessment: int
    system: int
    control: str
    own: bool
    sure: bool
    refused: bool
    counts_as: str
    inherited_from: int | None


def controls_of(edition: Catalogue, groups: Collection[str], controls: Collection[str]) -> frozenset[str]:
    """Return every control that whole groups and single controls name; what the edition does not know is left out."""
    return frozenset(one.code for one in edition.controls if one.group in groups or one.code in controls)


def links_on(catalogue: str, day: date) -> list[Link]:
    """Return the confirmed links of an edition that hold on a day."""
    edition = read_catalogue(catalogue)
    rows = Inheritance.objects.filter(catalogue=catalogue, confirmed_at__isnull=False, valid_from__lte=day)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("id")
    return [Link(row.tenant_id, row.shared_id, controls_of(edition, row.groups, row.controls)) for row in rows]


def pass_on(catalogue: str, systems: Iterable[int], *, on: date) -> set[int]:
    """Resolve these systems and all that take over from them, write what changed with its coverage, and return the assessments."""
    links = links_on(catalogue, on)
    order = _concerned(_downstream(systems, links), links)
    if not order:
        return set()
    providers = {link.shared for link in links if link.tenant in order}
    standing = _standing(catalogue, providers | set(order))
    incoming: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        incoming[link.tenant].append(link)
    changed: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    touched: set[int] = set()
    for system in order:
        for row, given in _resolved(standing.open_of(system), incoming[system], standing):
            changed[given].append(row.pk)
            touched.add(row.assessment)
            standing.hear(row, given)
    _write(changed)
    recount(touched)
    return touched


def _concerned(order: list[int], links: Iterable[Link]) -> list[int]:
    """Keep the systems that take something over, by a link that holds or by one that held until now."""
    tenants = {link.tenant for link in links}
    taken = Answer.objects.filter(inherited_from__isnull=False, assessment__system_id__in=order)
    tenants |= set(taken.order_by().values_list("assessment__system_id", flat=True).distinct())
    return [system for system in order if system in tenants]


def _downstream(systems: Iterable[int], links: Iterable[Link]) -> list[int]:
    """Return the systems and their tenants, every provider before its tenants."""
    tenants: dict[int, set[int]] = defaultdict(set)
    for link in links:
        tenants[link.shared].add(link.tenant)
    done: list[int] = []
    seen: set[int] = set()

    def visit(system: int) -> None:
        if system not in seen:
            seen.add(system)
            for tenant in sorted(tenants[system]):
                visit(tenant)
            done.append(system)

    for system in sorted(set(systems)):
        visit(system)
    return done[::-1]


class _Standing:
    """The answers of the systems that matter, and what each says for its tenants."""

    def __init__(self, rows: Iterable[_Row], closed: Iterable[_Row]) -> None:
        self.rows: dict[int, dict[str, _Row]] = defaultdict(dict)
        for row in rows:
            self.rows[row.system][row.control] = row
        self.closed: dict[int, Words] = defaultdict(dict)
        for row in closed:
            if row.sure:
                self.closed[row.system][row.control] = row.counts_as

    def open_of(self, system: int) -> Mapping[str, _Row]:
        return self.rows[system]

    def word(self, system: int, control: str) -> str:
        """Return the confirmed answer: of the open assessment; where nobody has answered there yet, of the last closed one."""
        row = self.rows[system].get(control)
        if row is not None and row.refused:
            return ""
        if row is None or row.counts_as == "":
            return self.closed[system].get(control, "")
        return row.counts_as if row.sure else ""

    def hear(self, row: _Row, given: tuple[str, int | None]) -> None:
        self.rows[row.system][row.control] = row._replace(counts_as=given[0], inherited_from=given[1], sure=given[1] is not None)


def _resolved(rows: Mapping[str, _Row], incoming: Iterable[Link], standing: _Standing) -> list[tuple[_Row, tuple[str, int | None]]]:
    """Return the rows whose counting answer is not what it should be."""
    best: dict[str, tuple[int, int, str]] = {}
    for link in incoming:
        for control in link.controls & rows.keys():
            said = standing.word(link.shared, control)
            if said in _STRENGTH:
                offer = (_STRENGTH[said], link.shared, said)
                best[control] = min(best.get(control, offer), offer)
    found = []
    for control, row in rows.items():
        _rank, shared, said = best.get(control, (0, None, ""))
        if not row.own and (row.counts_as, row.inherited_from) != (said, shared):
            found.append((row, (said, shared)))
    return found


def _standing(catalogue: str, systems: Collection[int]) -> _Standing:
    of = Assessment.objects.filter(catalogue=catalogue, system_id__in=systems)
    opened, closed = {}, {}
    for pk, system, state in of.order_by("as_of", "id").values_list("pk", "system_id", "state"):
        (closed if state == Assessment.State.CLOSED else opened)[system] = pk
    rows = _rows([*opened.values(), *closed.values()])
    frozen = set(closed.values())
    return _Standing([row for row in rows if row.assessment not in frozen], [row for row in rows if row.assessment in frozen])


def _rows(assessments: Collection[int]) -> list[_Row]:
    names = ("pk", "assessment_id", "assessment__system_id", "control", "state", "look_again", "returned_because", "confirmed_by_id")
    found = Answer.objects.filter(assessment_id__in=assessments).order_by().values_list(*names, "counts_as", "inherited_from_id")
    rows = []
    for pk, assessment, system, control, state, look_again, returned, confirmed, counts_as, source in found.iterator(chunk_size=5_000):
        own = bool(state) and not look_again and not returned
        sure = source is not None or (own and bool(confirmed))
        rows.append(_Row(pk, assessment, system, control, own, sure, bool(returned) and source is None, counts_as, source))
    return rows


def _write(changed: Mapping[tuple[str, int | None], list[int]]) -> None:
    for (counts_as, source), pks in changed.items():
        for start in range(0, len(pks), _AT_ONCE):
            Answer.objects.filter(pk__in=pks[start : start + _AT_ONCE]).update(counts_as=counts_as, inherited_from_id=source)
