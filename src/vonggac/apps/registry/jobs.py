"""The background doors of this room."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from vonggac.apps.registry import services
from vonggac.law import load as law


def load_province_systems(*, at: datetime) -> str | None:
    """Bring the systems that texts about the province name into the register; says something only when it added some."""
    added = services.load_systems(law.province(settings.PROVINCE), by=None, at=at)
    return _("Sổ đăng ký hệ thống: thêm %(added)s.") % {"added": added} if added else None
