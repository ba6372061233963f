"""What every form page of the house promises; call it from the test of each form view."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

FORBIDDEN = re.compile(r"vui lòng|không hợp lệ|invalid|this field|please", re.IGNORECASE)


def assert_form_contract(client: Client, url: str, *, empty: dict[str, Any] | None = None, typed: dict[str, str] | None = None) -> str:
    """Send a form with mistakes and check: title, summary first and linked, same words at the field, nothing typed is lost.

    `empty` is what is sent so that at least one error comes back; `typed` are values that must still be there. Returns the page.
    """
    answer = client.post(url, {**(empty or {}), **(typed or {})})
    assert answer.status_code in {200, 422}, f"{url}: a form with mistakes answered {answer.status_code}"
    body = answer.content.decode()
    main = body[body.index('<main class="main"') :]
    assert "<title>Lỗi: " in body, f"{url}: the title does not begin with Lỗi"
    assert main.index('class="error-summary"') < main.index("<h1"), f"{url}: the summary does not come first"
    assert main.count("<h1") == 1
    assert re.search(r"<form[^>]*method=\"post\"[^>]*novalidate", main), f"{url}: the form validates in the browser"
    assert 'class="banner' not in main.split("<h1")[0], f"{url}: a banner stands beside the summary of errors"
    _assert_linked(url, main)
    for value in (typed or {}).values():
        assert html.escape(str(value)) in main, f"{url}: {value!r} was lost"
    return body


def _assert_linked(url: str, main: str) -> None:
    summary = main[main.index('class="error-summary"') :]
    summary = summary[: summary.index("</ul>")]
    linked = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
    said = re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", summary)
    assert said, f"{url}: the summary says nothing"
    for identity, words in linked:
        assert f'id="{identity}"' in main, f"{url}: the summary leads to #{identity}, which is not there"
        assert main.count(words) >= 2, f"{url}: {words!r} does not stand beside its field"
    for words in said:
        assert not FORBIDDEN.search(words), f"{url}: {words!r} does not say what to do"
