"""Types of the criteria of a level (Decree 331/2026, Articles 7 to 16; Decree 85/2016, Articles 5 to 11). Frozen values only.

A row of the table is a list of tests over answers. How a test is evaluated, and what a missing answer does, is `engines.levels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from vonggac.kernel.levels import Level
from vonggac.law.model import Confidence, Dated

Value = bool | int | str | frozenset[str]
"""An answer: yes or no, a number, one word, or the words chosen from a list."""


class InputType(StrEnum):
    """What kind of answer a question takes."""

    BOOL = "bool"
    CHOICE = "choice"
    MULTI = "multi"
    INT = "int"


class Operator(StrEnum):
    """How a test compares an answer; `when: {name: value}` without an operator is `IS`."""

    IS = "is"
    NOT = "not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"
    ANY = "any"
    """The chosen words and the listed ones share a word."""
    ONLY = "only"
    """Something is chosen, and nothing outside the list."""
    NONE = "none"
    """No listed word is chosen."""
    EXCEEDS = "exceeds"
    """Greater than the answer to another question; only where answers are checked against each other."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the words that may answer a question."""

    id: str
    name: str
    name_en: str
    help: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A page of questions that belong together."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One question about a system, and what may answer it."""

    id: str
    type: InputType
    step: str
    ask: str
    ask_en: str
    help: str = ""
    help_en: str = ""
    examples: tuple[str, ...] = ()
    examples_en: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    ordered: bool = False
    """The options run from least to most."""
    judgement: bool = False
    """Moves no row by itself; only shows a case that a person must decide."""
    highest: int | None = None
    article: str = ""
    source: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

    def rank(self, word: str) -> int:
        """Return the place of a word among ordered options."""
        return self.words.index(word)

    def name_of(self, word: str) -> str:
        """Return the name of an option as it is shown."""
        return next(option.name for option in self.options if option.id == word)


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of one answer."""

    input: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Alternatives: one true test is enough."""

    tests: tuple[Test, ...]


Condition = Test | AnyOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the decision table: all conditions true means at least this level."""

    id: str
    level: Level
    article: str
    """In the official order: điểm, khoản, Điều."""
    text: str
    text_en: str
    when: tuple[Condition, ...]
    source: str = ""
    confidence: Confidence = Confidence.READ


class GreyKind(StrEnum):
    """What a person has to do about a case that the tables leave open."""

    JUDGE = "judge"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True, kw_only=True)
class GreyCase:
    """A case that the text of the law leaves to a person; it never changes the level by itself."""

    id: str
    kind: GreyKind
    article: str
    question: str
    question_en: str
    effect: str
    effect_en: str
    when: tuple[Condition, ...]
    without_level: bool = False
    """Shown only where no row is met."""
    may_read_as: tuple[str, ...] = ()
    """Rows under which the case could also be read; shown only while that would raise the level."""
    source: str = ""
    confidence: Confidence = Confidence.READ


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Answers that do not fit together."""

    id: str
    article: str
    text: str
    text_en: str
    when: tuple[Condition, ...]
    blocks: bool = False
    """No level is given until it is resolved."""
    source: str = ""
    confidence: Confidence = Confidence.READ


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule about the whole, with its article: what risk may do, what component systems mean."""

    article: str
    text: str
    text_en: str
    confidence: Confidence = Confidence.READ


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet(Dated):
    """The criteria of one regime, complete: an engine needs nothing else to judge a system."""

    id: str
    doc: str
    rows: tuple[Row, ...]
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    grey: tuple[GreyCase, ...]
    clashes: tuple[Clash, ...]
    max_rule: str
    """The article that says the highest row decides."""
    near_share: int
    """Percent below a threshold at which a number is shown as nearly reaching it."""
    components: Clause
    uplift: Clause | None = None
    transition_window: str = ""
    """The transition window in which it still applies after its last day."""
    transition_to: date | None = None
    digest: str = ""
    """SHA-256 of everything that decides; a decision keeps it, so that a later correction of the data shows."""
    _inputs: Mapping[str, Input] = field(default_factory=dict, compare=False, repr=False)

    def input(self, name: str) -> Input:
        """Return the question of that name."""
        return self._inputs[name]

    def row(self, row_id: str) -> Row | None:
        """Return the row of that name, or None when it belongs to another regime."""
        return next((row for row in self.rows if row.id == row_id), None)

    def knows(self, name: str) -> bool:
        """Say whether there is a question of that name."""
        return name in self._inputs
