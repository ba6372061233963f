"""How long the coverage of a whole province takes: 2,000 systems and about 400,000 answers. Baseline: the same counts, answer by answer."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
from harness import say, seconds

from vonggac.engines.gaps.columns import Scheme, sheet_of, tallies
from vonggac.engines.gaps.inheritance import Link, inherit
from vonggac.engines.gaps.missing import missing
from vonggac.engines.gaps.values import State
from vonggac.law.catalogues import catalogue

SYSTEMS, TENANTS = 2_000, 1_500
SHARED = frozenset(control.code for control in catalogue("TCVN 14423:2026").controls if control.group in {"HT", "GS", "NK", "SL"})


def _answers(scheme: Scheme) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return levels of systems and the three columns of answers, the same in every run."""
    draw = random.Random(14423)
    levels = [draw.choice([2, 2, 3, 3, 3, 4, 5]) for _ in range(SYSTEMS)]
    cells = [
        (row, column, draw.choice([1, 1, 1, 2, 3, 4]))
        for row, level in enumerate(levels)
        for column, control in enumerate(scheme.controls)
        if level in control.levels and draw.random() < 0.97
    ]
    rows, columns, states = (list(each) for each in zip(*cells, strict=True))
    return levels, rows, columns, states


def _one_by_one(scheme: Scheme, levels: list[int], rows: list[int], columns: list[int], states: list[int]) -> Counter[tuple[int, str, int]]:
    """The plain way: look every answer up and add one."""
    display = {control.code: scheme.catalogue.display_of(control).code for control in scheme.controls}
    counts: Counter[tuple[int, str, int]] = Counter()
    for row, column, state in zip(rows, columns, states, strict=True):
        control = scheme.controls[column]
        if levels[row] in control.levels:
            counts[row, display[control.code], state] += 1
    return counts


def main() -> None:
    """Measure laying out and counting, resolving inheritance, and the list of gaps."""
    scheme = Scheme.of(catalogue("TCVN 14423:2026"))
    levels, rows, columns, states = _answers(scheme)
    plain = _one_by_one(scheme, levels, rows, columns, states)
    base = seconds(lambda: _one_by_one(scheme, levels, rows, columns, states), rounds=3)

    laid = [np.array(rows, np.int32), np.array(columns, np.int16), np.array(states, np.int8)]

    def count() -> int:
        return tallies(scheme, sheet_of(scheme, levels, systems=laid[0], controls=laid[1], states=laid[2])).total().met

    assert count() == sum(number for (_, _, state), number in plain.items() if state == State.MET)
    took = seconds(count)
    say(
        "độ phủ của 2.000 hệ thống, từ cột đến bảng",
        took * 1000,
        "ms",
        baseline="đếm từng câu trả lời",
        base=base * 1000,
        most=150,
        answers=len(rows),
    )
    sheet = sheet_of(scheme, levels, systems=rows, controls=columns, states=states)
    listed = seconds(lambda: sheet_of(scheme, levels, systems=rows, controls=columns, states=states), rounds=3)
    say("xếp câu trả lời từ danh sách Python", listed * 1000, "ms", answers=len(rows))
    say("độ phủ khi bảng đã xếp", seconds(lambda: tallies(scheme, sheet)) * 1000, "ms", baseline="đếm từng câu trả lời", base=base * 1000)
    links = [Link(tenant, tenant % 4, SHARED) for tenant in range(4, TENANTS)]
    say("thừa hưởng từ hạ tầng dùng chung, 1.496 hệ thống", seconds(lambda: inherit(scheme, sheet, links)) * 1000, "ms", links=len(links))
    say("200 biện pháp còn thiếu đầu tiên của cả tỉnh", seconds(lambda: missing(scheme, sheet, limit=200)) * 1000, "ms")


if __name__ == "__main__":
    main()
