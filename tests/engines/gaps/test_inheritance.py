import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.gaps import Standing, State
from vonggac.engines.gaps.columns import NOBODY, Scheme, Sheet, sheet_of, tallies
from vonggac.engines.gaps.inheritance import InheritanceCycleError, Link, inherit, resolved
from vonggac.engines.gaps.values import STRENGTH
from vonggac.law.catalogues import catalogue

SCHEME = Scheme.of(catalogue("TCVN 14423:2026"))
CENTRE, TENANT, SECOND, OTHER = 0, 1, 2, 3


def sheet(answers: list[tuple[int, str, State]], standing: Standing = Standing.CONFIRMED) -> Sheet:
    return sheet_of(
        SCHEME,
        [3, 3, 3, 3],
        systems=[row for row, _, _ in answers],
        controls=[SCHEME.position[code] for _, code, _ in answers],
        states=[state for _, _, state in answers],
        standings=[standing] * len(answers),
    )


def test_the_data_centre_answers_once_for_its_tenants_and_says_so() -> None:
    links = [Link(TENANT, CENTRE), Link(SECOND, CENTRE)]
    found = inherit(SCHEME, sheet([(CENTRE, "SL-02", State.MET)]), links)
    for row in (TENANT, SECOND):
        one = resolved(SCHEME, found, row, "SL-02")
        assert (one.state, one.confirmed, one.source, one.via, one.inherited) == (State.MET, True, CENTRE, CENTRE, True)
    assert not resolved(SCHEME, found, CENTRE, "SL-02").inherited
    assert resolved(SCHEME, found, OTHER, "SL-02").source is None
    assert tallies(SCHEME, found).total().met == 3


def test_an_own_answer_comes_before_an_inherited_one() -> None:
    own = sheet([(CENTRE, "SL-02", State.MET), (TENANT, "SL-02", State.NOT_MET)])
    one = resolved(SCHEME, inherit(SCHEME, own, [Link(TENANT, CENTRE)]), TENANT, "SL-02")
    assert (one.state, one.source, one.inherited) == (State.NOT_MET, TENANT, False)


def test_nothing_is_taken_over_before_the_link_is_confirmed_nor_beyond_what_it_names() -> None:
    own = sheet([(CENTRE, "SL-02", State.MET), (CENTRE, "HT-14", State.MET)])
    assert resolved(SCHEME, inherit(SCHEME, own, [Link(TENANT, CENTRE, confirmed=False)]), TENANT, "SL-02").state is State.UNANSWERED
    named = inherit(SCHEME, own, [Link(TENANT, CENTRE, frozenset({"SL-02"}))])
    assert resolved(SCHEME, named, TENANT, "SL-02").state is State.MET
    assert resolved(SCHEME, named, TENANT, "HT-14").state is State.UNANSWERED


def test_that_it_does_not_apply_to_the_provider_says_nothing_about_the_tenant() -> None:
    found = inherit(SCHEME, sheet([(CENTRE, "HT-12", State.NOT_APPLICABLE)]), [Link(TENANT, CENTRE)])
    assert resolved(SCHEME, found, TENANT, "HT-12").state is State.UNANSWERED


def test_of_two_providers_the_weaker_answer_counts_whatever_their_order() -> None:
    own = sheet([(CENTRE, "SL-02", State.MET), (SECOND, "SL-02", State.PARTLY)])
    links = [Link(TENANT, CENTRE), Link(TENANT, SECOND)]
    for ordered in (links, links[::-1]):
        one = resolved(SCHEME, inherit(SCHEME, own, ordered), TENANT, "SL-02")
        assert (one.state, one.via) == (State.PARTLY, SECOND)


def test_an_answer_passes_through_a_chain_and_names_its_origin_and_its_last_step() -> None:
    found = inherit(SCHEME, sheet([(CENTRE, "SL-02", State.PARTLY)]), [Link(SECOND, TENANT), Link(TENANT, CENTRE)])
    one = resolved(SCHEME, found, SECOND, "SL-02")
    assert (one.state, one.source, one.via) == (State.PARTLY, CENTRE, TENANT)


def test_what_the_provider_has_not_confirmed_is_not_confirmed_for_the_tenant() -> None:
    found = inherit(SCHEME, sheet([(CENTRE, "SL-02", State.MET)], Standing.SUBMITTED), [Link(TENANT, CENTRE)])
    assert not resolved(SCHEME, found, TENANT, "SL-02").confirmed


def test_a_cycle_is_refused_and_named() -> None:
    links = [Link(CENTRE, TENANT), Link(TENANT, SECOND), Link(SECOND, CENTRE), Link(OTHER, CENTRE)]
    with pytest.raises(InheritanceCycleError) as refused:
        inherit(SCHEME, sheet([]), links)
    assert set(refused.value.systems) == {CENTRE, TENANT, SECOND}
    assert refused.value.systems[0] == refused.value.systems[-1]
    with pytest.raises(InheritanceCycleError):
        inherit(SCHEME, sheet([]), [Link(TENANT, TENANT)])


def test_two_systems_may_serve_each_other_with_different_measures() -> None:
    own = sheet([(CENTRE, "HT-14", State.MET), (TENANT, "SL-02", State.MET)])
    links = [Link(TENANT, CENTRE, frozenset({"HT-14"})), Link(CENTRE, TENANT, frozenset({"SL-02"}))]
    found = inherit(SCHEME, own, links)
    assert resolved(SCHEME, found, TENANT, "HT-14").state is State.MET
    assert resolved(SCHEME, found, CENTRE, "SL-02").state is State.MET


CODES = ("SL-02", "HT-14", "NK-01")
ANSWERS = st.dictionaries(st.tuples(st.integers(0, 3), st.sampled_from(CODES)), st.sampled_from(list(State)))
LINKS = st.lists(
    st.builds(
        lambda low, high, codes, confirmed: Link(max(low, high), min(low, high), frozenset(codes), confirmed),
        st.integers(0, 3),
        st.integers(0, 3),
        st.lists(st.sampled_from(CODES), min_size=1),
        st.booleans(),
    ).filter(lambda link: link.tenant != link.provider),
    max_size=8,
)


@given(ANSWERS, LINKS, st.randoms(use_true_random=False))
def test_inheriting_never_raises_above_the_source_and_does_not_depend_on_the_order_of_links(answers, links, random) -> None:
    own = sheet([(row, code, state) for (row, code), state in answers.items()])
    found = inherit(SCHEME, own, links)
    for row, column in zip(*np.nonzero(found.states), strict=True):
        source = found.source[row, column]
        assert source != NOBODY
        given_there = State(int(own.states[source, column]))
        assert State(int(found.states[row, column])) is given_there
        if source != row:
            assert STRENGTH[given_there] <= STRENGTH[State(int(found.states[found.via[row, column], column]))]
    shuffled = list(links)
    random.shuffle(shuffled)
    again = inherit(SCHEME, own, shuffled)
    assert np.array_equal(again.states, found.states)
    assert np.array_equal(again.via, found.via)
    assert (own.states[own.states != 0] == found.states[own.states != 0]).all()
