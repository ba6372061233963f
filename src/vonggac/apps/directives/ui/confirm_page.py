"""What the page before giving out shows: exactly what leaves, to whom, by when, and what does not leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives import queries
from vonggac.apps.directives.giving import Giving, GivingPlan
from vonggac.apps.directives.models import AddresseeLine, Directive, Obligation
from vonggac.apps.directives.ui import review_rows as rows
from vonggac.apps.face.confirm import Shown
from vonggac.apps.work.models import Relation
from vonggac.apps.work.services.noticing import people_told
from vonggac.kernel.reading import format_number


@dataclass(frozen=True, slots=True)
class Group:
    """The bodies that one line brings to one obligation."""

    text: str
    relation: str
    count: int
    names: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """One obligation that is given out."""

    row: rows.LeafRow
    count: int
    groups: tuple[Group, ...]


def button(plan: GivingPlan) -> str:
    """Return the verb with its figures."""
    return _("Giao %(tasks)s nhiệm vụ cho %(bodies)s đơn vị") % {
        "tasks": format_number(plan.tasks),
        "bodies": format_number(len(plan.organisations)),
    }


def shown(directive: Directive, plan: GivingPlan, back: str) -> Shown:
    """Return what the agreement holds for: the plan's digest stands for every body, title and deadline of it."""
    return Shown(
        title=_("Kiểm tra lại trước khi giao việc theo %(called)s") % {"called": directive.called()},
        happens=[],
        button=button(plan),
        back=back,
        back_words=_("Chưa giao, quay lại"),
        promise=_("Tôi đã đối chiếu nội dung, đơn vị nhận và thời hạn với văn bản gốc."),
        sensitive=True,
        beneath=[plan.digest(), directive.version],
    )


def context(directive: Directive, plan: GivingPlan, at: datetime) -> dict[str, Any]:
    """Return everything else on the page."""
    lines = list(queries.lines_counted(directive))
    obligations = list(queries.all_obligations(directive))
    files = list(queries.files_of([directive]))
    everyone = max((len(giving.shares) for giving in plan.givings if giving.obligation.for_everyone), default=0)
    originals = queries.originals_of(directive)
    where = rows.places(directive, obligations, lines, originals)
    leaf_rows = {row.row.pk: row for row in rows.leaf_rows(obligations, where, everyone, originals) if row.row}
    names = queries.held_by({*plan.organisations, *plan.informed})
    told = people_told(plan.organisations, at)
    without = sorted(names[body] for body in plan.organisations if not told.get(body))
    return {
        "leaving": list(_leaving(plan.givings, leaf_rows, names, {line.pk: line for line in lines})),
        "tasks": plan.tasks,
        "bodies": len(plan.organisations),
        "by_relation": by_relation(plan),
        "people": len({person for people in told.values() for person in people}),
        "told_bodies": sum(1 for body in plan.organisations if told.get(body)),
        "without": without,
        "informed": sorted(names[body] for body in plan.informed),
        "own": [one for one in obligations if one.own],
        "skipped": [one for one in obligations if one.skipped and not one.own],
        "skipped_lines": [line for line in lines if line.settled == AddresseeLine.Settled.SKIPPED],
        "lines": [row for row in rows.line_rows(lines, where, "") if row.line and row.line.settled != AddresseeLine.Settled.SKIPPED],
        "missing_annexes": rows.annex_rows(directive, where, files),
        "notes": list(queries.notes_of(directive)),
        "handling": rows.handling_of(directive),
        "deadlines": deadline_origins(giving.obligation for giving in plan.givings),
    }


def _leaving(
    givings: Iterable[Giving], leaf_rows: dict[int, rows.LeafRow], names: dict[int, str], lines: dict[int, Any]
) -> Iterable[Leaving]:
    for giving in givings:
        by_line: dict[int, list[str]] = {}
        for share in giving.shares:
            by_line.setdefault(share.line_id, []).append(names[share.organisation_id])
        groups = tuple(
            Group(lines[key].text, str(lines[key].get_relation_display()), len(bodies), "; ".join(sorted(bodies)))
            for key, bodies in by_line.items()
        )
        yield Leaving(leaf_rows[giving.obligation.pk], len(giving.shares), groups)


def by_relation(plan: GivingPlan) -> str:
    """Return how many bodies are ordered, asked, invited to cooperate; a body counts under the strongest of its relations."""
    strongest: dict[int, int] = {}
    order = [Relation.ORDER, Relation.REQUEST, Relation.COOPERATE]
    places = {one.value: place for place, one in enumerate(order)}
    for giving in plan.givings:
        for share in giving.shares:
            place = places[share.relation]
            if place < strongest.get(share.organisation_id, len(order)):
                strongest[share.organisation_id] = place
    counted = Counter(strongest.values())
    return ", ".join(f"{counted[place]} {one.label}" for place, one in enumerate(order) if counted[place])


def deadline_origins(leaves: Iterable[Obligation]) -> str:
    """Return how many deadlines stand in the letter, how many are ours, and how many obligations have none."""
    kinds = Counter("none" if not one.due_on and not one.recurrence else one.due_origin for one in leaves)
    words = {
        "text": _("%(n)s theo văn bản"),
        "internal": ngettext("%(n)s hạn theo dõi nội bộ", "%(n)s hạn theo dõi nội bộ", kinds["internal"]),
        "none": _("%(n)s không có hạn"),
    }
    return ", ".join(text % {"n": kinds[kind]} for kind, text in words.items() if kinds[kind])
