"""Minutes: of erasing a document with state secrets that came in by mistake, and of handing work over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from vonggac.engines.documents.drawing import draw, symbol_of
from vonggac.engines.documents.facts import BackupLeft, Draft, Erased, HandedOver, Person, group_digest
from vonggac.engines.documents.model import Block, Column, Dash, Item, Kind, Paper, PaperDate, Paragraph, Rank, Table
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.layout import Layout

_ERASED = (
    Column("STT", 1, "center"),
    Column("Nội dung đã xóa", 5),
    Column("Nơi lưu", 4),
    Column("Số lượng", 1.8, "right"),
    Column("Mã băm SHA-256", 4),
)
_BACKUPS = (
    Column("STT", 1, "center"),
    Column("Bản sao lưu", 5),
    Column("Nơi lưu", 5),
    Column("Ngày tạo", 3, "center"),
    Column("Kết quả hủy", 3),
)
_HANDED = (Column("STT", 1, "center"), Column("Công việc", 7), Column("Cơ quan", 4), Column("Hạn", 2.4, "center"), Column("Tình trạng", 3))


def spill_minutes(
    *,
    draft: Draft,
    layout: Layout,
    at: datetime,
    where: str,
    people: Sequence[Person],
    found: str,
    mark: str,
    erased: Sequence[Erased],
    backups: Sequence[BackupLeft],
    trace: str,
) -> Paper:
    """Draw the minutes of erasing a document with state secrets (Law 117/2025, Article 5); its content is never described.

    `found` says how it was noticed, `trace` names the row of the log that stays behind.
    """
    body = (
        *_gathering(at, where, people),
        Item(Rank.ROMAN, "NỘI DUNG", titled=True),
        Item(Rank.ARABIC, f"Phát hiện: {found}"),
        Item(Rank.ARABIC, f"Dấu chỉ độ mật nhìn thấy trên tài liệu: {mark}. Nội dung tài liệu không được ghi trong biên bản này."),
        Item(Rank.ARABIC, "Đã xóa khỏi hệ thống:"),
        _erased_table(erased),
        Item(Rank.ARABIC, "Các bản sao lưu còn chứa tài liệu, phải hủy và ghi kết quả vào biên bản:"),
        _backups_table(backups),
        Item(Rank.ARABIC, f"Dấu vết còn lại trong nhật ký kiểm toán: {trace}"),
        _read_out(len(people)),
    )
    return _minutes(draft, layout, at, "Xóa tài liệu có nội dung bí mật nhà nước khỏi hệ thống", body)


def handover_minutes(
    *, draft: Draft, layout: Layout, at: datetime, where: str, giver: Person, taker: Person, reason: str, work: Sequence[HandedOver]
) -> Paper:
    """Draw the minutes of handing open work from one person to another; both sign."""
    body = (
        *_gathering(at, where, (giver, taker), ("Người bàn giao", "Người nhận bàn giao")),
        Item(Rank.ROMAN, "NỘI DUNG BÀN GIAO", titled=True),
        Item(Rank.ARABIC, f"Lý do: {reason}"),
        Item(Rank.ARABIC, f"Số công việc đang mở: {format_number(len(work))}, gồm:"),
        _handed_table(work),
        Item(Rank.ARABIC, "Kể từ thời điểm ký biên bản, người nhận bàn giao chịu trách nhiệm thực hiện các công việc nêu trên."),
        _read_out(2),
    )
    return _minutes(draft, layout, at, "Bàn giao công việc", body)


def _minutes(draft: Draft, layout: Layout, at: datetime, subject: str, body: tuple[Block, ...]) -> Paper:
    return draw(
        Kind.MINUTES,
        draft,
        symbol_of(Kind.MINUTES, draft, layout),
        subject=subject,
        body=body,
        date=PaperDate.of(at.date()),
        filed_with=", hồ sơ",
    )


def _gathering(at: datetime, where: str, people: Sequence[Person], roles: Sequence[str] = ()) -> Iterable[Block]:
    yield Item(Rank.ROMAN, "THỜI GIAN, ĐỊA ĐIỂM", titled=True)
    yield Paragraph(f"Hồi {at:%H} giờ {at:%M} phút, ngày {format_date(at.date())}, tại {where}.")
    yield Item(Rank.ROMAN, "THÀNH PHẦN", titled=True)
    for place, person in enumerate(people):
        yield Dash(f"{roles[place]}: {person.words()};" if roles else f"{person.words()};")


def _read_out(people: int) -> Paragraph:
    return Paragraph(
        f"Biên bản được đọc cho các thành phần cùng nghe, thống nhất và lập thành {max(people, 2):02d} bản có giá trị như nhau"
    )


def _erased_table(erased: Sequence[Erased]) -> Table:
    rows = tuple((str(n), item.what, item.where, format_number(item.count), group_digest(item.digest)) for n, item in enumerate(erased, 1))
    return Table(_ERASED, rows, empty="Không có")


def _backups_table(backups: Sequence[BackupLeft]) -> Table:
    rows = tuple((str(n), item.label, item.where, format_date(item.made_on), "") for n, item in enumerate(backups, 1))
    return Table(_BACKUPS, rows, empty="Không có bản sao lưu nào chứa tài liệu")


def _handed_table(work: Sequence[HandedOver]) -> Table:
    rows = tuple((str(n), item.work, item.body, _due(item.due), item.state) for n, item in enumerate(work, 1))
    return Table(_HANDED, rows, empty="Không có công việc đang mở")


def _due(day: date | None) -> str:
    return format_date(day) if day else "Không có hạn"
