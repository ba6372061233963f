"""The first page: for those who steer, the situation; for those who do, their work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.queries import roles_of
from vonggac.apps.face import registries
from vonggac.apps.face.access import page, signed_in
from vonggac.apps.situation import queries

STEERS = frozenset({Role.COORDINATOR, Role.LEADER, Role.AUDITOR})
SINCE = timedelta(hours=24)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The situation of the province, or the person's own work."""
    roles = roles_of(request.user)
    if roles & STEERS:
        return _situation(request)
    if request.user.may("work.answer"):
        return redirect("work:mine")
    return redirect("accounts:people") if roles else page(request, "situation/no_post.html")


def _situation(request: HttpRequest) -> HttpResponse:
    at, today = timezone.now(), timezone.localdate()
    since = _last_visit(request, at)
    found = queries.situation(request.user, at=at, today=today, since=since)
    panels = [(template, values) for template, values in _panels(request, at) if values is not None]
    return page(
        request,
        "situation/situation.html",
        found=found,
        panels=panels,
        at=at,
        today=today,
        since=since,
        shown_late=found.late[: queries.SHOWN_LATE],
    )


def _panels(request: HttpRequest, at: datetime) -> list[tuple[str, dict[str, object] | None]]:
    return [(template, panel(request.user, at)) for _key, (template, panel) in registries.panels.in_order()]


def _last_visit(request: HttpRequest, at: datetime) -> datetime:
    """Return since when changes count: a day back (a shift's beginning, once there is a roster)."""
    return at - SINCE
