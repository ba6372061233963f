"""How many systems are given their level in a second on one core. Baseline: one system after the other, each with all its reasons."""

from __future__ import annotations

import random
from typing import Any

from harness import say, seconds

from vonggac.engines.levels import Facts, decide, decide_many
from vonggac.law.levels import load
from vonggac.law.levels.model import Input, InputType

SYSTEMS, IN_DETAIL = 20_000, 1_000
ANSWERED = 0.7
"""Share of questions that have an answer: registers are never complete."""


def _answer(question: Input, chance: random.Random) -> Any:
    match question.type:
        case InputType.BOOL:
            return chance.random() < 0.5
        case InputType.CHOICE:
            return chance.choice(question.words)
        case InputType.MULTI:
            return frozenset(chance.sample(question.words, chance.randint(1, 3)))
        case InputType.INT:
            return chance.randint(0, question.highest or 200_000)


def main() -> None:
    """Measure on invented systems, the same every time."""
    rules, chance = load.regime("nd331"), random.Random(20261122)
    systems = [
        Facts(str(at), {question.id: _answer(question, chance) for question in rules.inputs if chance.random() < ANSWERED})
        for at in range(SYSTEMS)
    ]
    took = seconds(lambda: decide_many(systems, rules))
    alone = seconds(lambda: [decide(one, rules) for one in systems[:IN_DETAIL]])
    say(
        "xác định cấp độ, một lõi",
        SYSTEMS / took,
        "hệ thống/giây",
        baseline="từng hệ thống một, kèm mọi lý do",
        base=IN_DETAIL / alone,
        least=10_000,
        systems=SYSTEMS,
    )


if __name__ == "__main__":
    main()
