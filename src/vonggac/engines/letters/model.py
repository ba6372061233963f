"""What a letter says, as values. Every value was read from the text; what the letter does not say is None.

The shape follows Decree 30/2020 (Annex I, the parts of an administrative document) and the way directives are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Span = tuple[int, int]
"""[start, end) in code points of `Letter.text`."""


class Kind(StrEnum):
    """Types of administrative documents (Decree 30/2020, Article 7) that a coordinator receives."""

    OFFICIAL_LETTER = "cong-van"
    DIRECTIVE = "chi-thi"
    TELEGRAM = "cong-dien"
    PLAN = "ke-hoach"
    NOTICE = "thong-bao"
    DECISION = "quyet-dinh"
    REPORT = "bao-cao"
    SUBMISSION = "to-trinh"
    GUIDANCE = "huong-dan"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter, or one sentence of it, turns to."""

    text: str
    class_: str | None = None
    """A class of bodies ("so-ban-nganh"); None for a single named body, post or person."""
    line: int | None = None
    """Which line of Kính gửi, from 1; None when a sentence of the body named it."""


@dataclass(frozen=True, slots=True)
class Base:
    """A document on which this one stands (Căn cứ, Thực hiện, …)."""

    number: str | None
    date: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """An annex: announced, present behind the signature, or both."""

    title: str
    present: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when; exactly one of the four is set, or none when the words are there but cannot be computed."""

    quote: str
    date: str | None = None
    working_days: int | None = None
    calendar_days: int | None = None
    day_of_month: int | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing to do. A node with parts to give out is a heading; the leaves are what is given out."""

    number: str | None
    text: str
    addressees: tuple[Addressee, ...] = ()
    """Whom the sentence itself names; empty means everyone in Kính gửi."""
    deadline: Deadline | None = None
    recurrence: str | None = None
    """An RRULE of RFC 5545, without DTSTART."""
    figures_asked: tuple[str, ...] = ()
    own: bool = False
    """True for what the issuer promises to do itself."""
    items: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: a person, a unit or a hotline, under the organisation it belongs to."""

    organisation: str | None
    name: str | None
    role: str | None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, and for whom ("KT. CHỦ TỊCH"; Decree 30/2020, Annex I, box 7)."""

    name: str | None
    title: str | None
    authority: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should look at: a value that is missing, incomplete or read from an unusual place."""

    code: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value and its place in the text, as a JSON pointer."""

    pointer: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as read."""

    text: str
    kind: Kind = Kind.OTHER
    number: str | None = None
    symbol: str | None = None
    place: str | None = None
    date: str | None = None
    date_partial: str | None = None
    issuer: str | None = None
    parent: str | None = None
    subject: str | None = None
    addressees: tuple[Addressee, ...] = ()
    recipients: tuple[str, ...] = ()
    bases: tuple[Base, ...] = ()
    cited: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    contacts: tuple[Contact, ...] = ()
    signer: Signer | None = None
    warnings: tuple[Notice, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=lambda: MappingProxyType({}))
