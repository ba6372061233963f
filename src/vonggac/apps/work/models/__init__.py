"""The one currency of the house: tasks, what shows that they were done, what happened to them, how people hear of them."""

from vonggac.apps.work.models.evidence import Evidence, StoredFile
from vonggac.apps.work.models.reaching import AnswerLink, CalendarFeed, Notice, Reminder, ReminderDraft
from vonggac.apps.work.models.tasks import (
    OPEN_STATES,
    STANDING,
    Assignment,
    DueOrigin,
    FigureField,
    FigureValue,
    Relation,
    Task,
    TaskQuerySet,
    late_but_for_its_body_q,
    late_q,
)
from vonggac.apps.work.models.trail import ExtensionRequest, TaskEvent

__all__ = [
    "AnswerLink",
    "Assignment",
    "CalendarFeed",
    "DueOrigin",
    "Evidence",
    "ExtensionRequest",
    "FigureField",
    "FigureValue",
    "Notice",
    "OPEN_STATES",
    "Relation",
    "Reminder",
    "ReminderDraft",
    "STANDING",
    "StoredFile",
    "Task",
    "TaskEvent",
    "TaskQuerySet",
    "late_but_for_its_body_q",
    "late_q",
]
