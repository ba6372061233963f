"""What bodies and coordinator did with the letters: taken on, answered, returned, accepted, more time asked, or nothing yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from vonggac.apps.directives import following
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import amending, giving_out, review, seasons
from vonggac.apps.directives.services.slips import answer_form_file
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.situation.demonstration import letters
from vonggac.apps.situation.demonstration.stage import Stage
from vonggac.apps.work import services as work
from vonggac.apps.work.models import DueOrigin
from vonggac.apps.work.services import NewEvidence

MACHINES = [
    {"label": "Máy tính đã kiểm tra", "unit": "máy", "required": True},
    {"label": "Máy nhiễm mã độc", "unit": "máy", "required": True},
    {"label": "Máy đã làm sạch", "unit": "máy", "required": True},
]
MAILBOXES = [{"label": "Hộp thư đã đổi mật khẩu", "unit": "hộp thư", "required": True}]
PEOPLE = [{"label": "Người được phổ biến", "unit": "người", "required": True}]
RETURNED = "Biên bản chưa có chữ ký và ngày kiểm tra. Chụp lại biên bản đã ký, thấy rõ ngày."


def contacts(stage: Stage) -> None:
    """A letter of two months ago, answered by everyone who has an officer, and closed."""
    row = stage.receive(letters.contacts(stage.today), 59)
    for number in ("1", "2"):
        stage.change(row, number, 59, wants_evidence=False)
    row = stage.give_out(row, 58)
    bodies = [*stage.departments, *stage.providers]
    for number in ("1", "2"):
        for place, body in enumerate(bodies):
            answer(stage, row, number, body, 54 - place / 3)
        accept(stage, row, number, bodies, 45)
    stage.later(38, lambda when: giving_out.close_directive(row, reason="Đã đủ đầu mối của các cơ quan.", by=stage.coordinator, at=when))


def review_of_machines(stage: Stage) -> None:
    """The letter on which most happens."""
    row = stage.receive(letters.review_of_machines(stage.today), 19)
    stage.change(row, "1", 18.9, figures=MACHINES, plain_question="Cơ quan đã quét mã độc toàn bộ máy tính chưa?")
    stage.change(row, "2", 18.9, plain_question="Máy tính của cơ quan đã cài bản vá mới nhất chưa?")
    stage.change(row, "3", 18.9, figures=MAILBOXES, wants_evidence=False, plain_question="Mọi người đã đổi mật khẩu thư công vụ chưa?")
    stage.change(row, "4", 18.9, figures=PEOPLE, wants_evidence=False, plain_question="Đã phổ biến cách nhận biết lừa đảo chưa?")
    stage.change(row, "5", 18.9, applies_to_owners=True)
    stage.decide(row, 18.8, "Giao phòng theo dõi, đôn đốc các cơ quan; tổng hợp báo cáo UBND tỉnh.")
    row = stage.give_out(row, 18.5)
    photo = answer_form_file(row, stage.departments[0], ending="pdf", today=stage.today, at=stage.at)
    stage.later(12, _more_days(stage, row))
    _machines(stage, row, photo)
    _patches(stage, row, photo)
    _mailboxes(stage, row)
    _people(stage, row)
    _providers(stage, row, photo)


def _more_days(stage: Stage, row: Directive) -> Callable[[datetime], object]:
    """Most communes without an officer get another day for item 1; some stay late, as some do."""
    served = [*stage.officers]

    def move(when: datetime) -> object:
        waiting = following.bodies_of(row).filter(kind=Kind.COMMUNE).exclude(pk__in=served).order_by("id")
        return amending.set_deadline(
            row,
            row.obligations.filter(number="1"),
            due_on=stage.today + timedelta(days=12),
            due_origin=DueOrigin.TEXT,
            reason="Xã mới sắp xếp, đang bàn giao máy tính.",
            by=stage.coordinator,
            at=when,
            organisations=waiting[8:],
        )

    return move


def _machines(stage: Stage, row: Directive, photo: bytes) -> None:
    """Item 1 is overdue: the ready department has it back, the ready commune has taken it on, every fifth has not looked yet."""
    good = []
    for place, body in enumerate([*stage.departments, *stage.communes]):
        first = body in (stage.departments[0], stage.communes[0])
        step = (4 if body == stage.departments[0] else 1) if first else place % 6
        days = 13 - (place % 9)
        if step in (1, 2, 3, 4, 5):
            acknowledge(stage, row, "1", body, 17 - place / 10)
        if step in (2, 3, 4, 5):
            prove(stage, row, "1", body, days + 0.1, photo)
            answer(stage, row, "1", body, days, _machine_figures(place))
        if step == 4:
            returned(stage, row, "1", body, days - 1)
        if step in (2, 5):
            good.append(body)
    accept(stage, row, "1", good, 3.6)


def _machine_figures(place: int) -> list[int]:
    infected = place % 4
    return [24 + 7 * (place % 8), infected, infected - (infected == 3)]


def _patches(stage: Stage, row: Directive, photo: bytes) -> None:
    """Item 2 is due this week; the ready people have not begun."""
    good = []
    for place, body in enumerate([*stage.departments, *stage.communes]):
        step = 0 if body in (stage.departments[0], stage.communes[0]) else place % 4
        if step >= 1:
            acknowledge(stage, row, "2", body, 12 - place / 8)
        if step >= 2:
            prove(stage, row, "2", body, 4.05 - place / 8, photo)
            answer(stage, row, "2", body, 4 - place / 8)
        if step == 3:
            good.append(body)
    accept(stage, row, "2", good[:3], 0.5)
    for place, body in enumerate(good[3:6]):
        accept(stage, row, "2", [body], 0.09 - place / 40)


def _mailboxes(stage: Stage, row: Directive) -> None:
    """Item 3: some say that it does not apply, some ask for more time."""
    for place, body in enumerate([*stage.departments, *stage.communes]):
        if place % 3 == 1:
            answer(stage, row, "3", body, 9 - place / 6, [18 + 5 * (place % 7)])
        elif place % 12 == 2:
            does_not_apply(stage, row, "3", body, 4 - place / 20)
        elif place % 12 == 5 or body == stage.departments[0]:
            more_time(stage, row, "3", body, 1.1 - place / 32)


def _people(stage: Stage, row: Directive) -> None:
    """Item 4 is done early by the ready people: their quiet work."""
    everyone = [*stage.departments, *stage.communes]
    early = [body for place, body in enumerate(everyone) if place % 3 == 0 or body == stage.communes[0]]
    for place, body in enumerate(early):
        answer(stage, row, "4", body, 10 - place / 8, [30 + 11 * (place % 6)])
    accept(stage, row, "4", early, 3.3)


def _providers(stage: Stage, row: Directive, photo: bytes) -> None:
    first, *others = stage.providers
    acknowledge(stage, row, "6", first, 15)
    for body in others:
        acknowledge(stage, row, "6", body, 14)
        prove(stage, row, "6", body, 3.1, photo)
        answer(stage, row, "6", body, 3)
    body = stage.departments[1]
    prove(stage, row, "5", body, 2.1, photo)
    answer(stage, row, "5", body, 2)


def season(stage: Stage) -> None:
    """A season under way: most bodies say every day that it was quiet, one had an incident, some are silent."""
    row = stage.receive(letters.season(stage.today), 13)
    for number in ("1", "2", "3"):
        stage.change(row, number, 12.9, wants_evidence=False)
    first = stage.today - timedelta(days=6)
    review.set_season(
        row,
        name="Đợt cao điểm cuối năm (trình diễn)",
        first=first,
        last=stage.today + timedelta(days=8),
        by=stage.coordinator,
        at=stage.moment(12.8),
    )
    row = stage.give_out(row, 12.5)
    talking = [body for place, body in enumerate([*stage.departments, *stage.communes]) if place % 5 != 4]
    for place, body in enumerate(talking):
        answer(stage, row, "1", body, 8 - place / 12)
        _quiet_days(stage, row, body, place)
    accept(stage, row, "1", talking[1::2], 4)


def _quiet_days(stage: Stage, row: Directive, body: Organisation, place: int) -> None:
    for back in range(6, 0, -1):
        if (place + back) % 6 == 5:
            continue
        incident = place == 7 and back == 2
        words = "Trang thông tin ngừng 20 phút do quá tải, đã khôi phục." if incident else ""
        stage.later(back, _say(stage, row, body, quiet=not incident, note=words))


def _say(stage: Stage, row: Directive, body: Organisation, *, quiet: bool, note: str) -> Callable[[datetime], object]:
    def say(when: datetime) -> object:
        day = stage.today - timedelta(days=(stage.at - when).days)
        return seasons.say_day(row, body, day, quiet=quiet, note=note, by=stage.officers[body.pk], at=when, today=stage.today)

    return say


def warning(stage: Stage) -> None:
    """A letter that came in an hour ago and waits for a person: two of its lines mean nobody in the directory."""
    stage.later(0.05, lambda _when: stage.receive(letters.warning(stage.today), 0.05))


def acknowledge(stage: Stage, row: Directive, number: str, body: Organisation, days: float) -> None:
    """The body's officer takes the work on."""
    by = stage.officers[body.pk]
    stage.later(days, lambda when: work.acknowledge_tasks([stage.task(row, number, body).pk], by=by, at=when))


