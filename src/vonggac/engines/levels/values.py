"""What goes into the determination of a level and what comes out: frozen values, each verdict with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from vonggac.kernel.levels import Level
from vonggac.law.levels.model import GreyKind, Value

PartPath = tuple[str, ...]
"""The names that lead from the whole to a component system; empty for the whole itself."""


class FactsError(ValueError):
    """The facts cannot be judged; `part` and `input` say where, the message says what to do."""

    def __init__(self, why: str, *, input: str = "", part: PartPath = ()) -> None:  # noqa: A002  it is an input
        super().__init__(": ".join([*part, why]))
        self.why, self.input, self.part = why, input, part


@dataclass(frozen=True, slots=True)
class Uplift:
    """A level proposed because the risk is higher than the criteria say (Decree 331/2026, khoản 5 Điều 10); the reason is kept."""

    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one system; an input that is not in `values` is unknown, which is never the same as “no”."""

    name: str
    values: Mapping[str, Value]
    uplift: Uplift | None = None
    parts: tuple[Facts, ...] = ()
    """Component systems, judged each by itself."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer that counted."""

    input: str
    value: Value
    shown: str


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """A row that is met, with the answers that met it."""

    row: str
    level: Level
    article: str
    doc: str
    text: str
    text_en: str
    seen: tuple[Seen, ...]
    part: PartPath = ()


class NearKind(StrEnum):
    """Why a row is nearly met."""

    THRESHOLD = "threshold"
    """A number stands just below the threshold."""
    ONE_FACT = "one-fact"
    """One answer differs, everything else is met."""
    UNKNOWN = "unknown"
    """One answer is missing, everything else is met."""


@dataclass(frozen=True, slots=True)
class Nearly:
    """A row of a higher level that one fact keeps away."""

    row: str
    level: Level
    article: str
    text: str
    kind: NearKind
    inputs: tuple[str, ...]
    """The answers, one of which would have to be different."""
    seen: tuple[Seen, ...]
    part: PartPath = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An unanswered question whose answer may still change the level."""

    input: str
    ask: str
    rows: tuple[str, ...]
    """The rows that wait for it."""
    highest: Level
    """The highest level among them."""
    weight: float
    """How much hangs on it: a row that waits for this answer alone counts one, for this and another a half."""
    part: PartPath = ()


@dataclass(frozen=True, slots=True)
class Grey:
    """A case that a person must decide; the level computed here is not changed by it."""

    id: str
    kind: GreyKind
    article: str
    question: str
    effect: str
    may_become: Level | None
    part: PartPath = ()


@dataclass(frozen=True, slots=True)
class GreyQuestion:
    """An unanswered question that only shows whether a grey case is there."""

    input: str
    ask: str
    grey: tuple[str, ...]
    part: PartPath = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that do not fit together."""

    id: str
    article: str
    text: str
    seen: tuple[Seen, ...]
    blocks: bool
    part: PartPath = ()


@dataclass(frozen=True, slots=True)
class AppliedUplift:
    """What the proposal of a higher level did."""

    level: Level
    reason: str
    article: str
    raised_from: Level | None
    effective: bool
    """False: the criteria already say as much or more, or the regime knows no such proposal."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The level of one system under one regime, and everything one may ask about it."""

    name: str
    regime: str
    doc: str
    rules_digest: str
    level: Level | None
    highest_possible: Level | None
    """What the answers still missing could make of it; equal to the level when nothing is open."""
    decided_by: tuple[DecidedBy, ...]
    also_met: tuple[DecidedBy, ...] = ()
    """Rows of lower levels that are met as well."""
    nearly: tuple[Nearly, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    grey: tuple[Grey, ...] = ()
    grey_questions: tuple[GreyQuestion, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    uplift: AppliedUplift | None = None
    parts: tuple[Decision, ...] = ()
    components_article: str = ""
    """The article by which a component decided, where one did."""
    blocked: bool = False
    """An answer forbids giving any level."""

    @property
    def provisional(self) -> bool:
        """Say whether a missing answer may still raise the level."""
        return self.highest_possible != self.level

    @property
    def needs_a_person(self) -> bool:
        """Say whether something stands there that no rule settles."""
        return self.level is None or bool(self.contradictions) or any(one.kind is GreyKind.JUDGE for one in self.grey)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same facts under several regimes."""

    decisions: tuple[Decision, ...]
    same_level: bool
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Regime → the rows that decided there."""
