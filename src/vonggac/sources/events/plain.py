"""Any other text: each line an event with its words, so that indicators are found in it; no rule asks for such a kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import lines_of

_KIND = Kind()


def read_plain(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every line that is not blank."""
    gathering = Gathering(name, limits)
    for first, lines, size in lines_of(stream, gathering):
        gathering.events += [
            Event(_KIND, {"message": line}, record=number) for number, line in enumerate(lines, first) if line and not line.isspace()
        ]
        if gathering.is_full(size, len(lines)):
            yield gathering.take()
    yield from gathering.last()