def prove(stage: Stage, row: Directive, number: str, body: Organisation, days: float, content: bytes) -> None:
    """The officer adds a signed form."""
    by = stage.officers[body.pk]
    new = NewEvidence(title="Biên bản kiểm tra đã ký (trình diễn)", content=content, file_name="bien-ban-kiem-tra.pdf")
    stage.later(days, lambda when: work.add_evidence(stage.task(row, number, body).pk, new, by=by, at=when))


def answer(stage: Stage, row: Directive, number: str, body: Organisation, days: float, figures: list[int] | None = None) -> None:
    """The officer sends the answer with its figures."""

    def send(when: datetime) -> Any:
        task = stage.task(row, number, body)
        fields = task.assignment.figure_fields.order_by("position")
        given = {one.pk: Decimal(value) for one, value in zip(fields, figures or [], strict=False)}
        by = stage.officers[body.pk]
        return work.submit_task(task.pk, figures=given, answer="Đã thực hiện xong theo yêu cầu.", version=None, by=by, at=when)

    stage.later(days, send)


def accept(stage: Stage, row: Directive, number: str, bodies: Sequence[Organisation], days: float) -> None:
    """The coordinator accepts the answers of several bodies at once."""
    stage.later(days, lambda when: work.accept_tasks([stage.task(row, number, body).pk for body in bodies], by=stage.coordinator, at=when))


def returned(stage: Stage, row: Directive, number: str, body: Organisation, days: float) -> None:
    """The coordinator sends the answer back and says what is missing."""
    stage.later(
        days,
        lambda when: work.return_task(stage.task(row, number, body).pk, reason=RETURNED, version=None, by=stage.coordinator, at=when),
    )


def does_not_apply(stage: Stage, row: Directive, number: str, body: Organisation, days: float) -> None:
    """The officer says why it does not apply."""
    reason, by = "Cơ quan dùng thư điện tử do Trung tâm Chuyển đổi số quản lý.", stage.officers[body.pk]
    stage.later(days, lambda when: work.mark_not_applicable(stage.task(row, number, body).pk, reason=reason, version=None, by=by, at=when))


def more_time(stage: Stage, row: Directive, number: str, body: Organisation, days: float) -> None:
    """The officer asks for more time."""
    by, reason = stage.officers[body.pk], "Đang chờ danh sách hộp thư từ đơn vị quản lý thư điện tử."

    def ask(when: datetime) -> Any:
        task = stage.task(row, number, body)
        wanted = (task.due_on or stage.today) + timedelta(days=10)
        return work.ask_extension(task.pk, wanted_on=wanted, reason=reason, by=by, at=when)

    stage.later(days, ask)
