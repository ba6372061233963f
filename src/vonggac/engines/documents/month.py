"""The monthly report on alerts: warnings, infected machines, vulnerabilities, suspicious connections, beside the month before.

Its parts follow the national report ("Báo cáo kỹ thuật tình hình an toàn thông tin tháng …" of the Authority of Information Security):
what was warned of, infected machines, CVE → machines, suspicious connections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vonggac.engines.documents.drawing import draw_report
from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Block, Column, Item, Paper, Paragraph, Rank, Table
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.layout import Layout


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One figure, that of the month before, and by how much it rose or fell in percent, where that says anything."""

    name: str
    now: int | None
    before: int | None
    percent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """What the report says; every list in the order in which it is printed."""

    year: int
    month: int
    as_of: date
    scope: str
    """Whose alerts are counted, as words in a sentence: "trên địa bàn tỉnh"."""
    lines: Sequence[MonthLine]
    tables: Sequence[tuple[str, Sequence[MonthLine]]]
    """(title, lines): by severity, class, product, malware, vulnerability."""
    bodies: Sequence[MonthLine] = ()
    """By body, for the annex."""

    @property
    def of_month(self) -> str:
        """Return the month as a heading names it."""
        return f"tháng {self.month}/{self.year}"


def month_report(*, draft: Draft, facts: MonthFacts, layout: Layout, superior: str = "") -> Paper:
    """Draw the report of a month; number, day and signature come from outside."""
    return draw_report(
        draft,
        layout,
        subject=f"Tình hình an ninh mạng {facts.of_month} và số liệu cảnh báo, mã độc, giám sát",
        superior=superior,
        body=_body(draft, facts),
        annexes=(Annex(f"Cảnh báo theo cơ quan, đơn vị {facts.of_month}", (_table("Cơ quan, đơn vị", facts.bodies),)),),
    )


def _body(draft: Draft, facts: MonthFacts) -> Iterable[Block]:
    office = draft.head.issuer_in_text
    yield Paragraph(
        f"{office} báo cáo tình hình an ninh mạng {facts.of_month} {facts.scope}; cảnh báo tính vào tháng đến lần đầu, "
        f"số liệu tính đến hết ngày {format_date(facts.as_of)}."
    )
    yield Item(Rank.ROMAN, "SỐ LIỆU CHUNG", titled=True)
    yield _table("Chỉ tiêu", facts.lines)
    yield Paragraph("Tỷ lệ tăng, giảm so với tháng trước; tháng trước bằng 0 thì không tính tỷ lệ.", italic=True)
    for title, lines in facts.tables:
        yield Item(Rank.ROMAN, title.upper(), titled=True)
        yield _table("Nội dung", lines)
    yield Paragraph(f"Trên đây là tình hình an ninh mạng {facts.of_month} (số liệu từng cơ quan tại Phụ lục kèm theo), {office} báo cáo")


def _table(heading: str, lines: Sequence[MonthLine]) -> Table:
    columns = (
        Column("STT", 1, "center"),
        Column(heading, 7),
        Column("Trong tháng", 2.4, "right"),
        Column("Tháng trước", 2.4, "right"),
        Column("Tăng, giảm (%)", 2.4, "right"),
    )
    rows = tuple((str(place), one.name, _number(one.now), _number(one.before), _change(one.percent)) for place, one in enumerate(lines, 1))
    return Table(columns, rows, empty="Không có")


def _number(value: int | None) -> str:
    return "" if value is None else format_number(value)


def _change(percent: float | None) -> str:
    """Write +12,5 or -3,0; nothing where no percentage says anything."""
    if percent is None:
        return ""
    rounded = round(percent, 1)
    return f"{'+' if rounded > 0 else ''}{format_number(rounded, 1)}"
