"""The official reminder letter (công văn đôn đốc) with its annex of bodies that have not answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from vonggac.engines.documents.facts import Body, Draft, Origin, Overdue
from vonggac.engines.documents.model import Annex, Block, Column, Kind, Paper, Paragraph, Table
from vonggac.kernel.reading import format_date
from vonggac.law.layout import Wording

NAMED_ADDRESSEES = 8
RELATION_ORDER = ("chi-dao", "de-nghi", "phoi-hop", "de-biet")
COLUMNS = (
    Column("STT", 1, "center"),
    Column("Cơ quan", 5),
    Column("Nội dung", 7),
    Column("Hạn", 2.4, "center"),
    Column("Quá hạn", 2.2, "center"),
)


class NothingToRemindError(ValueError):
    """No body is overdue that may be reminded, so no letter is drawn."""


def reminder_letter(
    *, draft: Draft, origin: Origin, overdue: Sequence[Overdue], as_of: date, answer_by: date, wording: Wording, contact: str = ""
) -> Paper:
    """Draw the reminder for work past its deadline, each body spoken to as its relation asks.

    Work with an internal deadline and bodies that were only informed are left out.
    """
    late = [item for item in overdue if may_remind(item, wording)]
    if not late:
        raise NothingToRemindError("Không có cơ quan nào quá hạn cần đôn đốc.")
    groups = by_relation(late, wording)
    return Paper(
        kind=Kind.LETTER,
        parent=draft.head.parent,
        issuer=draft.head.issuer,
        issuer_in_text=draft.head.issuer_in_text,
        number=draft.number,
        symbol=draft.head.letter_symbol(),
        place=draft.head.place,
        date=draft.date,
        subject=f"đôn đốc thực hiện {short_name(origin)}",
        addressees=_addressees(late),
        body=(_opening(draft, origin, late, as_of), *_requests(draft, groups, answer_by, wording), *_close(contact, groups, wording)),
        recipients=draft.recipients or ("Như trên",),
        filing=draft.filing,
        drafter=draft.drafter,
        signers=draft.signers,
        urgency=draft.urgency,
        handling=draft.handling,
        contact=draft.head.contact,
        annexes=(Annex("Danh sách cơ quan, đơn vị chưa gửi kết quả", (overdue_table(late, wording),)),),
    )


def may_remind(item: Overdue, wording: Wording) -> bool:
    """Tell whether a body may be reminded of a piece of work in writing."""
    return not item.internal and wording.towards(item.body.relation, item.body.standing).remind


class Addressed(Protocol):
    """Something that concerns one body."""

    @property
    def body(self) -> Body: ...


def by_relation(late: Iterable[Addressed], wording: Wording) -> dict[str, list[Body]]:
    """Return the bodies under the relation that counts, each once, strictest first."""
    groups: dict[str, list[Body]] = {relation: [] for relation in RELATION_ORDER}
    for item in late:
        bodies = groups[wording.relation_of(item.body.relation, item.body.standing)]
        if item.body not in bodies:
            bodies.append(item.body)
    return {relation: bodies for relation, bodies in groups.items() if bodies}


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


def _addressees(late: Sequence[Overdue]) -> tuple[str, ...]:
    names = _names(late)
    return names if len(names) <= NAMED_ADDRESSEES else ("Các cơ quan, đơn vị, địa phương (theo danh sách tại Phụ lục kèm theo)",)


def _opening(draft: Draft, origin: Origin, late: Sequence[Overdue], as_of: date) -> Paragraph:
    return Paragraph(
        f"{draft.head.issuer_in_text} đang theo dõi, tổng hợp kết quả thực hiện {origin.words()}. "
        f"Đến hết ngày {format_date(as_of)}, còn {len(_names(late)):02d} cơ quan, đơn vị chưa gửi kết quả thực hiện "
        f"{len(late):02d} nội dung đã đến hạn (chi tiết tại Phụ lục kèm theo)."
    )


def _requests(draft: Draft, groups: dict[str, list[Body]], answer_by: date, wording: Wording) -> Iterable[Block]:
    """Yield one request for each relation, those who are asked before those who are ordered.

    With several relations each is named, and the last speaks to the bodies of the annex that remain.
    """
    office = draft.head.issuer_in_text
    for place, (relation, bodies) in enumerate(reversed(groups.items()), 1):
        rule = wording.towards(relation)
        whom = ", ".join(body.name for body in bodies)
        if place == len(groups):
            whom = f"{rule.call} {'còn lại ' if len(groups) > 1 else ''}nêu tại Phụ lục"
        yield Paragraph(
            f"{office} {rule.verb} {whom} {rule.manner} các nội dung đã đến hạn, gửi kết quả và tài liệu minh chứng "
            f"về {office} trước ngày {format_date(answer_by)}."
        )


def _close(contact: str, groups: dict[str, list[Body]], wording: Wording) -> Iterable[Block]:
    yield Paragraph(
        "Trường hợp có khó khăn, vướng mắc hoặc cần thêm thời gian, đề nghị thông tin sớm để được hướng dẫn"
        + (f" (đầu mối liên hệ: {contact})." if contact else ".")
    )
    gentlest = list(groups)[-1]
    yield Paragraph(wording.towards(gentlest).closing)
