"""The yearly report on protection by level (Decree 331/2026/NĐ-CP, form 08): owner, unit, counters, and the table as an annex."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from vonggac.engines.documents.drawing import draw_report
from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Block, Column, Dash, Item, Paper, Paragraph, Rank, Table
from vonggac.kernel.reading import format_date
from vonggac.law.layout import Layout
from vonggac.law.report import ColumnType, FormColumn, Needed, ReportRegime

_SHARES = {ColumnType.NUMBER: 1.0, ColumnType.LEVEL: 1.3, ColumnType.DATE: 2.0, ColumnType.ACT: 3.0, ColumnType.TEXT: 3.0}
_ALIGNED = {ColumnType.NUMBER, ColumnType.LEVEL, ColumnType.DATE}
_COUNTERS = (Column("STT", 1, "center"), Column("Chỉ tiêu", 9), Column("Số liệu", 3, "right"))
UNKNOWN = "Chưa có thông tin"


class UnknownColumnError(ValueError):
    """The form asks something of a body for which no fact is known."""


@dataclass(frozen=True, slots=True)
class BodyCard:
    """What parts 1 and 2 of the form say of a body; what is not known is empty and says so."""

    name: str
    mandate: str = ""
    """The document that says what it is for."""
    representative: str = ""
    """Who represents it, with the post."""
    address: str = ""
    phone: str = ""
    email: str = ""

    def said(self, asked: FormColumn) -> str:
        """Return what is known of one thing that the form asks; a form that asks something else is refused, never half filled."""
        if asked.code not in {one.name for one in fields(self)}:
            raise UnknownColumnError(f"Mẫu có mục “{asked.code}” về cơ quan mà chương trình chưa biết cách điền.")
        return str(getattr(self, asked.code))

    def lacks(self, regime: ReportRegime) -> tuple[FormColumn, ...]:
        """Return what the form asks and nobody has said."""
        return tuple(one for one in regime.card if one.needed is Needed.ALWAYS and not self.said(one))

    def lines(self, regime: ReportRegime) -> Iterable[str]:
        """Return a line for each thing that the form asks."""
        return (f"{one.title_vi}: {self.said(one) or UNKNOWN}" for one in regime.card)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualFacts:
    """One report: whose, of which year, its counters and its rows as printed words, in the order of the form."""

    year: int
    owner: BodyCard
    unit: BodyCard
    counters: Sequence[str]
    rows: Sequence[Sequence[str]]
    superior: str = ""
    remarks: Sequence[str] = ()
    is_draft: bool = True
    empty_cells: int = 0


def annual_report(*, draft: Draft, facts: AnnualFacts, regime: ReportRegime, layout: Layout) -> Paper:
    """Draw the report; a draft is marked in its subject until the body has sent it."""
    marked = " (DỰ THẢO)" if facts.is_draft else ""
    return draw_report(
        draft,
        layout,
        subject=f"Công tác bảo đảm an ninh mạng hệ thống thông tin theo cấp độ năm {facts.year}{marked}",
        superior=facts.superior,
        body=_body(draft, facts, regime),
        annexes=(_annex(facts, regime),),
    )


def _body(draft: Draft, facts: AnnualFacts, regime: ReportRegime) -> Iterable[Block]:
    office = draft.head.issuer_in_text
    period = regime.period(facts.year)
    days = f"từ ngày {_day(period.first)} đến hết ngày {_day(period.last)}"
    yield Paragraph(f"Căn cứ {regime.source} ({regime.form}), {office} báo cáo kết quả {days} như sau:")
    yield Item(Rank.ROMAN, "THÔNG TIN VỀ CHỦ QUẢN HỆ THỐNG THÔNG TIN", titled=True)
    yield from (Dash(line) for line in facts.owner.lines(regime))
    yield Item(Rank.ROMAN, "THÔNG TIN VỀ ĐƠN VỊ BÁO CÁO", titled=True)
    yield from (Dash(line) for line in facts.unit.lines(regime))
    yield Item(Rank.ROMAN, "SỐ LIỆU TỔNG HỢP", titled=True)
    yield _counters(facts, regime)
    if facts.empty_cells:
        yield Paragraph(f"Còn {facts.empty_cells} ô chưa có thông tin tại Phụ lục kèm theo", italic=True)
    yield Item(Rank.ROMAN, "NỘI DUNG KHÁC", titled=True)
    yield from (Dash(line) for line in facts.remarks)
    if not facts.remarks:
        yield Paragraph("Không có.")
    yield Paragraph(f"Trên đây là kết quả năm {facts.year}, {office} báo cáo")


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _counters(facts: AnnualFacts, regime: ReportRegime) -> Table:
    lines = zip(regime.counters, facts.counters, strict=True)
    return Table(_COUNTERS, tuple((str(place), counter.title_vi, words) for place, (counter, words) in enumerate(lines, 1)))


def _annex(facts: AnnualFacts, regime: ReportRegime) -> Annex:
    columns = tuple(Column(column.title_vi, _share(column), "center" if column.type in _ALIGNED else "left") for column in regime.columns)
    table = Table(columns, tuple(map(tuple, facts.rows)), empty="Không có hệ thống thông tin")
    return Annex(f"Danh sách hệ thống thông tin ({regime.form})", (table, Paragraph("Ô để trống là chưa có thông tin")), landscape=True)


def _share(column: FormColumn) -> float:
    return _SHARES.get(column.type, 2.2)
