"""What falls if a system falls: every system that depends on it or stands on it, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_STEPS = 8
"""So many steps away a stop is followed; what lies further is not said to be safe, the answer says that it was cut."""


@dataclass(frozen=True, slots=True)
class Link:
    """`source` needs `target`."""

    source: int
    target: int
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Fallen:
    """One system that stops with the first, in how many steps, because it needs which other."""

    system: int
    steps: int
    because: Link


def falls_with(links: Iterable[Link], start: int, *, most_steps: int = MOST_STEPS) -> tuple[Fallen, ...]:
    """Return what falls with `start`, nearest first, each once by its shortest way; circles of dependence end where they began."""
    needed_by = _by_target(links)
    fallen: dict[int, Fallen] = {}
    edge = [start]
    for steps in range(1, most_steps + 1):
        reached: list[int] = []
        for standing in edge:
            for link in needed_by.get(standing, ()):
                if link.source != start and link.source not in fallen:
                    fallen[link.source] = Fallen(link.source, steps, link)
                    reached.append(link.source)
        edge = reached
    return tuple(fallen.values())


def _by_target(links: Iterable[Link]) -> Mapping[int, Sequence[Link]]:
    found: dict[int, list[Link]] = {}
    for link in sorted(links, key=lambda one: (one.target, one.source, one.sort)):
        found.setdefault(link.target, []).append(link)
    return found


def circle(links: Iterable[Link], start: int) -> tuple[int, ...]:
    """Return the shortest circle of need through `start`, from it and without repeating it; empty when there is none."""
    links = tuple(links)
    ways = {one.system: one for one in falls_with(links, start, most_steps=len({link.source for link in links}) + 1)}
    closing = [link.target for link in links if link.source == start and (link.target in ways or link.target == start)]
    if not closing:
        return ()
    here = min(closing, key=lambda system: ways[system].steps if system in ways else 0)
    path = [] if here == start else [here]
    while path and ways[path[-1]].because.target != start:
        path.append(ways[path[-1]].because.target)
    return (start, *path)


def closing_a_circle(standing: Iterable[Link], new: Sequence[Link]) -> tuple[int, ...]:
    """Return the places of those new links that would close a circle, taken in turn: what was taken before counts for what follows."""
    ways: dict[int, set[int]] = {}
    for link in standing:
        ways.setdefault(link.source, set()).add(link.target)
    refused: list[int] = []
    for place, link in enumerate(new):
        if _leads_to(ways, link.target, link.source):
            refused.append(place)
        else:
            ways.setdefault(link.source, set()).add(link.target)
    return tuple(refused)


def _leads_to(ways: Mapping[int, set[int]], start: int, end: int) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        fresh = ways.get(here, set()) - seen
        seen |= fresh
        waiting += fresh
    return False


# --- the picture --------------------------------------------------------------------------------------------------------------------

MOST_IN_A_COLUMN = 8
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 176, 56, 56, 14


@dataclass(frozen=True, slots=True)
class Box:
    """Where one system stands; `system` is None for "and so many more"."""

    system: int | None
    x: int
    y: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One need between two boxes, from the right edge of what fell first to the left edge of what fell with it."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes in columns, one column a step, with the lines between them; plain numbers, drawn by whoever shows it."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(start: int, fallen: Sequence[Fallen]) -> Picture:
    """Lay the systems out; a column that is too long ends with the number of those that the list beside it names."""
    columns: list[list[int]] = [[start]]
    for one in fallen:
        while len(columns) <= one.steps:
            columns.append([])
        columns[one.steps].append(one.system)
    tallest = max(min(len(column), MOST_IN_A_COLUMN + 1) for column in columns)
    height = tallest * (BOX_HEIGHT + GAP_Y) - GAP_Y
    boxes = [box for step, column in enumerate(columns) for box in _column(column, step, height)]
    at = {box.system: box for box in boxes if box.system is not None}
    lines = [_line(at[one.because.target], at[one.system]) for one in fallen if one.system in at and one.because.target in at]
    return Picture(len(columns) * (BOX_WIDTH + GAP_X) - GAP_X, height, tuple(boxes), tuple(lines))


def _column(systems: Sequence[int], step: int, height: int) -> Iterable[Box]:
    shown = systems[:MOST_IN_A_COLUMN]
    rows = len(shown) + (len(systems) > len(shown))
    top = (height - (rows * (BOX_HEIGHT + GAP_Y) - GAP_Y)) // 2
    x = step * (BOX_WIDTH + GAP_X)
    for place, system in enumerate(shown):
        yield Box(system, x, top + place * (BOX_HEIGHT + GAP_Y))
    if len(systems) > len(shown):
        yield Box(None, x, top + len(shown) * (BOX_HEIGHT + GAP_Y), len(systems) - len(shown))


def _line(first: Box, then: Box) -> Line:
    return Line(first.x + BOX_WIDTH, first.y + BOX_HEIGHT // 2, then.x, then.y + BOX_HEIGHT // 2)
