"""Acts on work: each one transaction, set-based, with one audit row."""

from vonggac.apps.work.services.answering import acknowledge_tasks, comment, mark_not_applicable, save_answer, submit_task
from vonggac.apps.work.services.central import answer_for_served
from vonggac.apps.work.services.closing import change_deadline, close_group, close_unanswered, raise_risk, reopen
from vonggac.apps.work.services.evidence import NewEvidence, add_evidence, keep_file, withdraw_evidence
from vonggac.apps.work.services.extending import ask_extension, decide_extension
from vonggac.apps.work.services.inheriting import name_heir
from vonggac.apps.work.services.opening import AssignmentSpec, FigureSpec, Opened, TaskRow, add_tasks, open_assignments
from vonggac.apps.work.services.relaying import assign_to_post, relay_tasks
from vonggac.apps.work.services.reviewing import accept_tasks, return_task

__all__ = [
    "AssignmentSpec",
    "FigureSpec",
    "NewEvidence",
    "Opened",
    "TaskRow",
    "accept_tasks",
    "acknowledge_tasks",
    "add_evidence",
    "add_tasks",
    "answer_for_served",
    "ask_extension",
    "assign_to_post",
    "change_deadline",
    "close_group",
    "close_unanswered",
    "comment",
    "decide_extension",
    "keep_file",
    "mark_not_applicable",
    "name_heir",
    "open_assignments",
    "raise_risk",
    "relay_tasks",
    "reopen",
    "return_task",
    "save_answer",
    "submit_task",
    "withdraw_evidence",
]
