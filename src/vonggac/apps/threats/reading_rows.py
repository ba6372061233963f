"""The rows of a confirmed list as columns for the engine, with what else a hit has to show; nothing of it touches the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from vonggac.engines.addresses import Gathering
from vonggac.engines.addresses.values import DAY, NEVER, second_of
from vonggac.kernel.badrows import BadRow
from vonggac.sources.addresslists import LIST_LIMITS, Batch, Meaning, Shape, read_batches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WANTED = (
    Meaning.PORT,
    Meaning.SEEN,
    Meaning.LAST_SEEN,
    Meaning.FIRST_SEEN,
    Meaning.FAMILY,
    Meaning.C2_ADDRESS,
    Meaning.C2_PORT,
    Meaning.C2_DOMAIN,
)
NOT_SEEN = -1
_TABLE_BITS = 32
Told = Callable[[int], None]


@dataclass(slots=True)
class ReadRows:
    """What was gathered; a row is known by its table and its line in one number."""

    gathering: Gathering
    latest: int
    """A later time is a clock that goes wrong: the row then counts on the day of the list."""
    tables: list[str] = field(default_factory=list)
    left_out: int = 0
    rows: int = 0
    _keys: list[NDArray[np.int64]] = field(default_factory=list)
    _steered: list[NDArray[np.int64]] = field(default_factory=list)
    _first: list[NDArray[np.int64]] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=dict)

    def take(self, batch: Batch) -> None:
        """Add the rows of one batch."""
        import numpy as np

        self.left_out += batch.bad_count
        if not len(batch):
            return
        self.rows += len(batch)
        keys = np.asarray(batch.places, dtype=np.int64) + (self._table(batch.table) << _TABLE_BITS)
        time = next((one for one in (Meaning.SEEN, Meaning.LAST_SEEN, Meaning.FIRST_SEEN) if one in batch.times), None)
        columns = batch.columns
        self.gathering.take(
            columns.get(Meaning.ADDRESS) or [""] * len(batch),
            keys,  # type: ignore[arg-type]
            ports=columns.get(Meaning.PORT),
            seconds=self._believable(batch.times[time]) if time else None,
            whole_days=whole_days(columns[time]) if time else None,
            families=columns.get(Meaning.FAMILY),
        )
        self._keys.append(keys)
        self._steered.append(self._coded(steering(batch)))
        first = self._believable(batch.times[Meaning.FIRST_SEEN]) if Meaning.FIRST_SEEN in batch.times else [None] * len(batch)
        self._first.append(np.array([NOT_SEEN if one is None else one for one in first], dtype=np.int64))

    def _table(self, name: str) -> int:
        if name not in self.tables:
            self.tables.append(name)
        return self.tables.index(name)

    def _believable(self, seconds: Sequence[int | None]) -> Sequence[int | None]:
        if max((one for one in seconds if one is not None), default=0) <= self.latest:
            return seconds
        return [None if one is not None and one > self.latest else one for one in seconds]

    def _coded(self, words: Sequence[str]) -> NDArray[np.int64]:
        import numpy as np

        for word in dict.fromkeys(words):
            self._names.setdefault(word, len(self._names))
        return np.fromiter(map(self._names.__getitem__, words), dtype=np.int64, count=len(words))

    def beside(self, keys: NDArray[np.int64]) -> Iterator[tuple[str, int]]:
        """Give for each row the machine that steers it and the second it was first seen."""
        import numpy as np

        if not self._keys:
            return
        every, steered, first = (np.concatenate(parts) for parts in (self._keys, self._steered, self._first))
        order = np.argsort(every, kind="stable")
        at = order[np.searchsorted(every[order], keys)]
        names = list(self._names)
        for code, second in zip(steered[at].tolist(), first[at].tolist(), strict=True):
            yield names[code], second

    def place(self, key: int) -> tuple[str, int]:
        """Return the sheet and the line of a row."""
        return self.tables[key >> _TABLE_BITS], key & ((1 << _TABLE_BITS) - 1)


def whole_days(words: Sequence[str]) -> list[bool] | None:
    """A time without a clock is a day; ten figures and more are seconds. None: every one has a clock."""
    if all(":" in word for word in words):
        return None
    return [":" not in word and "h" not in word and not (len(word) > 9 and word[:10].isdecimal()) for word in words]


def steering(batch: Batch) -> list[str]:
    """Return the machine that steers each row: its address or domain, and port, in one text."""
    blank = [""] * len(batch)
    hosts = batch.columns.get(Meaning.C2_ADDRESS) or blank
    domains = batch.columns.get(Meaning.C2_DOMAIN) or blank
    ports = batch.columns.get(Meaning.C2_PORT) or blank
    if hosts is blank and domains is blank:
        return blank
    return [_steered(*one) for one in zip(hosts, domains, ports, strict=True)]


def _steered(host: str, domain: str, port: str) -> str:
    named = " / ".join(part for part in (domain, host) if part)
    return f"{named} :{port}" if named and port else named


def read_rows(path: Path, name: str, shape: Shape, *, today: date, bad: Callable[[Sequence[BadRow]], None], told: Told) -> ReadRows:
    """Read a whole list; what is wrong is handed to `bad` as it is met, so that it need not lie in memory; `told` hears how far it is."""
    from dataclasses import replace

    limits = replace(LIST_LIMITS, bad_rows=LIST_LIMITS.rows)
    found = ReadRows(Gathering(NEVER), second_of(today) + 2 * DAY)
    for batch in read_batches(path, name=name, shape=shape, today=today, limits=limits, only=WANTED):
        found.take(batch)
        if batch.bad:
            bad(batch.bad)
        told(found.rows)
    return found
