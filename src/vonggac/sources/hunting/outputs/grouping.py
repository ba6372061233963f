"""Detections summed by rule, as a person reads them first: the worst rule on top, how often, on which machines, from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vonggac.engines.hunt.results import Detection
from vonggac.engines.hunt.rules import LEVELS, Heading

HOSTS_AT_MOST = 1_000


@dataclass(slots=True)
class Found:
    """All detections of one rule."""

    heading: Heading
    count: int = 0
    first: str = ""
    last: str = ""
    hosts: dict[str, int] = field(default_factory=dict)
    example: Detection | None = None

    def take(self, detection: Detection) -> None:
        self.count += 1
        self.example = self.example or detection
        event = detection.event
        if event.time:
            self.first, self.last = min(self.first or event.time, event.time), max(self.last, event.time)
        if event.host and (event.host in self.hosts or len(self.hosts) < HOSTS_AT_MOST):
            self.hosts[event.host] = self.hosts.get(event.host, 0) + 1


def by_rule(detections: Iterable[Detection]) -> list[Found]:
    """Return a sum for each rule, the worst level first, then the rarer."""
    found: dict[str, Found] = {}
    for detection in detections:
        found.setdefault(detection.heading.id, Found(detection.heading)).take(detection)
    return sorted(found.values(), key=lambda one: (-rank(one.heading), one.count, one.heading.title))


def level_of(heading: Heading) -> str:
    """Return a rule's level; one that says none, or an unknown one, stands in the middle."""
    return heading.level if heading.level in LEVELS else "medium"


def rank(heading: Heading) -> int:
    """Return a number that orders levels."""
    return LEVELS.index(level_of(heading))
