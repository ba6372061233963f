"""The ports of this room: whom else to tell, and what an upper room knows about the questions of a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from vonggac.apps.face.registries import Registry

if TYPE_CHECKING:
    from vonggac.apps.work.models import Assignment, Task
    from vonggac.apps.work.queries.plain import Question


class Recipients(Protocol):
    """From organisations to the people who shall be told, beside those who answer there: a duty officer."""

    def __call__(self, organisation_ids: Iterable[int], at: datetime) -> Iterable[tuple[int, int]]:
        """Return pairs (organisation id, user id)."""
        ...


class Applicability(Protocol):
    """Which of these open tasks do not apply to what their organisation owns."""

    def __call__(self, tasks: Sequence[Task]) -> Mapping[int, str]:
        """Return task id → the reason, in Vietnamese, as the officer would give it."""
        ...


class PlainQuestions(Protocol):
    """The questions of a letter in plain words."""

    def __call__(self, tasks: Sequence[Task]) -> Sequence[Question] | None:
        """Return at most five questions that cover the tasks, or None when this room does not know the letter."""
        ...


recipients: Registry[Recipients] = Registry("work.recipients")
applicability: Registry[Applicability] = Registry("work.applicability")
questions: Registry[PlainQuestions] = Registry("work.questions")


class Origin(Protocol):
    """Where a person reads what stands behind an assignment."""

    def __call__(self, user: object, assignment: Assignment) -> str | None:
        """Return the address, or None when this room did not ask or the person may not read it."""
        ...


origins: Registry[Origin] = Registry("work.origins")


class Ending(Protocol):
    """An upper room follows the tasks that it asked for: they were accepted, closed without an answer, or taken up again."""

    def __call__(self, task_ids: Sequence[int], *, by: object, at: datetime) -> None:
        """Bring the room's own rows in line with these tasks as they stand now; inside the transaction of the act."""
        ...


endings: Registry[Ending] = Registry("work.endings")


def tell_endings(tasks: Sequence[Task], *, by: object, at: datetime) -> None:
    """Let every room that entered follow these tasks."""
    for _key, follow in endings.in_order() if tasks else ():
        follow([task.pk for task in tasks], by=by, at=at)


class Beside(Protocol):
    """What an upper room asks of a person beside their own work: one tap of the day."""

    def __call__(self, user: object, at: datetime) -> tuple[str, dict[str, object]] | None:
        """Return a template and its values, or None when there is nothing to ask today."""
        ...


beside: Registry[Beside] = Registry("work.beside")


class OnTask(Protocol):
    """What the room that asked knows of a task beside its words: how far its things are, and where to go on."""

    def __call__(self, user: object, task: Task, at: datetime) -> tuple[str, dict[str, object]] | None:
        """Return a template and its values (it finds them as `panel`), or None when this room did not ask or the person may not see."""
        ...


on_task: Registry[OnTask] = Registry("work.on_task")


def panels_of_task(user: object, task: Task, at: datetime) -> list[tuple[str, dict[str, object]]]:
    """Return the panels of every room that has one for this task."""
    return [found for _key, ask in on_task.in_order() if (found := ask(user, task, at)) is not None]
