"""Language, look and keys as the person chose them: from the profile when signed in, else from a cookie; never from the browser.

An English browser on a Vietnamese page would otherwise get English dates (measured on Django 5.2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "vonggac-theme"
KEYS_COOKIE = "vonggac-keys"
YEAR = 365 * 24 * 3600


def _chosen(request: HttpRequest, field: str, cookie: str) -> str:
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(getattr(user, field, ""))
    return request.COOKIES.get(cookie, "")


def language_of(request: HttpRequest) -> str:
    """Return vi or en."""
    seen = _chosen(request, "language", settings.LANGUAGE_COOKIE_NAME)
    return seen if seen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def theme_of(request: HttpRequest) -> str:
    """Return auto, light or dark."""
    seen = _chosen(request, "theme", THEME_COOKIE)
    return seen if seen in THEMES else "auto"


def wants_single_keys(request: HttpRequest) -> bool:
    """Return whether single keys act on pages (WCAG 2.1.4)."""
    return _chosen(request, "single_keys", KEYS_COOKIE) not in {"off", "False"}


def _clean(wanted: dict[str, str]) -> dict[str, str]:
    allowed = {"language": dict(settings.LANGUAGES).keys(), "theme": THEMES, "keys": ("on", "off")}
    return {name: wanted[name] for name in allowed if wanted.get(name) in allowed[name]}


def remember(request: HttpRequest, response: HttpResponse, wanted: dict[str, str]) -> None:
    """Keep the choice in the profile of a signed-in person, and in cookies so that the sign-in page looks the same.

    No act that anybody asks about later, so it leaves no line in the log; how a person is told of work is one (accounts.services.people).
    """
    choice = _clean(wanted)
    user: Any = request.user
    if user.is_authenticated and choice:
        fields = {"language": "language", "theme": "theme", "keys": "single_keys"}
        for name, value in choice.items():
            setattr(user, fields[name], value == "on" if name == "keys" else value)
        user.save(update_fields=[fields[name] for name in choice])
    cookies = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": THEME_COOKIE, "keys": KEYS_COOKIE}
    for name, value in choice.items():
        response.set_cookie(cookies[name], value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.BEHIND_TLS)


class LanguageOfPerson:
    """Middleware, after authentication: every page is in the language its reader chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
