"""What every output says beside the detections: by what and when it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from vonggac.engines.hunt.results import Detection
from vonggac.engines.hunt.rules import Heading

NAMED = "Vọng Gác"


@dataclass(frozen=True, slots=True)
class About:
    """A hunt as its output names it."""

    at: datetime
    """When it was run, with its zone."""
    version: str = ""
    rules: int = 0
    paths: tuple[str, ...] = ()
    rule_text: Callable[[Heading], str] | None = None
    """Gives a rule as it was written, for outputs that carry rules along."""


Output: TypeAlias = Callable[[Iterable[Detection], About], Iterator[bytes]]
"""Detections in, bytes of one file out, as they come where the format allows."""


def in_utc(time: str) -> str:
    """Return a moment in UTC with a Z, as exchange formats want it; "" when it is none."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return ""
    return _written(moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def made_at(about: About) -> str:
    """Return when the hunt was run, in UTC."""
    return _written(about.at.astimezone(UTC))
