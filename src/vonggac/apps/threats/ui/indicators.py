"""Pages of indicators and of lists of false positives: finding a value, one indicator with where it was met, what silences it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.threats.models import FalsePositiveList, Indicator
from vonggac.apps.threats.queries import feeds as queries
from vonggac.apps.threats.queries.indicators import indicators_visible_to
from vonggac.apps.threats.queries.marks import marks_seen_by
from vonggac.apps.threats.queries.visibility import sees_all
from vonggac.apps.threats.services import innocents
from vonggac.apps.threats.ui.feed_forms import InnocentForm
from vonggac.apps.threats.ui.feed_words import HOWS, STATES, TLP, indicator_state
from vonggac.kernel.reading import format_number

READ = ("GET", "HEAD")
A_PAGE, SHOWN_ENTRIES, SHOWN_REMARKS = 25, 50, 10


def _demand_sight(request: HttpRequest) -> None:
    if not marks_seen_by(request.user):
        raise Http404


@requires("threats.read", methods=READ)
def indicators(request: HttpRequest) -> HttpResponse:
    """Show indicators, those that came last first."""
    _demand_sight(request)
    at = now()
    seen = {name: request.GET.get(name, "").strip()[:300] for name in ("q", "state", "kind", "feed", "tlp")}
    given = {name: seen[name] for name in ("kind", "feed", "tlp")}
    asked = queries.IndicatorFilters(words=seen["q"], state=seen["state"] or queries.STANDING, **given)
    found = queries.in_order(queries.narrowed(indicators_visible_to(request.user), asked, at))
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    named = list(queries.feeds_visible_to(request.user).order_by("name").values_list("pk", "name"))
    feeds = [(str(pk), name) for pk, name in named]
    marks = [(value, words) for value, words in TLP if value in marks_seen_by(request.user)]
    return page(
        request,
        "threats/indicators.html",
        rows=rows,
        lines=[(row, *indicator_state(row, at)) for row in rows],
        seen=seen,
        chips=_chips(seen, feeds),
        kinds=Indicator.Kind.choices,
        states=STATES,
        feeds=feeds,
        marks=marks,
        sees_feeds=sees_all(request.user),
        may_feed=request.user.may("threats.feeds"),  # type: ignore[union-attr]
    )


def _chips(seen: dict[str, str], feeds: list[tuple[str, str]]) -> list[tuple[str, str]]:
    words: dict[str, dict[str, Any]] = {"state": dict(STATES), "kind": dict(Indicator.Kind.choices), "tlp": dict(TLP), "feed": dict(feeds)}
    return [(name, str(words.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


@requires("threats.read", methods=READ)
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an indicator: what its source says, whether it speaks, where it was met, what else is known of it."""
    row, at = get_object_or_404(queries.indicator_for_page(request.user), pk=pk), now()
    related = queries.related(request.user, row, at)
    return page(
        request,
        "threats/indicator.html",
        row=row,
        state=indicator_state(row, at),
        sightings=queries.sightings_of(request.user, row),
        related=[(one, HOWS.get(one.how, one.how)) for one in related],
        sees_feeds=sees_all(request.user),
    )


# --- lists of false positives ----------------------------------------------------------------------------------------------------------


@requires("threats.read", methods=READ)
def innocent_lists(request: HttpRequest) -> HttpResponse:
    """Show the lists of false positives."""
    _demand_sight(request)
    rows = Paginator(queries.innocents_visible_to(request.user), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "threats/innocents.html", rows=rows, may_feed=request.user.may("threats.feeds"))  # type: ignore[union-attr]


def _list_or_404(request: HttpRequest, pk: int) -> FalsePositiveList:
    return get_object_or_404(queries.innocents_visible_to(request.user), pk=pk)


@requires("threats.read", methods=READ)
def innocent(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list of false positives: what it silences, and its entries."""
    row = _list_or_404(request, pk)
    silenced = indicators_visible_to(request.user).filter(innocent__list=row, withdrawn_at=None).select_related("innocent").order_by("-id")
    words = request.GET.get("q", "").replace("\0", "").strip().lower()[:200]
    entries = row.entries.order_by("value")
    entries = entries.filter(value__contains=words) if words else entries
    return page(
        request,
        "threats/innocent.html",
        row=row,
        silenced=list(silenced[:SHOWN_ENTRIES]),
        entries=Paginator(entries, SHOWN_ENTRIES).get_page(request.GET.get("page")),
        words=words,
        may_feed=request.user.may("threats.feeds"),  # type: ignore[union-attr]
    )


@in_memory
@requires("threats.feeds")
def take_innocent(request: HttpRequest) -> HttpResponseBase:
    """Take a list of false positives in."""
    form = InnocentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        given = form.cleaned_data
        told = {"holds_no_secret": given["holds_no_secret"], "by": request.user, "at": now()}
        try:
            taken = innocents.take_innocent_list(given["file"].read(), given["file"].name, **told)
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return _taken(request, taken)
    return page(request, "threats/innocent_take.html", 422 if form.errors else 200, form=form)


def _taken(request: HttpRequest, taken: innocents.TakenList) -> HttpResponseBase:
    size = format_number(taken.row.size)
    messages.success(
        request, _("Đã nhận danh sách %(name)s, %(size)s mục. Chỉ dấu đang được so lại.") % {"name": taken.row.name, "size": size}
    )
    for one in taken.remarks[:SHOWN_REMARKS]:
        messages.warning(request, str(one))
    return redirect(taken.row)


@requires("threats.feeds")
def turn_innocent(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put a list out of use, or back into use."""
    row = _list_or_404(request, pk)
    if answer := ask(request, _turning(row)):
        return answer
    innocents.use_innocent_list(row, use=not row.is_used, by=request.user, at=now())
    return redirect(row)


def _turning(row: FalsePositiveList) -> Shown:
    count = ngettext("%(n)s chỉ dấu", "%(n)s chỉ dấu", row.hits) % {"n": format_number(row.hits)}
    title = _("Ngừng dùng danh sách") if row.is_used else _("Dùng lại danh sách")
    line = Line(_("Cảnh báo trở lại"), count, warns=True) if row.is_used else Line(_("So lại"), _("Mọi chỉ dấu với danh sách này"))
    return Shown(title=f"{title}: {row.name}", happens=[line], button=title, back=row.get_absolute_url())
