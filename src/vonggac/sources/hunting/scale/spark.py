"""For Spark: the function that `DataFrame.mapInArrow` takes. Spark itself is not imported here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from vonggac.engines.hunt import RuleSet
from vonggac.sources.hunting.model import Options
from vonggac.sources.hunting.scale.batches import Hunter, Order

if TYPE_CHECKING:
    import pyarrow as pa


def hunt_in_arrow(rules: RuleSet, options: Options | None = None) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return the function for `mapInArrow(function, sql_schema())`, over a table of `PLACES` or of `LINES`.

    Rules are made ready once a partition, so partitions should be large: some minutes of work each.
    """
    order = Order(rules, options or Options())

    def hunted(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        hunter = Hunter(order)
        for batch in batches:
            yield from hunter.hunt(batch)

    return hunted
