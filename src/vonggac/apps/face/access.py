"""Who may enter a page: the first line of every view.

Lies below accounts, so it asks the signed-in person (`request.user.may`) and knows no table of roles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _not_that_way(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Refuse the method; somebody who came by its address (after signing in anew, from the history) is told where to press."""
    answer = HttpResponseNotAllowed(methods)
    if request.method == "GET":
        answer.content = page(request, "405.html").content
    return answer


def requires(act: str, *, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[View[P]], View[P]]:
    """Let in a signed-in person whose posts allow the act; others sign in, or are told whom to ask (403 page).

    The decorated view carries `.act` and `.methods`, so a test can list every page with its act.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                return _not_that_way(request, methods)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.may(act):  # type: ignore[union-attr]
                raise PermissionDenied(act)
            return view(request, *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        guarded.methods = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


ANY_METHOD = ("GET", "HEAD", "POST")


def signed_in(view: View[P]) -> View[P]:
    """Let in any signed-in person."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ANY_METHOD:
            return _not_that_way(request, ANY_METHOD)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.act = "signed-in"  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: View[P]) -> View[P]:
    """Mark a page that needs no account (sign-in, answer link, health); a test lists them by name."""
    view.act = "open"  # type: ignore[attr-defined]
    return view


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page; an htmx request may name a partial with `template.html#part`."""
    from django.shortcuts import render

    return render(request, template, context, status=status)
