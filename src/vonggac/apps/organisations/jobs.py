"""The background doors of this room."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.jobs.services import job
from vonggac.apps.organisations import services
from vonggac.law import load as law


def load_province(*, at: datetime) -> str | None:
    """Bring the province profile into the directory at every start; says something only when it changed something."""
    loaded = services.load_profile(law.province(settings.PROVINCE), by=None, at=at)
    if not loaded.added and not loaded.corrected:
        return None
    return _("Danh bạ cơ quan: thêm %(added)s, sửa %(corrected)s.") % {"added": loaded.added, "corrected": loaded.corrected}


@job()
def carry_what_is_due() -> int:
    """Carry the reorganisations whose first day has come; safe to run again."""
    return services.carry_due(timezone.now(), timezone.localdate())
