"""How often an obligation comes again, in words; the rules are those that `work` can turn into periods."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RHYTHMS: list[tuple[str, Any]] = [
    ("", gettext_lazy("Một lần")),
    ("FREQ=DAILY", gettext_lazy("Hằng ngày")),
    ("FREQ=WEEKLY", gettext_lazy("Hằng tuần")),
    ("FREQ=MONTHLY", gettext_lazy("Hằng tháng")),
    ("FREQ=MONTHLY;INTERVAL=3", gettext_lazy("Hằng quý")),
    ("FREQ=MONTHLY;INTERVAL=6", gettext_lazy("6 tháng một lần")),
    ("FREQ=YEARLY", gettext_lazy("Hằng năm")),
]


def rhythm_words(rule: str) -> str:
    """Return a recurrence in words; a day of the month is named with it."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    day = parts.pop("BYMONTHDAY", "")
    plain = ";".join(f"{key}={value}" for key, value in parts.items() if (key, value) != ("INTERVAL", "1") and key in {"FREQ", "INTERVAL"})
    words = str(dict(RHYTHMS).get(plain) or rule)
    return _("%(rhythm)s, ngày %(day)s") % {"rhythm": words, "day": day} if day else words


def rhythm_choices(standing: str) -> list[tuple[str, Any]]:
    """Return what a person may choose, what stands there now included."""
    return RHYTHMS if standing in dict(RHYTHMS) else [*RHYTHMS, (standing, rhythm_words(standing))]
