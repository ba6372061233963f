"""Why an act on alerts is refused: a sentence for the person, and the field it belongs to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import Alert, AlertAct


class Changed(ValidationError):  # noqa: N818  reads as what it says
    """Somebody else acted on the alert in between; nothing was done."""

    @classmethod
    def on(cls, alert: Alert) -> Changed:
        """Say who did what and when."""
        last = AlertAct.objects.filter(alert=alert).select_related("by").order_by("-at", "-id").first()
        if last is None or last.by is None:
            return cls(_("%(number)s vừa thay đổi. Xem lại rồi làm tiếp; nội dung đã nhập vẫn còn.") % {"number": alert.number()})
        told = {
            "number": alert.number(),
            "who": last.by.full_name,
            "what": last.get_what_display(),
            "when": timezone.localtime(last.at).strftime("%H:%M %d/%m/%Y"),
        }
        return cls(_("%(number)s: %(who)s vừa %(what)s lúc %(when)s. Xem lại rồi làm tiếp; nội dung đã nhập vẫn còn.") % told)


class NotNow(ValidationError):  # noqa: N818  reads as what it says
    """The state of the alert does not allow the act."""

    @classmethod
    def because_of(cls, alert: Alert) -> NotNow:
        """Say the state."""
        told = {"number": alert.number(), "state": alert.get_state_display()}
        return cls(_("%(number)s đang ở trạng thái “%(state)s” nên không làm được bước này.") % told)
