"""The report at the end of a season (đợt cao điểm): how complete the daily word was, what happened, who kept silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vonggac.engines.documents.drawing import draw_report
from vonggac.engines.documents.facts import Draft, Origin
from vonggac.engines.documents.model import Annex, Block, Column, Item, Paper, Paragraph, Rank, Table
from vonggac.engines.documents.reminders import short_name
from vonggac.kernel.reading import format_date, format_number, format_percent
from vonggac.law.layout import Layout

_INCIDENTS = (Column("STT", 1, "center"), Column("Ngày", 2.4, "center"), Column("Cơ quan", 5), Column("Sự việc", 8))
_SILENT = (Column("STT", 1, "center"), Column("Cơ quan", 9), Column("Số ngày chưa báo", 3, "right"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonFacts:
    """What was said day by day."""

    name: str
    first: date
    last: date
    as_of: date
    bodies: int
    days: int
    quiet: int
    incidents: tuple[tuple[date, str, str], ...]
    """(day, body, what happened), oldest first."""
    silent: tuple[tuple[str, int], ...]
    """(body, days without a word), most silent first."""

    @property
    def expected(self) -> int:
        """How many words a complete record has."""
        return self.bodies * self.days


def season_report(*, draft: Draft, origin: Origin, facts: SeasonFacts, layout: Layout, superior: str = "") -> Paper:
    """Draw the report of a season as it stands on a day; silence is told apart from quiet."""
    return draw_report(
        draft,
        layout,
        subject=f"Kết quả bảo đảm an ninh mạng đợt cao điểm {facts.name}".strip(),
        superior=superior,
        body=_body(draft, origin, facts),
        annexes=(Annex("Danh sách cơ quan, đơn vị chưa báo đủ ngày", (_silent_table(facts.silent),)),),
    )


def _body(draft: Draft, origin: Origin, facts: SeasonFacts) -> Iterable[Block]:
    office = draft.head.issuer_in_text
    yield Paragraph(
        f"Thực hiện {origin.words()}, {office} báo cáo kết quả đợt cao điểm {facts.name} từ ngày {format_date(facts.first)} "
        f"đến ngày {format_date(facts.last)}; số liệu tính đến hết ngày {format_date(facts.as_of)}."
    )
    yield Item(Rank.ROMAN, "TÌNH HÌNH CHUNG", titled=True)
    yield Paragraph(_overview(facts))
    yield Item(Rank.ROMAN, "SỰ VIỆC ĐÃ BÁO", titled=True)
    yield _incidents_table(facts.incidents)
    yield Item(Rank.ROMAN, "CHẤP HÀNH CHẾ ĐỘ BÁO CÁO HẰNG NGÀY", titled=True)
    yield Paragraph(_discipline(facts))
    yield Paragraph(f"Trên đây là kết quả đợt cao điểm theo {short_name(origin)}, {office} báo cáo")


def _overview(facts: SeasonFacts) -> str:
    return (
        f"Có {format_number(facts.bodies)} cơ quan, đơn vị thực hiện báo cáo hằng ngày trong {format_number(facts.days)} ngày. "
        f"Đã nhận {format_number(facts.quiet)} lượt báo không có sự cố và {format_number(len(facts.incidents))} lượt báo có sự việc."
    )


def _discipline(facts: SeasonFacts) -> str:
    said = facts.quiet + len(facts.incidents)
    share = f" (đạt {format_percent(said * 100 / facts.expected, 1)})" if facts.expected else ""
    ending = (
        f"Còn {format_number(len(facts.silent))} cơ quan, đơn vị chưa báo đủ ngày (chi tiết tại Phụ lục kèm theo); "
        "ngày chưa báo không được tính là không có sự cố."
        if facts.silent
        else "Mọi cơ quan, đơn vị đã báo đủ các ngày."
    )
    return f"Đã nhận {format_number(said)} trên {format_number(facts.expected)} lượt báo{share}. {ending}"


def _incidents_table(incidents: Sequence[tuple[date, str, str]]) -> Table:
    rows = tuple((str(place), format_date(day), body, what) for place, (day, body, what) in enumerate(incidents, 1))
    return Table(_INCIDENTS, rows, empty="Không có sự việc nào được báo")


def _silent_table(silent: Sequence[tuple[str, int]]) -> Table:
    rows = tuple((str(place), body, format_number(days)) for place, (body, days) in enumerate(silent, 1))
    return Table(_SILENT, rows, empty="Mọi cơ quan, đơn vị đã báo đủ các ngày")
