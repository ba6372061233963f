"""A machine is one, however logs write it; what cannot be told apart surely stays apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vonggac.sources.hunting.machines import Machines, plain


def test_case_and_the_dot_at_the_end_tell_no_machines_apart() -> None:
    assert {plain(name) for name in ("pc5", "PC5", "pc5.", " Pc5 ")} == {"pc5"}
    assert (plain("."), plain("")) == (".", "")


def test_a_short_name_is_the_machine_of_the_only_full_name_that_begins_with_it() -> None:
    machines = Machines(["PC5", "pc5.xa.local.", "pc50.xa.local", "pc6"])
    assert [machines.of(name) for name in ("pc5.", "PC5.XA.LOCAL", "pc50", "pc6")] == [
        "pc5.xa.local", "pc5.xa.local", "pc50.xa.local", "pc6",
    ]  # fmt: skip
    assert not machines.perhaps("pc5")


def test_with_two_full_names_nobody_knows_and_it_is_said() -> None:
    machines = Machines(["pc5", "pc5.xa.local", "pc5.so.local"])
    assert machines.of("pc5") == "pc5"
    assert machines.perhaps("PC5") == ("pc5.so.local", "pc5.xa.local")
    assert not machines.perhaps("pc5.xa.local")


def test_an_address_is_no_name() -> None:
    machines = Machines(["10.0.0.1", "10", "fe80::1", "fe80::1.x"])
    assert [machines.of(name) for name in ("10", "10.0.0.1", "fe80::1")] == ["10", "10.0.0.1", "fe80::1"]


names = st.lists(st.sampled_from(["pc5", "PC5.", "pc5.a", "Pc5.B", "pc6", "pc6.a.", "10", "10.0.0.1", ".a", ""]), max_size=8)


@given(names, st.randoms(use_true_random=False))
def test_the_order_of_names_changes_nothing_and_a_machine_is_its_own(found: list[str], order: object) -> None:
    shuffled = found[:]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = Machines(found), Machines(shuffled)
    assert [(first.of(one), first.perhaps(one)) for one in found] == [(second.of(one), second.perhaps(one)) for one in found]
    assert all(first.of(first.of(one)) == first.of(one) for one in found)
