"""The questions every page and endpoint must answer: it works, wrong method, not signed in, read-only person, stranger."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client


def ask(client: Client, url: str, *, user: Any, method: str, data: Any = None) -> Any:
    """Send one request as that person, or as nobody, from a browser that knows of no earlier visit."""
    client.cookies.clear()
    if user is not None:
        client.force_login(user)
    return getattr(client, method)(url, data) if data is not None else getattr(client, method)(url)


def assert_guarded(
    client: Client,
    url: str,
    *,
    works: Any,
    read_only: Any = None,
    stranger: Any = None,
    method: str = "get",
    data: Any = None,
    wrong_method: str = "delete",
    stranger_gets: int = 404,
) -> Any:
    """Ask the four questions of one address, the refusals first, and return the answer that the right person gets.

    `read_only` may read but not do this: 403 or 404. `stranger` may not know that it exists: 404.
    """
    nobody = ask(client, url, user=None, method=method, data=data)
    login = resolve_url(settings.LOGIN_URL)
    assert nobody.status_code == 302, f"{url}: nobody got {nobody.status_code}, not a way to sign in"
    assert nobody["Location"].startswith(login), f"{url}: nobody was sent to {nobody['Location']}"
    refused = ask(client, url, user=works, method=wrong_method)
    assert refused.status_code == 405, f"{url}: {wrong_method} answered {refused.status_code}, not 405"
    if read_only is not None:
        status = ask(client, url, user=read_only, method=method, data=data).status_code
        assert status in {403, 404}, f"{url}: a person who may only read got {status}"
    if stranger is not None:
        status = ask(client, url, user=stranger, method=method, data=data).status_code
        assert status == stranger_gets, f"{url}: a stranger got {status}, not {stranger_gets}"
    answer = ask(client, url, user=works, method=method, data=data)
    assert answer.status_code < 400, f"{url}: the right person got {answer.status_code}"
    assert not answer.get("Location", "").startswith(login), f"{url}: the right person was sent to sign in"
    return answer
