"""The official reminder letter (công văn đôn đốc) with its annex of bodies that have not answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vonggac.engines.documents.facts import Draft, Origin, Overdue
from vonggac.engines.documents.model import Annex, Block, Column, Paper, Paragraph, Table
from vonggac.engines.documents.urging import NothingToRemindError, by_relation, closing, may_be_urged, requests, urging_letter
from vonggac.kernel.reading import format_date
from vonggac.law.layout import Wording

COLUMNS = (
    Column("STT", 1, "center"),
    Column("Cơ quan", 5),
    Column("Nội dung", 7),
    Column("Hạn", 2.4, "center"),
    Column("Quá hạn", 2.2, "center"),
)


def reminder_letter(
    *, draft: Draft, origin: Origin, overdue: Sequence[Overdue], as_of: date, answer_by: date, wording: Wording, contact: str = ""
) -> Paper:
    """Draw the reminder for work past its deadline, each body spoken to as its relation asks.

    Work with an internal deadline and bodies that were only informed are left out.
    """
    late = [item for item in overdue if may_remind(item, wording)]
    if not late:
        raise NothingToRemindError("Không có cơ quan nào quá hạn cần đôn đốc.")
    return urging_letter(
        draft=draft,
        subject=f"thực hiện {short_name(origin)}",
        names=_names(late),
        body=_body(draft, origin, late, as_of, answer_by, wording, contact),
        annex=Annex("Danh sách cơ quan, đơn vị chưa gửi kết quả", (overdue_table(late, wording),)),
    )


def may_remind(item: Overdue, wording: Wording) -> bool:
    """Tell whether a body may be reminded of a piece of work in writing."""
    return not item.internal and may_be_urged(item.body, wording)


def short_name(origin: Origin) -> str:
    """Return the letter as a subject names it: kind, number, day and issuer, or its subject when it has no number."""
    if not origin.number:
        return origin.words()
    return Origin(origin.kind, origin.number, origin.issuer, origin.dated_on, "").words()


def overdue_table(late: Sequence[Overdue], wording: Wording) -> Table:
    """Return the table of the annex; a body that is only asked is not shown as late."""
    rows = tuple(
        (str(place), item.body.name, item.content, format_date(item.due), _lateness(item, wording)) for place, item in enumerate(late, 1)
    )
    return Table(COLUMNS, rows, empty="Không có cơ quan quá hạn")


def _lateness(item: Overdue, wording: Wording) -> str:
    shown = wording.towards(item.body.relation, item.body.standing).lateness
    return f"{item.days} ngày" if shown else "Chưa nhận được"


def _names(late: Sequence[Overdue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.body.name for item in late))


def _body(
    draft: Draft, origin: Origin, late: Sequence[Overdue], as_of: date, answer_by: date, wording: Wording, contact: str
) -> Iterable[Block]:
    groups = by_relation(late, wording)
    yield _opening(draft, origin, late, as_of)
    yield from requests(draft, groups, wording, asked="các nội dung đã đến hạn, gửi kết quả và tài liệu minh chứng", answer_by=answer_by)
    yield Paragraph(
        "Trường hợp có khó khăn, vướng mắc hoặc cần thêm thời gian, đề nghị thông tin sớm để được hướng dẫn"
        + (f" (đầu mối liên hệ: {contact})." if contact else ".")
    )
    yield closing(groups, wording)


def _opening(draft: Draft, origin: Origin, late: Sequence[Overdue], as_of: date) -> Paragraph:
    return Paragraph(
        f"{draft.head.issuer_in_text} đang theo dõi, tổng hợp kết quả thực hiện {origin.words()}. "
        f"Đến hết ngày {format_date(as_of)}, còn {len(_names(late)):02d} cơ quan, đơn vị chưa gửi kết quả thực hiện "
        f"{len(late):02d} nội dung đã đến hạn (chi tiết tại Phụ lục kèm theo)."
    )
