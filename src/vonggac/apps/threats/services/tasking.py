"""A case is worked on as a task: opened with the steps of its malware class, taken up again when the machine is listed once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.organisations.relations import relations_of
from vonggac.apps.threats.models import Case, ThreatList
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import AssignmentSpec, TaskRow, change_deadline, open_assignments, raise_risk, reopen, return_task
from vonggac.kernel.reading import format_date, numbered
from vonggac.law.cleanups import clean_up_rules

ORIGIN = "threats"
BASIS = "Công văn tháng 12/2024, mục 1: làm sạch máy trong danh sách địa chỉ nhiễm mã độc"


def open_case_tasks(row: ThreatList, cases: Sequence[Case], *, by: Any, at: datetime) -> None:
    """Give each case to its body, all in one act; addresses stay on the case's own page, which asks who may see them."""
    if not cases:
        return
    today = localdate(at)
    bodies = Organisation.objects.select_related("parent").in_bulk([case.organisation_id for case in cases])
    relations = {pk: relation.value for pk, relation in relations_of(in_role("specialised-unit", today), bodies.values(), today).items()}
    opened = open_assignments([_asked(case, row, relations, today) for case in cases], by=by, at=at)
    tasks = {task.assignment.origin_id: task for task in opened.tasks}
    for case in cases:
        case.task = tasks.get(case.pk)
    Case.objects.bulk_update(cases, ["task"], batch_size=200)
    record("threats.cases.given", by=by, at=at, count=len(opened.tasks), touched=[case.pk for case in cases])


def _asked(case: Case, row: ThreatList, relations: Mapping[int, str], today: date) -> AssignmentSpec:
    kind = clean_up_rules().by_key(case.malware_class, today)
    task = TaskRow(
        organisation_id=case.organisation_id,
        relation=relations[case.organisation_id],
        due_on=case.due_on,
        level=case.level,
        risk=case.risk,
        system_id=case.system_id,
    )
    return AssignmentSpec(
        origin_room=ORIGIN,
        origin_id=case.pk,
        group=f"threats:{row.pk}",
        title=(_("Làm sạch máy nhiễm mã độc: %(name)s") % {"name": case.name()})[:500],
        instructions=numbered([*_first(case), *kind.steps, *(_("Minh chứng: %(what)s") % {"what": one} for one in kind.evidence)]),
        because=_because(case, row, kind.name),
        basis=BASIS,
        due_on=case.due_on,
        handling=row.handling,
        wants_evidence=True,
        rows=[task],
    )


def _first(case: Case) -> list[str]:
    """What comes before the steps: the addresses stand on the case's page, and the machine may still have to be found."""
    steps = [_("Mở trang của ca để xem địa chỉ, giờ và cổng của từng lần bị nêu.")]
    if case.needs_machine:
        steps.append(_("Tìm máy đã dùng địa chỉ ấy vào giờ và cổng đã nêu, theo bản hướng dẫn tìm máy trên trang của ca."))
    return steps


def _because(case: Case, row: ThreatList, kind: str) -> str:
    named = {"source": row.source.name, "day": format_date(row.list_day), "kind": kind}
    letter = _(" (văn bản %(number)s)") % {"number": row.letter_number} if row.letter_number else ""
    return _("Có trong danh sách ngày %(day)s của %(source)s") % named + letter + _("; loại: %(kind)s.") % named


def reopen_case_tasks(row: ThreatList, cases: Sequence[Case], *, by: Any, at: datetime) -> None:
    """Take the tasks of cases up again that were listed once more, each with the reason; one without a task gets a new one."""
    with_task = Task.objects.in_bulk([case.task_id for case in cases if case.task_id])
    for case in cases:
        task = with_task.get(case.task_id or 0)
        if task is None:
            continue
        if task.state == Task.State.SENT:
            return_task(task.pk, reason=case.reason, version=None, by=by, at=at)
        elif task.state == Task.State.DONE:
            reopen(task.pk, reason=case.reason, by=by, at=at)
        change_deadline([task.pk], due_on=case.due_on, reason=case.reason, by=by, at=at)
    raise_risk({case.task_id: case.risk for case in cases if case.task_id}, by=by, at=at)
    open_case_tasks(row, [case for case in cases if case.task_id is None], by=by, at=at)


def hasten_case_tasks(cases: Sequence[Case], *, by: Any, at: datetime) -> None:
    """Raise the risk and bring forward the deadline of tasks whose case was joined by worse malware; all of one new day in one act."""
    raise_risk({case.task_id: case.risk for case in cases if case.task_id}, by=by, at=at)
    due = dict(Task.objects.filter(pk__in=[case.task_id for case in cases if case.task_id]).values_list("pk", "due_on"))
    earlier: dict[date, list[int]] = defaultdict(list)
    for case in cases:
        before = due.get(case.task_id or 0)
        if case.due_on and before and case.due_on < before:
            earlier[case.due_on].append(case.task_id or 0)
    reason = _("Danh sách sau nêu mã độc nguy hiểm hơn.")
    for day, tasks in sorted(earlier.items()):
        change_deadline(tasks, due_on=day, reason=reason, by=by, at=at)
