"""What each row says for itself, as the beginning of its line of JSON: thousands of rows are laid side by side and written in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vonggac.engines.addresses.columns import NO_TIME, ON_DAY, Sightings
from vonggac.engines.addresses.values import DAY
from vonggac.kernel.columns import TextColumn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Letters = NDArray[np.uint8]
    """A row of letters a line; zeros are not written."""

_ZONE = 7 * 3600
_MOMENT = b'"0000-00-00T00:00:00+07:00"'
_NULL = b"null"


def heads(rows: Sightings, at: NDArray[np.int64]) -> list[bytes]:
    """Return line, address, port and time of these rows; JSON has no line end inside, so all are cut at once."""
    import numpy as np

    count = len(at)
    page = np.hstack(
        (
            _said(b'{"line":', count),
            numbers(rows.lines[at]),
            _said(b',"address":"', count),
            _addresses(rows.texts.take(at)),
            _said(b'","port":', count),
            numbers(rows.ports[at]),
            _said(b',"seen_at":', count),
            moments(rows.seconds[at], rows.exact[at]),
            _said(b"\n", count),
        )
    )
    written: bytes = page[page != 0].tobytes()
    return written.split(b"\n")[:count]


def _said(words: bytes, count: int) -> Letters:
    import numpy as np

    return np.broadcast_to(np.frombuffer(words, dtype=np.uint8), (count, len(words)))


def _addresses(texts: TextColumn) -> Letters:
    """No address is written longer than the column can show."""
    return texts.window(texts.longest)


def numbers(values: NDArray[np.int64]) -> Letters:
    """Write whole numbers; what is below zero is none."""
    import numpy as np

    most = int(values.max()) if values.size else 0
    width = max(len(str(most)), len(_NULL))
    places = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    letters = (values[:, None] // places % 10 + ord("0")).astype(np.uint8)
    letters[:, :-1][values[:, None] < places[:-1]] = 0
    letters[values < 0] = np.frombuffer(_NULL.ljust(width, b"\0"), dtype=np.uint8)
    return letters


def moments(seconds: NDArray[np.int64], exact: NDArray[np.int8]) -> Letters:
    """Write moments as 2026-11-20T13:45:10+07:00, days as 2026-11-20, nothing as null; already in JSON."""
    import numpy as np

    days, second = np.divmod(seconds + _ZONE, DAY)
    letters = np.empty((len(seconds), len(_MOMENT)), dtype=np.uint8)
    letters[:] = np.frombuffer(_MOMENT, dtype=np.uint8)
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    day = (days.astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64) + 1
    months = month.astype(np.int64) + 1970 * 12
    date = (months // 12, 5, 4), (months % 12 + 1, 8, 2), (day, 11, 2)
    clock = (second // 3600, 14, 2), (second // 60 % 60, 17, 2), (second % 60, 20, 2)
    for value, end, figures in (*date, *clock):
        for place in range(figures):
            letters[:, end - 1 - place] = value // 10**place % 10 + ord("0")
    letters[exact == ON_DAY, 11:] = np.frombuffer(_MOMENT[-1:].ljust(len(_MOMENT) - 11, b"\0"), dtype=np.uint8)
    letters[exact == NO_TIME] = np.frombuffer(_NULL.ljust(len(_MOMENT), b"\0"), dtype=np.uint8)
    return letters
