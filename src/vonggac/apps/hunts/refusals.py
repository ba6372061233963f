"""Why an act on findings is refused: a sentence for the person."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.hunts.models import Finding


class Changed(ValidationError):  # noqa: N818  reads as what it says
    """Somebody else judged the finding in between; nothing was done."""

    @classmethod
    def on(cls, finding: Finding) -> Changed:
        """Say who judged it and how."""
        if finding.judged_by is None or finding.judged_at is None:
            return cls(_("“%(title)s” vừa thay đổi. Xem lại rồi làm tiếp; nội dung đã nhập vẫn còn.") % {"title": finding.title})
        told = {
            "title": finding.title,
            "who": finding.judged_by.full_name,
            "verdict": finding.get_verdict_display(),
            "when": timezone.localtime(finding.judged_at).strftime("%H:%M %d/%m/%Y"),
        }
        return cls(_("“%(title)s”: %(who)s vừa ghi “%(verdict)s” lúc %(when)s. Xem lại rồi làm tiếp; nội dung đã nhập vẫn còn.") % told)


class TaskIsOut(ValidationError):  # noqa: N818  reads as what it says
    """A task about the finding is not done yet."""

    @classmethod
    def on(cls, finding: Finding) -> TaskIsOut:
        """Name the task."""
        number = finding.task.number() if finding.task else ""
        return cls(_("Đã giao việc %(number)s và việc chưa xong; kết thúc việc đó trước.") % {"number": number})
