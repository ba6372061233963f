"""An official document as values: what stands in which box of Decree 30/2020/NĐ-CP, before anything is set in type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from vonggac.kernel.handling import Handling


class Kind(StrEnum):
    """Kinds of document this product drafts (Annex III); the layout data gives their printed names."""

    LETTER = "cong-van"
    REPORT = "bao-cao"
    MINUTES = "bien-ban"
    PLAN = "ke-hoach"
    NOTICE = "thong-bao"
    DIRECTIVE = "chi-thi"
    DECISION = "quyet-dinh"
    SUBMISSION = "to-trinh"
    GUIDANCE = "huong-dan"
    SCHEME = "phuong-an"
    ANSWER_FORM = "phieu-tra-loi"


class Urgency(StrEnum):
    """Marks of urgency (box 10b)."""

    MOST_URGENT = "hoa-toc"
    VERY_URGENT = "thuong-khan"
    URGENT = "khan"


@dataclass(frozen=True, slots=True)
class PaperDate:
    """The date of a document; what is not known yet stays blank until the clerical office fills it in."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, day: date) -> PaperDate:
        """Return the full date."""
        return cls(day.year, day.month, day.day)

    def __post_init__(self) -> None:
        """Refuse a day without a month and numbers no calendar has."""
        if self.day is not None and self.month is None:
            raise ValueError("có ngày mà không có tháng")
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError as error:
            raise ValueError("ngày, tháng không có trong lịch") from error


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text; `lead` is printed bold before it."""

    text: str
    lead: str = ""
    italic: bool = False


class Rank(StrEnum):
    """How a numbered part is numbered: I. · 1. · a) (Vietnamese letters: a, b, c, d, đ, e, …)."""

    ROMAN = "roman"
    ARABIC = "arabic"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered part; the number is counted, never typed. A titled part is printed bold."""

    rank: Rank
    text: str
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Dash:
    """An item after a dash (gạch đầu dòng)."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, and where its text stands."""

    header: str
    share: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its heading repeats on each page. Without rows it says `empty` in one line."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] | None = None
    empty: str = "Không có"

    def __post_init__(self) -> None:
        """Refuse a row that does not fit the columns."""
        for row in (*self.rows, *([self.totals] if self.totals else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"bảng có {len(self.columns)} cột, một dòng có {len(row)} ô")


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write by hand: a label, then dotted lines drawn to the edge."""

    label: str
    lines: int = 1


Block: TypeAlias = Paragraph | Item | Dash | Table | Blank


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the lines of authority ("TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC"), the post, the name or None."""

    title: str
    name: str | None = None
    authority: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex in a section of its own, with its own page numbers."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An official document. Text given here is data: it is printed as it is and never read as a command."""

    kind: Kind
    issuer: str
    place: str
    date: PaperDate
    subject: str
    body: tuple[Block, ...]
    signers: tuple[Signer, ...]
    issuer_in_text: str = ""
    parent: str = ""
    number: int | None = None
    symbol: str = ""
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    filing: str = ""
    drafter: str = ""
    urgency: Urgency | None = None
    handling: Handling = Handling.NONE
    return_after_reading: bool = False
    contact: str = ""
    annexes: tuple[Annex, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no document may be without."""
        if not self.issuer.strip() or not self.subject.strip():
            raise ValueError("văn bản phải có tên cơ quan ban hành và trích yếu")
        if not self.signers:
            raise ValueError("văn bản phải có chức vụ người ký")
        if not self.body or isinstance(self.body[-1], Table):
            raise ValueError("nội dung văn bản phải kết thúc bằng một đoạn chữ")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The office that drafts: what it prints above its documents and how it is called inside them."""

    issuer: str
    issuer_in_text: str
    short: str
    unit: str
    place: str
    parent: str = ""
    contact: str = ""

    def letter_symbol(self) -> str:
        """Symbol of a letter: BODY-UNIT (Annex I, box 3)."""
        return f"{self.short}-{self.unit}" if self.unit else self.short

    def named_symbol(self, abbreviation: str) -> str:
        """Symbol of a named kind: TYPE-BODY."""
        return f"{abbreviation}-{self.short}"
