"""The board of one letter: obligations across, bodies down; what the letter says, and what happened to it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.audit.details import details_in_words
from vonggac.apps.audit.labels import label_of
from vonggac.apps.directives import following, queries
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.ui.cells import heads, lines
from vonggac.apps.directives.ui.letters import dated, given_or_404, letter_or_404, ways
from vonggac.apps.face.access import page, requires
from vonggac.apps.organisations.models import Kind
from vonggac.apps.work import queries as work
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries.boards import PAGE, BoardFilters
from vonggac.apps.work.trail import in_words
from vonggac.kernel.reading import parse_key

READ = ("GET", "HEAD")


@requires("directives.read", methods=READ)
def board(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far every body is with everything the letter asks of it."""
    directive = letter_or_404(request, pk, around=())
    if directive.state == Directive.State.REVIEW:
        return redirect("directives:review", pk=pk)
    if directive.state == Directive.State.ERASED:
        return page(request, "directives/erased.html", directive=directive, may_see_minutes=_may(request, "directives.spill"))
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "loai", "trang-thai", "han")}
    filters = BoardFilters(
        state=asked["trang-thai"], late_only=asked["han"] == "qua-han", kind=asked["loai"], words=asked["q"], first_hand=True
    )
    shown = work.board(request.user, directive.group(), today=today, filters=filters, page=_number(request.GET.get("page")))
    return page(
        request,
        "directives/board.html",
        directive=directive,
        dated=dated(directive),
        board=shown,
        heads=heads(shown, today),
        lines=lines(shown, today),
        late_tasks=shown.totals.late,
        late_bodies=shown.late_bodies,
        page_of=Paginator(range(shown.organisations), PAGE).page(shown.page),
        ways=ways(request, directive, "board"),
        slim=True,
        whole=queries.sees_everything(request.user),
        may_remind=_may(request, "directives.remind") and directive.state == Directive.State.GIVEN,
        may_report=_may(request, "directives.report") and queries.sees_everything(request.user),
        **_choices(asked),
    )


def _may(request: HttpRequest, act: str) -> bool:
    user: Any = request.user
    return bool(user.may(act))


def _number(typed: str | None) -> int:
    number = parse_key(typed or "", figures=6)
    return 1 if number is None else number


def _choices(asked: dict[str, str]) -> dict[str, Any]:
    """Return what the filters offer and what was chosen."""
    return {
        "asked": asked,
        "typed": asked["q"],
        "kind": asked["loai"],
        "state": asked["trang-thai"],
        "due": asked["han"],
        "kinds": Kind.choices,
        "states": Task.State.choices,
        "dues": [("qua-han", _("Chỉ việc quá hạn"))],
        "kind_words": dict(Kind.choices).get(asked["loai"], ""),
        "state_words": dict(Task.State.choices).get(asked["trang-thai"], ""),
    }


@requires("directives.read", methods=READ)
def content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the letter says: its text, its obligations as given out, the leader's decisions, its files."""
    directive = given_or_404(request, pk)
    return page(
        request,
        "directives/content.html",
        directive=directive,
        dated=dated(directive),
        obligations=queries.all_obligations(directive),
        notes=following.decisions_of(directive),
        files=queries.files_of([directive]),
        whole=queries.sees_everything(request.user),
        ways=ways(request, directive, "content"),
    )


def _acts(entries: list[Any]) -> list[tuple[Any, str, str]]:
    """Return each act with its name and the reason that was given, as long as its room still has the words."""
    details = details_in_words(entries)
    return [(entry, label_of(entry.act), str(dict(details[entry.number]).get("reason", ""))) for entry in entries]


@requires("directives.read", methods=READ)
def history(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was done to the letter, from the log; and what happened on its tasks."""
    directive = given_or_404(request, pk)
    if not queries.sees_everything(request.user):
        return redirect("directives:board", pk=pk)
    pages = Paginator(following.acts_on(directive), PAGE)
    shown = pages.get_page(request.GET.get("page"))
    return page(
        request,
        "directives/history.html",
        directive=directive,
        dated=dated(directive),
        page_of=shown,
        acts=_acts(list(shown.object_list)),
        events=[(one, in_words(one.what)) for one in following.events_on(directive, request.user)],
        ways=ways(request, directive, "history"),
    )
