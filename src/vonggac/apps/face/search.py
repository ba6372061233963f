"""One search box over every room that registered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from vonggac.apps.face import registries
from vonggac.apps.face.registries import SearchAnswer
from vonggac.kernel.vietnamese import fold

MOST_OF_A_ROOM = 50
LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind."""

    kind: str
    answers: list[SearchAnswer]


def ask_everyone(user: Any, words: str) -> list[Found]:
    """Return the answers of all rooms, grouped by kind in the order of the rooms; each room looks only at what the person may see."""
    folded = fold(words)
    if len(folded) < LEAST_LETTERS:
        return []
    answers: list[SearchAnswer] = []
    for _key, ask in registries.search.in_order():
        answers.extend(islice(ask(user, folded), MOST_OF_A_ROOM))
    return grouped(answers)


def grouped(answers: Iterable[SearchAnswer]) -> list[Found]:
    """Return answers in groups of one kind, in the order in which kinds first came."""
    seen: list[str] = []
    rows = list(answers)
    for answer in rows:
        if answer.kind not in seen:
            seen.append(answer.kind)
    ordered = sorted(rows, key=lambda answer: seen.index(answer.kind))
    return [Found(kind, list(group)) for kind, group in groupby(ordered, key=lambda answer: answer.kind)]
