"""The letter that urges bodies to send their yearly report (công văn đôn đốc), with its annex of those that have not sent.

It may go out before the day of the law as well: the specialised unit advises, organises, urges and checks (Decree 331/2026/NĐ-CP,
Article 32). Who may only be asked is asked, and nobody is called late before the day has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vonggac.engines.documents.facts import Body, Draft
from vonggac.engines.documents.model import Annex, Block, Column, Paper, Paragraph, Table
from vonggac.engines.documents.urging import NothingToRemindError, by_relation, closing, may_be_urged, requests, urging_letter
from vonggac.kernel.reading import format_date
from vonggac.law.layout import Wording
from vonggac.law.report import ReportRegime

COLUMNS = (
    Column("STT", 1, "center"),
    Column("Cơ quan", 6.4),
    Column("Số hệ thống phải báo cáo", 2.6, "center"),
    Column("Số hệ thống còn thiếu thông tin", 2.8, "center"),
    Column("Tình trạng báo cáo", 3.2),
)


@dataclass(frozen=True, slots=True)
class Silent:
    """One body that has not sent its report: how many systems it has to report, how many of them lack something, how far it is."""

    body: Body
    systems: int
    gaps: int
    state: str
    """In words: "Chưa lập", "Đang lập", "Bị trả lại"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which report is asked for, and by when: the day of the law, and the day by which this letter wants it."""

    year: int
    regime: ReportRegime
    last_day: date
    last_working_day: date
    answer_by: date


def report_reminder(*, draft: Draft, asked: Asked, silent: Sequence[Silent], as_of: date, wording: Wording) -> Paper:
    """Draw the letter to the bodies that have not sent; `NothingToRemindError` when there is none that may be reminded."""
    reminded = [one for one in silent if may_be_urged(one.body, wording)]
    if not reminded:
        raise NothingToRemindError("Không có cơ quan nào chưa gửi báo cáo cần đôn đốc.")
    return urging_letter(
        draft=draft,
        subject=f"gửi báo cáo năm {asked.year} về bảo đảm an ninh mạng hệ thống thông tin theo cấp độ",
        names=tuple(one.body.name for one in reminded),
        body=_body(draft, asked, reminded, as_of, wording),
        annex=Annex(f"Danh sách cơ quan, đơn vị chưa gửi báo cáo năm {asked.year}", (_table(reminded, asked, as_of, wording),)),
    )


def _body(draft: Draft, asked: Asked, silent: Sequence[Silent], as_of: date, wording: Wording) -> Iterable[Block]:
    groups = by_relation(silent, wording)
    yield Paragraph(_duty(asked))
    yield Paragraph(
        f"Đến hết ngày {format_date(as_of)}, còn {len(silent):02d} cơ quan, đơn vị chưa gửi báo cáo (chi tiết tại Phụ lục kèm theo)."
    )
    yield from requests(draft, groups, wording, asked=f"báo cáo theo {asked.regime.form}, gửi", answer_by=asked.answer_by)
    if any(one.gaps for one in silent):
        yield Paragraph("Hệ thống thông tin còn thiếu thông tin nêu tại Phụ lục cần được bổ sung trước khi gửi; ô chưa có thì nêu lý do.")
    yield Paragraph("Trường hợp có khó khăn, vướng mắc, đề nghị thông tin sớm để được hướng dẫn.")
    yield closing(groups, wording)


def _duty(asked: Asked) -> str:
    """Return what the law asks, with its day, and the last working day where that one is a day off."""
    step, period = asked.regime.steps[0], asked.regime.period(asked.year)
    senders = " và ".join(one[:1].lower() + one[1:] for one in step.senders)
    off = asked.last_working_day != asked.last_day
    return (
        f"Theo {asked.regime.article} và {asked.regime.form} {asked.regime.source.split(',')[0]}, {senders} gửi "
        f"{step.addressee[:1].lower()}{step.addressee[1:]} báo cáo kết quả từ ngày {_day(period.first)} đến hết ngày {_day(period.last)} "
        f"trước ngày {format_date(step.before.in_year(asked.year))}"
        + (f"; ngày làm việc cuối cùng trước thời hạn là {format_date(asked.last_working_day)}." if off else ".")
    )


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _table(silent: Sequence[Silent], asked: Asked, as_of: date, wording: Wording) -> Table:
    rows = tuple(
        (str(place), one.body.name, str(one.systems), str(one.gaps), _state(one, asked, as_of, wording))
        for place, one in enumerate(silent, 1)
    )
    return Table(COLUMNS, rows, empty="Không có cơ quan chưa gửi")


def _state(one: Silent, asked: Asked, as_of: date, wording: Wording) -> str:
    """Return how far the report is; "quá hạn" only after the day of the law, and never of a body that is only asked."""
    shown = wording.towards(one.body.relation, one.body.standing).lateness
    if not shown:
        return "Chưa nhận được"
    days = (as_of - asked.last_day).days
    return f"{one.state}, quá hạn {days} ngày" if days > 0 else one.state
