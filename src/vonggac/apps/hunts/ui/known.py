"""What is known to be good: the list with its counts, one of them, letting it hold for longer, ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.hunts.models import KnownGood
from vonggac.apps.hunts.queries import known as queries
from vonggac.apps.hunts.services import knowing
from vonggac.apps.hunts.ui.forms import EndForm, ExtendForm, end_of
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_number

READ = ("GET", "HEAD")
A_PAGE = 50


def known_or_404(request: HttpRequest, pk: int) -> KnownGood:
    """Return what is known to be good, of what the person may read."""
    return get_object_or_404(queries.with_hidden_now(queries.known_visible_to(request.user)), pk=pk)


def editable_or_404(request: HttpRequest, pk: int) -> KnownGood:
    """Return one that the person may end or extend."""
    return get_object_or_404(queries.with_hidden_now(queries.known_editable_by(request.user)), pk=pk)


def standing_words(row: KnownGood, at: Any) -> tuple[str, str]:
    """Return the mark and the word of how it stands."""
    return {
        queries.IN_FORCE: ("doing", _("Đang áp dụng")),
        queries.ENDS_SOON: ("back", _("Sắp hết hạn")),
        queries.EXPIRED: ("off", _("Hết hạn")),
        queries.ENDED: ("off", _("Đã kết thúc")),
    }[queries.standing_of(row, at)]


@requires("hunts.read", methods=READ)
def known_list(request: HttpRequest) -> HttpResponse:
    """Show what is known to be good, what ends soonest first."""
    at = now()
    rows = Paginator(queries.in_order(queries.known_visible_to(request.user), at), A_PAGE).get_page(request.GET.get("page"))
    soon = sum(queries.standing_of(row, at) == queries.ENDS_SOON for row in rows)
    return page(request, "hunts/known_list.html", rows=rows, lines=[(row, standing_words(row, at)) for row in rows], soon=soon)


@requires("hunts.read", methods=READ)
def known(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: how far it reaches, why, until when, what it has set aside."""
    row = known_or_404(request, pk)
    may_edit = queries.known_editable_by(request.user).filter(pk=pk).exists()
    return page(request, "hunts/known.html", row=row, state=standing_words(row, now()), may_edit=may_edit)


@requires("hunts.triage")
def extend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let it hold for longer."""
    row = editable_or_404(request, pk)
    if row.ended_at is not None:
        raise Http404
    form = ExtendForm(request.POST or None, initial={"expires_on": localdate(row.expires_at)})
    if request.method == "POST" and form.is_valid():
        try:
            knowing.extend_known(row, expires_at=end_of(form.cleaned_data["expires_on"]), by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã gia hạn."))
            return redirect(row)
    told = {"row": row, "form": form, "title": _("Gia hạn hoạt động hợp lệ đã biết"), "button": _("Gia hạn")}
    return page(request, "hunts/known_change.html", 422 if form.errors else 200, **told)


@requires("hunts.triage")
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End it now, with or without bringing back what it set aside."""
    row = editable_or_404(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            back = knowing.end_known(row, bring_back=form.cleaned_data["bring_back"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            words = ngettext("Đã kết thúc; %(n)s kết quả trở lại chờ xác minh.", "Đã kết thúc; %(n)s kết quả trở lại chờ xác minh.", back)
            messages.success(request, words % {"n": format_number(back)})
            return redirect(row)
    told = {"row": row, "form": form, "title": _("Kết thúc hoạt động hợp lệ đã biết"), "button": _("Kết thúc mục này")}
    return page(request, "hunts/known_change.html", 422 if form.errors else 200, **told)
