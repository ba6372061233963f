"""Cells that need a look are found among the plain ones, wherever they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.columns import TextColumn
from vonggac.sources.addresslists.cells import PLAIN, odd_places

CELLS = st.sampled_from(
    ["1.2.3.4", "255.255.255.255", "0.0.0.0", "", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.4\n5.6.7.8", "::1", "x", "\n"]
)


@given(st.lists(CELLS, max_size=12))
def test_what_is_not_plain_is_found_in_its_place(cells: list[str]) -> None:
    assert odd_places(TextColumn.of(cells)).tolist() == [place for place, cell in enumerate(cells) if not PLAIN.fullmatch(cell)]
