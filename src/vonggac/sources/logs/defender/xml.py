"""Event XML, one event or an export of many; lxml is loaded only when XML comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vonggac.engines.alerts.model import Note
from vonggac.sources.limits import MEGABYTE, Limits
from vonggac.sources.logs.defender.events import read_event_xml
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.writing import Writable
from vonggac.sources.trees import local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_ONE = Limits(part=MEGABYTE, elements=5_000)
_MANY = Limits(part=50 * MEGABYTE, elements=2_000_000)


def read_event_text(text: str, reading: Reading) -> tuple[Writable, list[Note], bool] | None:
    """Read one <Event> on a line; None when it is another product's. Raises Refused for hostile or broken XML."""
    return read_event_xml(parse_xml(text.encode("utf-8"), reading.source, _ONE), reading)


def events_of(data: bytes, source: str) -> Iterator[tuple[int, _Element]]:
    """Yield (line, <Event>) of an export; raises Refused for hostile or broken XML."""
    root = parse_xml(data, source, _MANY)
    if local(root) == "Event":
        yield _line(root), root
        return
    for element in root:
        if local(element) == "Event":
            yield _line(element), element


def _line(element: _Element) -> int:
    return int(str(element.sourceline or 1))
