"""The facts the ready documents are drawn from: plain values a room gathers, with nothing of a database in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from vonggac.engines.documents.model import Letterhead, PaperDate, Signer, Urgency
from vonggac.kernel.handling import Handling
from vonggac.kernel.reading import format_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What every document of an office needs and no computation gives: its head, its date, who signs, where it goes."""

    head: Letterhead
    date: PaperDate
    signers: tuple[Signer, ...]
    number: int | None = None
    recipients: tuple[str, ...] = ()
    drafter: str = ""
    urgency: Urgency | None = None
    handling: Handling = Handling.NONE

    @property
    def filing(self) -> str:
        """The line after "Lưu:": the clerical office and the unit that drafted."""
        return f"VT, {self.head.unit}" if self.head.unit else "VT"


@dataclass(frozen=True, slots=True)
class Origin:
    """The letter the work comes from; the number may be blank, the day unknown."""

    kind: str
    number: str
    issuer: str
    dated_on: date | None
    about: str

    def words(self) -> str:
        """Return how a document names it, leaving out what is not known."""
        parts = [self.kind, f"số {self.number}" if self.number else "", f"ngày {format_date(self.dated_on)}" if self.dated_on else ""]
        parts += [f"của {self.issuer}" if self.issuer else "", f"về {_about(self.about)}" if self.about else ""]
        return " ".join(part for part in parts if part)


def _about(text: str) -> str:
    """Return the subject without the "V/v" or "về việc" that the sentence already says."""
    stripped = text.strip()
    for opening in ("V/v ", "v/v ", "Về việc ", "về việc ", "Về ", "về "):
        stripped = stripped.removeprefix(opening)
    return f"việc {stripped}" if stripped else ""


@dataclass(frozen=True, slots=True)
class Body:
    """A body written to: its name, the relation, and its kind in the register (which may forbid ordering it)."""

    name: str
    relation: str
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Overdue:
    """One piece of work of one body past its deadline; an internal deadline never counts as overdue in a document."""

    body: Body
    content: str
    due: date
    days: int
    internal: bool = False


@dataclass(frozen=True, slots=True)
class FigureSum:
    """A figure asked back, summed; None when nobody has given it."""

    name: str
    unit: str
    value: Decimal | int | None
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class ObligationResult:
    """How one obligation of a letter stands."""

    number: str
    text: str
    given: int
    done: int
    working: int
    overdue: tuple[Overdue, ...] = ()
    missing: tuple[str, ...] = ()
    figures: tuple[FigureSum, ...] = ()

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        if min(self.given, self.done, self.working) < 0 or self.done + self.working > self.given:
            raise ValueError(f"nhiệm vụ {self.number}: số hoàn thành và đang thực hiện lớn hơn số được giao")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence a body sent in."""

    body: str
    obligation: str
    name: str
    effective_on: date | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in minutes."""

    name: str
    post: str
    body: str = ""

    def words(self) -> str:
        """Return name, post and body in one line."""
        return ", ".join(part for part in (self.name, self.post, self.body) if part)


@dataclass(frozen=True, slots=True)
class Erased:
    """A place a spilled document was erased from; the content is never described."""

    what: str
    where: str
    count: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class BackupLeft:
    """A backup that still holds a spilled document and must be destroyed."""

    label: str
    where: str
    made_on: date


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A piece of work handed from one person to another."""

    work: str
    body: str
    due: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Question:
    """A plain question of a form."""

    text: str
    kind: Literal["yes-no", "figure", "text"]
    unit: str = ""


def group_digest(digest: str) -> str:
    """Return a digest in groups of sixteen, so that it can be read and compared and breaks in a narrow column."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))
