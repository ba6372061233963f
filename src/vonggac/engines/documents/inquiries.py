"""The letter that asks a telecom provider which machine or customer had an address at a minute (công văn đề nghị tra cứu)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vonggac.engines.documents.drawing import draw_letter
from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Block, Column, Dash, Paper, Paragraph, Table
from vonggac.kernel.reading import format_date, format_number

COLUMNS = (
    Column("STT", 1, "center"),
    Column("Địa chỉ IP", 3.6),
    Column("Cổng nguồn", 1.8, "center"),
    Column("Thời điểm (+07:00)", 3.4, "center"),
    Column("Mã độc", 3),
    Column("Máy chủ điều khiển", 3.2),
)
GUIDE = (
    "Địa chỉ cấp động: tra nhật ký cấp địa chỉ (RADIUS, DHCP) tại đúng giờ, phút đã nêu.",
    "Địa chỉ dùng chung (CGNAT): tra nhật ký chuyển đổi theo địa chỉ, cổng nguồn và giờ, phút; thiếu cổng thì nêu các thuê bao trong "
    "phút ấy thuộc cơ quan nhà nước.",
    "Địa chỉ cố định: nêu thuê bao và địa điểm lắp đặt trong thời gian đã nêu.",
    "Dòng không ghi giờ: tra theo cả ngày; không đủ nhật ký thì trả lời “không xác định được” kèm lý do.",
)

MOST_ON_PAPER = 500


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One address to look up; what the list does not say stays empty."""

    address: str
    port: str
    moment: str
    family: str
    steered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked, about which list, by when."""

    provider: str
    source: str
    list_day: date
    letter_number: str
    answer_by: date


def provider_inquiry(*, draft: Draft, asked: Asked, rows: Sequence[AskedRow]) -> Paper:
    """Draw the letter with its annex: every address with port and time, and how to find the machine, on one page."""
    return draw_letter(
        draft,
        subject="đề nghị tra cứu thuê bao sử dụng địa chỉ IP nhiễm mã độc",
        addressees=(asked.provider,),
        body=_body(asked, rows),
        annexes=(Annex("Danh sách địa chỉ IP đề nghị tra cứu", _listed(rows)), Annex("Hướng dẫn tra cứu", tuple(map(Dash, GUIDE)))),
    )


def _listed(rows: Sequence[AskedRow]) -> tuple[Block, ...]:
    """A long list goes as a workbook: nobody looks ten thousand lines up from paper."""
    if len(rows) <= MOST_ON_PAPER:
        return (_table(rows),)
    return (Paragraph(f"Danh sách có {format_number(len(rows))} dòng, gửi kèm văn bản này dưới dạng bảng tính."),)


def _body(asked: Asked, rows: Sequence[AskedRow]) -> Iterable[Block]:
    letter = f" (văn bản số {asked.letter_number})" if asked.letter_number else ""
    count = format_number(len({one.address for one in rows}))
    yield Paragraph(
        f"Danh sách địa chỉ IP nhiễm mã độc ngày {format_date(asked.list_day)} của {asked.source}{letter} có {count} địa chỉ thuộc phạm vi "
        f"{asked.provider} quản lý mà chưa xác định được cơ quan, máy tính đang sử dụng."
    )
    yield Paragraph(
        f"Đề nghị {asked.provider} tra cứu, cho biết thuê bao là cơ quan nhà nước trên địa bàn tỉnh đã sử dụng từng địa chỉ vào thời điểm "
        f"và cổng nêu tại Phụ lục I, gửi kết quả trước ngày {format_date(asked.answer_by)}."
    )
    yield Paragraph("Thời điểm trong Phụ lục I theo giờ Việt Nam (+07:00), cách tra cứu nêu tại Phụ lục II.")
    yield Paragraph("Địa chỉ không tra cứu được thì nêu lý do.")
    yield Paragraph("Rất mong nhận được sự phối hợp.")


def _table(rows: Sequence[AskedRow]) -> Table:
    told = tuple((str(place), one.address, one.port, one.moment, one.family, one.steered_by) for place, one in enumerate(rows, 1))
    return Table(COLUMNS, told)
