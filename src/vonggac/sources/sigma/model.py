"""What reading rules gives back, and how much work one rule may cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vonggac.engines.hunt import Condition, Heading, NotLoaded, RuleSet

Step = str | int


class Fault(Exception):  # noqa: N818  a rule that cannot be taken in; the others are
    """Why a rule is not loaded, in Vietnamese with what to do, and the keys that lead to the place."""

    def __init__(self, why: str, rule: str, *at: Step) -> None:
        super().__init__(why)
        self.why, self.rule, self.at = why, rule, at

    def under(self, *steps: Step) -> Fault:
        """Return the same fault as seen from further outside."""
        return Fault(self.why, self.rule, *steps, *self.at)


@dataclass(frozen=True, slots=True)
class SigmaLimits:
    """Ceilings for rules from outside. A real rule stays far below every one of them."""

    file: int = 1_048_576
    """Bytes of one rule file."""
    files: int = 50_000
    unpacked: int = 300 * 1_048_576
    """Bytes of all rule files of one zip."""
    depth: int = 40
    """Nesting of one YAML document and of one condition."""
    nodes: int = 60_000
    """Values of one YAML document, those reached through an alias counted each time."""
    tests: int = 30_000
    """Tests of one rule after every modifier and placeholder was expanded."""
    text: int = 16_384
    """Characters of one value."""
    texts: int = 2_097_152
    """Characters of all values of one document, and of what the modifiers of one item make of its own."""
    modifiers: int = 8
    """Modifiers of one item."""


DEFAULT = SigmaLimits()


@dataclass(frozen=True, slots=True)
class LogSource:
    """Where a rule looks, as written; lower case, "" where it says nothing."""

    product: str = ""
    category: str = ""
    service: str = ""

    def covers(self, other: LogSource) -> bool:
        """Say whether every event of `other` is one of this: what is left open here is any."""
        return all(not mine or mine == theirs for mine, theirs in zip(self.parts(), other.parts(), strict=True))

    def parts(self) -> tuple[str, str, str]:
        """Return product, category, service."""
        return self.product, self.category, self.service

    def __str__(self) -> str:
        return "/".join(part for part in self.parts() if part)


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as written, before log sources, pipelines and filters have their say."""

    heading: Heading
    source: LogSource
    condition: Condition
    unused: tuple[str, ...] = ()
    """Detections that its condition never names."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A thing about a rule that is loaded all the same."""

    file: str
    line: int
    why: str
    rule: str
    """A stable identifier, such as unused-detection."""


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that came of reading rules: what runs, what does not and why, and what was noticed."""

    ruleset: RuleSet
    not_loaded: tuple[NotLoaded, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """Rule identifier → its log source as written ("windows/process_creation"), for the coverage report."""


STARTER = Path(__file__).parent / "starter"
"""Our own rules, which ship: what the machines of a commune meet. A path like any other to `read_rules`."""
