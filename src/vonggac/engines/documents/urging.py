"""What the letters that urge (công văn đôn đốc) share: whom they may reach, how they are headed, how each relation is asked.

Who may only be asked is asked, who is led is ordered, and who was only informed is left out (`law/data/wording.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from vonggac.engines.documents.drawing import draw_letter
from vonggac.engines.documents.facts import Body, Draft
from vonggac.engines.documents.model import Annex, Block, Paper, Paragraph
from vonggac.kernel.reading import format_date
from vonggac.law.layout import Wording

NAMED_ADDRESSEES = 8
EVERYONE = "Các cơ quan, đơn vị, địa phương (theo danh sách tại Phụ lục kèm theo)"
RELATION_ORDER = ("chi-dao", "de-nghi", "phoi-hop", "de-biet")


class NothingToRemindError(ValueError):
    """There is no body that may be reminded, so no letter is drawn."""


class Addressed(Protocol):
    """Something that concerns one body."""

    @property
    def body(self) -> Body: ...


def may_be_urged(body: Body, wording: Wording) -> bool:
    """Tell whether a body may be reminded in writing."""
    return wording.towards(body.relation, body.standing).remind


def urging_letter(*, draft: Draft, subject: str, names: tuple[str, ...], body: Iterable[Block], annex: Annex) -> Paper:
    """Draw the letter to these bodies, by name while they are few, with their list as its annex."""
    return draw_letter(
        draft,
        subject=f"đôn đốc {subject}",
        addressees=names if len(names) <= NAMED_ADDRESSEES else (EVERYONE,),
        body=body,
        annexes=(annex,),
    )


def by_relation(late: Iterable[Addressed], wording: Wording) -> dict[str, list[Body]]:
    """Return the bodies under the relation that counts, each once, strictest first."""
    groups: dict[str, list[Body]] = {relation: [] for relation in RELATION_ORDER}
    for item in late:
        bodies = groups[wording.relation_of(item.body.relation, item.body.standing)]
        if item.body not in bodies:
            bodies.append(item.body)
    return {relation: bodies for relation, bodies in groups.items() if bodies}


def requests(draft: Draft, groups: dict[str, list[Body]], wording: Wording, *, asked: str, answer_by: date) -> Iterator[Paragraph]:
    """Yield one request for each relation, those who are asked before those who are ordered.

    With several relations each is named, and the last speaks to the bodies of the annex that remain.
    """
    office = draft.head.issuer_in_text
    for place, (relation, bodies) in enumerate(reversed(groups.items()), 1):
        rule = wording.towards(relation)
        whom = ", ".join(body.name for body in bodies)
        if place == len(groups):
            whom = f"{rule.call} {'còn lại ' if len(groups) > 1 else ''}nêu tại Phụ lục"
        yield Paragraph(f"{office} {rule.verb} {whom} {rule.manner} {asked} về {office} trước ngày {format_date(answer_by)}.")


def closing(groups: dict[str, list[Body]], wording: Wording) -> Paragraph:
    """Return the last words, which are those for the gentlest relation."""
    return Paragraph(wording.towards(list(groups)[-1]).closing)
