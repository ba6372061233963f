"""Why an act on hunts is refused: a sentence for the person, and the field it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.hunts.models import Hunt


class HandedOverBefore(ValidationError):  # noqa: N818  reads as what it says
    """The body handed the same files over before; the page leads to that hunt, and the person may hunt in them all the same."""

    def __init__(self, before: Hunt, names: Sequence[str]) -> None:
        told = {"names": ", ".join(names[:5]), "when": timezone.localtime(before.asked_at).strftime("%H:%M %d/%m/%Y"), "number": before.pk}
        words = _("Đã nộp trước đây, trong lượt %(number)s lúc %(when)s: %(names)s. Mở lượt đó để xem, hoặc chọn chạy lại trên cùng tệp.")
        super().__init__({"files": words % told})
        self.before = before
        self.names = list(names)


class NotNow(ValidationError):  # noqa: N818  reads as what it says
    """The state of the hunt does not allow the act."""

    @classmethod
    def because_of(cls, hunt: Hunt) -> NotNow:
        """Say the state."""
        told = {"number": hunt.pk, "state": hunt.get_state_display()}
        return cls(_("Lượt săn lùng %(number)s đang ở trạng thái “%(state)s” nên không làm được bước này.") % told)

    @classmethod
    def thrown_away(cls, hunt: Hunt) -> NotNow:
        """Say that the files are gone."""
        return cls(_("Nội dung tệp của lượt %(number)s đã xóa theo thời hạn lưu. Nộp lại tệp để chạy.") % {"number": hunt.pk})
