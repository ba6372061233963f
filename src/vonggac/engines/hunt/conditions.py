"""What a rule asks of one event, as values: a tree of and, or, not over tests of single fields.

Source: Sigma specification 2.1.0 (conditions, modifiers). The tree is what `sources.sigma` makes of a rule and what the matcher runs; both
sides know nothing else of each other. Field names are folded (`fold_name`): case and spaces do not tell fields apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

Field: TypeAlias = str | None
"""A folded field name; None means the whole event (a keyword): any of its values."""


class Place(StrEnum):
    """Where a text stands inside a value."""

    WHOLE = "whole"
    START = "start"
    END = "end"
    INSIDE = "inside"


class Order(StrEnum):
    """How a number is compared."""

    LESS = "lt"
    AT_MOST = "lte"
    MORE = "gt"
    AT_LEAST = "gte"
    EQUAL = "eq"
    UNLIKE = "neq"
    """Of correlations only: a rule over one event says it with `Not`."""


class TimePart(StrEnum):
    """A part of a moment, in UTC."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Joker(Enum):
    """What stands for other characters in a pattern of a rule. No text: a written "*" (escaped in the rule) never equals the joker."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Text:
    """A value holds this text there. `text` is folded to lower case unless `cased`."""

    field: Field
    place: Place
    text: str
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A value as a whole follows this pattern, whose jokers stand between texts ("a*b", "*a?b*")."""

    field: Field
    parts: tuple[str | Joker, ...]
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Regex:
    """A value holds what this expression describes, anywhere unless anchored. Flags: i, m, s. Written in the language of RE2."""

    field: Field
    pattern: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Network:
    """A value is an address inside this network (IPv4 or IPv6, CIDR)."""

    field: Field
    cidr: str


@dataclass(frozen=True, slots=True)
class Number:
    """A value, read as a number, stands so to this number. Text that is no number never does.

    A number is written in decimal (sign, fraction and exponent allowed) or as 0x and hexadecimal digits; spaces around it do not count.
    """

    field: Field
    order: Order
    number: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of a value, read as a moment, stands so to this number.

    A moment is a date, or a date and a time parted by T or a space, as ISO 8601 writes them; without a zone it is UTC.
    The part is asked in UTC: the day of the month, the week of the ISO year.
    """

    field: Field
    part: TimePart
    order: Order
    number: float


@dataclass(frozen=True, slots=True)
class SameAs:
    """A value of `field` holds, there, a value of `other` of the same event (`Image|fieldref|endswith: OriginalFileName`)."""

    field: str
    place: Place
    other: str
    cased: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    """The field is missing, or holds the null of its format. An empty text is not null."""

    field: str


@dataclass(frozen=True, slots=True)
class Stands:
    """The field is there, with whatever value, null apart."""

    field: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; of no parts, it holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds; of no parts, it does not hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold: also true where its field is missing."""

    part: Condition


Test: TypeAlias = Text | Wildcard | Regex | Network | Number | Moment | SameAs | IsNull | Stands
Condition: TypeAlias = Test | AllOf | AnyOf | Not
NEVER = AnyOf(())
ALWAYS = AllOf(())


def fold_name(name: str) -> str:
    """Return a field name as conditions and columns write it: lower case, without spaces."""
    return name.lower().replace(" ", "")


def fold_text(text: str) -> str:
    """Return a text as tests without `cased` compare it: lower case, the sigma at a word's end as any other.

    Every character is folded by itself, so that a part of a text folds as it does inside the whole.
    """
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("ς", "σ")
