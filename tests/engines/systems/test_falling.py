"""What falls if a system falls."""

from __future__ import annotations

import random

import pytest

from vonggac.engines.systems import Link, circle, closing_a_circle, draw, falls_with


def chain(*pairs: tuple[int, int]) -> list[Link]:
    return [Link(source, target, "depends_on") for source, target in pairs]


def test_who_needs_it_falls_and_who_needs_those_falls_too() -> None:
    fallen = falls_with(chain((2, 1), (3, 2), (4, 3), (9, 8)), 1)
    assert [(one.system, one.steps) for one in fallen] == [(2, 1), (3, 2), (4, 3)]
    assert fallen[1].because == Link(3, 2, "depends_on")


def test_what_it_needs_itself_does_not_fall() -> None:
    assert falls_with(chain((1, 5)), 1) == ()


def test_systems_that_need_each_other_are_named_once() -> None:
    links = chain((1, 2), (2, 1), (3, 2))
    assert [one.system for one in falls_with(links, 1)] == [2, 3]
    assert circle(links, 1) == (1, 2)
    assert circle(links, 3) == ()


def test_the_way_is_cut_after_so_many_steps() -> None:
    links = chain(*[(number + 1, number) for number in range(1, 30)])
    assert len(falls_with(links, 1)) == 8
    assert len(falls_with(links, 1, most_steps=29)) == 29


def naive(links: list[Link], start: int) -> dict[int, int]:
    """Grow the set until nothing is added; remember the round in which each came in."""
    down, rounds, found = {start}, 0, {}
    while True:
        rounds += 1
        new = {link.source for link in links if link.target in down} - down
        if not new:
            return found
        found.update(dict.fromkeys(new, rounds))
        down |= new


@pytest.mark.parametrize("seed", range(60))
def test_the_closure_is_that_of_growing_a_set_until_nothing_is_added(seed: int) -> None:
    dice = random.Random(seed)
    size = dice.randint(1, 25)
    pairs = [(dice.randrange(size), dice.randrange(size)) for _ in range(dice.randint(0, 60))]
    links = [Link(source, target) for source, target in pairs if source != target]
    fallen = falls_with(links, 0, most_steps=size + 1)
    assert {one.system: one.steps for one in fallen} == naive(links, 0)
    back = circle(links, 0)
    reach = {one.system for one in fallen}
    assert bool(back) is any(link.source == 0 and link.target in reach for link in links)
    steps = list(zip(back, (*back[1:], *back[:1]), strict=True))
    assert all(any((link.source, link.target) == step for link in links) for step in steps)


def test_the_picture_has_a_column_a_step_and_says_how_many_it_leaves_out() -> None:
    links = chain(*[(number, 1) for number in range(2, 14)], (20, 2))
    fallen = falls_with(links, 1)
    picture = draw(1, fallen)
    assert {box.x for box in picture.boxes} == {0, 232, 464}
    assert [box.more for box in picture.boxes if box.system is None] == [4]
    assert all(0 <= box.y <= picture.height - 40 for box in picture.boxes)
    assert len(picture.lines) == 9


def test_new_links_that_would_close_a_circle_are_told_in_turn() -> None:
    standing = chain((1, 2), (2, 3))
    assert closing_a_circle(standing, chain((3, 1), (3, 4), (4, 2), (5, 5), (4, 5))) == (0, 2, 3)
    assert closing_a_circle((), chain((1, 2), (2, 1))) == (1,), "the later line is told"


def test_what_passes_as_free_of_circles_has_none() -> None:
    dice = random.Random(7)
    for _again in range(200):
        new = chain(*[(dice.randrange(6), dice.randrange(6)) for _one in range(8)])
        refused = closing_a_circle((), new)
        taken = [link for place, link in enumerate(new) if place not in refused]
        assert all(circle(taken, link.source) == () for link in taken)
        assert all(circle([*taken, new[place]], new[place].source) != () for place in refused)
