"""Answers that come back as a spreadsheet: a form to send out, and the returned one taken in row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import FigureField, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.answering import not_applicable, submit
from vonggac.apps.work.services.taking import Actor, answerable, reviewable
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.tables import Choice, Column, Kind, Row, read_table, write_xlsx

_NUMBER = re.compile(r"NV-\d{4}-0*(\d{1,12})")
_DONE, _NOT_APPLICABLE = "done", "not-applicable"


@dataclass(frozen=True, slots=True)
class ImportedAnswers:
    """What a returned form brought: tasks answered, rows to correct, rows left empty."""

    tasks: list[Task]
    bad: list[BadRow]
    empty: int


def _columns(fields: Sequence[FigureField]) -> list[Column]:
    choices = (Choice(_DONE, "Đã làm", ("xong", "đã xong")), Choice(_NOT_APPLICABLE, "Không áp dụng"))
    return [
        Column("task", "Mã việc", Kind.CODE, required=True),
        Column("body", "Cơ quan"),
        Column("title", "Nội dung việc"),
        Column("result", "Kết quả", Kind.CHOICE, choices=choices, note="Để trống nếu chưa trả lời"),
        Column("words", "Đã làm gì, hoặc vì sao không áp dụng", at_most=5_000),
        *(Column(f"f{one.pk}", _title(one), Kind.DECIMAL) for one in fields),
    ]


def _title(one: FigureField) -> str:
    """Return a heading that no other figure of the letter has."""
    number = f"{one.assignment.number}. " if one.assignment.number else ""
    unit = f" ({one.unit})" if one.unit else ""
    return f"{number}{one.label}{unit} [{one.pk}]"


def _fields(group: str) -> list[FigureField]:
    fields = FigureField.objects.filter(assignment__group=group).select_related("assignment")
    return list(fields.order_by("assignment__position", "assignment_id", "position", "id"))


def answers_template(group: str, organisation: Organisation) -> bytes:
    """Return the form of one body: a row for each open task, a column for each figure the letter asks."""
    tasks = Task.objects.filter(assignment__group=group, organisation=organisation).waiting_for_answer()
    rows = [
        {"task": task.number(), "body": organisation.addressed_as(), "title": task.assignment.title, "words": task.answer}
        for task in tasks.select_related("assignment").order_by("assignment__position", "id")
    ]
    return write_xlsx(_columns(_fields(group)), rows, sheet="Trả lời")


@transaction.atomic
def import_answers(content: bytes, name: str, *, group: str, by: Any, at: datetime) -> ImportedAnswers:
    """Take a returned form in: good rows are submitted, each other row is named with its place and what to correct.

    Whoever answers for the body may, and whoever reviews may enter a form that came back on paper or by mail; the trail says which.
    Raises the reader's `Refused` when the file as a whole is no such form.
    """
    fields = _fields(group)
    table = read_table(content, name, expected=_columns(fields))
    how = _("nhập từ bảng trả về")
    actor = Actor(by, f"{by.audit_name(at)}, {how}"[:300])
    done: list[Task] = []
    bad = list(table.bad)
    empty = 0
    for row in table.rows:
        if not row.values["result"]:
            empty += 1
            continue
        try:
            with transaction.atomic():
                done.append(_take_row(row, group, fields, actor, by, at))
        except Refused as refusal:
            bad.append(_bad(table.source, row, refusal))
    record("work.answers.imported", by=by, at=at, subject=group, count=len(done), touched=(t.pk for t in done), bad=len(bad))
    return ImportedAnswers(done, bad, empty)


def _bad(source: str, row: Row, refusal: Refused) -> BadRow:
    why = " ".join(refusal.errors.values()) or refusal.message
    return BadRow(Place(source, sheet=row.sheet, line=row.line), why, str(row.values["task"])[:200], "answer-refused")


def _take_row(row: Row, group: str, fields: Sequence[FigureField], actor: Actor, by: Any, at: datetime) -> Task:
    task = _task(str(row.values["task"]), group, by)
    words = str(row.values["words"] or "")
    if row.values["result"] == _NOT_APPLICABLE:
        return not_applicable(task, reason=words, actor=actor, at=at)
    own = [one for one in fields if one.assignment_id == task.assignment_id]
    given = {one.pk: row.values.get(f"f{one.pk}") for one in own}
    figures = {pk: Decimal(str(value)) for pk, value in given.items() if value is not None}
    return submit(task, figures=figures, answer=words or _("Đã làm"), actor=actor, at=at)


def _task(number: str, group: str, by: Any) -> Task:
    found = _NUMBER.fullmatch(number.strip())
    scope = (answerable(by) | reviewable(by)).filter(assignment__group=group).select_related("assignment", "organisation", "asked_by")
    task: Task | None = scope.filter(pk=int(found[1])).first() if found else None
    if task is None:
        raise Refused(_("Sửa mã việc: văn bản này không có việc đó."))
    if not task.is_open():
        raise Refused(_("Việc này đã được trả lời; bỏ dòng này."))
    return task
