"""What this room adds to every page: bodies found by name, whom to ask, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.face.registries import HelpLine, SearchAnswer, Watch
from vonggac.apps.organisations import queries
from vonggac.apps.organisations.models import Organisation
from vonggac.kernel.reading import format_date

MOST = 12


def found(user: Any, words: str) -> Iterator[SearchAnswer]:
    """Return bodies by name, those that exist today first."""
    today = localdate()
    rows = queries.in_order(queries.matching(queries.visible_to(user), words))[: MOST * 2]
    for body in sorted(rows, key=lambda one: not one.is_valid_on(today))[:MOST]:
        yield SearchAnswer(_("Cơ quan"), body.name, reverse("organisations:body", args=[body.pk]), _note(body))


def _note(body: Organisation) -> str:
    ended = _("đến hết %(day)s") % {"day": format_date(body.valid_to)} if body.valid_to else ""
    return "; ".join(part for part in (str(body.get_kind_display()), ended) if part)


def help_line(user: Any) -> HelpLine | None:
    """Name the specialised unit of today (which one it is stands in the province profile), with its line when the directory holds one."""
    today = localdate()
    unit = queries.in_role("specialised-unit", today)
    if unit is None:
        return None
    line = queries.first_hotline_of(unit, today)
    url = reverse("organisations:whom_to_call") if user is not None and user.is_authenticated else ""
    return HelpLine(name=unit.name, phone=line.phone if line else "", url=url)


def watch(user: Any) -> Watch | None:
    """Show the specialised unit's line at the foot of the rail, and the way to all lines."""
    title, phone = queries.line_in_role("specialised-unit", localdate()) or ("", "")
    return Watch(title=title, text=phone, url=reverse("organisations:whom_to_call"))
