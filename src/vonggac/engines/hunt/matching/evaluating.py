"""The graph over one batch: a node's rows are worked out when first asked, and an "and" stops as soon as no row is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from vonggac.engines.hunt.columns import EVERY, Batch, Column, payload
from vonggac.engines.hunt.conditions import Place, SameAs, fold_text
from vonggac.engines.hunt.matching import bits
from vonggac.engines.hunt.matching.fields import EveryView, View
from vonggac.engines.hunt.matching.graph import Node, Op

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Evaluation:
    """What nodes hold in a batch."""

    def __init__(self, nodes: Sequence[Node], batch: Batch, views: Mapping[str, View | EveryView]) -> None:
        self._nodes = nodes
        self._batch = batch
        self._views = views
        self._full = (1 << batch.size) - 1
        self._known: dict[int, int] = {0: 0, 1: self._full}

    def rows(self, number: int) -> list[int]:
        """Return the rows for which a node holds."""
        found = self.bits(number)
        return bits.rows_of(found, self._batch.size) if found else []

    def bits(self, number: int) -> int:
        """Return the set of rows for which a node holds."""
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = self._worked_out(self._nodes[number])
        return known

    def _worked_out(self, node: Node) -> int:
        if node.op == Op.ANY:
            view = self._views.get(node.field)
            return view.bits(node.leaves) if view is not None else 0
        if node.op == Op.AND:
            return self._all(node.below)
        if node.op == Op.OR:
            found = 0
            for number in node.below:
                found |= self.bits(number)
            return found
        if node.op == Op.NOT:
            return self._full & ~self.bits(node.below[0])
        if node.op == Op.STANDS:
            return self._standing(node.field)
        return self._same(node.same) if node.same is not None else 0

    def _standing(self, field: str) -> int:
        batch = self._batch
        columns = payload(batch) if field == EVERY else [batch.columns[field]] if field in batch.columns else []
        found = 0
        for column in columns:
            found |= bits.of_rows(column.rows, batch.size)
        return found

    def _all(self, below: tuple[int, ...]) -> int:
        left = self._full
        for number in below:
            left &= self.bits(number)
            if not left:
                break
        return left

    def _same(self, test: SameAs) -> int:
        import numpy as np

        one, other = self._batch.columns.get(test.field), self._batch.columns.get(test.other)
        if one is None or other is None:
            return 0
        rows, left, right = _meeting(one, other)
        count = len(other.values)
        pairs, places = np.unique(left.astype(np.int64) * count + right, return_inverse=True)
        told = [_stands_so(one.values[pair // count], other.values[pair % count], test) for pair in pairs.tolist()]
        return bits.of_rows(rows[np.array(told, bool)[places]], self._batch.size)


def _meeting(one: Column, other: Column) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return rows that two columns share, with the codes of both; a row stands once for each pair of its values."""
    import numpy as np

    first = np.searchsorted(other.rows, one.rows, side="left")
    times = np.searchsorted(other.rows, one.rows, side="right") - first
    offsets = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(one.rows, times), np.repeat(one.codes, times), other.codes[np.repeat(first, times) + offsets]


def _stands_so(value: str, part: str, test: SameAs) -> bool:
    if not test.cased:
        value, part = fold_text(value), fold_text(part)
    match test.place:
        case Place.WHOLE:
            return value == part
        case Place.START:
            return value.startswith(part)
        case Place.END:
            return value.endswith(part)
        case _:
            return part in value
