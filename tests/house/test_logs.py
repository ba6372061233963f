"""No log line opens a door."""

from __future__ import annotations

import logging

import pytest

from vonggac.web.logs import LOGGING, Blotted, blot

TOKEN = "Zm9vYmFyYmF6:1qXy2Z:aB3-dE_fGhIjKlMnOpQrStUvWxYz"


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /tai-khoan/thiet-lap/{TOKEN}/",
        f"Forbidden (CSRF): https://vonggac.example.vn/tra-loi/{TOKEN}",
        f"GET /lich/{TOKEN}.ics HTTP/1.1",
        f"Internal Server Error: /tra-loi?ma={TOKEN}&x=1",
    ],
)
def test_a_one_time_link_never_reaches_the_log(line: str) -> None:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "%s", (line,), None)
    written = Blotted("%(message)s").format(record)
    assert TOKEN not in written
    assert TOKEN[:20] not in written
    assert line.split("/")[1] in written or "/tra-loi" in written


@pytest.mark.parametrize(
    "line",
    [
        "Internal Server Error: /van-ban/17/giao-viec/",
        '  File "/srv/vonggac/src/vonggac/apps/directives/resolution_of_addressees.py", line 12, in resolve',
        "heart: database is locked",
    ],
)
def test_what_helps_to_find_a_fault_stays_readable(line: str) -> None:
    assert blot(line) == line


def test_every_handler_blots() -> None:
    assert {handler["formatter"] for handler in LOGGING["handlers"].values()} == {"plain"}
    assert LOGGING["formatters"]["plain"]["()"] == "vonggac.web.logs.Blotted"
