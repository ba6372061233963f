"""The face's own pages: gallery, keys, preferences, search, health."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vonggac.apps.face import preferences
from vonggac.apps.face.access import open_to_all, page, signed_in
from vonggac.apps.face.search import ask_everyone
from vonggac.apps.face.ui.forms import PreferencesForm, SampleForm
from vonggac.apps.face.ui.samples import gallery_context


@signed_in
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with its markup; a wrong form shows how errors look."""
    form = SampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("face:gallery")
    sample_page = Paginator(range(143), 50).get_page(2)
    return page(request, "face/gallery.html", form=form, sample_page=sample_page, **gallery_context())


def _next_of(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@open_to_all
def preferences_page(request: HttpRequest) -> HttpResponse:
    """Choose language, look and keys; one of them alone is a switch of the top bar."""
    if request.method == "POST" and "next" in request.POST:
        answer = redirect(_next_of(request))
        preferences.remember(request, answer, request.POST.dict())
        return answer
    now = {
        "language": preferences.language_of(request),
        "theme": preferences.theme_of(request),
        "keys": "on" if preferences.wants_single_keys(request) else "off",
    }
    form = PreferencesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        answer = redirect("face:preferences")
        preferences.remember(request, answer, form.cleaned_data)
        return answer
    return page(request, "face/preferences.html", form=form)


@open_to_all
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys."""
    return page(request, "face/keys.html")


@signed_in
def proved(request: HttpRequest) -> HttpResponse:
    """Say, in the tab that asked for the passkey, that the act goes on in the other one."""
    return page(request, "face/proved.html")


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Ask every room that can answer, without marks and in any case."""
    words = request.GET.get("q", "").strip()[:200]
    found = ask_everyone(request.user, words)
    return page(request, "face/search.html", search_words=words, found=found, total=sum(len(group.answers) for group in found))


@open_to_all
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers; for a watcher without an account."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "bad", "database": _("không kết nối được")}, status=503)
    return JsonResponse({"status": "good", "database": "good"})
