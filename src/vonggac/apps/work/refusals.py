"""Why an act on a task is refused: always a sentence for the person, never a code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.work.models import Task, TaskEvent


class Refused(Exception):  # noqa: N818  it is an answer, not a failure of ours
    """The act cannot be done now; `errors` names the field (answer, evidence, figure-12, reason …) when there is one."""

    def __init__(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = dict(errors or {})


class Stale(Refused):
    """Somebody else acted on the task in between; says who did what and when."""

    @classmethod
    def on(cls, task_id: int) -> Stale:
        """Build the refusal from the task's latest event."""
        from vonggac.apps.work.trail import in_words

        last = TaskEvent.objects.filter(task_id=task_id).order_by("-recorded_at", "-id").first()
        if last is None:
            return cls(_("Việc này vừa thay đổi. Mở lại trang để xem rồi làm tiếp."))
        when = timezone.localtime(last.recorded_at)
        return cls(
            _("%(who)s vừa làm: %(what)s, lúc %(when)s. Nội dung vừa nhập vẫn còn ở dưới; xem lại rồi nộp.")
            % {"who": last.actor or _("Hệ thống"), "what": in_words(last.what).lower(), "when": when.strftime("%H:%M %d/%m/%Y")}
        )


class NotNow(Refused):
    """The task's state does not allow the act."""

    @classmethod
    def because_of(cls, task: Task) -> NotNow:
        """Build the refusal from the state."""
        return cls(
            _("Việc %(number)s đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {
                "number": task.number(),
                "state": task.get_state_display(),
            }
        )
