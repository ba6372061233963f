"""What a list says, as columns: addresses, ports, times, families, lines; rows that are no address are put aside with their reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from vonggac.engines.addresses.texts import BAD, BLANK, TOO_WIDE, AddressReader, read_ports
from vonggac.engines.addresses.values import DAY
from vonggac.kernel.addresses import AddressRange
from vonggac.kernel.columns import TextColumn, first_equal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AT_MINUTE, ON_DAY, NO_TIME = 0, 1, 2
EARLIEST = 631_152_000
"""1 January 1990: a time before is a clock that was never set."""
SEEN_AT_MOST = 80


class Refusal(StrEnum):
    """Why a row is not matched."""

    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    TOO_WIDE = "too-wide"
    BAD_PORT = "bad-port"
    BAD_TIME = "bad-time"
    FUTURE_TIME = "future-time"


REFUSED_BECAUSE = {
    Refusal.NO_ADDRESS: "Không có địa chỉ. Ghi địa chỉ IP hoặc xóa dòng.",
    Refusal.BAD_ADDRESS: "Không phải địa chỉ IP viết đúng: bốn số từ 0 đến 255 không có số 0 ở đầu, hoặc địa chỉ IPv6. Sửa lại theo nguồn.",
    Refusal.TOO_WIDE: "Dải rộng hơn /16 (IPv6: /32). Ghi từng địa chỉ, hoặc dải hẹp hơn.",
    Refusal.BAD_PORT: "Không phải cổng. Ghi số từ 0 đến 65535 hoặc để trống.",
    Refusal.BAD_TIME: "Không phải thời điểm. Ghi ngày, giờ như 20/11/2026 13:45 hoặc để trống.",
    Refusal.FUTURE_TIME: "Thời điểm ở sau lúc đối chiếu. Kiểm tra đồng hồ và múi giờ của nguồn.",
}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be matched."""

    line: int
    rule: Refusal
    seen: str

    @property
    def why(self) -> str:
        return REFUSED_BECAUSE[self.rule]


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Rows that can be matched, one entry each in every column."""

    tokens: NDArray[np.int64]
    """Addresses as `AddressReader` tells them."""
    ports: NDArray[np.int64]
    """-1 where the row says none."""
    seconds: NDArray[np.int64]
    """Since 1970; the first second of the day where only a day is known, 0 where nothing is."""
    exact: NDArray[np.int8]
    """`AT_MINUTE`, `ON_DAY`, `NO_TIME`."""
    families: NDArray[np.int64]
    """Place in `family_names`."""
    lines: NDArray[np.int64]
    texts: TextColumn
    """The addresses as they are written out."""
    wide: Sequence[int]
    """The distinct IPv6 addresses."""
    spans: Sequence[AddressRange]
    """The distinct networks that rows name instead of an address."""
    family_names: Sequence[str]
    refused: Sequence[RefusedRow]

    def __len__(self) -> int:
        return len(self.tokens)


@dataclass(slots=True)
class Gathering:
    """Batches of a list on their way to columns."""

    latest: int
    """Seconds since 1970 after which no time of the list can be."""
    reader: AddressReader = field(default_factory=AddressReader)
    refused: list[RefusedRow] = field(default_factory=list)
    _families: dict[str, int] = field(default_factory=dict)
    _texts: list[TextColumn] = field(default_factory=list)
    _columns: list[tuple[NDArray[np.int64], ...]] = field(default_factory=list)

    def take(
        self,
        addresses: Sequence[str],
        lines: Sequence[int],
        *,
        ports: Sequence[str] | None = None,
        seconds: Sequence[int | None] | None = None,
        whole_days: Sequence[bool] | None = None,
        time_words: Sequence[str] | None = None,
        families: Sequence[str] | None = None,
    ) -> None:
        """Add rows; a column that the list does not have is None.

        `seconds` is None where a row has no time; where its word in `time_words` is not blank, the time was not understood.
        """
        import numpy as np

        if not len(addresses):
            return
        count = len(addresses)
        tokens, written, column = self.reader.read(addresses)
        port = written if ports is None else read_ports(ports)
        port = np.where(port == BLANK, written, port)
        second, exact = self._times(count, seconds, whole_days)
        wrong = self._wrong(column, tokens, port, second, exact, time_words)
        line = np.arange(lines.start, lines.stop, lines.step) if isinstance(lines, range) else np.array(lines, dtype=np.int64)
        for at in np.flatnonzero(wrong).tolist():
            self._refuse(int(line[at]), int(wrong[at]), at, column, ports, time_words, second)
        family = self._family(count, families)
        keep = np.flatnonzero(wrong == 0)
        self._texts.append(column.take(keep).packed())
        self._columns.append(tuple(column[keep] for column in (tokens, port, second, exact, family, line)))

    @staticmethod
    def _times(
        count: int, seconds: Sequence[int | None] | None, whole_days: Sequence[bool] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        import numpy as np

        if seconds is None:
            return np.zeros(count, dtype=np.int64), np.full(count, NO_TIME, dtype=np.int64)
        second = np.array([-1 if one is None else one for one in seconds] if None in seconds else seconds, dtype=np.int64)
        exact = np.where(np.asarray(whole_days), ON_DAY, AT_MINUTE) if whole_days is not None else np.full(count, AT_MINUTE)
        missing = second == -1
        return np.where(missing, 0, second), np.where(missing, NO_TIME, exact).astype(np.int64)

    def _wrong(
        self,
        addresses: TextColumn,
        tokens: NDArray[np.int64],
        ports: NDArray[np.int64],
        seconds: NDArray[np.int64],
        exact: NDArray[np.int64],
        words: Sequence[str] | None,
    ) -> NDArray[np.int64]:
        """Return 0 for a good row, else 1 + the place of its reason; the address comes first."""
        import numpy as np

        reasons = list(Refusal)
        wrong = np.zeros(len(tokens), dtype=np.int64)
        timed = exact != NO_TIME
        wrong[timed & (seconds > self.latest)] = 1 + reasons.index(Refusal.FUTURE_TIME)
        wrong[timed & (seconds < EARLIEST)] = 1 + reasons.index(Refusal.BAD_TIME)
        if words is not None and not timed.all():
            unread = [at for at in np.flatnonzero(~timed).tolist() if words[at].strip()]
            wrong[unread] = 1 + reasons.index(Refusal.BAD_TIME)
        wrong[ports == BAD] = 1 + reasons.index(Refusal.BAD_PORT)
        wrong[tokens == TOO_WIDE] = 1 + reasons.index(Refusal.TOO_WIDE)
        bad = np.flatnonzero(tokens == BAD)
        blank = [at for at, text in zip(bad.tolist(), addresses.take(bad), strict=True) if not text.strip()]
        wrong[bad] = 1 + reasons.index(Refusal.BAD_ADDRESS)
        wrong[blank] = 1 + reasons.index(Refusal.NO_ADDRESS)
        return wrong

    def _refuse(
        self,
        line: int,
        wrong: int,
        at: int,
        addresses: Sequence[str],
        ports: Sequence[str] | None,
        words: Sequence[str] | None,
        seconds: NDArray[np.int64],
    ) -> None:
        rule = list(Refusal)[wrong - 1]
        seen = addresses[at]
        if rule is Refusal.BAD_PORT and ports is not None and ports[at].strip():
            seen = ports[at]
        elif rule in {Refusal.BAD_TIME, Refusal.FUTURE_TIME}:
            seen = words[at] if words is not None else str(int(seconds[at]))
        self.refused.append(RefusedRow(line, rule, seen[:SEEN_AT_MOST]))

    def _family(self, count: int, families: Sequence[str] | None) -> NDArray[np.int64]:
        import numpy as np

        if families is None:
            self._families.setdefault("", len(self._families))
            return np.full(count, self._families[""], dtype=np.int64)
        of_row, names = TextColumn.of(families).numbered()
        numbers = [self._families.setdefault(name, len(self._families)) for name in names]
        return np.array(numbers, dtype=np.int64)[of_row]

    def whole(self) -> Sightings:
        """Return all batches as one."""
        import numpy as np

        columns = [np.concatenate(parts) for parts in zip(*self._columns, strict=True)] or [np.zeros(0, dtype=np.int64)] * 6
        tokens, ports, seconds, exact, families, lines = columns
        small = exact.astype(np.int8)
        return Sightings(
            tokens,
            ports,
            seconds,
            small,
            families,
            lines,
            TextColumn.joined(self._texts),
            self.reader.wide,
            self.reader.spans,
            tuple(self._families),
            tuple(self.refused),
        )


def repeats(rows: Sightings, *, bucket: int = 60) -> NDArray[np.int64]:
    """Return for each row the first one with the same address, port, family and minute (or whatever stretch of time `bucket` is)."""
    import numpy as np

    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    size = np.where(rows.exact == ON_DAY, DAY, bucket)
    moment = np.where(rows.exact == NO_TIME, 0, (rows.seconds + 7 * 3600) // size * 3 + rows.exact)
    return first_equal([rows.tokens, rows.ports, moment, rows.families])
