"""Changing the language of the pages, before and after signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now

from vonggac.apps.accounts import services
from vonggac.apps.accounts.models import User
from vonggac.apps.face.access import open_to_all

A_YEAR = 365 * 24 * 3600


@open_to_all
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and in the profile of who is signed in; go back to the page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    back = request.POST.get("next", "/")
    answer = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/")
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", secure=settings.BEHIND_TLS, httponly=True
        )
        if isinstance(request.user, User):
            services.change_profile(user=request.user, changes={"language": language}, by=request.user, at=now())
    return answer
